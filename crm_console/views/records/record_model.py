"""A list's rows as SQL gives them: pages read when they are looked at, so that 100,000 rows open like 100.

Where the list is grouped, a caption row stands before each group; it carries the group's title and count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from crm_console.core.record import Record
from crm_console.services.records import title
from crm_console.store import queries
from crm_console.store.queries import Listing
from crm_console.store.store import Store

Index = QModelIndex | QPersistentModelIndex
RECORD, CAPTION = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
BLOCK, KEPT = 100, 30


class RecordModel(QAbstractTableModel):
    """One column; a row is a record (role RECORD) or a caption (role CAPTION)."""

    def __init__(self, store: Store, listing: Listing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.listing = listing
        self._blocks: OrderedDict[int, list[Record]] = OrderedDict()
        self.total = 0
        self._captions: list[tuple[int, str, int]] = []  # row, title, count
        self.read = 0
        self.refresh()

    def refresh(self, listing: Listing | None = None) -> None:
        """Ask again; with another listing where one is given."""
        self.beginResetModel()
        self.listing = listing or self.listing
        self._blocks.clear()
        self.total = queries.count(self._store, self.listing)
        self._captions = self._grouped() if self.listing.group and self.total else []
        self.endResetModel()

    def caption_rows(self) -> list[int]:
        """The rows that are captions."""
        return [row for row, _, _ in self._captions]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's name and default
        """Records and captions."""
        return 0 if parent.isValid() else self.total + len(self._captions)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's name and default
        """One."""
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Captions cannot be chosen."""
        if not index.isValid() or self._caption(index.row()) is not None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The record or the caption; its title for screen readers."""
        if not index.isValid():
            return None
        caption = self._caption(index.row())
        if role == CAPTION:
            return caption
        if caption is not None:
            return caption[0] if role == Qt.ItemDataRole.DisplayRole else None
        if role == RECORD:
            return self.record(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            record = self.record(index.row())
            return title(record) if record else ""
        return None

    def record(self, row: int) -> Record | None:
        """The record in a row, or None for a caption."""
        if self._caption(row) is not None or not 0 <= row < self.rowCount():
            return None
        place = row - bisect_right([r for r, _, _ in self._captions], row)
        block = place // BLOCK
        if block not in self._blocks:
            self._blocks[block] = queries.page(self._store, self.listing, block * BLOCK, BLOCK)
            self.read += len(self._blocks[block])
            if len(self._blocks) > KEPT:
                self._blocks.popitem(last=False)
        rows = self._blocks[block]
        return rows[place % BLOCK] if place % BLOCK < len(rows) else None

    def row_of(self, uid: str) -> int | None:
        """Where a record stands, or None when it is not in the listing."""
        place = queries.position(self._store, self.listing, uid)
        if place is None:
            return None
        row = place
        for at, _, _ in self._captions:
            if at <= row:
                row += 1
        return row

    def _caption(self, row: int) -> tuple[str, int] | None:
        at = bisect_right([r for r, _, _ in self._captions], row) - 1
        if at >= 0 and self._captions[at][0] == row:
            return self._captions[at][1], self._captions[at][2]
        return None

    def _grouped(self) -> list[tuple[int, str, int]]:
        found: list[tuple[int, str, int]] = []
        row = 0
        for uid, count in queries.groups(self._store, self.listing):
            group = self._store.get("company", uid) if uid else None
            found.append((row, title(group) if group else "", count))
            row += count + 1
        return found
