"""The page Empresa/Filial: the four documented tabs in their order, each with the vendor's menu path."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.services.document_storage import by_link_only, switching
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import rule, surface
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabbed_page import PageTab, TabbedPage
from crm_console.views.records.tabs import TABS


class CompanyBranchPage(TabbedPage):
    """Passes its tabs' signals on."""

    test_asked = Signal(list)
    report_asked = Signal(str, str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, [
            PageTab(tab.type, tab.title, TYPES[tab.type].MENU, (tab.type,), partial(self._build, tab.type))
            for tab in TABS])
        self.by_link = QCheckBox(kit.say("Documentos só por link: este cliente não precisa de FTP"))
        self.by_link.setObjectName("by_link")
        self.by_link.setEnabled(not kit.workspace.read_only)
        self.by_link.clicked.connect(self._switch_storage)
        self.no_ftp = Banner(kit.look, "info")
        self.pages: dict[str, RecordPage] = {}
        self._testing: dict[tuple[str, str], str | None] = {}
        self.start()

    @property
    def current(self) -> RecordPage:
        """The tab on top."""
        return self.page(TABS[self.bar.current].type)

    def page(self, type_name: str) -> RecordPage:
        """The tab of a type, made when it is first asked for."""
        self.tab(type_name)
        return self.pages[type_name]

    def set_testing(self, type_name: str, uid: str, words: str | None) -> None:
        """Say in the list that a record is being tested."""
        self._testing[type_name, uid] = words
        if type_name in self.pages:
            self.pages[type_name].set_testing(uid, words)
        if words is None:
            del self._testing[type_name, uid]

    def show_record(self, type_name: str, uid: str, field: str = "") -> None:
        """Turn to a record, and to one of its fields."""
        self.turn_to(type_name)
        self.page(type_name).reach(uid, field)

    def _build(self, type_name: str) -> QWidget:
        page = RecordPage(self.kit, next(tab for tab in TABS if tab.type == type_name))
        page.test_asked.connect(self.test_asked)
        page.report_asked.connect(self.report_asked)
        page.said.connect(self.said)
        self.pages[type_name] = page
        for (kind, uid), words in self._testing.items():
            if kind == type_name:
                page.set_testing(uid, words)
        return self._with_storage(page) if type_name == "ftp" else page

    def flush(self) -> None:
        """Write pending drafts."""
        for page in self.pages.values():
            page.flush()

    def _count(self) -> None:
        super()._count()
        self._show_storage()

    def _show_storage(self) -> None:
        linked = by_link_only(self.kit.workspace.store)
        self.by_link.setChecked(linked)
        self.no_ftp.setVisible(linked)

    def _with_storage(self, page: RecordPage) -> QWidget:
        """Files by link only need no FTP: the tab says so and lets one say so."""
        say = self.kit.say
        whole = QWidget()
        surface(widget=whole)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(24, 8, 24, 8)
        self.no_ftp.tell(say("Só por link."), say("Os servidores abaixo ficam guardados, mas não fazem falta."))
        self._show_storage()
        top.addWidget(self.by_link)
        top.addWidget(self.no_ftp, 1)
        column.addLayout(top)
        column.addWidget(rule())
        column.addWidget(page, 1)
        return whole

    def _switch_storage(self, by_link: bool) -> None:
        self.kit.workspace.edits.apply(
            switching(self.kit.workspace.store, by_link=by_link), N_("Documentos só por link"))
