"""The page Empresa/Filial: the four documented tabs in their order, each with the vendor's menu path."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.problem import Severity
from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.services.document_storage import by_link_only, switching
from crm_console.services.findings import findings
from crm_console.store import queries
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import rule, surface
from crm_console.views.parts.tab_bar import TabBar
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabs import TABS

JUDGED = 2000  # above this many records the tabs show no problem icons: judging all on each change would be felt


class CompanyBranchPage(QWidget):
    """Passes its tabs' signals on; `tab_changed(menu path)` when another tab comes up."""

    test_asked = Signal(list)
    report_asked = Signal(str, str)
    said = Signal(str)
    tab_changed = Signal(tuple)
    _changed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        surface(widget=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = TabBar(kit.look, [kit.say(tab.title) for tab in TABS])
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 24, 0)
        head.addWidget(self.bar)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(rule())
        self.stack = QStackedWidget()
        self._shown: dict[str, QWidget] = {}
        self.by_link = QCheckBox(kit.say("Documentos só por link: este cliente não precisa de FTP"))
        self.by_link.setObjectName("by_link")
        self.by_link.setEnabled(not kit.workspace.read_only)
        self.by_link.clicked.connect(self._switch_storage)
        self.no_ftp = Banner(kit.look, "info")
        self.pages: dict[str, RecordPage] = {}  # made when they are first looked at
        self._testing: dict[tuple[str, str], str | None] = {}
        column.addWidget(self.stack, 1)
        self.bar.chosen.connect(self._turn)
        # A commit may be made in a job's thread: the signal carries it to the window's.
        self._changed.connect(self._count)
        self._stop_listening = kit.workspace.store.listen(lambda _: self._changed.emit())
        self.destroyed.connect(lambda *_: self._stop_listening())
        self._turn(0)
        self._count()

    @property
    def menu_path(self) -> tuple[str, ...]:
        """The vendor's menu path of the tab on top."""
        return TYPES[TABS[self.bar.current].type].MENU

    @property
    def current(self) -> RecordPage:
        """The tab on top."""
        return self.page(TABS[self.bar.current].type)

    def page(self, type_name: str) -> RecordPage:
        """The tab of a type, made when it is first asked for."""
        if type_name not in self.pages:
            tab = next(tab for tab in TABS if tab.type == type_name)
            page = RecordPage(self._kit, tab)
            page.test_asked.connect(self.test_asked)
            page.report_asked.connect(self.report_asked)
            page.said.connect(self.said)
            self.pages[type_name] = page
            self._shown[type_name] = self._with_storage(page) if type_name == "ftp" else page
            self.stack.addWidget(self._shown[type_name])
            for (kind, uid), words in self._testing.items():
                if kind == type_name:
                    page.set_testing(uid, words)
        return self.pages[type_name]

    def show_record(self, type_name: str, uid: str, field: str = "") -> None:
        """Turn to a record, and to one of its fields."""
        self.bar.choose([tab.type for tab in TABS].index(type_name))
        page = self.page(type_name)
        page.list.search.clear()
        page.focus_field(uid, field) if field else page.show_record(uid)
        page.reveal()

    def set_testing(self, type_name: str, uid: str, words: str | None) -> None:
        """Say in the list that a record is being tested."""
        self._testing[type_name, uid] = words
        if type_name in self.pages:
            self.pages[type_name].set_testing(uid, words)
        if words is None:
            del self._testing[type_name, uid]

    def flush(self) -> None:
        """Write pending drafts."""
        for page in self.pages.values():
            page.flush()

    def _turn(self, index: int) -> None:
        page = self.page(TABS[index].type)
        self.stack.setCurrentWidget(self._shown[page.type])
        self.tab_changed.emit(self.menu_path)

    def _count(self) -> None:
        store = self._kit.workspace.store
        counts = [queries.count(store, queries.Listing(tab.type)) for tab in TABS]
        states: dict[str, str] = {}
        if sum(counts) <= JUDGED:
            for found in findings(store, tuple(tab.type for tab in TABS)):
                problem = found.judged.problem
                if found.judged.accepted or problem.severity is Severity.MISSING:
                    continue
                state = "fail" if problem.severity is Severity.ERROR else "warn"
                states[found.type] = "fail" if "fail" in (state, states.get(found.type)) else "warn"
        for at, tab in enumerate(TABS):
            self.bar.set_count(at, counts[at])
            self.bar.set_problem(at, states.get(tab.type, ""))
        self._show_storage()

    def _show_storage(self) -> None:
        linked = by_link_only(self._kit.workspace.store)
        self.by_link.setChecked(linked)
        self.no_ftp.setVisible(linked)

    def _with_storage(self, page: RecordPage) -> QWidget:
        """Files by link only need no FTP: the tab says so and lets one say so."""
        say = self._kit.say
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
        self._kit.workspace.edits.apply(
            switching(self._kit.workspace.store, by_link=by_link), N_("Documentos só por link"))
