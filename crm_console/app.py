"""The only place that builds and connects things for the window.

What the first window does not need is imported after it is on the screen: start-up is measured.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QWidget

from crm_console.core.errors import RefusedError, UserError
from crm_console.core.paths import data_folder, resources
from crm_console.core.text import N_, Language, from_code
from crm_console.store.preferences import Choices, Preferences
from crm_console.views.look.look import Look
from crm_console.views.look.tokens import Theme
from crm_console.views.window.crashes import Crashes
from crm_console.views.window.display import no_display
from crm_console.views.window.main_window import MainWindow

if TYPE_CHECKING:
    import asyncio

    from crm_console.store.workspace import Workspace
    from crm_console.views.kit import Kit
    from crm_console.views.window.desk import Desk
    from crm_console.workers.pool import ThreadPool
    from crm_console.workers.runner import Runner

LONGEST_WAIT = 35.0  # seconds: longer than any answer a job may wait for
FIRST_PAINT = 2.0
LATER = 1.5  # seconds: then the network libraries are brought in, so that the first test starts at once


def run_window(place: str | None, language: str | None, *, demonstration: bool = False) -> int:
    """Open the window, with a workspace or the start page; returns the exit code when it was closed."""
    reason = no_display()
    if reason is not None:
        said = Language(from_code(language or os.environ.get("LANG", "")), resources() / "i18n")
        sys.stderr.write(said.say(reason) + "\n")
        return 2
    app = QApplication(sys.argv[:1])
    app.setApplicationName("CRM Console")
    return Console(app, Preferences(data_folder()), language).run(place, demonstration=demonstration)


def run_demonstration(language: str | None) -> int:
    """The same with the demonstration."""
    return run_window(None, language, demonstration=True)


class Console:
    """Everything that lives as long as the window does."""

    def __init__(self, app: QApplication, preferences: Preferences, language: str | None = None) -> None:
        self._app = app
        self._given_language = language
        self.preferences = preferences
        self.language = self._chosen_language()
        chosen = preferences.choices
        self.look = Look(app, resources(), Theme(chosen.theme), chosen.text_size / 100)
        self.crashes = Crashes()
        self.window = MainWindow(preferences.choices.geometry)
        self.workspace: Workspace | None = None
        self.desk: Desk | None = None
        self.runner: Runner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Future[None] | None = None
        self._pool: ThreadPool | None = None
        self._leaving = False
        self.crashes.install()
        self.crashes.crashed.connect(self._show_crash)
        self.crashes.refused.connect(self._show_refusal)
        self.window.closing.connect(self.close)
        self.window.dropped.connect(self.open)
        preferences.listen(self._on_choices)

    def run(self, place: str | None, *, demonstration: bool = False) -> int:
        """Show the window, then bring in the rest, then live until the window is closed."""
        self.window.show()
        self._paint_first()
        self.show_start(opening=place)
        loop = self.start_loop()
        if place is not None:
            self.open(place)
        elif demonstration:
            self.demonstrate()
        loop.run_until_complete(self._ended)
        self.end()
        return 0

    def start_loop(self) -> Any:
        """The event loop, the pool and the runner."""
        from crm_console.workers.loop import event_loop  # noqa: PLC0415
        from crm_console.workers.pool import ThreadPool  # noqa: PLC0415
        from crm_console.workers.runner import Runner  # noqa: PLC0415

        loop = event_loop(self._app)
        pool = ThreadPool()
        self._pool = pool
        self.use(loop, Runner(loop, pool))
        loop.call_later(LATER, pool.submit, import_module, "crm_console.services.testing")
        return loop

    def use(self, loop: asyncio.AbstractEventLoop, runner: Runner) -> None:
        """Live on this loop and run jobs with this runner."""
        from crm_console.views.window.undo_keys import UndoKeys  # noqa: PLC0415

        self._undo_keys = UndoKeys()
        self._app.installEventFilter(self._undo_keys)
        self._loop = loop
        self._ended = loop.create_future()
        self.runner = runner
        self.crashes.install(loop)

    def _paint_first(self) -> None:
        painted: list[bool] = []
        self.window.painted.connect(lambda: painted.append(True))
        until = time.monotonic() + FIRST_PAINT
        while not painted and time.monotonic() < until:
            self._app.processEvents()

    def show_start(self, opening: str | None = None, refused: UserError | None = None) -> None:
        """The start page: recent customers, new, open, demonstration."""
        from crm_console.views.window.start import Start  # noqa: PLC0415

        start = Start(self.look, self.language, self.preferences, self._start_job, opening)
        start.chosen.connect(self.open)
        start.create_asked.connect(self.create)
        start.demonstration_asked.connect(self.demonstrate)
        if refused is not None:
            start.refuse(refused)
        self.window.show_content(start)

    def open(self, place: str) -> None:
        """Open a workspace; what stands against it is said on the page that asked."""
        from crm_console.store.workspace import open_workspace  # noqa: PLC0415

        if self._is_open(place):
            return
        self._take(lambda: open_workspace(place, self.preferences.by))

    def _start_job(self, job: Any) -> Any:
        assert self.runner is not None
        return self.runner.start(job)

    def create(self, place: str, customer: str, route: str, package: str, beginning: Any = None) -> None:
        """Create a customer's workspace and open it; `beginning` is a source with its sections, or None."""
        from crm_console.services.customers import create_customer  # noqa: PLC0415

        if beginning is not None:
            self._create_from(place, customer, route, package, *beginning)
            return
        self._take(lambda: create_customer(
            place, customer, self.preferences.by, route=route, package=package or None))

    def _create_from(self, place: str, customer: str, route: str, package: str, source: str, sections: Any) -> None:
        from crm_console.core.jobs import Context, Job  # noqa: PLC0415
        from crm_console.services.starting_from import start  # noqa: PLC0415

        def work(_: Context) -> Any:
            made, plan = start(place, customer, self.preferences.by, source, sections, route=route,
                               package=package or None)
            made.close()  # its lock belongs to the job's thread
            return plan

        job = Job(N_("Criando {customer}", customer=customer), work, "create")
        self._start_job(job).finished.connect(lambda outcome: self._on_created(place, outcome))

    def _on_created(self, place: str, outcome: Any) -> None:
        from crm_console.services.starting_from import said_of  # noqa: PLC0415

        if hasattr(outcome, "value"):
            self.open(place)
            if self.desk is not None:
                taken, rest = said_of(outcome.value)
                self.desk.banner.tell(self.language.say(taken), self.language.say(rest),
                                      self.language.say("Entendi"), "info")
        elif isinstance(getattr(outcome, "error", None), UserError):
            self._show_refusal(outcome.error)
        elif hasattr(outcome, "error"):
            self.crashes.take(outcome.error)
        else:
            self._show_refusal(RefusedError(N_("Parado: nada foi gravado")))

    def demonstrate(self) -> None:
        """Start the twin, make the sample customer that points at it, open it."""
        from crm_console.core.jobs import Job  # noqa: PLC0415
        from crm_console.services.demonstration import open_demonstration  # noqa: PLC0415

        if self.runner is not None:
            job = Job(N_("Preparando a demonstração"), lambda _: open_demonstration(data_folder(), self.preferences.by),
                      "demonstration")
            self.runner.start(job).finished.connect(self._on_demonstration)

    def _on_demonstration(self, outcome: Any) -> None:
        if hasattr(outcome, "value"):
            self._take(lambda: outcome.value, recent=False)
        elif hasattr(outcome, "error"):
            self.crashes.take(outcome.error)

    def _is_open(self, place: str) -> bool:
        """Whether this is the workspace that stands in the window: it holds its own lock."""
        if self.workspace is None or self.workspace.path is None or not Path(place).exists():
            return self.workspace is not None and self.workspace.place == place
        return self.workspace.path.samefile(place)

    def _take(self, opened: Callable[[], Workspace], *, recent: bool = True) -> None:
        try:
            workspace = opened()
        except UserError as error:
            self._show_refusal(error)
            return
        self._let_go()
        self.workspace = workspace
        if not workspace.read_only:
            workspace.forget_unused_secrets()
        if recent:
            place = str(Path(workspace.place).absolute()) if workspace.path else workspace.place
            self.preferences.opened(place, workspace.about.customer)
        self.show_desk()

    def show_desk(self) -> None:
        """The open workspace."""
        from crm_console.views.kit import Kit  # noqa: PLC0415
        from crm_console.views.window.desk import Desk  # noqa: PLC0415

        assert self.workspace is not None
        assert self.runner is not None
        kit: Kit = Kit(self.look, self.language, self.runner, self.workspace)
        self.desk = Desk(kit, self.preferences)
        self.desk.left.connect(self.leave_workspace)
        self.desk.closing.connect(self.close)
        self.window.show_content(self.desk, self.workspace.about.customer)

    def leave_workspace(self) -> None:
        """Back to the start page."""
        self._let_go()
        self.show_start()

    def _let_go(self) -> None:
        if self.desk is not None:
            self.desk.release()
            self.desk = None
        if self.workspace is not None:
            self.workspace.close()
            self.workspace = None

    def close(self) -> None:
        """End every job, then the program; drafts are on disk."""
        if self._leaving or self._loop is None or self.runner is None:
            return
        self._leaving = True
        self.preferences.change(geometry=self.window.place_on_screen)
        if self.desk is not None and self.runner.running:
            self.desk.show_stopping()
        self.runner.stop_all()
        self._closing = self._loop.create_task(self._drain())

    async def _drain(self) -> None:
        import asyncio  # noqa: PLC0415

        assert self.runner is not None
        # A job that does not notice is left behind: the workspace is whole at every moment.
        with suppress(TimeoutError):
            await asyncio.wait_for(self.runner.drained(), LONGEST_WAIT)
        self.window.leave()
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None)

    def end(self) -> None:
        """Let go of the file, of the threads and of Python's hooks."""
        self._let_go()
        if self._pool is not None:
            self._pool.shutdown(wait=self.runner is None or self.runner.running == 0)
        if self._loop is not None:
            self._app.removeEventFilter(self._undo_keys)
        self.crashes.uninstall()

    def _on_choices(self, choices: Choices) -> None:
        if (self.look.theme, self.look.factor) != (choices.theme, choices.text_size / 100):
            self.look.set_theme(Theme(choices.theme))
            self.look.set_factor(choices.text_size / 100)
        if self.workspace is not None:
            self.workspace.store.by = self.preferences.by
        if self._chosen_language().code != self.language.code:
            self.language = self._chosen_language()
            self._rebuild()

    def _rebuild(self) -> None:
        if self.desk is None:
            self.show_start()
            return
        page = self.desk.page
        self.desk.release()
        self.show_desk()
        self.desk.go(page)

    def _chosen_language(self) -> Language:
        chosen = self._given_language or self.preferences.choices.language
        return Language(from_code(chosen) if chosen else from_code("pt_BR"), resources() / "i18n")

    def _show_refusal(self, error: UserError) -> None:
        shown = self.window.centralWidget()
        if isinstance(shown, QWidget) and hasattr(shown, "refuse"):
            shown.refuse(error)

    def _show_crash(self, crash: Any) -> None:
        from crm_console.views.window.crash_dialog import CrashDialog  # noqa: PLC0415

        CrashDialog(self.look, self.language, crash, self.window).open()


def one_window(place: Path) -> bool:
    """Open a workspace in a window that nobody sees, and say whether it was painted."""
    from crm_console.views.window.pictures import painted  # noqa: PLC0415

    return painted(Console, place)


def pictures(workspace: Workspace, folder: Path, *, languages: bool = False) -> list[Path]:
    """Pictures of every screen in both themes at 100 and 150 %; with `languages` in English and Spanish, too."""
    from crm_console.views.window.pictures import in_children  # noqa: PLC0415

    return in_children(workspace, folder, languages=languages)


def draw(place: str, folder: str, theme: str, language: str, suffix: str) -> None:
    """Draw one set of pictures; runs in a child process, because a screen's scale is fixed at its start."""
    from crm_console.views.window.pictures import draw_set  # noqa: PLC0415

    draw_set(Console, Path(place), Path(folder), (theme, language, suffix))
