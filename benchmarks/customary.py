"""The customary way to paint the same: a QTableWidget for the matrix, a QGraphicsView for the org chart."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
    QTableWidget,
    QTableWidgetItem,
)

SIZE = (1126, 600)  # what the window leaves for a page's content


def table_frames(rows: int, columns: int, frames: int) -> list[float]:
    """Seconds of full repaints, heads included, while a table of plain words is scrolled."""
    table = QTableWidget(rows, columns)
    for row in range(rows):
        for column in range(columns):
            table.setItem(row, column, QTableWidgetItem("sim" if (row * 7 + column * 3) % 3 == 0 else "não"))
    table.verticalHeader().setDefaultSectionSize(28)
    for column in range(columns):
        table.setColumnWidth(column, SIZE[0] // (columns + 1))
    table.resize(*SIZE)
    table.show()
    QApplication.processEvents()
    bar, took = table.verticalScrollBar(), []
    for at in range(frames):
        bar.setValue(bar.maximum() * at // frames)
        QApplication.processEvents()
        began = time.perf_counter()
        table.viewport().repaint()
        table.horizontalHeader().viewport().repaint()
        table.verticalHeader().viewport().repaint()
        took.append(time.perf_counter() - began)
    table.close()
    return took


def scene_frames(boxes: Sequence[tuple[float, float, tuple[str, str, str]]], frames: int) -> list[float]:
    """Seconds of repaints while a scene of boxes with three texts is zoomed and moved, from the whole of it on."""
    scene = QGraphicsScene()
    for x, y, texts in boxes:
        item = QGraphicsRectItem(QRectF(x, y, 200, 62))
        scene.addItem(item)
        for at, text in enumerate(texts):
            words = QGraphicsSimpleTextItem(text, item)
            words.setPos(QPointF(x + 10, y + 5 + 18 * at))
    view = QGraphicsView(scene)
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    whole = scene.sceneRect()
    zoom = min(SIZE[0] / whole.width(), SIZE[1] / whole.height())
    view.scale(zoom, zoom)
    took = []
    for at in range(frames):
        step = 1.25 if at < frames // 2 else 0.8
        view.scale(step, step)
        view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() + 37)
        began = time.perf_counter()
        view.viewport().repaint()
        took.append(time.perf_counter() - began)
    view.close()
    return took
