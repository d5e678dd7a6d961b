"""Work in the background: a Job is a title, a function and a key. What runs it lives in `workers`.

The function gets a `Context` and nothing else of the machinery. It waits only on things that have a timeout, and
registers how to wake them with `on_stop`, so that stopping takes effect at once.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm_console.core.text import Text

R = TypeVar("R")


class StoppedError(Exception):
    """Raised inside a job's function where it notices that it was asked to stop."""


@dataclass(frozen=True)
class Progress:
    """What a job is doing now; `item` carries a partial result (a finished Step, say) to whoever watches."""

    text: Text
    done: int = 0
    total: int = 0
    item: object = None


class Turns:
    """Lets few threads compute at once, however many wait: Python runs one at a time, and the window is one of them.

    Only for work whose every wait rests (`Context.resting`): what waits with its turn in hand holds up the others.
    """

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)
        self._mine = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Compute while this lasts."""
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def given(self) -> Iterator[None]:
        """Let others compute while this lasts; for a thread without a turn nothing happens."""
        if not getattr(self._mine, "turn", False):
            yield
            return
        self._give()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        self._free.acquire()
        self._mine.turn = True

    def _give(self) -> None:
        self._mine.turn = False
        self._free.release()


class Context:
    """A job's line to the outside. Thread-safe. `notify` is called in the job's own thread."""

    def __init__(
        self, notify: Callable[[Progress], None] = lambda _: None, turns: Turns | None = None
    ) -> None:
        self._notify = notify
        self._turns = turns
        self._lock = threading.Lock()
        self._closers: list[Callable[[], None]] = []
        self._stopped = threading.Event()

    def beside(self) -> Context:
        """For work of the same job that is stopped apart from it."""
        return Context(turns=self._turns)

    def working(self) -> AbstractContextManager[None]:
        """Around what a thread does for a job of many: it computes in turns with the others."""
        return self._turns.taken() if self._turns else nullcontext()

    def resting(self) -> AbstractContextManager[None]:
        """Around each wait of such a thread."""
        return self._turns.given() if self._turns else nullcontext()

    @property
    def stopped(self) -> bool:
        """Whether stop was asked for."""
        return self._stopped.is_set()

    def check(self) -> None:
        """Raise StoppedError if stop was asked for."""
        if self._stopped.is_set():
            raise StoppedError

    def progress(self, text: Text, done: int = 0, total: int = 0, item: object = None) -> None:
        """Tell how far the work is. Checks too: a job that reports can be stopped."""
        self.check()
        self._notify(Progress(text, done, total, item))

    def wait(self, seconds: float) -> None:
        """Sleep that a stop ends at once."""
        with self.resting():
            self._stopped.wait(seconds)
        self.check()

    def on_stop(self, closer: Callable[[], None]) -> None:
        """Call `closer` (from another thread) when stop is asked for; at once, and raise, if it already was."""
        with self._lock:
            if not self._stopped.is_set():
                self._closers.append(closer)
                return
        closer()
        raise StoppedError

    def forget(self, closer: Callable[[], None]) -> None:
        """The thing `closer` closes is gone; do not call it any more."""
        with self._lock:
            if closer in self._closers:
                self._closers.remove(closer)

    def stop(self) -> None:
        """Ask the work to stop and close what it waits on. May be called from any thread, and twice."""
        with self._lock:
            self._stopped.set()
            closers, self._closers = self._closers, []
        for closer in closers:
            closer()


@dataclass(frozen=True)
class Job(Generic[R]):
    """Jobs with the same `key` never overlap; without a key they do. `work` is plain or async."""

    title: Text
    work: Callable[[Context], R] | Callable[[Context], Awaitable[R]]
    key: str | None = None


@dataclass(frozen=True)
class Done(Generic[R]):
    """The function returned."""

    value: R


@dataclass(frozen=True)
class Failed:
    """The function raised: a UserError, or a bug."""

    error: BaseException


@dataclass(frozen=True)
class Stopped:
    """It was stopped, and has really ended."""


Outcome = Done[R] | Failed | Stopped
