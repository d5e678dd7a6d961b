"""Whose workspace is open: initials, name, file. A click leads to the other customers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from crm_console.core.text import Language
from crm_console.views.look import paint
from crm_console.views.look.look import Look

HEIGHT, SIDE = 52, 34


class CustomerBlock(QAbstractButton):
    """A button that is painted."""

    def __init__(self, look: Look, language: Language, customer: str, file: str) -> None:
        super().__init__()
        self._look, self._customer, self._file, self._rail = look, customer, file, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(language.say("{customer} · trocar de cliente", customer=customer))
        self.setAccessibleName(self.toolTip())
        look.changed.connect(self.update)

    def set_rail(self, *, rail: bool) -> None:
        """Only the initials, or everything."""
        self._rail = rail
        self.update()

    def sizeHint(self) -> QSize:
        """One block high."""
        return QSize(56, self._look.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Initials on the accent, then name over file."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, middle = look.px(SIDE), self.height() // 2
        left = (self.width() - side) // 2 if self._rail else 14
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.tokens.hover))
            painter.drawRoundedRect(self.rect().adjusted(6, 1, -6, -1), 6, 6)
        badge = QRect(left, middle - side // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tokens.accent))
        painter.drawRoundedRect(badge, 8, 8)
        paint.text(painter, badge, initials(self._customer), look.font(13, 700), look.tokens.on_accent,
                   Qt.AlignmentFlag.AlignHCenter)
        if not self._rail:
            self._words(painter, badge.right() + 11, middle)
        if self.hasFocus():
            paint.ring(painter, look, self.rect().adjusted(6, 1, -6, -1), 6)

    def _words(self, painter: QPainter, left: int, middle: int) -> None:
        look = self._look
        arrow = self.width() - 14 - look.px(16)
        paint.icon(painter, look, arrow, middle, "chevrons-up-down", "muted")
        width, line = arrow - left - 6, look.px(18)
        paint.text(painter, QRect(left, middle - line, width, line), self._customer, look.font(13, 600),
                   look.tokens.text)
        paint.text(painter, QRect(left, middle, width, line), self._file, look.font(12), look.tokens.muted,
                   elide=Qt.TextElideMode.ElideMiddle)


def initials(customer: str) -> str:
    """Serra Azul Metalúrgica is SA."""
    words = [word for word in customer.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
