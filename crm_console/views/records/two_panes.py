"""A list at the left and what is chosen in it at the right; a narrow window shows one of them, with *Voltar*."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.views.kit import Kit
from crm_console.views.parts.labels import button, rule, surface

LIST_WIDTH, NARROW_LIST, NARROW = 328, 280, 1000  # below NARROW a form would be cut at its right
WIDE = 1100


class TwoPanes(QWidget):
    """`place(list, …)` once; `turn` says whose turn it is where the two do not fit beside each other."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._left = QWidget()
        self._narrow, self._at_right = False, False
        self.right = QWidget()
        self.back = button(kit.say("Voltar"), "quiet", lambda: self.turn(to_right=False))
        kit.look.dress(self.back, "arrow-left")

    @property
    def alone(self) -> bool:
        """Whether the right pane stands without the list."""
        return self._narrow and self._at_right

    def place(self, left: QWidget, *right: QWidget) -> None:
        """Put the list at the left and these below each other at the right, the last one as high as it can be."""
        self._left = left
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        surface(widget=self.right)
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        for at, part in enumerate(right, start=1):
            column.addWidget(part, 1 if at == len(right) else 0)
        row.addWidget(left)
        row.addWidget(rule(upright=True))
        row.addWidget(self.right, 1)

    def turn(self, *, to_right: bool) -> None:
        """Where only one of the two is shown: this one."""
        self._at_right = to_right
        self._left.setVisible(not self._narrow or not to_right)
        self.right.setVisible(not self._narrow or to_right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or one at a time."""
        super().resizeEvent(event)
        narrow = self.width() < self._kit.look.px(NARROW)
        self._left.setFixedWidth(self.width() if narrow else self._kit.look.px(
            LIST_WIDTH if self.width() >= WIDE else NARROW_LIST))
        self.back.setVisible(narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self.turn(to_right=self._at_right)
