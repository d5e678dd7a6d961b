"""Labels and buttons in their roles, made in one line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from crm_console.views.look.look import Look


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in a role of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        made.setMinimumWidth(120)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def button(text: str, role: str = "", clicked: Callable[[], object] | None = None) -> QPushButton:
    """A button; Enter presses it where it has the focus."""
    made = QPushButton(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(True)
    if role:
        made.setProperty("role", role)
    if clicked is not None:
        made.clicked.connect(lambda _checked: clicked())
    return made


def icon_button(look: Look, name: str, tip: str, clicked: Callable[[], object] | None = None) -> QPushButton:
    """A button of one icon, with its words as tooltip and accessible name."""
    made = button("", "icon", clicked)
    look.dress(made, name)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    return made


def rule(*, upright: bool = False) -> QFrame:
    """A thin line between parts."""
    made = QFrame()
    made.setProperty("role", "rule")
    (made.setFixedWidth if upright else made.setFixedHeight)(1)
    return made


def surface(role: str = "surface", widget: QWidget | None = None) -> QWidget:
    """A widget whose ground is a token."""
    made = widget or QWidget()
    made.setProperty("role", role)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def restyle(widget: QWidget) -> None:
    """Let the style sheet see that a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class ElidingLabel(QLabel):
    """A label that is cut where it does not fit; the whole text is its tooltip."""

    def __init__(self, text: str = "", role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._whole = text
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setMinimumWidth(24)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._cut()

    def set_whole(self, text: str) -> None:
        """Change the text."""
        self._whole = text
        self._cut()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the whole text, for a layout that asks."""
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def changeEvent(self, event: QEvent) -> None:
        """Another font cuts elsewhere: the style sheet's comes only when the label is about to be shown."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._cut()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(self.width(), 24))
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
