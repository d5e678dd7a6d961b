"""Lucide icons, recoloured: drawn once per name, colour, size and pixel ratio."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class Icons:
    """The icon files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.pixmap = lru_cache(maxsize=2000)(self._pixmap)

    def icon(self, name: str, colour: str, size: int = 16, ratio: float = 1.0) -> QIcon:
        """An icon for a button or an action, sharp at this and at twice the pixel ratio."""
        made = QIcon(self.pixmap(name, colour, size, ratio))
        made.addPixmap(self.pixmap(name, colour, size, 2 * ratio))
        return made

    def _pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        stroke = "2.25" if size < 14 else "1.75"
        svg = self._source(name).replace('stroke-width="2"', f'stroke-width="{stroke}"').replace("currentColor", colour)
        made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
        painter.end()
        return made

    def _source(self, name: str) -> str:
        return (self._folder / f"{name}.svg").read_text(encoding="utf-8")
