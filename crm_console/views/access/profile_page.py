"""Gerenciar Perfis/Papéis: the Platform's roles at the left, the chosen one's profile at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal

from crm_console.views.access.profile_sheet import ProfileSheet
from crm_console.views.access.role_words import ProfileWords, put_words
from crm_console.views.kit import Kit
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import label, rule, surface
from crm_console.views.records.record_list import RecordList
from crm_console.views.records.two_panes import TwoPanes


class ProfilePage(TwoPanes):
    """Only a role of the Platform can have a profile: the list is the roles'."""

    said = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        surface(widget=self)
        self.words = ProfileWords(kit)
        self.list = RecordList(kit, "role", new_words="", tested=False)
        self.list.new.hide()
        put_words(kit, self.list, self.words)
        self.sheet = ProfileSheet(kit)
        self._add_note()
        self.place(self.list, self.sheet)
        self.list.chosen.connect(self.show_role)
        self.list.opened.connect(lambda _: self._go_in())
        self.list.table.clicked.connect(lambda _: self.turn(to_right=True))
        self.sheet.said.connect(self.said)
        self.sheet.kept.connect(self.list.repaint_rows)
        Commits(kit.workspace.store, self).changed.connect(self._on_changed)
        self.list.choose_first()
        if not self.list.current:
            self.sheet.show_role(None, 0)

    def show_role(self, uid: str) -> None:
        """Show the profile of a role."""
        role = self._kit.workspace.store.get("role", uid)
        self.sheet.show_role(role, self.words.users(uid))

    def reach(self, uid: str, field: str = "") -> None:
        """Show a profile (by its own uid or its role's); an option is on every one."""
        store = self._kit.workspace.store
        profile = store.get("profile", uid)
        self.list.search.clear()
        role = profile["role"] if profile else uid
        if self.list.choose(role):
            self.show_role(role)
        self.turn(to_right=True)
        self.sheet.focus(uid)

    def _go_in(self) -> None:
        self.turn(to_right=True)
        self.sheet.focus("")

    def _on_changed(self, types: frozenset[str]) -> None:
        if types & {"role", "profile", "profile-option", "user"}:
            self.list.refresh()
            if self.list.current:
                self.show_role(self.list.current)
            else:
                self.list.choose_first()
                if not self.list.current:
                    self.sheet.show_role(None, 0)

    def _add_note(self) -> None:
        note = label(self._kit.say("Só um papel da Platform pode ter perfil. Papel novo: guia Gestão dos Papéis."),
                     "note", wrap=True)
        note.setContentsMargins(16, 8, 16, 8)
        below = self.list.layout()
        assert below is not None
        below.addWidget(rule())
        below.addWidget(note)
