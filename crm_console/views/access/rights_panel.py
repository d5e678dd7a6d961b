"""Direitos do usuário: the union of a user's roles, and under which letters each right is given."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.fields import Field, Kind
from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.models.role import ACTIONS
from crm_console.services import permissions
from crm_console.services.permissions import ALL, FILTERS, IDLE, NO, YES, Module
from crm_console.views.access.permission_faces import Face, Faces
from crm_console.views.access.permission_legend import Legend
from crm_console.views.access.permission_model import LETTER, LETTERS_SHOWN, VALUES, RightsMatrix
from crm_console.views.access.permission_view import COLUMN, PermissionView
from crm_console.views.editors.link import LinkEditor
from crm_console.views.kit import Kit
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, rule, surface
from crm_console.views.parts.search_field import SearchField
from crm_console.views.parts.segments import Segments

WIDE = 104  # a column whose cells say that more roles give the right


class RightsPanel(QWidget):
    """Nothing is changed here: rights change with the roles."""

    said = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._every: list[Module] = []
        self._roles: list[Record] = []
        say = kit.say
        surface(widget=self)
        faces = Faces(kit)
        self.model = RightsMatrix(kit, faces, self)
        self.view = PermissionView(kit, self.model, writable=False)
        self.view.setObjectName("rights")
        self.view.setAccessibleName(say("Direitos do usuário"))
        self.chooser = LinkEditor(kit, Field("user", Kind.LINK, N_("Usuário"), target="user"))
        self.chooser.widget.setObjectName("rights_user")
        self.chooser.widget.setAccessibleName(say("Usuário"))
        self.search = SearchField(kit.look, say("Filtrar recurso"))
        self.search.setObjectName("rights_filter")
        self.segments = Segments(kit.look, [(name, kit.say(words)) for name, words in FILTERS.items()])
        self.segments.set_value(ALL)
        self.letters = ElidingLabel("", "note", Qt.TextElideMode.ElideRight)
        self.detail = ElidingLabel("", "note")
        self.empty = EmptyState(kit.look, "users", say("Escolha um usuário"),
                                say("Os direitos são a soma dos papéis; não há negação."))
        self._build(faces)
        self.chooser.edited.connect(self.refresh)
        self.search.textChanged.connect(lambda _: self.refilter())
        self.segments.chosen.connect(lambda _: self.refilter())
        self.view.moved.connect(self._tell)

    def show_user(self, uid: str) -> None:
        """Show a user's rights."""
        self.chooser.set_value(uid)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Read when it is looked at."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Ask again for the user, the roles and the resources."""
        if not self.isVisible():
            return
        store, uid = self._kit.workspace.store, self.chooser.value()
        user = store.get("user", uid) if uid else None
        self._roles = permissions.roles_of(store, user) if user else []
        self._every = permissions.modules(store.where("resource"))
        self.model.givers = permissions.union(self._roles)
        given: dict[str, set[str]] = {}
        for resource, action in self.model.givers:
            given.setdefault(resource, set()).add(action)
        self.model.given = given
        self.refilter()

    def refilter(self) -> None:
        """Show what search and segments let through."""
        keep = permissions.let_through(self.model.given, self.segments.value or ALL)
        self.model.show_modules(permissions.filtered(self._every, self.search.text(), keep) if self._roles else [])
        if self.model.lines and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setVisible(bool(self.model.lines))
        self.empty.setVisible(not self.model.lines)
        say = self._kit.say
        if self.chooser.value() and not self._roles:
            self.empty.set_words(say("Este usuário não tem papel"),
                                 say("A Platform dá os papéis padrão do tenant a quem não tem nenhum."))
        elif self._roles:
            self.empty.set_words(say("Nenhum recurso com este filtro"))
        else:
            self.empty.set_words(say("Escolha um usuário"), say("Os direitos são a soma dos papéis; não há negação."))
        self.view.set_column(WIDE if len(self._roles) > LETTERS_SHOWN else COLUMN)
        self.letters.set_whole("   ".join(f"{_letter(at)}  {role['name']}" for at, role in enumerate(self._roles)))
        self._tell()

    def _tell(self) -> None:
        """Name the roles that give the focused right."""
        at, say = self.view.currentIndex(), self._kit.say
        line = self.model.lines[at.row()] if at.isValid() and at.row() < len(self.model.lines) else None
        if line is None or line.resource is None:
            self.detail.set_whole("")
            return
        givers = self.model.givers.get((line.resource.uid, VALUES[at.column()]), ())
        action = ACTIONS[at.column()].label
        names = ", ".join(self._roles[giver]["name"] for giver in givers)
        self.detail.set_whole(
            say("{resource}, {action}: dado por {roles}", resource=line.resource["name"], action=action, roles=names)
            if givers else say("{resource}, {action}: nenhum papel dá", resource=line.resource["name"], action=action))

    def _build(self, faces: Faces) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(20, 8, 16, 4)
        top.setSpacing(12)
        self.chooser.widget.setMaximumWidth(self._kit.look.px(320))
        top.addWidget(self.chooser.widget, 1)
        top.addWidget(self.letters, 1)
        below = QHBoxLayout()
        below.setContentsMargins(20, 4, 16, 8)
        below.setSpacing(8)
        self.search.setMaximumWidth(self._kit.look.px(240))
        below.addWidget(self.search, 1)
        below.addWidget(self.segments)
        below.addWidget(self.detail, 1)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(rule())
        say = self._kit.say
        column.addWidget(Legend(self._kit, faces, [
            (Face(YES, ("A",)), say("dado pelo papel A")), (Face(NO), say("nenhum papel dá")),
            (Face(IDLE, ("B",)), say("sem efeito: falta Acesso"))],
            say("Não há negação: vale a soma dos papéis.")))


def _letter(at: int) -> str:
    return LETTER[at % len(LETTER)]
