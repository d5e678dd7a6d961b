"""A list of two-line rows: icon, name, second line, a word at the right. Used for what waits, tests and the palette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_console.views.look import paint
from crm_console.views.look.look import Look

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
TWO_LINES, ONE_LINE, INDENT = 52, 36, 14


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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
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
        return QSize(120, self._look.px(TWO_LINES if index.data(ROW).detail else ONE_LINE))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Ground, icon, words, separator, ring."""
        row: Row = index.data(ROW)
        look, box = self._look, QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        paint.selection(painter, look, box, selected=selected, hovered=hovered)
        if not selected:
            painter.fillRect(QRect(box.left() + INDENT, box.bottom(), box.width() - INDENT, 1),
                             QColor(look.tokens.line))
        self._words(painter, box.adjusted(INDENT, 0, -12, 0), row, selected)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, look, box)
        painter.restore()

    def _words(self, painter: QPainter, box: QRect, row: Row, selected: bool) -> None:
        look = self._look
        middle = box.center().y()
        left = box.left()
        if row.icon:
            at = box.top() + look.px(17) if row.detail else middle
            left = paint.icon(painter, look, left, at, row.icon, row.tone or "text2") + 10
        right_font, right = look.font(12, 500 if row.tone else 400), box.right()
        if row.right:
            width = QFontMetrics(right_font).horizontalAdvance(row.right)
            colour = getattr(look.tokens, row.tone or "muted")
            cell = QRect(right - width, box.top(), width + 1, box.height())
            paint.text(painter, cell, row.right, right_font, colour)
            right -= width + 12
        first = QRect(left, box.top(), right - left, box.height())
        if row.detail:
            half = look.px(18)
            first = QRect(left, box.top() + look.px(8), right - left, half)
            second = QRect(left, first.bottom() + 1, right - left, look.px(17))
            paint.text(painter, second, row.detail, look.font(12), look.tokens.muted)
        paint.text(painter, first, row.title, look.font(13, 600 if selected else 500), look.tokens.text)


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
        look.changed.connect(self.viewport().update)
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


