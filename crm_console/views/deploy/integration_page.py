"""The page Integração: ERP senior X, Mega, and the calls of the platform."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm_console.core.text import N_
from crm_console.models.property import Property
from crm_console.services.deploy.tenant import COMPANY_MENU
from crm_console.services.platform.connecting import Platform
from crm_console.views.deploy.catalogue_tab import CatalogueTab
from crm_console.views.deploy.erp_tab import ErpTab
from crm_console.views.deploy.mega_tab import MegaTab
from crm_console.views.kit import Kit
from crm_console.views.records.tabbed_page import PageTab, TabbedPage


class IntegrationPage(TabbedPage):
    """`changed` when other calls are automatic than before: how a deployment's steps are done may be another."""

    changed = Signal()

    def __init__(self, kit: Kit, platform: Platform) -> None:
        self._platform = platform
        super().__init__(kit, [
            PageTab("erp", N_("ERP senior X"), COMPANY_MENU, (), self._erp),
            PageTab("mega", N_("Mega"), Property.MENU, ("property",), self._mega),
            PageTab("calls", N_("Chamadas"), (), (), self._calls)])
        self.start()

    def refresh(self) -> None:
        """Somebody signed in or out: other calls are automatic now."""
        for made in self.built.values():
            made.refresh()  # type: ignore[attr-defined]

    def _erp(self) -> QWidget:
        made = ErpTab(self.kit, self._platform)
        made.said.connect(self.said)
        return made

    def _mega(self) -> QWidget:
        made = MegaTab(self.kit, self._platform)
        made.said.connect(self.said)
        return made

    def _calls(self) -> QWidget:
        made = CatalogueTab(self.kit, self._platform)
        made.said.connect(self.said)
        made.changed.connect(self.refresh)
        made.changed.connect(self.changed)
        return made
