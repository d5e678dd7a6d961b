"""What a cell of a permission matrix looks like. Each face is drawn once per theme and size, then copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter, QPen, QPixmap

from crm_console.services.permissions import IDLE, NO, NO_WORD, YES, YES_WORD
from crm_console.views.kit import Kit
from crm_console.views.look import paint

HEIGHT, PILL, SLOT = 28, 20, 31
WORD, EQUAL, EACH, LETTERS = "word", "equal", "each", "letters"  # kinds of faces besides the three states
CENTRE = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True)
class Face:
    """`kind` is a state (YES, NO, IDLE), or WORD (a group's words), EQUAL, EACH, LETTERS (of compared roles)."""

    kind: str
    parts: tuple[str, ...] = ()


class Faces:
    """Draws faces from its cache."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._look = kit.look
        self._drawn: dict[Face, QPixmap] = {}
        self._words = {YES: kit.say(YES_WORD), NO: kit.say(NO_WORD), IDLE: kit.say(YES_WORD)}
        kit.look.changed.connect(self._drawn.clear)

    def draw(self, painter: QPainter, box: QRect, face: Face) -> None:
        """Put a face into the middle of a box."""
        pixmap = self._drawn.get(face)
        if pixmap is None:
            pixmap = self._drawn[face] = self._made(face)
        size = pixmap.deviceIndependentSize()
        painter.drawPixmap(QPoint(box.x() + int(box.width() - size.width()) // 2,
                                  box.y() + int(box.height() - size.height()) // 2), pixmap)

    def box(self, outer: QRect, face: Face) -> QRect:
        """Where a face stands in a box: what a click must hit."""
        size = self._size(face)
        made = QRect(0, 0, size.width(), size.height())
        made.moveCenter(outer.center())
        return made

    def said(self, face: Face) -> str:
        """The face in words, for screen readers."""
        if face.kind == IDLE:
            return self._kit.say("sim, sem efeito: falta Acesso")
        if face.kind in self._words:
            return " ".join((self._words[face.kind], *face.parts))
        return " ".join(self._words.get(part, part) for part in face.parts)

    def _size(self, face: Face) -> QSize:
        px = self._look.px
        if face.kind in (EACH, LETTERS):
            return QSize(px(SLOT) * len(face.parts), px(PILL))
        return QSize(self._advance(self._text(face)) + px(34), px(PILL))

    def _advance(self, words: str) -> int:
        return QFontMetrics(self._look.font(12, 600)).horizontalAdvance(words)

    def _text(self, face: Face) -> str:
        if face.kind in self._words:
            return " ".join((self._words[face.kind], *face.parts))
        return " ".join(self._words.get(part, part) for part in face.parts)

    def _made(self, face: Face) -> QPixmap:
        size = self._size(face)
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        pixmap = QPixmap(QSize(round(size.width() * ratio), round(size.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(QPoint(0, 0), size)
        ways: dict[str, Callable[[QPainter, QRect, Face], None]] = {
            YES: partial(self._pill, icon="check", state="info"),
            IDLE: partial(self._pill, icon="triangle-alert", state="warn"),
            EQUAL: self._equal, EACH: self._each, LETTERS: self._letters}
        ways.get(face.kind, self._plain)(painter, box, face)
        painter.end()
        return pixmap

    def _pill(self, painter: QPainter, box: QRect, face: Face, *, icon: str, state: str) -> None:
        ink, look = self._frame(painter, box, state, dashed=state == "warn"), self._look
        x = paint.icon(painter, look, box.left() + look.px(6), box.center().y() + 1, icon, state, 12)
        paint.text(painter, QRect(x + look.px(4), box.top(), box.width(), box.height()), self._text(face),
                   look.font(12, 600), ink)

    def _frame(self, painter: QPainter, box: QRect, state: str, *, dashed: bool) -> str:
        ink, tint, line = self._look.tokens.state(state)
        pen = QPen(QColor(ink if dashed else line), 1)
        if dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(QColor(tint))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        return ink

    def _plain(self, painter: QPainter, box: QRect, face: Face) -> None:
        tokens = self._look.tokens
        weight, colour = (500, tokens.text2) if face.kind == WORD else (400, tokens.muted)
        paint.text(painter, box, self._text(face), self._look.font(12, weight), colour, CENTRE)

    def _equal(self, painter: QPainter, box: QRect, face: Face) -> None:
        look = self._look
        x = paint.icon(painter, look, box.left() + look.px(6), box.center().y() + 1, "equal", "muted", 12)
        paint.text(painter, QRect(x + look.px(4), box.top(), box.width(), box.height()), self._text(face),
                   look.font(12), look.tokens.muted)

    def _slots(self, box: QRect, count: int) -> list[QRect]:
        width = box.width() // count
        return [QRect(box.left() + at * width, box.top(), width, box.height()) for at in range(count)]

    def _each(self, painter: QPainter, box: QRect, face: Face) -> None:
        tokens = self._look.tokens
        for slot, part in zip(self._slots(box, len(face.parts)), face.parts, strict=True):
            inner = slot.adjusted(1, 0, -1, 0)
            if part == NO:
                paint.text(painter, slot, self._words[NO], self._look.font(12), tokens.muted, CENTRE)
                continue
            ink = self._frame(painter, inner, "warn" if part == IDLE else "info", dashed=part == IDLE)
            paint.text(painter, slot, self._words[part], self._look.font(12, 600), ink, CENTRE)

    def _letters(self, painter: QPainter, box: QRect, face: Face) -> None:
        for slot, part in zip(self._slots(box, len(face.parts)), face.parts, strict=True):
            paint.text(painter, slot, part, self._look.font(12, 600), self._look.tokens.accent_text, CENTRE)

