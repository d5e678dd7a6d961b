"""Dragging people onto a manager with the mouse: the same for tree and chart. No Qt drag, so that keys stay alive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from crm_console.core.text import Text


@dataclass
class Drag:
    """`refusal(uids, manager)` says why a drop is not taken; `pressed` and `over` are people.

    Where nothing may be written (`writable`) no drag begins.
    """

    refusal: Callable[[Sequence[str], str], Text | None]
    writable: bool = True
    uids: list[str] = field(default_factory=list)
    over: str | None = None
    refused: Text | None = None
    active: bool = False
    _at: QPoint = field(default_factory=QPoint)

    def press(self, uids: Sequence[str], at: QPoint) -> None:
        """The button went down on these people."""
        self._at, self.active, self.over, self.refused = at, False, None, None
        self.uids = list(uids) if self.writable else []

    def move(self, at: QPoint, over: str | None) -> bool:
        """The mouse is here now; True while people are being dragged."""
        if not self.uids:
            return False
        if not self.active:
            self.active = (at - self._at).manhattanLength() >= QApplication.startDragDistance()
        if self.active and over != self.over:
            self.over = None if over in self.uids and len(self.uids) == 1 and not self._left(at) else over
            self.refused = self.refusal(self.uids, self.over) if self.over else None
        return self.active

    def drop(self) -> tuple[list[str], str] | None:
        """The button went up: who goes where, or None where nothing is to be done."""
        made = (self.uids, self.over) if self.active and self.over and self.refused is None else None
        self.cancel()
        return made

    def cancel(self) -> None:
        """Nobody goes anywhere."""
        self.uids, self.active, self.over, self.refused = [], False, None, None

    def _left(self, at: QPoint) -> bool:
        return (at - self._at).manhattanLength() > 4 * QApplication.startDragDistance()
