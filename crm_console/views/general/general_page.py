"""The page Configurações gerais: Oportunidades, Ocorrências, Funil, Tipos de conta."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from crm_console.models import TYPES
from crm_console.views.kit import Kit
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabbed_page import PageTab, TabbedPage
from crm_console.views.records.tabs import tab_of


class GeneralPage(TabbedPage):
    """The documented parts of Configurar o CRM Senior, and the account types that the funnel promotes to."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, [
            PageTab("account-type", tab_of("account-type").title, TYPES["account-type"].MENU, ("account-type",),
                    partial(self._records, "account-type"))])
        self.start()

    def _records(self, type_name: str) -> QWidget:
        page = RecordPage(self.kit, tab_of(type_name))
        page.said.connect(self.said)
        return page
