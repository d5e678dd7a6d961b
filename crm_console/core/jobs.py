"""Work in the background: a Job is a title, a function and a key. What runs it lives in `workers`.

The function gets a `Context` and nothing else of the machinery. It waits only on things that have a timeout, and
registers how to wake them with `on_stop`, so that stopping takes effect at once.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
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


class Context:
    """A job's line to the outside. Thread-safe. `notify` is called in the job's own thread."""

    def __init__(self, notify: Callable[[Progress], None] = lambda _: None) -> None:
        self._notify = notify
        self._lock = threading.Lock()
        self._closers: list[Callable[[], None]] = []
        self._stopped = threading.Event()

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
