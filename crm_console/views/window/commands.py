"""The commands of an open workspace: the ⋯ menu, their keys, and how the palette names them.

To add one: a line in `commands`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from crm_console.core.text import N_, Text
from crm_console.views.kit import Kit
from crm_console.views.window.finding import Entry
from crm_console.views.window.places import PLACES


@dataclass(frozen=True)
class Command:
    """What can be done from anywhere. `menu` puts it into the ⋯ menu, `gap` a line above it."""

    label: Text
    icon: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    menu: bool = True
    gap: bool = False


def commands(do: dict[str, Callable[[], object]]) -> list[Command]:
    """All commands, wired to what does them."""
    return [
        Command(N_("Desfazer"), "undo-2", do["undo"], ("Ctrl+Z",)),
        Command(N_("Refazer"), "redo-2", do["redo"], ("Ctrl+Y", "Ctrl+Shift+Z")),
        Command(N_("Buscar tudo"), "search", do["search"], ("Ctrl+K",), menu=False),
        Command(N_("Testar todos os servidores"), "send", do["test_all"], gap=True),
        Command(N_("Trazer de outro cliente…"), "download", do["bring_in"]),
        Command(N_("Trocar de cliente…"), "users", do["switch"], gap=True),
        Command(N_("Preferências…"), "settings", do["settings"], ("Ctrl+,",)),
        Command(N_("Sobre o CRM Console"), "info", do["about"]),
        Command(N_("Fechar o programa"), "x", do["quit"], ("Ctrl+Q",), gap=True),
    ]


def menu_of(kit: Kit, found: Sequence[Command], owner: QWidget) -> QMenu:
    """The ⋯ menu; its actions carry the keys for the whole window."""
    menu = QMenu(owner)
    for command in found:
        action = QAction(kit.say(command.label), owner)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.setIcon(kit.look.icon(command.icon))
        action.triggered.connect(lambda _=False, run=command.run: run())
        owner.addAction(action)
        if command.gap:
            menu.addSeparator()
        if command.menu:
            menu.addAction(action)
    return menu


def entries(kit: Kit, found: Sequence[Command], go: Callable[[str], object]) -> list[Entry]:
    """Pages and commands for the palette."""
    pages = [Entry(kit.say(place.label), kit.say("Página"), place.icon, lambda place=place: go(place.id))  # type: ignore[misc]
             for place in PLACES]
    return pages + [Entry(kit.say(c.label), kit.say("Comando"), c.icon, c.run, keys=c.keys[0] if c.keys else "")
                    for c in found if c.keys != ("Ctrl+K",)]
