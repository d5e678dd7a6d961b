"""Hears of commits for a widget, as long as the widget lives."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from crm_console.store.store import Store


class Commits(QObject):
    """`changed(types)` after each commit, in the window's thread: a commit may be made in a job's."""

    changed = Signal(object)

    def __init__(self, store: Store, owner: QObject) -> None:
        super().__init__(owner)
        stop = store.listen(self.changed.emit)
        self.destroyed.connect(lambda *_: stop())
