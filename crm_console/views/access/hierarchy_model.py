"""The hierarchy as a tree for Qt: people by their managers, all of them or the found ones with the way to each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from crm_console.services.hierarchy import Hierarchy

Index = QModelIndex | QPersistentModelIndex
UID, FOUND = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class HierarchyModel(QAbstractItemModel):
    """One column; an index carries the place of its person in `_order`."""

    def __init__(self, tree: Hierarchy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tree = tree
        self.found: Collection[str] | None = None
        self._lay()

    def show_tree(self, tree: Hierarchy, found: Collection[str] | None, shown: Collection[str] | None) -> None:
        """Show a tree; of it only `shown`, those `found` in full ink, where something is searched for."""
        self.beginResetModel()
        self.tree, self.found = tree, found
        self._lay(shown)
        self.endResetModel()

    def index_of(self, uid: str) -> QModelIndex:
        """Where a person stands; invalid where a search hides them."""
        if uid not in self._rows:
            return QModelIndex()
        return self.createIndex(self._rows[uid], 0, self._numbers[uid])

    def uid(self, index: Index) -> str | None:
        """The person of an index."""
        return self._order[index.internalId()] if index.isValid() else None

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's default
        """The person in a row below another."""
        under = self._under.get(self.uid(parent), ())
        if column != 0 or not 0 <= row < len(under):
            return QModelIndex()
        return self.createIndex(row, 0, self._numbers[under[row]])

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 - Qt's default
        """The manager."""
        uid = self.uid(index)
        manager = self.tree.managers.get(uid) if uid else None
        return self.index_of(manager) if manager else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        """How many people stand directly below."""
        return len(self._under.get(self.uid(parent), ()))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The uid; the name for screen readers and for typing ahead."""
        uid = self.uid(index)
        if uid is None:
            return None
        if role == UID:
            return uid
        if role == FOUND:
            return self.found is None or uid in self.found
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tree.card(uid).name
        return None

    def _lay(self, shown: Collection[str] | None = None) -> None:
        self._under = dict(self.tree.under) if shown is None else {
            uid: tuple(each for each in under if each in shown) for uid, under in self.tree.under.items()}
        self._order = [uid for under in self._under.values() for uid in under]
        self._numbers = {uid: at for at, uid in enumerate(self._order)}
        self._rows = {uid: row for under in self._under.values() for row, uid in enumerate(under)}
