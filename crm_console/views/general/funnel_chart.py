"""The funnel beside its table: one bar a stage, at its row: how many opportunities it takes to close ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygon
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_console.services.funnel import WON, Bar
from crm_console.views.kit import Kit
from crm_console.views.look import paint
from crm_console.views.look.paint import State

HEAD, ROW = 36, 44  # the table's heights too
BAR, LEAST, GAP = 28, 4, 8
PILL, PILLS = 20, 104


@dataclass(frozen=True)
class ChartRow:
    """A stage as the chart shows it: its bar, what stands where there is none, the type it promotes to."""

    bar: Bar
    words: str = ""
    promotes: str = ""


class FunnelChart(QWidget):
    """Shows what it is given; `rows` is that."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.rows: tuple[ChartRow, ...] = ()
        self._title = kit.say("Oportunidades para fechar {count} negócios", count=WON)
        self.setObjectName("funnel_chart")
        self.setAccessibleName(self._title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        kit.look.changed.connect(self.updateGeometry)
        kit.look.changed.connect(self.update)

    def show_rows(self, rows: Sequence[ChartRow]) -> None:
        """Draw these stages."""
        if tuple(rows) != self.rows:
            self.rows = tuple(rows)
            self.setAccessibleDescription("; ".join(
                f"{at}: {row.words or row.bar.needed}" for at, row in enumerate(rows, 1)))
            self.update()

    def sizeHint(self) -> QSize:
        """As high as the table."""
        look = self._kit.look
        return QSize(look.px(420), look.px(HEAD) + 6 * look.px(ROW) + 2)

    def minimumSizeHint(self) -> QSize:
        """Below this the bars say nothing."""
        return QSize(self._kit.look.px(224), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._kit.look
        paint.text(painter, QRect(0, 0, self.width(), look.px(HEAD)), self._title, look.font(12, 600),
                   look.tokens.text2)
        boxes = [self._box(at) for at in range(len(self.rows))]
        for at in range(1, len(boxes)):
            self._link(painter, boxes[at - 1], boxes[at], widens=self.rows[at].bar.widens)
        for row, box in zip(self.rows, boxes, strict=True):
            end = self._draw_bar(painter, row, box)
            self._draw_pills(painter, row, end, box.center().y())
        painter.end()

    def _room(self) -> int:
        return max(80, self.width() - self._kit.look.px(PILLS) - 3 * GAP)

    def _box(self, at: int) -> QRect:
        look, bar = self._kit.look, self.rows[at].bar
        width = max(LEAST, round(self._room() * bar.share)) if bar.needed else 0
        middle = look.px(HEAD) + at * look.px(ROW) + look.px(ROW) // 2 + 1
        return QRect((self._room() - width) // 2, middle - look.px(BAR) // 2, width, look.px(BAR))

    def _link(self, painter: QPainter, above: QRect, below: QRect, *, widens: bool) -> None:
        if not above.width() or not below.width():
            return
        tokens = self._kit.look.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.warn_tint if widens else tokens.sunken))
        painter.drawPolygon(QPolygon([
            QPoint(above.left(), above.bottom()), QPoint(above.right(), above.bottom()),
            QPoint(below.right(), below.top()), QPoint(below.left(), below.top())]))

    def _draw_bar(self, painter: QPainter, row: ChartRow, box: QRect) -> int:
        """The bar and its number, or the words; returns the x behind them."""
        look = self._kit.look
        font = look.font(12, 600)
        if not row.bar.needed:
            fits = QFontMetrics(look.font(12)).horizontalAdvance(row.words) < self._room()
            whole = fits or row.promotes
            room = QRect(0, box.top(), self._room() if whole else self.width(), box.height())
            width = paint.text(painter, room, row.words, look.font(12), look.tokens.muted,
                               Qt.AlignmentFlag.AlignHCenter if whole else Qt.AlignmentFlag.AlignLeft)
            return (self._room() + width) // 2
        state = "warn" if row.bar.widens else "info"
        ink, tint, _ = look.tokens.state(state)
        edge = QColor(ink if row.bar.widens else look.tokens.bar)
        shape = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint))
        painter.drawRoundedRect(shape, 4, 4)
        if row.bar.widens:
            painter.setBrush(QBrush(QColor(look.tokens.warn_line), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(shape, 4, 4)
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(shape, 4, 4)
        number = self._kit.language.number(row.bar.needed)
        room_for = QFontMetrics(font).horizontalAdvance(number)
        if room_for + GAP <= box.width():
            if row.bar.widens:  # the hatching would run through the figures
                painter.fillRect(QRect(box.center().x() - room_for // 2 - 3, box.top() + 5, room_for + 7,
                                       box.height() - 10), QColor(tint))
            paint.text(painter, box, number, font, ink if row.bar.widens else look.tokens.text,
                       Qt.AlignmentFlag.AlignHCenter)
            return box.right()
        paint.text(painter, QRect(box.right() + GAP, box.top(), room_for + 2, box.height()), number, font,
                   ink if row.bar.widens else look.tokens.text)
        return box.right() + GAP + room_for

    def _draw_pills(self, painter: QPainter, row: ChartRow, start: int, middle: int) -> None:
        say = self._kit.say
        states = [State("warn", "triangle-alert", say("Alarga"))] if row.bar.widens and row.bar.needed else []
        if row.promotes:
            states.append(State("info", "circle-arrow-up", row.promotes))
        if not states:
            return
        look = self._kit.look
        left = self._room() + 2 * GAP
        painter.setPen(QPen(QColor(look.tokens.control), 1, Qt.PenStyle.DotLine))
        if left - start > 2 * GAP:
            painter.drawLine(start + GAP, middle, left - 4, middle)
        high = look.px(PILL)
        top = middle - (high * len(states) + len(states) - 1) // 2
        for at, state in enumerate(states):
            self._draw_pill(painter, QRect(left, top + at * (high + 1), self.width() - left, high), state)

    def _draw_pill(self, painter: QPainter, room: QRect, state: State) -> None:
        look = self._kit.look
        ink, tint, line = look.tokens.state(state.name)
        font = look.font(11, 600)
        mark = look.px(12)
        width = min(room.width(), QFontMetrics(font).horizontalAdvance(state.word) + mark + 6 + 4 + 8)
        box = QRect(room.left(), room.top(), width, room.height())
        painter.setPen(QPen(QColor(line), 1))
        painter.setBrush(QColor(tint))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        paint.icon(painter, look, box.left() + 6, box.center().y() + 1, state.icon, state.name, 12)
        paint.text(painter, box.adjusted(6 + mark + 4, 0, -6, 0), state.word, font, ink)
