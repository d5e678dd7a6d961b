"""A pill: icon and word in a state's colours, 20 high."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from crm_console.views.look.look import Look
from crm_console.views.parts.labels import label, restyle


class Pill(QFrame):
    """Hidden until it has something to say."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._state, self._name = "info", "pencil"
        self.setProperty("role", "pill")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 8, 2)
        row.setSpacing(4)
        self._icon, self._word = QLabel(), label("", "small")
        row.addWidget(self._icon)
        row.addWidget(self._word)
        look.changed.connect(self._draw)
        self.hide()

    def tell(self, state: str, icon: str, word: str) -> None:
        """Show a state: info, ok, warn, fail, hand or skip."""
        self._state, self._name = state, icon
        self._word.setText(word)
        self._draw()
        self.show()

    @property
    def word(self) -> str:
        """What it says."""
        return self._word.text()

    def _draw(self) -> None:
        self._icon.setPixmap(self._look.pixmap(self._name, self._state, 12))
        self._word.setProperty("state", self._state)
        self.setProperty("banner", self._state)
        restyle(self._word)
        restyle(self)
