"""How an org chart's boxes and lines are drawn, at three levels of detail; the same for screen, SVG and PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from crm_console.services.hierarchy import Card
from crm_console.services.org_layout import BOX_HEIGHT, BOX_WIDTH, Chart, Line
from crm_console.views.look.look import Look
from crm_console.views.look.tokens import Tokens

WORDS, NAMES = 0.62, 0.22  # from this zoom on all can be read; from this one the name alone, larger
PAD, CORNER = 10.0, 6.0
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Mark:
    """How a box stands out: the names of the tokens of its ground and its edge, and the edge's width."""

    ground: str = "surface"
    edge: str = "control"
    width: float = 1.0


class ChartPainter:
    """Paints what of a chart lies within a part of it. Cut texts are kept until the chart changes."""

    def __init__(self, look: Look, card: Callable[[str], Card], folded: Callable[[str], bool],
                 tokens: Tokens | None = None) -> None:
        self._look = look
        self._own = tokens
        self._card = card
        self._folded = folded
        self._cut: dict[tuple[str, int], list[tuple[QRectF, int, str, int]]] = {}
        self._fonts: dict[tuple[int, int], QFont] = {}
        self.forget()

    @property
    def _tokens(self) -> Tokens:
        return self._own or self._look.tokens

    def forget(self) -> None:
        """The chart or the look changed."""
        self._cut.clear()
        self._fonts.clear()

    def draw(self, painter: QPainter, chart: Chart, part: QRectF, zoom: float,
             marks: Callable[[str], Mark | None]) -> int:
        """Draw lines and boxes that touch `part`, in the chart's own measure; returns how many boxes."""
        left, top, right, bottom = part.left(), part.top(), part.right(), part.bottom()
        tokens = self._tokens
        painter.setPen(QPen(QColor(tokens.control), max(1.0, 1.0 / zoom) if zoom < NAMES else 1.2))
        painter.drawLines([QLineF(*line) for line in chart.lines if _touches(line, left, top, right, bottom)])
        shown = [(uid, x, y) for uid, (x, y) in chart.boxes.items()
                 if x < right and x + BOX_WIDTH > left and y < bottom and y + BOX_HEIGHT > top]
        marked = [(each, mark) for each in shown if (mark := marks(each[0])) is not None]
        self._boxes(painter, shown, Mark(), zoom)
        for each, mark in marked:
            self._boxes(painter, [each], mark, zoom)
        if zoom >= NAMES:
            size = 0 if zoom >= WORDS else min(26, round(11 / zoom))
            for uid, x, y in shown:
                self._words(painter, uid, x, y, size)
        return len(shown)

    def _boxes(self, painter: QPainter, shown: Sequence[tuple[str, float, float]], mark: Mark, zoom: float) -> None:
        tokens = self._tokens
        painter.setPen(QPen(QColor(getattr(tokens, mark.edge)), max(mark.width, mark.width / zoom)))
        painter.setBrush(QColor(getattr(tokens, mark.ground)))
        rects = [QRectF(x, y, BOX_WIDTH, BOX_HEIGHT) for _, x, y in shown]
        if zoom < WORDS:
            painter.drawRects(rects)
        else:
            for rect in rects:
                painter.drawRoundedRect(rect, CORNER, CORNER)

    def _words(self, painter: QPainter, uid: str, x: float, y: float, size: int) -> None:
        inks = (self._tokens.text, self._tokens.text2, self._tokens.muted)
        for at, (box, align, text, font) in enumerate(self._lines(uid, size)):
            painter.setFont(self._font(font, 600 if at == 0 else 400))
            painter.setPen(QColor(inks[min(at, 2)]))
            painter.drawText(box.translated(x, y), align, text)

    def _lines(self, uid: str, size: int) -> list[tuple[QRectF, int, str, int]]:
        key = (uid, size)
        if key not in self._cut:
            self._cut[key] = self._small(uid, size) if size else self._whole(uid)
        return self._cut[key]

    def _small(self, uid: str, size: int) -> list[tuple[QRectF, int, str, int]]:
        box = QRectF(6, 0, BOX_WIDTH - 12, BOX_HEIGHT)
        return [(box, LEFT, self._fit(self._card(uid).name, size, 600, box.width()), size)]

    def _whole(self, uid: str) -> list[tuple[QRectF, int, str, int]]:
        card = self._card(uid)
        width = BOX_WIDTH - 2 * PAD
        below = (f"+{card.below}" if self._folded(uid) else str(card.below)) if card.below else ""
        room = QFontMetricsF(self._font(12, 400)).horizontalAdvance(below) + 6 if below else 0.0
        found = [(QRectF(PAD, 7, width, 18), LEFT, self._fit(card.name, 13, 600, width), 13)]
        second = self._fit(card.function, 12, 400, width)
        third = self._fit(card.department, 12, 400, width - room)
        found.append((QRectF(PAD, 25, width, 16), LEFT, second, 12))
        found.append((QRectF(PAD, 41, width - room, 16), LEFT, third, 12))
        found.append((QRectF(PAD, 41, width, 16), RIGHT, below, 12))
        return found

    def _fit(self, text: str, size: int, weight: int, width: float) -> str:
        return QFontMetricsF(self._font(size, weight)).elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _font(self, size: int, weight: int) -> QFont:
        if (size, weight) not in self._fonts:
            made = self._look.font(size, weight)
            made.setPixelSize(size)  # the chart is measured in its own units; the text size of the window zooms it
            self._fonts[size, weight] = made
        return self._fonts[size, weight]


class WholePainter(ChartPainter):
    """For paper: nothing is cut, long words are set smaller."""

    def _words(self, painter: QPainter, uid: str, x: float, y: float, size: int) -> None:
        card = self._card(uid)
        inks = (self._tokens.text, self._tokens.text2, self._tokens.muted)
        room = BOX_WIDTH - 2 * PAD
        below = str(card.below) if card.below else ""
        rows: Iterable[tuple[str, float, int, int, float]] = (
            (card.name, 7, 13, 600, room), (card.function, 25, 12, 400, room),
            (card.department, 41, 12, 400, room - 30))
        for at, (text, top, size_of, weight, width) in enumerate(rows):
            font = QFont(self._font(size_of, weight))
            needed = QFontMetricsF(font).horizontalAdvance(text)
            if needed > width:
                font.setPixelSize(max(5, int(size_of * width / needed)))
            painter.setFont(font)
            painter.setPen(QColor(inks[at]))
            painter.drawText(QRectF(x + PAD, y + top, width + 40, 17), LEFT, text)
        painter.setFont(self._font(12, 400))
        painter.drawText(QRectF(x + PAD, y + 41, room, 17), RIGHT, below)


def _touches(line: Line, left: float, top: float, right: float, bottom: float) -> bool:
    x1, y1, x2, y2 = line
    return x1 <= right and x2 >= left and y1 <= bottom and y2 >= top
