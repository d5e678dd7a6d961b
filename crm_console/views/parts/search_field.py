"""A field to search in: an icon, a hint of the shortcut, emptied with Escape."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from crm_console.views.look.look import Look


class SearchField(QLineEdit):
    """Tells `textChanged` as any line edit."""

    def __init__(self, look: Look, placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(False)
        self._action = self.addAction(look.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._look = look
        look.changed.connect(self._draw)

    def _draw(self) -> None:
        self._action.setIcon(self._look.icon("search", "muted"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the field."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
