"""The vendor's menu path under a title: cut in the middle where it does not fit, its last part always whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_console.views.look import paint
from crm_console.views.look.look import Look

HEIGHT, ICON = 24, 14


class MenuPath(QWidget):
    """`before` leads to the bold `last`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._before, self._last = look, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(HEIGHT))
        look.changed.connect(self.update)

    def show_path(self, words: str, path: Sequence[str]) -> None:
        """`words` stands before the path, or alone where there is none."""
        self._before = " › ".join([f"{words}  {path[0]}".strip(), *path[1:-1]]) + " ›" if len(path) > 1 else words
        self._last = path[-1] if path else ""
        whole = f"{words} {' › '.join(path)}".strip()
        self.setAccessibleName(whole)
        self.setToolTip(whole)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole path."""
        before, last = self._widths()
        return QSize(self._look.px(ICON) + 6 + before + 8 + last + 2, self._look.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """At least the last part."""
        return QSize(min(self._widths()[1] + 60, self._look.px(260)), self._look.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pin, path, last part."""
        look, painter, height = self._look, QPainter(self), self.height()
        left = paint.icon(painter, look, 0, height // 2, "map-pin", "muted", ICON) + 6
        before, last = self._widths()
        room = self.width() - left - (last + 8 if last else 0)
        shown = paint.text(painter, QRect(left, 0, min(before + 1, room), height), self._before, look.font(12),
                           look.tokens.text2, elide=Qt.TextElideMode.ElideMiddle)
        paint.text(painter, QRect(left + shown + 8, 0, last + 2, height), self._last, look.font(12, 600),
                   look.tokens.text2)

    def _widths(self) -> tuple[int, int]:
        return (QFontMetrics(self._look.font(12)).horizontalAdvance(self._before),
                QFontMetrics(self._look.font(12, 600)).horizontalAdvance(self._last))
