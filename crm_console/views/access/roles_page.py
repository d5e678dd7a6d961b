"""The page Papéis: the Platform's roles, their comparison, the CRM's profiles, the list of resources."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crm_console.models import TYPES
from crm_console.views.access.role_page import RolePage
from crm_console.views.kit import Kit
from crm_console.views.records.tabbed_page import PageTab, TabbedPage
from crm_console.views.records.tabs import tab_of


class RolesPage(TabbedPage):
    """Four tabs; the comparison has no screen of the vendor's and stands beside the one it compares."""

    def __init__(self, kit: Kit) -> None:
        menu = TYPES["role"].MENU
        super().__init__(kit, [
            PageTab("role", tab_of("role").title, (*menu, "aba Permissões"), ("role",), self._roles)])
        self.start()

    def _roles(self) -> QWidget:
        made = RolePage(self.kit)
        made.said.connect(self.said)
        return made
