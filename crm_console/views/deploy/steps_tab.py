"""The tab Etapas: the route's timeline, the chosen step, and the one button that goes on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.jobs import Failed, Outcome, Progress
from crm_console.services.deploy import words
from crm_console.services.deploy.answers import Answer
from crm_console.services.deploy.engine import Deployer
from crm_console.services.deploy.state import DeploymentState, StepState, state
from crm_console.services.platform.connecting import Platform
from crm_console.store import runs
from crm_console.store.connections import CUSTOMER
from crm_console.store.runs import Run
from crm_console.views.deploy.step_list import StepList
from crm_console.views.deploy.step_pane import StepPane
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.banner import ICONS, Banner
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import ElidingLabel, label, rule, surface
from crm_console.views.records.two_panes import TwoPanes
from crm_console.workers.runner import Handle

REPAINT_MS = 60  # a run tells much at once


class StepsTab(TwoPanes):
    """`said(words)` for the status bar, `guide_asked(StepState)`, `changed` when the run has moved on."""

    said = Signal(str)
    guide_asked = Signal(object)
    changed = Signal()
    moved = Signal()  # from the job's thread: queued

    def __init__(self, kit: Kit, platform: Platform) -> None:
        super().__init__(kit)
        self._platform = platform
        self._handle: Handle | None = None
        self._doing = ""
        self._state: DeploymentState | None = None
        self.list = StepList(kit)
        self.pane = StepPane(kit)
        self.banner = Banner(kit.look, "fail")
        left = surface("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        right = QWidget()
        box = QVBoxLayout(right)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._told())
        box.addWidget(self.pane, 1)
        box.addWidget(rule())
        box.addLayout(self._bar())
        self.place(left, right)
        self._soon = QTimer(self, singleShot=True, interval=REPAINT_MS)
        self._soon.timeout.connect(self.refresh)
        self.moved.connect(self._later, Qt.ConnectionType.QueuedConnection)
        self.list.chosen.connect(self._choose)
        self.list.clicked.connect(lambda _: self.turn(to_right=True))
        self.pane.answered.connect(self.answer)
        self.pane.guide_asked.connect(lambda step: self.guide_asked.emit(self.step(step)))
        self.pane.said.connect(self.said)
        self.banner.link_clicked.connect(self.banner.hide)
        Commits(kit.workspace.store, self).changed.connect(lambda _: self._later())
        self.refresh()
        self.choose_current()

    def _told(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(20, 8, 20, 0)
        line.addWidget(self.banner)
        return line

    def _bar(self) -> QHBoxLayout:
        say, look = self._kit.say, self._kit.look
        self._icon, self._verdict = QLabel(), label("", "strong")
        self._ahead = ElidingLabel("", "note")
        self.go = button(look, say("Continuar implantação"), self.start, "primary", "play")
        self.stop_button = button(look, say("Parar"), self.stop, "", "square")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._verdict)
        texts.addWidget(self._ahead)
        bar = QHBoxLayout()
        bar.setContentsMargins(20, 8, 16, 8)
        bar.setSpacing(10)
        bar.addWidget(self._icon)
        bar.addLayout(texts, 1)
        bar.addWidget(self.stop_button)
        bar.addWidget(self.go)
        return bar

    @property
    def running(self) -> bool:
        """Whether the run is under way here."""
        return self._handle is not None

    def step(self, step_id: str) -> StepState | None:
        """A step as it stands."""
        return next((each for each in self._state.steps if each.step.id == step_id), None) if self._state else None

    def refresh(self) -> None:
        """Read anew how far it is."""
        self._state = found = state(self._kit.workspace, self._platform)
        doing = found.current.step.id if self.running and found.current is not None else ""
        self.list.show_steps(found.steps, doing)
        self._choose(self.list.chosen_step)
        say = self._kit.say
        tone, headline = words.headline(found, running=self.running)
        self._icon.setPixmap(self._kit.look.pixmap(ICONS.get(tone, "info"), tone, 20))
        self._verdict.setText(say(headline))
        self._ahead.set_whole(self._doing if self.running and self._doing else say(words.ahead(found)))
        known = self._platform.connection(CUSTOMER)
        name = known.tenant if known else say("tenant")
        self.go.setText(" " + (say("Continuar implantação em {tenant}", tenant=name) if found.run is not None else
                               say("Começar implantação em {tenant}", tenant=name)))
        self.go.setAccessibleName(self.go.text().strip())
        self.go.setVisible(not self.running and not self._kit.workspace.read_only)
        self.stop_button.setVisible(self.running)

    def choose_current(self) -> None:
        """Choose the step that is next."""
        if self._state is not None and self._state.steps:
            current = self._state.current or self._state.steps[-1]
            self.list.select(current.step.id)

    def reach(self, step_id: str, _: str = "") -> None:
        """Go to a step."""
        self.list.select(step_id)
        self.turn(to_right=True)
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
        self._soon.stop()

    def _run(self, answers: Mapping[str, Answer]) -> None:
        if self.running:
            return
        self.banner.hide()
        deployer = Deployer(self._kit.workspace, self._platform, watch=self.moved.emit)
        handle = self._kit.runner.start(deployer.job(answers))
        self._handle = handle
        handle.progressed.connect(self._on_progress)
        handle.finished.connect(self._on_finished)
        self.refresh()

    def _on_progress(self, progress: Progress) -> None:
        part = f" {progress.done}/{progress.total}" if progress.total > 1 else ""
        self._doing = f"{self._kit.say(progress.text)}{part}"
        self._ahead.set_whole(self._doing)
        self._later()

    def _on_finished(self, outcome: Outcome[Run]) -> None:
        self._handle, self._doing = None, ""
        self.refresh()
        self.choose_current()
        self.changed.emit()
        if isinstance(outcome, Failed):
            if not isinstance(outcome.error, UserError):
                raise outcome.error
            hint = self._kit.say(outcome.error.hint) if outcome.error.hint else ""
            self.banner.tell(self._kit.say(outcome.error.message), hint, self._kit.say("Entendi"))

    def _later(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _choose(self, step_id: str) -> None:
        run = self._state.run if self._state else None
        events = runs.journal(self._kit.workspace.store, run) if run else []
        self.pane.show_step(self.step(step_id), self._platform.catalogue(), events,
                            locked=self.running or self._kit.workspace.read_only)
