"""GRANTS in a form: only how many there are. They are edited in the matrix of the page Papéis."""

from __future__ import annotations

from typing import Any

from crm_console.core.fields import Field
from crm_console.core.text import Nn_
from crm_console.views.editors.editor import Editor
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import label


class GrantsEditor(Editor):
    """Shows the number and gives back what it was given."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self._value: Any = frozenset()
        self._words = label("", "note")
        self.widget = self._words

    def value(self) -> Any:
        """What was set."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show how many there are."""
        self._value = value
        self._words.setText(self.kit.say(Nn_("{count} permissão", "{count} permissões", len(value or ()))))
