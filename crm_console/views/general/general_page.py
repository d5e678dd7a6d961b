"""The page Configurações gerais: Oportunidades, Ocorrências, Funil, Tipos de conta."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.models.stage import Stage
from crm_console.services.general_settings import occurrence_fields, tab_of_key
from crm_console.views.general.funnel_tab import FunnelTab
from crm_console.views.general.occurrences_tab import OccurrencesTab
from crm_console.views.general.opportunities_tab import OpportunitiesTab
from crm_console.views.kit import Kit
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabbed_page import PageTab, TabbedPage
from crm_console.views.records.tabs import tab_of

OCCURRENCES = 1


class GeneralPage(TabbedPage):
    """The documented parts of Configurar o CRM Senior, and the account types that the funnel promotes to."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, [
            PageTab("opportunity", N_("Oportunidades"), Stage.MENU, ("setting",),
                    partial(OpportunitiesTab, kit), counted=False),
            PageTab("occurrence", N_("Ocorrências"), Stage.MENU, (), partial(OccurrencesTab, kit)),
            PageTab("stage", N_("Funil"), Stage.MENU, ("stage",), partial(FunnelTab, kit), counted=False),
            PageTab("account-type", tab_of("account-type").title, TYPES["account-type"].MENU, ("account-type",),
                    partial(self._records, "account-type"))])
        self.start()

    def show_record(self, type_name: str, uid: str, field: str = "") -> None:
        """Turn to a record; a setting's key says which tab shows it, and some are shown elsewhere."""
        if type_name == "setting":
            record = self.kit.workspace.store.get(type_name, uid)
            shown = tab_of_key(record["key"]) if record is not None else ""
            if shown:
                self.turn_to(shown).reach(uid, field)  # type: ignore[attr-defined]
            return
        super().show_record(type_name, uid, field)

    def _count(self) -> None:
        super()._count()
        self.bar.set_count(OCCURRENCES, len(occurrence_fields(self.kit.workspace.store)))

    def _records(self, type_name: str) -> QWidget:
        page = RecordPage(self.kit, tab_of(type_name))
        page.said.connect(self.said)
        return page
