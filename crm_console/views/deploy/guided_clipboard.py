"""The clipboard as guided work uses it: passwords stay out of its history and are taken away again."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

from crm_console.core.text import Text
from crm_console.services.deploy.guided_copying import Copy, Leash, exclusions

TICK = 250  # ms


class GuidedClipboard(QObject):
    """`changed` while a password's time runs, and when it is over. `erased`: whether the last one was taken away."""

    changed = Signal()

    def __init__(self, leash: Leash, parent: QObject) -> None:
        super().__init__(parent)
        self._leash, self.erased = leash, False
        self._clock = QTimer(self, interval=TICK)
        self._clock.timeout.connect(self._on_tick)

    @property
    def left(self) -> int:
        """Seconds until the password is taken away; 0 where there is none."""
        return self._leash.left

    def put(self, copy: Copy) -> None:
        """Copy a value; what was there before is gone."""
        self._leash.drop()
        self.erased = False
        data = QMimeData()
        data.setText(copy.text)
        if copy.secret:
            for name, content in exclusions(sys.platform).items():
                data.setData(name, content)
        QGuiApplication.clipboard().setMimeData(data)
        if copy.secret:
            self._leash.hold(copy.text)
            self._clock.start()
        self.changed.emit()

    def put_text(self, text: str) -> None:
        """Copy what is no secret."""
        self.put(Copy(-1, Text(""), text, secret=False))

    def erase(self) -> None:
        """Take the password away, if it is still there."""
        if not self._leash.holds:
            return
        clipboard = QGuiApplication.clipboard()
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            if (mode is QClipboard.Mode.Clipboard or clipboard.supportsSelection()) and self._leash.is_it(
                    clipboard.text(mode)):
                clipboard.clear(mode)
                self.erased = True
        self._leash.drop()
        self._clock.stop()
        self.changed.emit()

    def _on_tick(self) -> None:
        if self._leash.over:
            self.erase()
        elif self._leash.holds:
            self.changed.emit()
        else:
            self._clock.stop()
