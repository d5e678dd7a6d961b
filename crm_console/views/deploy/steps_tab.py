"""The tab Etapas: the route's timeline, the chosen step, and the one button that goes on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.jobs import Done, Failed, Outcome, Progress
from crm_console.services.deploy import reading, words
from crm_console.services.deploy.answers import Answer
from crm_console.services.deploy.engine import Deployer
from crm_console.services.deploy.reading import Snapshot
from crm_console.services.deploy.state import StepState
from crm_console.services.platform.connecting import Platform
from crm_console.store.runs import Run
from crm_console.views.deploy.step_list import StepList
from crm_console.views.deploy.step_pane import StepPane
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.banner import ICONS, Banner
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import ElidingLabel, rule, surface
from crm_console.views.records.two_panes import TwoPanes
from crm_console.workers.runner import Handle


class _Relay(QObject):
    """Carries a run's news out of its thread; it lives as long as the run, whatever becomes of the page."""

    moved = Signal()

    def tell(self) -> None:
        """There is news. A method, for who holds it holds the relay."""
        self.moved.emit()


REPAINT_MS = 100  # a run tells much at once, and reading takes as long as the workspace is large


class StepsTab(QWidget):
    """`said(words)` for the status bar, `guide_asked(StepState)`, `changed` when the run has moved on.

    `sign_in_asked`: nobody is signed in, and a person wants to be.
    """

    said = Signal(str)
    guide_asked = Signal(object)
    sign_in_asked = Signal()
    changed = Signal()
    run_changed = Signal(bool)

    def __init__(self, kit: Kit, platform: Platform) -> None:
        super().__init__()
        self._kit, self._platform = kit, platform
        self._handle: Handle | None = None
        self._doing = self._wanted = ""
        self._found: Snapshot | None = None
        self._reading = self._again = self._released = False
        surface(widget=self)
        self.list = StepList(kit)
        self.pane = StepPane(kit)
        self.banner = Banner(kit.look, "fail")
        self.panes = TwoPanes(kit)
        self.panes.place(self.list, self.pane)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._told())
        box.addWidget(self.panes, 1)
        box.addWidget(rule())
        box.addLayout(self._bar())
        self._soon = QTimer(self, singleShot=True, interval=REPAINT_MS)
        self._soon.timeout.connect(self._read)
        self.list.chosen.connect(self._choose)
        self.list.clicked.connect(lambda _: self.panes.turn(to_right=True))
        self.pane.answered.connect(self.answer)
        self.pane.guide_asked.connect(lambda step: self.guide_asked.emit(self.step(step)))
        self.pane.said.connect(self.said)
        self.banner.link_clicked.connect(self.banner.hide)
        Commits(kit.workspace.store, self).changed.connect(lambda _: self.refresh())
        under_way = kit.runner.under(Deployer(kit.workspace, platform).key)
        if under_way is not None:  # begun before this page was built anew: in another language, say
            self._follow(under_way)
        self._show_run()
        self._read()

    def _told(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(24, 0, 24, 0)
        line.addWidget(self.banner)
        return line

    def _bar(self) -> QHBoxLayout:
        say, look = self._kit.say, self._kit.look
        self._icon, self._verdict = QLabel(), ElidingLabel("", "strong")
        self._ahead = ElidingLabel("", "note")
        self.enter = button(look, say("Entrar na plataforma"), self.sign_in_asked.emit, "", "key-round")
        self.go = button(look, "", self.start, "primary", "play")
        self.stop_button = button(look, say("Parar"), self.stop, "", "square")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._verdict)
        texts.addWidget(self._ahead)
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 8, 16, 8)
        bar.setSpacing(10)
        bar.addWidget(self._icon)
        bar.addLayout(texts, 1)
        for made in (self.enter, self.stop_button, self.go):
            bar.addWidget(made)
        return bar

    @property
    def running(self) -> bool:
        """Whether the run is under way here."""
        return self._handle is not None

    @property
    def back(self) -> QWidget:
        """What leads from the step to the list where the two take turns."""
        return self.panes.back

    def step(self, step_id: str) -> StepState | None:
        """A step as it stood when it was last read."""
        return self._found.step(step_id) if self._found is not None else None

    def refresh(self) -> None:
        """Read anew how far it is, soon, and once for many changes."""
        if not self._soon.isActive() and not self._released:
            self._soon.start()

    def _read(self) -> None:
        if self._released:
            return
        if self._reading:
            self._again = True
            return
        self._reading = True
        handle = self._kit.runner.start(reading.job(self._kit.workspace, self._platform))
        handle.finished.connect(self._take)

    def _take(self, outcome: Outcome[Snapshot]) -> None:
        self._reading = False
        if self._released:
            return
        if isinstance(outcome, Failed):
            self._refuse(outcome.error)
        elif isinstance(outcome, Done):
            self._found = outcome.value
            self._show()
        if self._again:
            self._again = False
            self.refresh()

    def _show(self) -> None:
        assert self._found is not None, "it was read just now"
        current = self._found.state.current
        self.list.show_steps(self._found.state.steps, current.step.id if self.running and current else "")
        if self._wanted:
            self.list.select(self._wanted)
            self._wanted = ""
        elif not self.list.chosen_step:
            self.choose_current()
        self._choose(self.list.chosen_step)
        self._show_run()

    def _show_run(self) -> None:
        """The verdict, what is ahead, and the buttons that can work now."""
        say, found, locked = self._kit.say, self._found, self._kit.workspace.read_only
        if found is not None:
            tone, headline = words.headline(found.state, running=self.running)
            self._kit.look.dress(self._icon, ICONS.get(tone, "info"), tone, 20)
            self._verdict.set_whole(say(headline))
            ahead = words.locked() if locked else words.ahead(found.state, signed_in=found.connection is not None)
            self._ahead.set_whole(self._doing if self.running and self._doing else say(ahead))
            self.go.setText(f" {say(words.start(found.state, found.connection))}")
            self.go.setAccessibleName(self.go.text().strip())
        self.enter.setVisible(found is not None and found.connection is None and not self.running and not locked)
        self.go.setVisible(found is not None and not self.running and not locked)
        self.stop_button.setVisible(self.running)

    def choose_current(self) -> None:
        """Choose the step that is next."""
        if self._found is not None and self._found.state.steps:
            self.list.select((self._found.state.current or self._found.state.steps[-1]).step.id)

    def reach(self, step_id: str, _: str = "") -> None:
        """Go to a step."""
        if self.step(step_id) is None:
            self._wanted = step_id  # nothing was read yet
        self.list.select(step_id)
        self.panes.turn(to_right=True)
        self.list.setFocus()

    def start(self) -> None:
        """Start or go on."""
        self._run({})

    def answer(self, step_id: str, word: str, note: str) -> None:
        """A person says how a step ended; the run goes on from there."""
        self._run({step_id: Answer(word, self._kit.workspace.store.by, note)})

    def stop(self) -> None:
        """End what is under way; nothing is lost."""
        if self._handle is not None:
            self._handle.stop()

    def release(self) -> None:
        """Another desk takes over; the run goes on."""
        self._released = True
        self._soon.stop()

    def _run(self, answers: Mapping[str, Answer]) -> None:
        if self.running:
            return
        self.banner.hide()
        relay = _Relay()
        relay.moved.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        deployer = Deployer(self._kit.workspace, self._platform, watch=relay.tell)
        handle = self._kit.runner.start(deployer.job(answers))
        relay.setParent(handle)  # so that it goes in the window's thread
        self._follow(handle)
        self._choose(self.list.chosen_step)
        self._show_run()

    def _follow(self, handle: Handle) -> None:
        self._handle = handle
        handle.progressed.connect(self._on_progress)
        handle.finished.connect(self._on_finished)
        self.run_changed.emit(True)

    def _on_progress(self, progress: Progress) -> None:
        part = f" {progress.done}/{progress.total}" if progress.total > 1 else ""
        self._doing = f"{self._kit.say(progress.text)}{part}"
        self._ahead.set_whole(self._doing)
        self.refresh()

    def _on_finished(self, outcome: Outcome[Run]) -> None:
        self._handle, self._doing = None, ""
        if self._released:
            return
        self.run_changed.emit(False)
        self.list.clear_choice()  # what is next now is shown
        self._read()
        self.changed.emit()
        if isinstance(outcome, Failed):
            self._refuse(outcome.error)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        hint = self._kit.say(error.hint) if error.hint else ""
        self.banner.tell(self._kit.say(error.message), hint, self._kit.say("Entendi"))

    def _choose(self, step_id: str) -> None:
        if self._found is not None:
            self.pane.show_step(self._found.step(step_id), self._found.calls, self._found.events,
                                locked=self.running or self._kit.workspace.read_only)
