"""Jobs that take longer than a second: what, how far, Parar. Above the status bar; gone when nothing runs."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_console.core.jobs import Progress
from crm_console.core.text import Nn_
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import label
from crm_console.workers.runner import Handle

AFTER = 1.0  # seconds until a job is worth a line
LINES = 3
EVERY = 250  # ms


class JobLine(QFrame):
    """One job under way."""

    def __init__(self, kit: Kit, handle: Handle) -> None:
        super().__init__()
        self._kit, self.handle = kit, handle
        self.since = time.monotonic()
        self._title = label(kit.say(handle.title), "strong")
        self._text = label("", "note")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(kit.say(handle.title))
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 4, 16, 4)
        line.setSpacing(12)
        line.addWidget(self._title)
        line.addWidget(self._bar, 1)
        line.addWidget(self._text)
        self.stop_button = button(kit.look, kit.say("Parar"), handle.stop)
        line.addWidget(self.stop_button)
        handle.progressed.connect(self._on_progress)

    def _on_progress(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        said = self._kit.say(progress.text)
        if progress.total > 1:
            said = self._kit.say("{text} · {done} de {total}", text=said, done=self._kit.language.number(progress.done),
                                 total=self._kit.language.number(progress.total))
        self._text.setText(said)


class JobPanel(QWidget):
    """Watches the runner."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._lines: list[JobLine] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 4, 0, 4)
        self._box.setSpacing(0)
        self._more = label("", "note")
        self._more.setContentsMargins(24, 0, 0, 0)
        self._box.addWidget(self._more)
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self._show_due)
        kit.runner.started.connect(self._add)
        self.hide()

    @property
    def lines(self) -> list[JobLine]:
        """The jobs that run."""
        return self._lines

    def release(self) -> None:
        """Watch no more."""
        self._kit.runner.started.disconnect(self._add)
        self._clock.stop()

    def _add(self, handle: Handle) -> None:
        line = JobLine(self._kit, handle)
        line.setParent(self)
        line.hide()
        self._lines.append(line)
        # A job counts as heard only when its own starter listens, so the end is noticed by looking.
        self._clock.start()

    def _show_due(self) -> None:
        for line in [one for one in self._lines if one.handle.outcome is not None]:
            self._lines.remove(line)
            line.hide()
            line.deleteLater()
        due = [line for line in self._lines if time.monotonic() - line.since >= AFTER]
        for line in due[:LINES]:
            if self._box.indexOf(line) < 0:
                self._box.insertWidget(self._box.count() - 1, line)
            line.show()
        more = len(due) - LINES
        self._more.setVisible(more > 0)
        self._more.setText(self._kit.say(Nn_("e mais {count} trabalho", "e mais {count} trabalhos", max(more, 0))))
        self.setVisible(bool(due))
        if not self._lines:
            self._clock.stop()
