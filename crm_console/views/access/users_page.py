"""The page Usuários: the Platform's users, their data in the CRM, the hierarchy and the two registries."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.models.user import User
from crm_console.views.access.default_strip import DefaultStrip
from crm_console.views.access.hierarchy_pane import HierarchyPane
from crm_console.views.access.user_records import UserRecords
from crm_console.views.kit import Kit
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabbed_page import PageTab, TabbedPage
from crm_console.views.records.tabs import tab_of

USERS, CRM_USERS, HIERARCHY = "user", "user-crm", "hierarchy"


class UsersPage(TabbedPage):
    """The first two tabs are one list with one form, as the vendor has two screens; all three share who is chosen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, [
            PageTab(USERS, tab_of("user").title, User.MENU, ("user",), self._users),
            PageTab(CRM_USERS, N_("Gerenciar Usuários CRM"), User.MENU_CRM, (), self._users, counted=False),
            PageTab(HIERARCHY, N_("Hierarquia"), User.MENU_CRM, (), self._hierarchy, counted=False),
            *(PageTab(name, tab_of(name).title, TYPES[name].MENU, (name,), partial(self._records, name))
              for name in ("department", "function"))])
        self.tab_changed.connect(self._show_part)
        self.above.addWidget(DefaultStrip(kit, "user"))
        self.start()

    @property
    def users(self) -> UserRecords:
        """The list and form of the first two tabs."""
        made = self.tab(USERS)
        assert isinstance(made, UserRecords)
        return made

    @property
    def hierarchy(self) -> HierarchyPane:
        """The tree and the org chart."""
        made = self.tab(HIERARCHY)
        assert isinstance(made, HierarchyPane)
        return made

    def tab(self, tab_id: str) -> QWidget:
        """A tab's widget; two tabs share one."""
        return super().tab(USERS if tab_id == CRM_USERS else tab_id)

    def _show_part(self) -> None:
        shown = self.tabs[self.bar.current].id
        if shown in (USERS, CRM_USERS):
            self.users.show_part(crm=shown == CRM_USERS)
        elif shown == HIERARCHY:
            self.hierarchy.choose(self.users.list.current)

    def _follow(self, section: str) -> None:
        """The form went to a field of the other screen."""
        if self.stack.currentWidget() is self.users:
            self.turn_to(CRM_USERS if section else USERS)

    def _users(self) -> QWidget:
        made = UserRecords(self.kit)
        made.said.connect(self.said)
        made.form.form.turned.connect(self._follow)
        return made

    def _hierarchy(self) -> QWidget:
        made = HierarchyPane(self.kit)
        made.said.connect(self.said)
        made.chosen.connect(self.users.choose)
        made.opened.connect(self._open)
        return made

    def _open(self, uid: str) -> None:
        self.turn_to(CRM_USERS)
        self.users.reach(uid, "manager")

    def _records(self, type_name: str) -> QWidget:
        page = RecordPage(self.kit, tab_of(type_name))
        page.said.connect(self.said)
        return page
