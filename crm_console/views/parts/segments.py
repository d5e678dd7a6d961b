"""Few options side by side; the chosen one has a tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crm_console.views.look.look import Look
from crm_console.views.parts.labels import button


class Segments(QWidget):
    """`chosen(value)` when a person picks; nothing may be chosen (None)."""

    chosen = Signal(object)

    def __init__(self, look: Look, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._look = look
        self._value: str | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._buttons: dict[str, QPushButton] = {}
        for at, (value, words) in enumerate(options):
            made = button(words, "segment", lambda value=value: self._pick(value))  # type: ignore[misc]
            made.setProperty("place", "first" if at == 0 else "last" if at == len(options) - 1 else "middle")
            made.setCheckable(True)
            made.setIconSize(QSize(look.px(14), look.px(14)))
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == 0 else Qt.FocusPolicy.ClickFocus)
            self._buttons[value] = made
            row.addWidget(made)
        row.addStretch(1)
        self.setFocusProxy(next(iter(self._buttons.values())))
        look.changed.connect(self._draw)

    @property
    def value(self) -> str | None:
        """What is chosen."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Choose without telling."""
        self._value = value
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the choice."""
        values = list(self._buttons)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        at = values.index(self._value) + step if self._value in values else 0
        self._pick(values[max(0, min(at, len(values) - 1))])

    def _pick(self, value: str) -> None:
        self.set_value(value)
        self._buttons[value].setFocus()
        self.chosen.emit(value)

    def _draw(self) -> None:
        for value, made in self._buttons.items():
            made.setChecked(value == self._value)
            made.setIcon(self._look.icon("check", "accent_text", 14) if value == self._value else QIcon())
