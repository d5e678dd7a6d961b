"""The page Usuários: the Platform's users, their data in the CRM, the hierarchy and the two registries."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from crm_console.models import TYPES
from crm_console.views.kit import Kit
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabbed_page import PageTab, TabbedPage
from crm_console.views.records.tabs import tab_of


class UsersPage(TabbedPage):
    """Every tab is a list of records."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, [
            PageTab(name, tab_of(name).title, TYPES[name].MENU, (name,), partial(self._records, name))
            for name in ("user", "department", "function")])
        self.start()

    def _records(self, type_name: str) -> QWidget:
        page = RecordPage(self.kit, tab_of(type_name))
        page.said.connect(self.said)
        return page
