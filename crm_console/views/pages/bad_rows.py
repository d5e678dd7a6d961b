"""The table of rows that cannot be imported: where each cause lies and what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from crm_console.core.text import N_, Language
from crm_console.views.look.look import Look

if TYPE_CHECKING:
    from crm_console.services.exchange.result import RowError

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (N_("Planilha"), N_("Linha"), N_("Coluna"), N_("Valor"), N_("Causa"))
WIDTHS = (130, 64, 170, 190)


class BadRowModel(QAbstractTableModel):
    """One line a cause."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self.errors: Sequence[RowError] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """All causes."""
        return 0 if parent is not None and parent.isValid() else len(self.errors)

    def columnCount(self, parent: Index | None = None) -> int:
        """Sheet, row, column, value, cause."""
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._language.say(COLUMNS[section])
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text; the tooltip holds it whole."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        error = self.errors[index.row()]
        return (error.sheet, str(error.row) if error.row else "", error.column, error.value,
                self._language.say(error.cause))[index.column()]

    def show(self, errors: Sequence[RowError]) -> None:
        """Show these."""
        self.beginResetModel()
        self.errors = errors
        self.endResetModel()


def bad_row_table(look: Look, language: Language, model: BadRowModel) -> QTableView:
    """The table, its last column as wide as it may."""
    made = QTableView()
    made.setProperty("role", "plain")
    made.setModel(model)
    made.setAccessibleName(language.say("Linhas com problema"))
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(look.px(32))
    head = made.horizontalHeader()
    head.setHighlightSections(False)
    for column, width in enumerate(WIDTHS):
        made.setColumnWidth(column, look.px(width))
    head.setSectionResizeMode(len(WIDTHS), QHeaderView.ResizeMode.Stretch)
    return made
