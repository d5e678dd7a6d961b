"""A list of two-line rows: icon, name, second line, a word at the right. Used for what waits, tests and the palette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_console.views.look.look import Look

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Row:
    """`tone` is a state (ok, warn, fail, info, hand, skip) or nothing; `data` goes out when the row is chosen."""

    title: str
    detail: str = ""
    right: str = ""
    icon: str = ""
    tone: str = ""
    data: object = None


class RowModel(QAbstractListModel):
    """The rows, as a list view wants them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Row] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row's own object, and its words for who cannot see it."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ". ".join(part for part in (row.title, row.detail, row.right) if part)
        return row if role == ROW else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class RowDelegate(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines or one."""
        return QSize(120, self._look.px(52 if index.data(ROW).detail else 36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, icon, words."""
        row: Row = index.data(ROW)
        painter.save()
        painter.drawText(QRect(option.rect), 0, f"{row.title} {row.detail} {row.right}")  # type: ignore[attr-defined]
        painter.restore()


class RowList(QListView):
    """`chosen(data)` at a click or Enter."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows = RowModel()
        self.setModel(self._rows)
        self.setItemDelegate(RowDelegate(look, self))
        self.clicked.connect(lambda index: self.chosen.emit(index.data(ROW).data))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these instead."""
        self._rows.show(rows)

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows.rows

    def step(self, by: int) -> None:
        """Take the next or the previous row."""
        count = self._rows.rowCount()
        if count:
            self.setCurrentIndex(self._rows.index((self.currentIndex().row() + by) % count))

    def choose(self) -> None:
        """As if the current row had been clicked."""
        if self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().data(ROW).data)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        else:
            super().keyPressEvent(event)


