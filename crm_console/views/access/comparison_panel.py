"""Two to four roles side by side: what is equal is said once, what differs stands under each role's letter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.core.text import Nn_
from crm_console.services import permissions
from crm_console.services.permissions import IDLE, NO, YES, Module
from crm_console.views.access.permission_faces import EACH, EQUAL, Face, Faces
from crm_console.views.access.permission_legend import Legend
from crm_console.views.access.permission_model import LETTER, ComparisonMatrix
from crm_console.views.access.permission_view import PermissionView
from crm_console.views.kit import Kit
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, label, rule, surface
from crm_console.views.parts.search_field import SearchField

MOST, COLUMN = 4, (92, 92, 92, 98, 127)  # columns grow with the number of roles


class ComparisonPanel(QWidget):
    """The first two choices are filled with the first two roles."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._every: list[Module] = []
        self._filling = False
        say = kit.say
        surface(widget=self)
        faces = Faces(kit)
        self.model = ComparisonMatrix(kit, faces, self)
        self.view = PermissionView(kit, self.model, writable=False)
        self.view.setObjectName("comparison")
        self.view.setAccessibleName(say("Comparação dos papéis"))
        self.choices = [self._choice(at) for at in range(MOST)]
        self.search = SearchField(kit.look, say("Filtrar recurso"))
        self.search.setObjectName("comparison_filter")
        self.only = QCheckBox(say("só diferenças"))
        self.only.setObjectName("only_differences")
        self.count = ElidingLabel("", "note")
        self.empty = EmptyState(kit.look, "equal", "", "", say("Mostrar todos os recursos"))
        self._build(faces)
        self.search.textChanged.connect(lambda _: self.refilter())
        self.only.toggled.connect(lambda _: self.refilter())
        self.empty.pressed.connect(self.clear_filter)

    def showEvent(self, event: QShowEvent) -> None:
        """Read when it is looked at."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Ask again for roles and resources."""
        if not self.isVisible():
            return
        self._fill()
        self._every = permissions.modules(self._kit.workspace.store.where("resource"))
        self._compare()

    def choose(self, at: int, uid: str) -> None:
        """Put a role under a letter."""
        self.choices[at].setCurrentIndex(self.choices[at].findData(uid))

    def refilter(self) -> None:
        """Show what search and *só diferenças* let through."""
        given = self.model.given
        keep = partial(_apart, given) if self.only.isChecked() else None
        self.model.show_modules(permissions.filtered(self._every, self.search.text(), keep))
        if self.model.lines and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, 0))
        say, enough = self._kit.say, len(given) > 1
        self.view.setVisible(bool(self.model.lines) and enough)
        self.empty.setVisible(self.view.isHidden())
        filtered = self.only.isChecked() or bool(self.search.text())
        self.empty.set_words(
            say("Escolha ao menos dois papéis") if not enough else say("Nenhuma diferença") if self.only.isChecked()
            else say("Nenhum recurso com este filtro"), "", say("Mostrar todos os recursos") if filtered else "")
        apart = sum(_apart(given, r) for module in self._every for r in module.resources) if enough else 0
        self.count.set_whole(say(Nn_("{count} recurso difere", "{count} recursos diferem", apart)) if enough else "")

    def clear_filter(self) -> None:
        """Show everything."""
        self.only.setChecked(False)
        self.search.clear()

    def _choice(self, at: int) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"role_{LETTER[at].lower()}")
        made.setAccessibleName(self._kit.say("Papel {letter}", letter=LETTER[at]))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(8)
        made.currentIndexChanged.connect(lambda _: None if self._filling else self._compare())
        return made

    def _fill(self) -> None:
        self._filling = True
        roles = permissions.all_roles(self._kit.workspace.store)
        for at, choice in enumerate(self.choices):
            held = choice.currentData() if choice.count() else (roles[at].uid if at < min(2, len(roles)) else None)
            choice.clear()
            choice.addItem(self._kit.say("nenhum"), None)
            for role in roles:
                choice.addItem(role["name"], role.uid)
            choice.setCurrentIndex(max(choice.findData(held), 0))
        self._filling = False

    def _compare(self) -> None:
        uids = dict.fromkeys(choice.currentData() for choice in self.choices if choice.currentData())
        found = [self._kit.workspace.store.get("role", uid) for uid in uids]
        roles = [role for role in found if role is not None]
        self.model.given = [permissions.granted(role) for role in roles]
        for at, mark in enumerate(self.letters):
            uid = self.choices[at].currentData()
            mark.setText(LETTER[list(uids).index(uid)] if uid else "")
        self.view.set_column(COLUMN[len(roles)])
        self.refilter()

    def _build(self, faces: Faces) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        px, say = self._kit.look.px, self._kit.say
        top = QHBoxLayout()
        top.setContentsMargins(20, 8, 16, 4)
        top.setSpacing(8)
        self.letters = [label("", "strong") for _ in self.choices]
        for mark, choice in zip(self.letters, self.choices, strict=True):
            mark.setFixedWidth(px(12))
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            top.addWidget(mark)
            top.addWidget(choice, 1)
        below = QHBoxLayout()
        below.setContentsMargins(20, 4, 16, 8)
        below.setSpacing(12)
        self.search.setMaximumWidth(px(240))
        below.addWidget(self.search, 1)
        below.addWidget(self.only)
        below.addWidget(self.count, 1)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(rule())
        column.addWidget(Legend(self._kit, faces, [
            (Face(EQUAL, (YES,)), say("igual em todos")), (Face(EACH, (YES, NO)), say("difere entre os papéis")),
            (Face(EACH, (IDLE,)), say("sem efeito: falta Acesso"))], ""))


def _apart(given: Sequence[permissions.Granted], resource: Record) -> bool:
    return permissions.any_differs(given, resource.uid)
