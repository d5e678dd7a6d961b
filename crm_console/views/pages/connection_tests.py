"""Connection tests under way: one Job a record, asked passwords kept in memory only, who watches told of each stage."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from crm_console.core.jobs import Done, Failed, Outcome, Progress
from crm_console.core.record import Record
from crm_console.core.report import Report, Step
from crm_console.core.text import Text
from crm_console.services import records
from crm_console.store.attempts import Attempts
from crm_console.views.kit import Kit
from crm_console.workers.runner import Handle

if TYPE_CHECKING:
    from crm_console.services.testing import ServerTests

Pair = tuple[str, str]
AT_ONCE = 1  # tests that begin in one turn of the loop


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
        self.at = 0  # how many stages lie behind
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
        if progress.total:
            self.at = progress.done
        self.advanced.emit()


class ConnectionTests(QObject):
    """Starts tests and remembers which run. `began` and `ended` carry (type, uid).

    `asked(Record)` wants a password, `risky(Record, refusals)` a decision: one more refusal may lock the account.
    """

    began = Signal(str, str)
    ended = Signal(str, str, object)
    watched = Signal(object)
    asked = Signal(object)
    risky = Signal(object, int)
    failed = Signal(object)

    def __init__(self, kit: Kit, relay_to: Callable[[], str], attempts: Attempts) -> None:
        super().__init__()
        self._kit = kit
        self._relay_to = relay_to
        self._attempts = attempts
        self._running: dict[Pair, Running] = {}
        self._waiting: deque[Pair] = deque()
        self._risky: deque[Pair] = deque()
        self._groups: deque[list[Record]] = deque()  # what has not begun, an account each
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._begin_some)
        self._followers: dict[Pair, list[Record]] = {}
        self._watch: Pair | None = None

    @property
    def running(self) -> frozenset[Pair]:
        """The records that are being tested."""
        return frozenset(self._running)

    def watch(self, type_name: str, uid: str) -> Running | None:
        """The test of this record, while it runs."""
        return self._running.get((type_name, uid))

    def test(self, pairs: Sequence[Pair]) -> None:
        """Test these records, signing in once an account; a single one is watched. Missing passwords are asked for."""
        from crm_console.services import testing  # noqa: PLC0415 - brings the network libraries: start-up is measured

        self._watch = pairs[0] if len(pairs) == 1 else None
        self._groups.extend(testing.grouped(self._records([pair for pair in pairs if not self._busy(pair)])))
        self._begin_some()

    def _records(self, pairs: Sequence[Pair]) -> list[Record]:
        store = self._kit.workspace.store
        if len(pairs) == 1:
            found = store.get(*pairs[0])
            return [found] if found else []
        asked = set(pairs)
        types = dict.fromkeys(type_name for type_name, _ in pairs)
        return [record for type_name in types for record in store.where(type_name) if (type_name, record.uid) in asked]

    def _begin_some(self) -> None:
        """A few a turn: beginning many at once would be felt."""
        for _ in range(min(AT_ONCE, len(self._groups))):
            first, *others = self._groups.popleft()
            pair = (first.type, first.uid)
            self._followers[pair] = others
            if self._tester().risk(first):
                self._risky.append(pair)
            else:
                self._begin(first)
        if self._groups:
            self._next.start()
            return
        self._ask_next()
        self._warn_next()

    def _busy(self, pair: Pair) -> bool:
        return (pair in self._running or pair in self._waiting or pair in self._risky
                or any(pair == (first.type, first.uid) for first, *_ in self._groups))

    def _begin(self, record: Record) -> None:
        if self._tester().needs_password(record):
            self._waiting.append((record.type, record.uid))
        else:
            self._start(record, None)

    def dare(self) -> None:
        """Test in spite of the warning."""
        record = self._risky and self._kit.workspace.store.get(*self._risky.popleft())
        if record:
            self._begin(record)
        self._ask_next()
        self._warn_next()

    def leave(self) -> None:
        """Heed the warning: this account is not tested now."""
        self._followers.pop(self._risky.popleft(), None)
        self._warn_next()

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
        self._followers.pop(self._waiting.popleft(), None)
        self._ask_next()

    def stop_all(self) -> None:
        """Stop every test and ask no more."""
        self._groups.clear()
        self._waiting.clear()
        self._risky.clear()
        for running in list(self._running.values()):
            running.stop()

    def _tester(self) -> ServerTests:
        from crm_console.services.testing import ServerTests  # noqa: PLC0415

        return ServerTests(self._kit.workspace, self._attempts, self._kit.language, self._relay_to())

    def _release(self) -> None:
        """Start those whose shared password is known by now."""
        for pair in list(self._waiting):
            record = self._kit.workspace.store.get(*pair)
            if record is None or not self._tester().needs_password(record):
                self._waiting.remove(pair)
                if record is not None:
                    self._start(record, None)

    def _ask_next(self) -> None:
        record = self._kit.workspace.store.get(*self._waiting[0]) if self._waiting else None
        self.asked.emit(record)

    def _warn_next(self) -> None:
        record = self._kit.workspace.store.get(*self._risky[0]) if self._risky else None
        self.risky.emit(record, self._tester().risk(record) if record else 0)

    def _start(self, record: Record, password: str | None) -> None:
        pair = (record.type, record.uid)
        handle = self._kit.runner.start(self._tester().job(record, password))
        running = Running(record, handle)
        self._running[pair] = running
        handle.finished.connect(lambda outcome: self._on_finished(pair, outcome))
        for shown in (record, *self._followers.get(pair, ())):
            self.began.emit(shown.type, shown.uid)
        if self._watch == pair:
            self.watched.emit(running)

    def _on_finished(self, pair: Pair, outcome: Outcome[Report]) -> None:
        running = self._running.pop(pair)
        if isinstance(outcome, Failed):
            self.failed.emit(outcome.error)
        for other in self._followers.pop(pair, ()):
            if isinstance(outcome, Done):
                self._tester().same_access(outcome.value, running.record, other)
            self.ended.emit(other.type, other.uid, outcome)
        running.ended.emit(outcome.value if isinstance(outcome, Done) else None)
        self.ended.emit(*pair, outcome)
