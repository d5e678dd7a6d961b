"""The fields of a guided record: key, label, value, tick, copy. One is next; a click copies. No secret is ever here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_console.views.look import paint
from crm_console.views.look.look import Look

Index = QModelIndex | QPersistentModelIndex
FIELD = Qt.ItemDataRole.UserRole
ROW, CHIP = 44, 20


@dataclass(frozen=True)
class FieldRow:
    """One field; `key` copies it. `spoken` is what a screen reader says."""

    key: str
    label: str
    value: str
    spoken: str
    secret: bool = False
    copied: bool = False


class FieldModel(QAbstractListModel):
    """The fields, as a list view wants them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[FieldRow] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row, and its words for who cannot see it."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if row.secret else row.value
        return row if role == FIELD else None

    def show(self, rows: Sequence[FieldRow]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class FieldDelegate(QStyledItemDelegate):
    """Paints a field."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        return QSize(120, self._look.px(ROW))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Ground, key, label over value, tick or copy mark, ring."""
        row: FieldRow = index.data(FIELD)
        look, box = self._look, QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.selection(painter, look, box, selected=selected,
                        hovered=bool(option.state & QStyle.StateFlag.State_MouseOver))
        if not selected:
            painter.fillRect(QRect(box.left() + 16, box.bottom(), box.width() - 16, 1), QColor(look.tokens.line))
        middle, left = box.center().y() + 1, box.left() + 14
        self._key(painter, QRect(left, middle - look.px(CHIP) // 2, look.px(CHIP), look.px(CHIP)), row.key)
        left += look.px(CHIP) + 12
        right = box.right() - 14 - look.px(16)
        paint.icon(painter, look, right, middle, "check" if row.copied else "copy", "ok" if row.copied else "muted")
        room = right - 12 - left
        paint.text(painter, QRect(left, box.top() + look.px(5), room, look.px(16)), row.label, look.font(12),
                   look.tokens.muted)
        below = QRect(left, box.top() + look.px(21), room, look.px(18))
        if row.secret:
            at = paint.icon(painter, look, left, below.center().y() + 1, "lock-keyhole", "text2", 12) + 6
            below.setLeft(at)
        paint.text(painter, below, row.value, look.font(13, 600 if selected else 500),
                   look.tokens.text2 if row.secret else look.tokens.text, elide=Qt.TextElideMode.ElideMiddle)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, look, box)
        painter.restore()

    def _key(self, painter: QPainter, box: QRect, key: str) -> None:
        if not key:
            return
        tokens = self._look.tokens
        painter.setPen(QPen(QColor(tokens.edge), 1))
        painter.setBrush(QColor(tokens.sunken))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        paint.text(painter, box, key, self._look.font(12, 600), tokens.text2, Qt.AlignmentFlag.AlignHCenter)


class FieldList(QListView):
    """`asked(place)` at a click or Enter; `moved(place)` when the arrows choose another one."""

    asked = Signal(int)
    moved = Signal(int)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fields, self._settling = FieldModel(self), False
        self.setModel(self._fields)
        self.setItemDelegate(FieldDelegate(look, self))
        look.changed.connect(self.viewport().update)
        self.clicked.connect(lambda index: self.asked.emit(index.row()))
        self.selectionModel().currentChanged.connect(lambda current, _: self._tell(current.row()))

    @property
    def rows(self) -> Sequence[FieldRow]:
        """What is shown."""
        return self._fields.rows

    def show_rows(self, rows: Sequence[FieldRow], current: int) -> None:
        """Show these, this one next; past the end none is."""
        self._settling = True
        self._fields.show(rows)
        if 0 <= current < len(rows):
            self.setCurrentIndex(self._fields.index(current))
        self._settling = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is next stays in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter copies."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.asked.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _tell(self, place: int) -> None:
        if not self._settling and place >= 0:
            self.moved.emit(place)
