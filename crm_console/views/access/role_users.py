"""Who has a role: add, remove, and each one's effective rights."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.core.text import Nn_
from crm_console.services import permissions
from crm_console.services.records import title
from crm_console.store.change import Applied
from crm_console.views.access.role_choosers import ChooseUsers
from crm_console.views.access.role_words import HolderWords
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import button, label, rule, surface
from crm_console.views.records.record_delegate import RecordDelegate
from crm_console.views.records.record_model import RECORD


class _People(QListView):
    opened = Signal()
    removing = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removing.emit()
        else:
            super().keyPressEvent(event)


class RoleUsers(QWidget):
    """`rights_asked(uid)` leads to a user's effective rights."""

    rights_asked = Signal(str)
    said = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._role: Record | None = None
        say = kit.say
        surface(widget=self)
        self.add = button(say("Escolher usuários…"), "", self.choose)
        self.add.setObjectName("choose_users")
        kit.look.dress(self.add, "users")
        self.take = button(say("Tirar do papel"), "quiet", self.remove)
        self.rights = button(say("Ver direitos"), "quiet", self.show_rights)
        self.refused = Banner(kit.look, "fail")
        self.model = QStandardItemModel(self)
        self._words = HolderWords(kit)
        self.people = _People()
        self.people.setModel(self.model)
        self.people.setItemDelegate(RecordDelegate(kit.look, self._words))
        self.people.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.people.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.people.setMouseTracking(True)
        self.people.setUniformItemSizes(True)
        self.people.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.people.setAccessibleName(say("Usuários do papel"))
        self.empty = EmptyState(kit.look, "users", say("Ninguém tem este papel"),
                                say("Quem fica sem papel recebe os papéis padrão do tenant."))
        self._build()
        self.people.opened.connect(self.show_rights)
        self.people.doubleClicked.connect(lambda _: self.show_rights())
        self.people.removing.connect(self.remove)
        self.people.selectionModel().selectionChanged.connect(lambda *_: self._allow())

    def show_role(self, role: Record) -> int:
        """Show who has the role; returns how many."""
        self._role = role
        self._words.role = role.uid
        self._words.refresh()
        self.refused.hide()
        found = permissions.users_of(self._kit.workspace.store, role.uid)
        at = max(self.people.currentIndex().row(), 0)
        self.model.clear()
        for user in found:
            item = QStandardItem(title(user))
            item.setData(user, RECORD)
            self.model.appendRow(item)
        if found:
            self.people.setCurrentIndex(self.model.index(min(at, len(found) - 1), 0))
        self.people.setVisible(bool(found))
        self.empty.setVisible(not found)
        self._allow()
        return len(found)

    def chosen(self) -> list[Record]:
        """The selected users."""
        return [index.data(RECORD) for index in self.people.selectionModel().selectedIndexes()]

    def choose(self) -> None:
        """Ask who has the role."""
        if self._role is not None:
            asked = ChooseUsers(self._kit, self, self._role)
            asked.done_with.connect(self.said)
            asked.open()

    def remove(self) -> None:
        """The selected users lose the role, in one commit."""
        users = self.chosen()
        if self._role is None or not users or self._kit.workspace.read_only:
            return
        words = Nn_("{role}: tirado de {name}", "{role}: tirado de {count} usuários", len(users),
                    role=self._role["name"], name=title(users[0]))
        outcome = self._kit.workspace.edits.apply(permissions.having(users, self._role.uid, ()), words)
        if isinstance(outcome, Applied):
            self.said.emit(self._kit.say(words))
        else:
            self.refused.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text))

    def show_rights(self) -> None:
        """Lead to the effective rights of the current user."""
        user = self.people.currentIndex().data(RECORD)
        if user is not None:
            self.rights_asked.emit(user.uid)

    def _allow(self) -> None:
        any_chosen, writable = bool(self.chosen()), not self._kit.workspace.read_only
        self.add.setEnabled(writable)
        self.take.setEnabled(any_chosen and writable)
        self.rights.setEnabled(any_chosen)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(20, 8, 16, 8)
        for made in (self.add, self.take, self.rights):
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.refused)
        column.addWidget(rule())
        column.addWidget(self.people, 1)
        column.addWidget(self.empty, 1)
        note = label(self._kit.say(
            "Os direitos de cada usuário são a soma dos papéis; não há negação. Ninguém atribui um papel a si mesmo."),
            "note", wrap=True)
        note.setContentsMargins(20, 8, 16, 8)
        column.addWidget(rule())
        column.addWidget(note)
