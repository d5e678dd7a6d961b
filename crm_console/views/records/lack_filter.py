"""A button whose menu narrows a list to the records that lack something ("Sem gestor"); several can be ticked."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from crm_console.core.text import Text
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import icon_button


class LackFilter(QObject):
    """`changed` when a person ticks or unticks one; the button hides where there is nothing to ask for."""

    changed = Signal()

    def __init__(self, kit: Kit, lacks: Mapping[str, Text]) -> None:
        super().__init__()
        self._kit = kit
        self.button = icon_button(kit.look, "funnel", kit.say("Filtrar por falta"))
        self.button.setObjectName("lacks")
        self.button.setVisible(bool(lacks))
        self.menu = QMenu(self.button)
        self.actions: dict[str, QAction] = {}
        for name, words in lacks.items():
            action = self.menu.addAction(kit.say(words))
            action.setCheckable(True)
            action.toggled.connect(lambda _: self._tell())
            self.actions[name] = action
        self.button.setMenu(self.menu)
        self._told = True

    @property
    def chosen(self) -> tuple[str, ...]:
        """The fields that must be empty."""
        return tuple(name for name, action in self.actions.items() if action.isChecked())

    def words(self) -> list[str]:
        """What is ticked, for a list's foot."""
        return [action.text().lower() for action in self.actions.values() if action.isChecked()]

    def clear(self) -> None:
        """Untick all without telling."""
        self._told = False
        for action in self.actions.values():
            action.setChecked(False)
        self._told = True
        self._tell_icon()

    def _tell(self) -> None:
        if self._told:
            self._tell_icon()
            self.changed.emit()

    def _tell_icon(self) -> None:
        self._kit.look.dress(self.button, "funnel", "accent_text" if self.chosen else "text2")
