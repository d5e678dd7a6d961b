"""The small windows of a role: copy the permissions of another one, choose who has it."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from crm_console.core.fields import Field, Kind
from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_
from crm_console.services import permissions
from crm_console.store.change import Change
from crm_console.views.editors.links import LinksEditor
from crm_console.views.kit import Kit
from crm_console.views.parts.segments import Segments
from crm_console.views.records.choosers import Chooser

REPLACE, ADD = "replace", "add"


class CopyFrom(Chooser):
    """*Copiar de outro papel…*: all permissions of another role, in place of the own ones or besides them."""

    def __init__(self, kit: Kit, parent: QWidget, role: Record) -> None:
        say = kit.say
        super().__init__(kit, parent, say("Copiar de outro papel"),
                         say("Copia as permissões de outro papel para {name}.", name=role["name"]),
                         say("Copiar permissões"))
        self._role = role
        self.sources = QComboBox()
        self.sources.setObjectName("source_role")
        self.sources.setAccessibleName(say("Papel de origem"))
        for other in permissions.all_roles(kit.workspace.store):
            if other.uid != role.uid:
                self.sources.addItem(other["name"], other.uid)
        self.how = Segments(kit.look, [(REPLACE, say("Ficar igual")), (ADD, say("Só acrescentar"))])
        self.how.set_value(REPLACE)
        self.body.addWidget(self.sources)
        self.body.addWidget(self.how)
        self.sources.currentIndexChanged.connect(lambda _: self._look())
        self.how.chosen.connect(lambda _: self._look())
        self._look()

    def perform(self) -> None:
        """One commit."""
        words = N_("Permissões de {source} copiadas para {role}", source=self.sources.currentText(),
                   role=self._role["name"])
        self.commit(self._changes(), self.kit.say(words))

    def _changes(self) -> list[Change]:
        source = self.kit.workspace.store.get("role", self.sources.currentData() or "")
        return permissions.copying(self._role, source, add=self.how.value == ADD) if source else []

    def _look(self) -> None:
        came, went = permissions.came_and_went(self._changes())
        self.preview.setText(self.kit.say("{yes} passam a sim, {no} passam a não", yes=len(came), no=len(went))
                             if came or went else self.kit.say("Nada muda: os dois papéis já são iguais nisso."))
        self.do.setEnabled(bool(came or went))


class ChooseUsers(Chooser):
    """*Escolher usuários…*: who is ticked has the role."""

    def __init__(self, kit: Kit, parent: QWidget, role: Record) -> None:
        say = kit.say
        super().__init__(kit, parent, say("Usuários do papel"),
                         say("Quem fica marcado tem o papel {name}, além dos que já tem.", name=role["name"]),
                         say("Gravar usuários"))
        self._role = role
        self.holders = permissions.users_of(kit.workspace.store, role.uid)
        self.users = LinksEditor(kit, Field("users", Kind.LINKS, N_("Usuários"), target="user"))
        self.users.set_value([user.uid for user in self.holders])
        self.users.edited.connect(self._look)
        self.body.addWidget(self.users.widget)
        self._look()

    def perform(self) -> None:
        """One commit."""
        changes = self._changes()
        self.commit(changes, self.kit.say(
            Nn_("{role}: {count} usuário mudou", "{role}: {count} usuários mudaram", len(changes),
                role=self._role["name"])))

    def _changes(self) -> list[Change]:
        with_others = self.kit.workspace.store.many("user", self.users.value())
        known = {user.uid: user for user in (*self.holders, *with_others)}
        return permissions.having(known.values(), self._role.uid, self.users.value())

    def _look(self) -> None:
        had, has = {user.uid for user in self.holders}, self.users.value()
        self.preview.setText(self.kit.say("{come} recebem o papel, {go} deixam de ter", come=len(has - had),
                                          go=len(had - has)))
        self.do.setEnabled(had != has)
