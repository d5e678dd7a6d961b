"""The steps of a route as a timeline: one row each, a line through their states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtGui import QColor, QPainter

from crm_console.core.text import Language
from crm_console.services.deploy import words
from crm_console.services.deploy.state import StepState
from crm_console.views.kit import Kit
from crm_console.views.look.look import Look
from crm_console.views.pages.rows import INDENT, ROW, Index, Row, RowDelegate, RowList

ICON, AT = 16, 17  # the icon's side and where its middle is


class StepDelegate(RowDelegate):
    """A row and its piece of the line."""

    def __init__(self, look: Look, parent: RowList) -> None:
        super().__init__(look, parent)
        self._look = look

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """The row; then the line above and below its icon."""
        super().paint(painter, option, index)
        box, look = QRect(option.rect), self._look
        x = box.left() + INDENT + look.px(ICON) // 2
        middle, gap = box.top() + look.px(AT), look.px(ICON) // 2 + 3
        colour = QColor(look.tokens.edge)
        painter.save()
        if index.row():
            painter.fillRect(QRect(x, box.top(), 2, middle - gap - box.top()), colour)
        if index.row() + 1 < index.model().rowCount():
            painter.fillRect(QRect(x, middle + gap, 2, box.bottom() - middle - gap + 1), colour)
        painter.restore()


class StepList(RowList):
    """`chosen(step id)`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.look, kit.say("Etapas da rota"))
        self._kit = kit
        self.setItemDelegate(StepDelegate(kit.look, self))
        self.selectionModel().currentChanged.connect(
            lambda current, _: self.chosen.emit(current.data(ROW).data) if current.isValid() else None)

    def show_steps(self, steps: Sequence[StepState], running: str = "") -> None:
        """Show these; the chosen one stays chosen. `running`: the step under way."""
        kept = self.chosen_step
        self.blockSignals(True)
        self.show_rows([_row(step, self._kit.language, running=step.step.id == running) for step in steps])
        self.blockSignals(False)
        if kept:
            self.select(kept)

    def select(self, step_id: str) -> None:
        """Choose a step."""
        for at, row in enumerate(self.rows):
            if row.data == step_id and self.currentIndex().row() != at:
                self.setCurrentIndex(self.model().index(at, 0))

    def clear_choice(self) -> None:
        """Nothing is chosen, until something is."""
        self.blockSignals(True)
        self.setCurrentIndex(QModelIndex())
        self.blockSignals(False)

    @property
    def chosen_step(self) -> str:
        """The step that is chosen."""
        row = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        return str(row.data) if row is not None else ""


def _row(step: StepState, language: Language, *, running: bool) -> Row:
    look = words.RUNNING if running else words.STATES[step.state]
    return Row(language.say(step.step.title), words.second_line(step, language, running=running),
               language.say(look.word), look.icon, look.tone, step.step.id)
