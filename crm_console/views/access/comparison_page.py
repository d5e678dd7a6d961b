"""Comparar: roles side by side, or what a user may do and which role gives it. Nothing is changed here."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_console.views.access.comparison_panel import ComparisonPanel
from crm_console.views.access.rights_panel import RightsPanel
from crm_console.views.kit import Kit
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import surface
from crm_console.views.parts.segments import Segments

ROLES, USER = "roles", "user"


class ComparisonPage(QWidget):
    """Two views; each reads only the roles that it shows."""


    def __init__(self, kit: Kit) -> None:
        super().__init__()
        say = kit.say
        surface(widget=self)
        self.which = Segments(kit.look, [(ROLES, say("Papéis lado a lado")), (USER, say("Direitos do usuário"))])
        self.which.set_value(ROLES)
        self.roles, self.user = ComparisonPanel(kit), RightsPanel(kit)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.roles)
        self.stack.addWidget(self.user)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(20, 8, 16, 0)
        row.addWidget(self.which)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self.which.chosen.connect(self._turn)
        Commits(kit.workspace.store, self).changed.connect(self._on_changed)

    def show_user(self, uid: str) -> None:
        """Show a user's effective rights."""
        self.which.set_value(USER)
        self._turn(USER)
        self.user.show_user(uid)

    def _turn(self, which: object) -> None:
        self.stack.setCurrentWidget(self.user if which == USER else self.roles)

    def _on_changed(self, types: frozenset[str]) -> None:
        if types & {"role", "resource"}:
            self.roles.refresh()
        if types & {"role", "resource", "user"}:
            self.user.refresh()
