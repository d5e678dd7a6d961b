"""Connection tests under way: one Job a record, asked passwords kept in memory only, who watches told of each stage."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from crm_console.core.jobs import Done, Failed, Outcome, Progress
from crm_console.core.record import Record
from crm_console.core.report import Report, Step
from crm_console.core.text import Text
from crm_console.services import records
from crm_console.views.kit import Kit
from crm_console.workers.runner import Handle

Pair = tuple[str, str]


class Running(QObject):
    """One test under way, for the page that watches it."""

    advanced = Signal()
    ended = Signal(object)

    def __init__(self, record: Record, handle: Handle) -> None:
        super().__init__()
        self.record = record
        self.title = records.title(record)
        self.steps: list[Step] = []
        self.doing = Text("")
        self.since = time.monotonic()  # when the stage under way began
        self._handle = handle
        handle.progressed.connect(self._on_progress)

    def stop(self) -> None:
        """Ask it to end."""
        self._handle.stop()

    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.item, Step):
            self.steps.append(progress.item)
            self.since = time.monotonic()
        self.doing = progress.text
        self.advanced.emit()


class ConnectionTests(QObject):
    """Starts tests and remembers which run. `asked(Record)` wants a password; `began` and `ended` carry (type, uid)."""

    began = Signal(str, str)
    ended = Signal(str, str, object)
    watched = Signal(object)
    asked = Signal(object)
    failed = Signal(object)

    def __init__(self, kit: Kit, relay_to: Callable[[], str]) -> None:
        super().__init__()
        self._kit = kit
        self._relay_to = relay_to
        self._running: dict[Pair, Running] = {}
        self._waiting: deque[Pair] = deque()
        self._watch: Pair | None = None

    @property
    def running(self) -> frozenset[Pair]:
        """The records that are being tested."""
        return frozenset(self._running)

    def watch(self, type_name: str, uid: str) -> Running | None:
        """The test of this record, while it runs."""
        return self._running.get((type_name, uid))

    def test(self, pairs: Sequence[Pair]) -> None:
        """Test these records; a single one is watched as it goes. Whose password is unknown waits for it."""
        from crm_console.services import testing  # noqa: PLC0415 - brings the network libraries: start-up is measured

        self._watch = pairs[0] if len(pairs) == 1 else None
        for pair in pairs:
            record = self._kit.workspace.store.get(*pair)
            if record is None or pair in self._running or pair in self._waiting:
                continue
            if testing.needs_password(self._kit.workspace, record):
                self._waiting.append(pair)
            else:
                self._start(record, None)
        self._ask_next()

    def answer(self, password: str) -> None:
        """The password that was asked for; the others that share it need no question of their own."""
        record = self._waiting and self._kit.workspace.store.get(*self._waiting.popleft())
        if record:
            if record.get("password"):
                self._kit.workspace.secrets.remember(record["password"], password)
            self._start(record, password)
        self._release()
        self._ask_next()

    def skip(self) -> None:
        """No password: this record is not tested."""
        self._waiting.popleft()
        self._ask_next()

    def stop_all(self) -> None:
        """Stop every test and ask no more."""
        self._waiting.clear()
        for running in list(self._running.values()):
            running.stop()

    def _release(self) -> None:
        """Start those whose shared password is known by now."""
        from crm_console.services import testing  # noqa: PLC0415

        for pair in list(self._waiting):
            record = self._kit.workspace.store.get(*pair)
            if record is None or not testing.needs_password(self._kit.workspace, record):
                self._waiting.remove(pair)
                if record is not None:
                    self._start(record, None)

    def _ask_next(self) -> None:
        record = self._kit.workspace.store.get(*self._waiting[0]) if self._waiting else None
        self.asked.emit(record)

    def _start(self, record: Record, password: str | None) -> None:
        from crm_console.services import testing  # noqa: PLC0415

        pair = (record.type, record.uid)
        job = testing.job(self._kit.workspace, record, password, self._relay_to() or None, self._kit.language)
        handle = self._kit.runner.start(job)
        running = Running(record, handle)
        self._running[pair] = running
        handle.finished.connect(lambda outcome: self._on_finished(pair, outcome))
        self.began.emit(*pair)
        if self._watch == pair:
            self.watched.emit(running)

    def _on_finished(self, pair: Pair, outcome: Outcome[Report]) -> None:
        running = self._running.pop(pair)
        if isinstance(outcome, Failed):
            self.failed.emit(outcome.error)
        running.ended.emit(outcome.value if isinstance(outcome, Done) else None)
        self.ended.emit(*pair, outcome)

