"""What delegates share: icons, pills, cut texts, focus ring, selection bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from crm_console.views.look.look import Look


@dataclass(frozen=True)
class State:
    """A state as rows and pills show it: `name` of the colour, an icon and a word."""

    name: str
    icon: str
    word: str


def text(painter: QPainter, box: QRect, content: str, font: QFont, colour: str, align: Qt.AlignmentFlag | None = None,
         elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> int:
    """One line of text, cut to the box; returns its width."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = QFontMetrics(font)
    cut = metrics.elidedText(content, elide, box.width())
    painter.drawText(box, int((align or Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter), cut)
    return metrics.horizontalAdvance(cut)


def icon(painter: QPainter, look: Look, x: int, middle: int, name: str, colour: str, size: int = 16) -> int:
    """An icon centred on `middle`; returns the x behind it."""
    pixmap = look.pixmap(name, colour, size)
    side = look.px(size)
    painter.drawPixmap(QRect(x, middle - side // 2, side, side), pixmap)
    return x + side


def selection(painter: QPainter, look: Look, box: QRect, *, selected: bool, hovered: bool) -> None:
    """The ground of a row: hover, or tint with the bar."""
    if selected:
        painter.fillRect(box, QColor(look.tokens.selected))
        painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), QColor(look.tokens.accent_text))
    elif hovered:
        painter.fillRect(box, QColor(look.tokens.hover))


def ring(painter: QPainter, look: Look, box: QRect, radius: float = 4) -> None:
    """The focus ring, inside the box."""
    width = look.tokens.focus_width
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.tokens.focus), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), radius, radius)


def pill(painter: QPainter, look: Look, right: int, middle: int, state: State) -> int:
    """An icon and a word in the state's colour, ending at `right`; returns where they begin."""
    font = look.font(12, 500)
    width = QFontMetrics(font).horizontalAdvance(state.word)
    left = right - width - look.px(14) - 4
    icon(painter, look, left, middle, state.icon, state.name, 14)
    text(painter, QRect(right - width, middle - 10, width + 1, 20), state.word, font, getattr(look.tokens, state.name))
    return left
