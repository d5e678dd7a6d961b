"""The window's content while no workspace is open: start page, new customer, preferences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.jobs import Job
from crm_console.core.text import Language
from crm_console.store.preferences import Preferences
from crm_console.views.look.look import Look
from crm_console.views.pages.start_page import StartPage
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import label

if TYPE_CHECKING:
    from crm_console.workers.runner import Handle


Run = Callable[[Job[Any]], "Handle"]


class Start(QWidget):
    """`chosen(place)`, `create_asked(place, customer, route, package, beginning)`, `demonstration_asked`."""

    chosen = Signal(str)
    create_asked = Signal(str, str, str, str, object)
    demonstration_asked = Signal()

    def __init__(
        self, look: Look, language: Language, preferences: Preferences, run: Run, opening: str | None = None,
    ) -> None:
        super().__init__()
        self._run = run
        self._look, self._language, self._preferences = look, language, preferences
        self._stack = QStackedLayout()
        self._banner = Banner(look, "fail")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._banner)
        box.addLayout(self._stack, 1)
        if opening is None:
            self.show_recent()
        else:
            said = language.say("Abrindo {name}…", name=Path(opening).name)
            waiting = label(said, "note")
            waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._show(waiting)

    @property
    def page(self) -> QWidget | None:
        """What is shown."""
        return self._stack.currentWidget()

    @property
    def refused(self) -> str:
        """What the banner says."""
        return self._banner.said

    def show_recent(self) -> None:
        """The start page proper."""
        page = StartPage(self._look, self._language, self._preferences.choices.recent)
        page.opened.connect(self.chosen)
        page.forgotten.connect(self._forget)
        page.new_asked.connect(self.show_new)
        page.open_asked.connect(self._ask_file)
        page.demonstration_asked.connect(self.demonstration_asked)
        page.settings_asked.connect(self.show_settings)
        self._show(page)
        page.new_button.setFocus()

    def show_new(self) -> None:
        """The form for a new customer."""
        from crm_console.views.pages.new_customer import NewCustomer  # noqa: PLC0415 - not for the first paint

        page = NewCustomer(
            self._look, self._language, Path.home(), self._run, self._preferences.choices.recent)
        page.created.connect(self.create_asked)
        page.left.connect(self.show_recent)
        self._show(page)
        page.customer.setFocus()

    def show_settings(self) -> None:
        """Preferences."""
        from crm_console.views.pages.settings_page import SettingsPage  # noqa: PLC0415

        page = SettingsPage(self._look, self._language, self._preferences, back=True)
        page.left.connect(self.show_recent)
        self._show(page)
        page.name.setFocus()

    def refuse(self, error: UserError) -> None:
        """Say why a workspace was not opened or created, where it was asked for."""
        from crm_console.views.pages.new_customer import NewCustomer  # noqa: PLC0415

        said = self._language.say(error.message)
        whole = f"{said} {self._language.say(error.hint)}" if error.hint else said
        if isinstance(self.page, NewCustomer):
            self.page.refuse(whole)
            return
        if not isinstance(self.page, StartPage):
            self.show_recent()
        self._banner.tell(said, self._language.say(error.hint) if error.hint else "")

    def _forget(self, place: str) -> None:
        self._preferences.forget(place)
        self.show_recent()

    def _ask_file(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, self._language.say("Abrir cliente"), str(Path.home()),
                                               "CRM Console (*.crmc)")
        if found:
            self.chosen.emit(found)

    def _show(self, page: QWidget) -> None:
        self._banner.hide()
        old = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
