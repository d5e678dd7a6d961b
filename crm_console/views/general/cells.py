"""Cells of tables that are edited in place: a line, a choice, a switch of three states. All by keyboard alone.

`moved(step)` asks for the same cell of the row below (1) or above (-1). Escape takes back what is being typed.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStyledItemDelegate, QWidget

from crm_console.services.general_settings import word
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import restyle

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}
AWAY = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class LineCell(QLineEdit):
    """`typed` at each keystroke, `left` when the cell is left: then its text is to be written or refused."""

    typed = Signal()
    left = Signal()
    moved = Signal(int)

    def __init__(self, name: str, said: str) -> None:
        super().__init__()
        self.stored = ""
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setProperty("role", "cell")
        self.textEdited.connect(lambda _: self.typed.emit())

    @property
    def dirty(self) -> bool:
        """Whether something stands here that is not written."""
        return self.text() != self.stored

    @property
    def refused(self) -> bool:
        """Whether the text was refused when the cell was left."""
        return bool(self.property("problem") == "error")

    def show_stored(self, text: str, *, over_typing: bool = False) -> None:
        """Show what is stored; what somebody typed stays unless it is `over_typing`."""
        typing = self.dirty and not over_typing
        self.stored = text
        self.setToolTip(text)  # a long name does not fit
        if typing:
            return
        if over_typing or self.text() != text:  # setText forgets the line's own undo, and the selection
            self.setText(text)
            self.setCursorPosition(0)
        self.set_refused("")

    def set_refused(self, why: str) -> None:
        """Frame the text as refused, or not."""
        kind = "error" if why else ""
        if (self.property("problem") or "") != kind:
            self.setProperty("problem", kind)
            restyle(self)
        self.setAccessibleDescription(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back, Enter and the arrows write and go on; the rest is typing."""
        step = STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self.dirty:
            self.show_stored(self.stored, over_typing=True)
            self.selectAll()
            self.typed.emit()
        elif step is not None:
            self.left.emit()
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving writes; a menu of the cell is not leaving."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class ChoiceCell(QComboBox):
    """One of few records, or none. Space opens the list, a letter picks; `chosen(value)` when a person did."""

    chosen = Signal(object)
    moved = Signal(int)

    def __init__(self, name: str, said: str) -> None:
        super().__init__()
        self._options: list[tuple[str | None, str, str]] = []
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setProperty("role", "cell")
        self.setItemDelegate(QStyledItemDelegate(self))  # the style's own one draws no tokens
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda _: self.chosen.emit(self.currentData()))

    def offer(self, kit: Kit, options: Sequence[tuple[str | None, str, str]], value: str | None) -> None:
        """Show these options (value, words, icon) with this one chosen."""
        if list(options) != self._options:
            self._options = list(options)
            self.clear()
            for data, words, icon in options:
                self.addItem(kit.look.icon(icon, "accent_text") if icon else QIcon(), words, data)
        self.setCurrentIndex(max(0, self.findData(value)))
        self.setToolTip(self.currentText())  # a long name does not fit
        unset = value is None
        if self.property("unset") != unset:
            self.setProperty("unset", unset)
            restyle(self)

    def redraw(self, kit: Kit) -> None:
        """The theme changed."""
        for at, (_, _, icon) in enumerate(self._options):
            if icon:
                self.setItemIcon(at, kit.look.icon(icon, "accent_text"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows belong to the table; Alt with an arrow opens the list as everywhere."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        elif event.key() in AWAY and self.currentData() is not None:
            self.setCurrentIndex(0)
            self.chosen.emit(self.currentData())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page must never change a value."""
        event.ignore()


class FlagCell(QCheckBox):
    """Yes, no, or not set, with the word. Space turns yes and no, S and N set them, Delete leaves it not set."""

    chosen = Signal(object)
    moved = Signal(int)

    def __init__(self, kit: Kit, name: str, said: str) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName(name)
        self.setAccessibleName(said)
        self.setProperty("role", "cell")
        self.setTristate(True)
        self.clicked.connect(lambda _: self.chosen.emit(self.value))
        self.set_value(None)

    @property
    def value(self) -> bool | None:
        """What it says."""
        state = self.checkState()
        return None if state is Qt.CheckState.PartiallyChecked else state is Qt.CheckState.Checked

    def set_value(self, value: bool | None) -> None:
        """Show a state."""
        self.setCheckState(Qt.CheckState.PartiallyChecked if value is None
                           else Qt.CheckState.Checked if value else Qt.CheckState.Unchecked)
        self.setText(self._kit.say(word(value)))
        if self.property("unset") != (value is None):
            self.setProperty("unset", value is None)
            restyle(self)

    def nextCheckState(self) -> None:
        """A click or Space."""
        self.set_value(self.value is not True)

    def choose(self, value: bool | None) -> None:
        """Set it as a person would."""
        if value is not self.value:
            self.set_value(value)
            self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(step)
        elif event.key() in AWAY:
            self.choose(None)
        elif event.key() in (Qt.Key.Key_S, Qt.Key.Key_N) and not event.modifiers():
            self.choose(event.key() == Qt.Key.Key_S)
        else:
            super().keyPressEvent(event)


def go_between(cells: Sequence[QWidget], at: QWidget, step: int) -> None:
    """Put the keyboard on the next cell of a column that can take it; at the end it stays."""
    there = list(cells).index(at) + step
    while 0 <= there < len(cells) and not cells[there].isEnabled():
        there += step
    if 0 <= there < len(cells):
        cells[there].setFocus(Qt.FocusReason.TabFocusReason)
