"""An open workspace: navigation, head, pages and status around one customer. It places things and leads signals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.paths import data_folder
from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.services.overview import Overview
from crm_console.store import host_keys, notes
from crm_console.store.attempts import Attempts, at_the_platform
from crm_console.store.change import Applied, Rejected
from crm_console.store.connections import CUSTOMER, connection
from crm_console.store.preferences import Preferences
from crm_console.store.workspace import Workspace
from crm_console.views.kit import Kit
from crm_console.views.pages.connection_tests import ConnectionTests, Running
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import rule, surface
from crm_console.views.window.built_pages import built
from crm_console.views.window.commands import commands, entries, menu_of
from crm_console.views.window.head import Head
from crm_console.views.window.job_panel import JobPanel
from crm_console.views.window.navigation import Navigation, badges_of
from crm_console.views.window.palette import Palette
from crm_console.views.window.password_strip import PasswordStrip
from crm_console.views.window.places import PLACES, place_of
from crm_console.views.window.risk_strip import RiskStrip
from crm_console.views.window.status_bar import StatusBar

if TYPE_CHECKING:
    from crm_console.services.deploy.due import Due
    from crm_console.services.deploy.state import StepState
    from crm_console.services.platform.connecting import Platform
    from crm_console.views.deploy.guided_opening import GuidedWindows

NARROW = 1200
TITLES = {**{place.id: place.label for place in PLACES}, "settings": N_("Preferências"),
          "bring-in": N_("Trazer de outro cliente")}


class Desk(QWidget):
    """`left` goes back to the start page; `closing` ends the program."""

    left = Signal()
    closing = Signal()

    def __init__(self, kit: Kit, preferences: Preferences) -> None:
        super().__init__()
        self._kit, self._preferences, self._released = kit, preferences, False
        self._pages: dict[str, QWidget] = {}
        self.page = self._before = ""
        surface("window", self)
        self._commands = commands({
            "undo": self.undo, "redo": self.redo, "search": self.search, "test_all": self.test_all,
            "switch": self.left.emit, "quit": self.closing.emit, "settings": lambda: self.turn_to("settings"),
            "about": self.about, "bring_in": lambda: self.turn_to("bring-in")})
        self.head = Head(kit.look, kit.language, menu_of(kit, self._commands, self))
        self.navigation = Navigation(
            kit.look, kit.language, kit.workspace.about.customer, Path(kit.workspace.place).name)
        self.banner = Banner(kit.look, "fail")
        self.password = PasswordStrip(kit)
        self.stack = QStackedWidget()
        self.jobs = JobPanel(kit)
        self.status = StatusBar(kit.look)
        self.tests = ConnectionTests(kit, lambda: preferences.choices.relay_to, Attempts(data_folder()))
        self.risk = RiskStrip(kit)
        self.palette_ = Palette(kit, lambda: entries(kit, self._commands, self.turn_to), self)
        self._place()
        self._connect()
        self._tell_state()
        self.go("overview")

    def _place(self) -> None:
        notes_box = QVBoxLayout()
        notes_box.setContentsMargins(24, 0, 24, 0)
        notes_box.setSpacing(8)
        for part in (self.banner, self.risk, self.password):
            notes_box.addWidget(part)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.head)
        right.addWidget(rule())
        right.addLayout(notes_box)
        right.addWidget(self.stack, 1)
        right.addWidget(self.jobs)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(middle, 1)
        box.addWidget(self.status)

    def _connect(self) -> None:
        kit = self._kit
        self.head.search_asked.connect(self.search)
        self.head.back_asked.connect(self.back)
        self.head.copied.connect(self.status.say)
        self.navigation.chosen.connect(self.go)
        self.navigation.customer_clicked.connect(self.left)
        self.palette_.record_chosen.connect(self.open_record)
        self.banner.link_clicked.connect(self.banner.hide)
        self.password.given.connect(self.tests.answer)
        self.password.skipped.connect(self.tests.skip)
        self.tests.asked.connect(self.password.ask)
        self.tests.risky.connect(self.risk.warn)
        self.risk.dared.connect(self.tests.dare)
        self.risk.left.connect(self.tests.leave)
        self.tests.watched.connect(self.watch)
        self.tests.failed.connect(self.show_failure)
        self.tests.began.connect(lambda t, uid: self._mark_testing(t, uid, kit.say("testando…")))
        self.tests.ended.connect(self._on_test_ended)
        kit.runner.unheard.connect(self._on_unheard)
        kit.workspace.edits.listen(self._on_edited)

    def _tell_state(self) -> None:
        who = self.status.show_state(self._kit)
        self.head.show_tenant(connection(self._kit.workspace.store, CUSTOMER))
        if who:
            say = self._kit.say
            self.banner.tell(say("Aberto só para leitura."), say("Quem grava agora: {who}.", who=who), kind="warn")

    def go(self, page: str) -> None:
        """Show a page."""
        if page not in TITLES or page == self.page:
            return
        if page not in self._pages:
            self._pages[page] = built(page, self._kit, self._preferences, self)
            self.stack.addWidget(self._pages[page])
        self._before, self.page = self.page or "overview", page
        self.stack.setCurrentWidget(self._pages[page])
        self.navigation.choose(page)
        self.show_head()

    def turn_to(self, page: str) -> None:
        """Show a page and put the keyboard on it."""
        self.go(page)
        self._pages[self.page].setFocus()

    def back(self) -> None:
        """Leave a report for where it was asked for."""
        self.go(self._before if self._before in TITLES else "overview")

    def show_head(self) -> None:
        """Say in the head which page this is."""
        shown = self.stack.currentWidget()
        title = getattr(shown, "title", TITLES.get(self.page, ""))
        self.head.show_page(self._kit.say(title), getattr(shown, "menu_path", ()), back=self.page not in TITLES)

    def open_record(self, type_name: str, uid: str, field: str = "") -> None:
        """Show a record in its tab, the cursor in a field."""
        self.go(place_of(type_name))
        self._pages[self.page].show_record(type_name, uid, field)  # type: ignore[attr-defined]

    def show_last_report(self, type_name: str, uid: str) -> None:
        """Show a test under way, or the last one that was kept."""
        running = self.tests.watch(type_name, uid)
        record = self._kit.workspace.store.get(type_name, uid)
        if running is not None:
            self.watch(running)
        elif record is not None:
            kept = notes.last_reports(self._kit.workspace.store, type_name, [uid]).get(uid)
            if kept is not None:
                self._show_report(record).show_report(kept.content)

    def watch(self, running: Running) -> None:
        """Show a test as it goes."""
        self._show_report(running.record).watch(running)

    def _show_report(self, record: Record):  # type: ignore[no-untyped-def]
        from crm_console.views.pages.report_page import ReportPage  # noqa: PLC0415

        old = self._pages.pop("report", None)
        made = ReportPage(self._kit, record)
        made.again_asked.connect(lambda type_name, uid: self.tests.test([(type_name, uid)]))
        made.said.connect(self.status.say)
        made.applied.connect(self.apply_settings)
        made.identified.connect(self.confirm_identity)
        made.arrived.connect(self.confirm_arrival)
        self._pages["report"] = made
        self.stack.addWidget(made)
        if self.page != "report":
            self._before = self.page
        self.page = "report"
        self.stack.setCurrentWidget(made)
        if isinstance(old, ReportPage):
            old.release()
            self.stack.removeWidget(old)
            old.deleteLater()
        self.show_head()
        return made

    def apply_settings(self, record: Record, settings: dict[str, object]) -> None:
        """Take over settings that a test found to work, and test again."""
        from crm_console.services import applying, records  # noqa: PLC0415

        label = N_("{title}: configurações que funcionam", title=records.title(record))
        record = self._kit.workspace.store.get(record.type, record.uid) or record  # as it is by now
        changes = applying.changes(record, settings)
        outcome = self._kit.workspace.edits.apply(changes, label) if changes else None
        if isinstance(outcome, Rejected):
            self.banner.tell(self._kit.say("Não deu para aplicar."), self._kit.say(outcome.problems[0].text),
                             self._kit.say("Entendi"), "fail")
        else:
            self.banner.hide()
            self.tests.test([(record.type, record.uid)])

    def confirm_identity(self, record: Record, facts: dict[str, str]) -> None:
        """A person has compared the server's key: keep it, and test again."""
        host_keys.keep(self._kit.workspace.store, record["host"], record["port"], facts["host_key"],
                       facts["key_type"], confirmed=True)
        self.tests.test([(record.type, record.uid)])

    def confirm_arrival(self, record: Record) -> None:
        """A person saw the message or the file: the kept report says so from now on."""
        store = self._kit.workspace.store
        kept = notes.last_reports(store, record.type, [record.uid]).get(record.uid)
        shown = self._pages.get("report")
        if kept is not None and shown is not None:
            content = notes.confirm_report(store, kept.number, store.by)
            shown.show_report(content)  # type: ignore[attr-defined]

    def search(self) -> None:
        """Open the palette."""
        self.palette_.open()

    def about(self) -> None:
        """Which program this is."""
        from crm_console.views.window.about import About  # noqa: PLC0415

        About(self._kit, self).show()

    @property
    def workspace(self) -> Workspace:
        """What is open."""
        return self._kit.workspace

    @cached_property
    def platform(self) -> Platform:
        """The sign-ins of this workspace, one for all pages; made when the first of them wants it (start-up)."""
        from crm_console.services.platform.connecting import Platform  # noqa: PLC0415

        return Platform(self._kit.workspace, at_the_platform(data_folder()))

    def due(self) -> Sequence[Due]:
        """The deployment's steps that wait for people; called in a job's thread, only where a run has begun."""
        from crm_console.services.deploy.due import due  # noqa: PLC0415

        return due(self._kit.workspace, self.platform)

    def show_step(self, step: str) -> None:
        """Show a step of the deployment."""
        self.go("deployment")
        shown = self._pages["deployment"].turn_to("steps")  # type: ignore[attr-defined]
        if step:
            shown.reach(step)

    def show_connection(self) -> None:
        """Somebody signed in or out."""
        self.status.show_connection(self._kit)
        self.head.show_tenant(connection(self._kit.workspace.store, CUSTOMER))
        self.refresh_tenant()
        self.refresh_overview()

    def refresh_tenant(self) -> None:
        """What can be done on the tenant may be another now."""
        for page in ("deployment", "integration"):
            if page in self._pages and not self._released:
                self._pages[page].refresh()  # type: ignore[attr-defined]

    def refresh_overview(self) -> None:
        """What waits for whom has changed."""
        self._pages["overview"].refresh()  # type: ignore[attr-defined]

    @cached_property
    def guides(self) -> GuidedWindows:
        """The small windows over guided steps; made with the first one."""
        from crm_console.views.deploy.guided_opening import GuidedWindows  # noqa: PLC0415

        made = GuidedWindows(self._kit, self.platform, self._preferences, self)
        made.changed.connect(self._on_guided)
        made.refused.connect(self.refuse)
        made.finished.connect(self._go_on)
        return made

    def _go_on(self, _: str) -> None:
        """All records of a step have their answer: the run takes it from there."""
        self.go("deployment")
        self._pages["deployment"].go_on()  # type: ignore[attr-defined]

    def guide(self, step: StepState) -> None:
        """Open the small window over a guided step."""
        self.guides.ask(step.step.id)

    def _on_guided(self) -> None:
        page = self._pages.get("deployment")
        if page is not None and not self._released:
            page.refresh()  # type: ignore[attr-defined]
            self.refresh_overview()

    def preview_import(self, files: list[Path]) -> None:
        """Show what importing these files would do."""
        self.go("import")
        self._pages["import"].preview(files)  # type: ignore[attr-defined]

    def test_all(self) -> None:
        """Test every server."""
        store = self._kit.workspace.store
        self.tests.test([(t, record.uid) for t in ("smtp", "ftp") for record in store.where(t)])

    def undo(self) -> None:
        """Take the last change back."""
        label = self._kit.workspace.edits.undoable
        self._moved(self._kit.workspace.edits.undo(), N_("Desfeito: {label} (Ctrl+Y refaz)", label=label),
                    N_("Não há nada a desfazer"))

    def redo(self) -> None:
        """Do again what was taken back."""
        label = self._kit.workspace.edits.redoable
        self._moved(self._kit.workspace.edits.redo(), N_("Refeito: {label} (Ctrl+Z desfaz)", label=label),
                    N_("Não há nada a refazer"))

    def _moved(self, outcome: Applied | Rejected | None, done: Text, nothing: Text) -> None:
        if isinstance(outcome, Rejected):
            self.banner.tell(self._kit.say("Não dá para voltar."), self._kit.say(outcome.problems[0].text),
                            self._kit.say("Entendi"), "fail")
        else:
            self.status.say(self._kit.say(nothing if outcome is None else done))

    def refuse(self, error: UserError) -> None:
        """Say what the world did not allow."""
        hint = self._kit.say(error.hint) if error.hint else ""
        self.banner.tell(self._kit.say(error.message), hint, self._kit.say("Entendi"), "fail")

    def show_failure(self, error: BaseException) -> None:
        """A job failed: a sentence where there is one, else it is a bug and goes its way."""
        if not isinstance(error, UserError):
            raise error
        self.refuse(error)

    def show_stopping(self) -> None:
        """The window is closing and waits for jobs."""
        self.setEnabled(False)
        stopping = Nn_("Parando {count} trabalho…", "Parando {count} trabalhos…", self._kit.runner.running)
        self.status.say(self._kit.say(stopping), "loader", "info")

    def release(self) -> None:
        """Hear no more of workspace and runner: another desk takes over."""
        self._released = True
        if "guides" in self.__dict__:
            self.guides.release()
        self._kit.runner.unheard.disconnect(self._on_unheard)
        self.jobs.release()
        for page in self._pages.values():
            if hasattr(page, "release"):
                page.release()
            if hasattr(page, "flush"):
                page.flush()

    def _on_unheard(self, outcome: object) -> None:
        self.show_failure(outcome.error)  # type: ignore[attr-defined]

    def _on_edited(self) -> None:
        label = self._kit.workspace.edits.undoable
        if label is not None and not self._released:
            self.status.say(self._kit.say("{label}: gravado às {at} (Ctrl+Z desfaz)", label=label,
                                          at=f"{datetime.now():%H:%M}"))

    def _on_test_ended(self, type_name: str, uid: str, outcome: object) -> None:
        self._mark_testing(type_name, uid, None)
        if not self._released and not self.tests.running:  # once after many
            self.refresh_overview()

    def _mark_testing(self, type_name: str, uid: str, words: str | None) -> None:
        companies = self._pages.get("companies")
        if companies is not None and not self._released:
            companies.set_testing(type_name, uid, words)  # type: ignore[attr-defined]

    def show_summary(self, found: Overview) -> None:
        """Put the counts of errors and warnings beside the pages' names."""
        self.navigation.show_badges(badges_of(found.sections))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gets the rail."""
        super().resizeEvent(event)
        self.navigation.set_rail(rail=self.width() < NARROW)


