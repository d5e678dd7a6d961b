"""Rows under named columns, as a table view wants them; what a cell shows is the subclass's `data`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from crm_console.core.text import Text
from crm_console.views.kit import Kit

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")


class TableRows(QAbstractTableModel, Generic[R]):
    """`rows` are shown as they are; `heads` name the columns."""

    def __init__(self, kit: Kit, heads: Sequence[Text], parent: QWidget) -> None:
        super().__init__(parent)
        self.kit, self._heads = kit, heads
        self.rows: Sequence[R] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """One a head."""
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.kit.say(self._heads[section])
        return None

    def show(self, rows: Sequence[R]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
