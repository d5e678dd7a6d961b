"""What stands where nothing is yet: an icon, what is missing, who has the data, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crm_console.views.look.look import Look
from crm_console.views.parts.labels import button, label


class EmptyState(QWidget):
    """`pressed` when its button is."""

    pressed = Signal()

    def __init__(self, look: Look, icon: str, what: str, who: str = "", action: str = "", role: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(1)
        mark = QLabel()
        mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        look.dress(mark, icon, "muted", 32)
        self._what, self._who = label(what, "strong", wrap=True), label(who, "note", wrap=True)
        for widget in (self._what, self._who):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = button(action, role, self.pressed.emit)
        column.addWidget(mark)
        column.addWidget(self._what)
        column.addWidget(self._who)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self._who.setVisible(bool(who))
        self.button.setVisible(bool(action))

    def set_words(self, what: str, who: str = "", action: str = "") -> None:
        """Say something else."""
        self._what.setText(what)
        self._who.setText(who)
        self._who.setVisible(bool(who))
        self.button.setText(action)
        self.button.setVisible(bool(action))
