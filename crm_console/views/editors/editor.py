"""What a form knows of an editor, and the plain ones: texts, numbers, CNPJ, moments, flags, choices.

To add a kind: a class here (or in its own file) and its line in editors/kinds.py; a test holds that all kinds have one.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QRegularExpression, Signal
from PySide6.QtGui import QFocusEvent, QRegularExpressionValidator, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from crm_console.core import codecs
from crm_console.core.codecs import BadValue
from crm_console.core.fields import Field
from crm_console.core.text import Text
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import restyle
from crm_console.views.parts.segments import Segments


class Editor(QObject):
    """One field's widget. `edited` when a person changes it, `left` when the focus goes; never while being set."""

    edited = Signal()
    left = Signal()
    widget: QWidget

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__()
        self.kit = kit
        self.field = field

    def value(self) -> Any:
        """The stored value of what is shown; raises BadValue where the text cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a stored value."""
        raise NotImplementedError

    def set_context(self, values: dict[str, Any]) -> None:
        """Tell the other values of the record (a LINK within another depends on them)."""

    def set_enabled(self, enabled: bool) -> None:
        """Let people change it, or not."""
        self.widget.setEnabled(enabled)

    def set_problem(self, kind: str) -> None:
        """Frame the widget: `error`, `warning` or nothing."""
        if self.widget.property("problem") != kind:
            self.widget.setProperty("problem", kind)
            restyle(self.widget)


class _Line(QLineEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class TextEditor(Editor):
    """One line of text; the codec reads it."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self.line = _Line()
        self.line.setPlaceholderText(kit.say("ex.: {example}", example=field.example) if field.example else "")
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.line.left.connect(self.left)
        self.widget = self.line
        self._shown: tuple[str, Any] = ("", None)

    def value(self) -> Any:
        """What was typed, read by the field's codec; what was set and not touched comes back as it was."""
        text = self.line.text()
        return self._shown[1] if text == self._shown[0] else codecs.parse(self.field, text)

    def set_value(self, value: Any) -> None:
        """Show the value as people write it."""
        text = codecs.show(self.field, value, self.kit.language)
        self._shown = (text, value)
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def set_enabled(self, enabled: bool) -> None:
        """Read-only text can still be copied."""
        self.line.setReadOnly(not enabled)
        restyle(self.line)


class NumberEditor(TextEditor):
    """Digits only: no spin box, so that the wheel can never change a port."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self.line.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,12}"), self.line))


class CnpjEditor(TextEditor):
    """Takes any spelling and shows the mask when the focus leaves."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self.line.left.connect(self._mask)

    def _mask(self) -> None:
        try:
            value = self.value()
        except BadValue:
            return
        self.line.setText(codecs.show(self.field, value, self.kit.language))


class MomentEditor(TextEditor):
    """A time that the program wrote; shown, not edited."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self.line.setReadOnly(True)

    def set_enabled(self, enabled: bool) -> None:
        """Never editable."""


class FlagEditor(Editor):
    """A check box that carries its own label. What nobody has said stays unsaid until it is clicked."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self.box = QCheckBox(kit.say(field.label))
        self._unsaid = False
        self.box.clicked.connect(lambda _: self._click())
        self.widget = self.box

    def value(self) -> bool | None:
        """Ticked or not."""
        return None if self._unsaid else self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick or not."""
        self._unsaid = value is None
        self.box.setChecked(bool(value))

    def _click(self) -> None:
        self._unsaid = False
        self.edited.emit()


class ChoiceEditor(Editor):
    """Segments for up to three options that fit beside each other."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self.segments = Segments(kit.look, [(c.value, kit.say(c.label)) for c in field.choices])
        self.segments.chosen.connect(lambda _: self.edited.emit())
        self.widget = self.segments

    def value(self) -> str | None:
        """The chosen option's stored value."""
        return self.segments.value

    def set_value(self, value: Any) -> None:
        """Choose."""
        self.segments.set_value(value)


class _Combo(QComboBox):
    left = Signal()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the form must never change a value

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ComboEditor(Editor):
    """A drop-down for longer lists of options."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self.combo = _Combo()
        self.combo.addItem("", None)
        for choice in field.choices:
            self.combo.addItem(kit.say(choice.label), choice.value)
        self.combo.activated.connect(lambda _: self.edited.emit())
        self.combo.left.connect(self.left)
        self.widget = self.combo

    def value(self) -> str | None:
        """The chosen option's stored value."""
        return self.combo.currentData()  # type: ignore[no-any-return]

    def set_value(self, value: Any) -> None:
        """Choose."""
        self.combo.setCurrentIndex(max(0, self.combo.findData(value)))


def choice_editor(kit: Kit, field: Field) -> Editor:
    """Segments for few short options, a drop-down for the rest."""
    words = sum(len(kit.say(choice.label)) for choice in field.choices)
    return ChoiceEditor(kit, field) if len(field.choices) <= 3 and words <= 60 else ComboEditor(kit, field)


def problem_of(editor: Editor) -> Text | None:
    """Why the text cannot be read, or None."""
    try:
        editor.value()
    except BadValue as bad:
        return bad.text
    return None
