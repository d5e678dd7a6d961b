"""What an import does, in four figures: created, changed, equal, not possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from crm_console.core.text import N_, Language, Text
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import cleared
from crm_console.views.parts.labels import label

if TYPE_CHECKING:
    from crm_console.services.exchange.result import ImportResult


class Counts(QWidget):
    """Filled from a result."""

    def __init__(self, look: Look, language: Language) -> None:
        super().__init__()
        self._look, self._language = look, language
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self.figures: tuple[int, ...] = ()

    def show_result(self, result: ImportResult, bad: int, *, done: bool) -> None:
        """Show what would happen, or what happened."""
        cleared(self._line)
        self.figures = (result.created, result.updated, result.unchanged, bad)
        self._add(result.created, N_("criados") if done else N_("a criar"), "plus", "ok")
        self._add(result.updated, N_("alterados") if done else N_("a alterar"), "pencil", "info")
        self._add(result.unchanged, N_("iguais"), "equal", "skip")
        self._add(bad, N_("linhas com problema"), "circle-x", "fail")
        self._line.addStretch()
        self.show()

    def _add(self, count: int, words: Text, icon: str, tone: str) -> None:
        tone = tone if count else "skip"
        made = QFrame()
        made.setProperty("role", "banner")
        made.setProperty("banner", tone)
        line = QHBoxLayout(made)
        line.setContentsMargins(12, 6, 14, 6)
        line.setSpacing(8)
        mark, figure, what = QLabel(), label(self._language.number(count), "panel"), label(self._language.say(words))
        self._look.dress(mark, icon, tone)
        figure.setProperty("state", tone)
        what.setProperty("state", tone)
        for part in (mark, figure, what):
            line.addWidget(part)
        self._line.addWidget(made)
