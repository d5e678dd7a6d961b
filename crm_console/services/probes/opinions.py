"""Second opinions after a failure: other settings are tried side by side, never with a credential.

At most six connections and six seconds. What works is offered as settings that a person can take over.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_console.core.jobs import Context, StoppedError
from crm_console.services.probes.dialogue import ForeignError
from crm_console.services.probes.stages import FaultError
from crm_console.services.probes.wire import Bell, DroppedError, NotTlsError, SilentError

MOST = 6
LONGEST = 6.0


@dataclass(frozen=True)
class Opinion:
    """What one trial saw. `alive`: the computer answered at all; `opened`: the port did; `speaks`: who greeted."""

    works: bool = False
    alive: bool = False
    opened: bool = False
    speaks: str = ""

    @property
    def result(self) -> str:
        """In one word, for the report."""
        if self.works:
            return "works"
        return self.speaks or ("open" if self.opened else "refused" if self.alive else "silent")


@dataclass(frozen=True)
class Trial:
    """Settings, by the names that the report uses, and how they are tried."""

    settings: Mapping[str, Any]
    attempt: Callable[[Bell], Opinion]


class Opinions:
    """Asked once: trials stand in the order of how much one would like them to work."""

    def __init__(self, ctx: Context, trials: Callable[[], Sequence[Trial]]) -> None:
        self._ctx = ctx
        self._own = ctx.beside()
        self._make = trials
        self._trials: Sequence[Trial] = ()
        self._answers: queue.SimpleQueue[tuple[int, Opinion]] = queue.SimpleQueue()
        self._heard: dict[int, Opinion] = {}
        self._until: float | None = None

    @property
    def asked(self) -> bool:
        """Whether the trials have begun."""
        return self._until is not None

    def ask(self) -> None:
        """Begin; a second call does nothing."""
        if self._until is not None:
            return
        self._until = time.monotonic() + LONGEST
        self._trials = list(self._make())[:MOST]
        self._ctx.on_stop(self._own.stop)
        for rank, trial in enumerate(self._trials):
            threading.Thread(target=self._try, args=(rank, trial), name="second opinion", daemon=True).start()

    def end(self) -> None:
        """Nobody listens any more: what still waits is cut."""
        self._ctx.forget(self._own.stop)
        self._own.stop()

    def heard(self) -> list[tuple[Trial, Opinion]]:
        """What is known by now, without waiting."""
        while not self._answers.empty():
            rank, opinion = self._answers.get()
            self._heard[rank] = opinion
        return [(self._trials[rank], self._heard[rank]) for rank in sorted(self._heard)]

    def collect(self, longest: float = LONGEST) -> list[tuple[Trial, Opinion]]:
        """Wait for all, or until what would be liked best works, or until the time is up."""
        self.ask()
        assert self._until is not None
        until = min(self._until, time.monotonic() + longest)
        while len(self._heard) < len(self._trials) and not self._best_works():
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                with self._ctx.resting():
                    rank, opinion = self._answers.get(timeout=left)
            except queue.Empty:
                break
            self._heard[rank] = opinion
        self._ctx.check()
        return self.heard()

    def _best_works(self) -> bool:
        """Whether no trial that is still under way could beat one that works."""
        for rank in range(len(self._trials)):
            if rank not in self._heard:
                return False
            if self._heard[rank].works:
                return True
        return True

    def _try(self, rank: int, trial: Trial) -> None:
        opinion = Opinion()
        try:
            with self._own.working(), Bell(self._own) as bell:
                opinion = trial.attempt(bell)
        except FaultError as error:
            opinion = Opinion(alive=error.fault.slug == "refused")
        except (DroppedError, NotTlsError, ForeignError):
            opinion = Opinion(alive=True, opened=True)
        except (StoppedError, SilentError, OSError, ValueError):
            pass  # no opinion is an answer too
        finally:
            self._answers.put((rank, opinion))


def working(heard: Sequence[tuple[Trial, Opinion]]) -> list[dict[str, Any]]:
    """The settings that work, the most likeable first."""
    return [dict(trial.settings) for trial, opinion in heard if opinion.works]


def tried(heard: Sequence[tuple[Trial, Opinion]]) -> list[dict[str, Any]]:
    """All that was tried and how it went, for the report."""
    return [{**trial.settings, "result": opinion.result} for trial, opinion in heard]
