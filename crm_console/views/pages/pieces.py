"""The labels, buttons and lines that pages are made of, each with its look."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm_console.views.look.look import Look


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A text; `role` is title, verdict, panel, caption, strong."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        made.setMinimumWidth(80)
    return made


def button(look: Look, text: str, run: Callable[[], object], kind: str = "", icon: str = "") -> QPushButton:
    """A button; `kind` is primary, quiet, link, danger or nothing."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if icon:
        made.setIcon(look.icon(icon))
    made.clicked.connect(lambda: run())
    return made


def separator() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setFrameShape(QFrame.Shape.HLine)
    made.setProperty("role", "separator")
    return made


def scrolled(content: QWidget) -> QScrollArea:
    """The content in an area that scrolls downwards only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    return area


def column(*, margin: int = 0, spacing: int = 8) -> tuple[QWidget, QVBoxLayout]:
    """A widget with parts below each other."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(spacing)
    return made, box


def cleared(box: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
