"""Opens guided windows, one a step, where they were last; they go with the workspace."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QGuiApplication

from crm_console.core.errors import UserError
from crm_console.core.jobs import Done, Failed, Job, Outcome
from crm_console.core.text import N_
from crm_console.services.deploy.guided import Guided
from crm_console.services.platform.connecting import Platform
from crm_console.store.preferences import Preferences
from crm_console.views.deploy.guided_window import GuidedWindow
from crm_console.views.kit import Kit


class GuidedWindows(QObject):
    """`changed` after each answer, `finished(step)` with *Concluir*; `refused(UserError)`: fill something in first."""

    changed = Signal()
    finished = Signal(str)
    refused = Signal(object)

    def __init__(self, kit: Kit, platform: Platform, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._platform, self._preferences = kit, platform, preferences
        self._open: dict[str, GuidedWindow] = {}
        self._asked: set[str] = set()
        self._released = False

    def ask(self, step_id: str) -> None:
        """Open the window of a step as soon as its records are read: a batch may have thousands."""
        if step_id in self._open:
            self.open(step_id)
        elif step_id not in self._asked:
            self._asked.add(step_id)
            job = Job(N_("Abrindo a janela de apoio"), lambda _: self._guided(step_id))
            self._kit.runner.start(job).finished.connect(partial(self._take, step_id))

    def open(self, step_id: str, guided: Guided | None = None) -> GuidedWindow:
        """The window of a step. Raises UserError for what must be filled in first."""
        made = self._open.get(step_id)
        if made is None:
            made = GuidedWindow(self._kit, guided or self._guided(step_id))
            made.answered.connect(self.changed)
            made.finished.connect(lambda: self.finished.emit(step_id))
            made.left.connect(lambda place: self._on_left(step_id, place))
            self._open[step_id] = made
            self._put(made)
        made.show()
        made.raise_()
        made.activateWindow()
        return made

    def release(self) -> None:
        """The workspace is closing."""
        self._released = True
        for made in list(self._open.values()):
            made.release()

    def _guided(self, step_id: str) -> Guided:
        return Guided(self._kit.workspace, self._platform, step_id)

    def _take(self, step_id: str, outcome: Outcome[Guided]) -> None:
        self._asked.discard(step_id)
        if self._released:
            return
        if isinstance(outcome, Done):
            self.open(step_id, outcome.value)
        elif isinstance(outcome, Failed):
            if not isinstance(outcome.error, UserError):
                raise outcome.error
            self.refused.emit(outcome.error)

    def _put(self, window: GuidedWindow) -> None:
        """Where it was, else at the right of the screen; never where no screen is."""
        try:
            x, y, width, height = map(int, self._preferences.choices.guided_place.split(","))
            wanted = QRect(x, y, width, height)
        except ValueError:
            wanted = QRect()
        if wanted.isValid() and any(each.availableGeometry().contains(wanted.center())
                                    for each in QGuiApplication.screens()):
            window.setGeometry(wanted)
            return
        room = QGuiApplication.primaryScreen().availableGeometry()
        window.move(room.right() - window.width() - 24, room.top() + 48)

    def _on_left(self, step_id: str, place: str) -> None:
        self._preferences.change(guided_place=place)
        made = self._open.pop(step_id, None)
        if made is not None:
            made.deleteLater()
