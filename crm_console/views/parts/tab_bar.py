"""Tabs as text with a count and a 2 px underline; a problem icon stands before the text."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crm_console.views.look import paint
from crm_console.views.look.look import Look

HEIGHT, GAP, PAD = 36, 8, 12


class TabBar(QWidget):
    """`chosen(index)` when a person picks a tab; arrows move the choice."""

    chosen = Signal(int)

    def __init__(self, look: Look, titles: list[str]) -> None:
        super().__init__()
        self._look = look
        self._titles = titles
        self._counts = [""] * len(titles)
        self._problems = [""] * len(titles)
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(" · ".join(titles))
        look.changed.connect(self.updateGeometry)

    def set_count(self, index: int, count: int) -> None:
        """The number behind a title."""
        self._counts[index] = str(count)
        self.updateGeometry()
        self.update()

    def set_problem(self, index: int, state: str) -> None:
        """`fail`, `warn` or nothing before a title."""
        self._problems[index] = state
        self.updateGeometry()
        self.update()

    def choose(self, index: int) -> None:
        """Pick a tab."""
        if 0 <= index < len(self._titles) and index != self.current:
            self.current = index
            self.update()
            self.chosen.emit(index)

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        boxes = self.boxes()
        return QSize(boxes[-1].right() + PAD if boxes else 0, self._look.px(HEIGHT))

    minimumSizeHint = sizeHint

    def boxes(self) -> list[QRect]:
        """Where each tab stands."""
        found: list[QRect] = []
        metrics = QFontMetrics(self._look.font(13, 600))
        left = 0
        for at, words in enumerate(self._titles):
            width = 2 * PAD + metrics.horizontalAdvance(f"{words}  {self._counts[at]}".strip())
            width += self._look.px(20) if self._problems[at] else 0
            found.append(QRect(left, 0, width, self._look.px(HEIGHT)))
            left += width + GAP
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick what was clicked."""
        for at, box in enumerate(self.boxes()):
            if box.contains(event.position().toPoint()):
                self.choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the choice."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self.current + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all tabs."""
        painter = QPainter(self)
        tokens = self._look.tokens
        for at, box in enumerate(self.boxes()):
            chosen = at == self.current
            inner = box.adjusted(PAD, 0, -PAD, 0)
            if self._problems[at]:
                icon = "circle-x" if self._problems[at] == "fail" else "triangle-alert"
                paint.icon(painter, self._look, inner.left(), inner.center().y(), icon, self._problems[at], 14)
                inner.setLeft(inner.left() + self._look.px(20))
            words = f"{self._titles[at]}  {self._counts[at]}".strip()
            paint.text(painter, inner, words, self._look.font(13, 600), tokens.accent_text if chosen else tokens.text2,
                       elide=Qt.TextElideMode.ElideNone)
            if chosen:
                painter.fillRect(QRect(box.left(), box.bottom() - 1, box.width(), 2), QColor(tokens.accent_text))
                if self.hasFocus():
                    paint.ring(painter, self._look, box.adjusted(0, 2, 0, -3))
        painter.end()
