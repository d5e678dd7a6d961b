"""How pages are put together: buttons with their icon, columns, areas that scroll, captions above fields."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm_console.views.look.look import Look
from crm_console.views.parts import labels

COLOURS = {"primary": "on_accent", "danger": "on_danger", "link": "accent_text"}


def button(look: Look, text: str, run: Callable[[], object], role: str = "", icon: str = "") -> QPushButton:
    """A button in its role, with its icon."""
    made = labels.button(text, role, run)
    if icon:
        look.dress(made, icon, COLOURS.get(role, "text2"))
    return made


def column(*, margin: int = 0, spacing: int = 8) -> tuple[QWidget, QVBoxLayout]:
    """A widget with parts below each other."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(spacing)
    return made, box


def centred(content: QWidget, width: int, margins: tuple[int, int, int, int] = (24, 24, 24, 24)) -> QHBoxLayout:
    """The content in the middle, never wider than that."""
    content.setMaximumWidth(width)
    box = QHBoxLayout()
    box.setContentsMargins(*margins)
    box.addStretch(1)
    box.addWidget(content, 100)
    box.addStretch(1)
    return box


def scrolled(content: QWidget) -> QScrollArea:
    """The content in an area that scrolls downwards only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)  # the viewport is left alone: asking for it takes 20 ms of the start
    return area


def carded(content: QWidget) -> QFrame:
    """The content in a frame with round corners."""
    made = QFrame()
    made.setProperty("role", "card")
    box = QVBoxLayout(made)
    box.setContentsMargins(1, 4, 1, 4)
    box.setSpacing(0)
    box.addWidget(content)
    return made


def captioned(text: str, field: QWidget, note: str = "", beside: QWidget | None = None) -> QVBoxLayout:
    """A field below its label, an explanation below both, another widget at the field's right."""
    above = labels.label(text, "label")
    above.setBuddy(field)
    box = QVBoxLayout()
    box.setSpacing(4)
    box.addWidget(above)
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(field, 1)
    if beside is not None:
        line.addWidget(beside)
    box.addLayout(line)
    if note:
        box.addWidget(labels.label(note, "note", wrap=True))
    field.setAccessibleName(text)
    return box


def cleared(box: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
