"""Paints a list's rows: two lines and a state, or a group's caption."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crm_console.views.look import paint
from crm_console.views.look.look import Look
from crm_console.views.records.record_model import CAPTION, RECORD
from crm_console.views.records.row_words import RowWords

ROW, CAPTION_ROW = 52, 32
RIGHT = Qt.AlignmentFlag.AlignRight


class RecordDelegate(QStyledItemDelegate):
    """Asks `words` what a row says."""

    def __init__(self, look: Look, words: RowWords) -> None:
        super().__init__()
        self._look = look
        self._words = words

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows have fixed heights."""
        return QSize(100, self._look.px(CAPTION_ROW if index.data(CAPTION) else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw one row."""
        painter.save()
        box: QRect = option.rect
        caption = index.data(CAPTION)
        if caption is not None:
            self._caption(painter, box, caption)
        else:
            state: QStyle.StateFlag = option.state
            self._row(painter, box, index, state)
        painter.restore()

    def _caption(self, painter: QPainter, box: QRect, caption: tuple[str, int]) -> None:
        tokens = self._look.tokens
        painter.fillRect(box, QColor(tokens.sunken))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(tokens.line))
        inner = box.adjusted(16, 0, -16, 0)
        count = paint.text(painter, inner, str(caption[1]), self._look.font(12), tokens.muted, RIGHT)
        paint.text(painter, inner.adjusted(0, 0, -count - 8, 0), caption[0], self._look.font(12, 600), tokens.text2)

    def _row(self, painter: QPainter, box: QRect, index: QModelIndex | QPersistentModelIndex,
             state: QStyle.StateFlag) -> None:
        look, tokens = self._look, self._look.tokens
        record = index.data(RECORD)
        if record is None:
            return
        selected = bool(state & QStyle.StateFlag.State_Selected)
        paint.selection(painter, look, box, selected=selected, hovered=bool(state & QStyle.StateFlag.State_MouseOver))
        words = self._words.of(record)
        upper = QRect(box.left() + 16, box.top() + look.px(7), box.width() - 32, look.px(20))
        lower = upper.translated(0, look.px(20))
        right = upper.right()
        if words.state is not None:
            right = paint.pill(painter, look, upper.right(), upper.center().y(), words.state) - 8
        name = QRect(upper.left(), upper.top(), right - upper.left(), upper.height())
        paint.text(painter, name, words.name, look.font(13, 600 if selected else 500), tokens.text,
                   elide=Qt.TextElideMode.ElideMiddle)
        when = QFontMetrics(look.font(12)).horizontalAdvance(words.when)
        paint.text(painter, lower, words.when, look.font(12), tokens.muted, RIGHT)
        paint.text(painter, lower.adjusted(0, 0, -when - 8, 0), words.second, look.font(12), tokens.muted)
        if not selected:
            painter.fillRect(QRect(box.left() + 16, box.bottom(), box.width() - 16, 1), QColor(tokens.line))
        if state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, look, box, 2)
