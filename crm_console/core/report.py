"""The one shape of a test's result: a report of steps. Screen, file and document show nothing else.

The field names are the command line's contract (design.md section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from crm_console.core.text import Text


class State(StrEnum):
    """How a step, or a whole report, ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class Certainty(StrEnum):
    """How sure a cause is: seen, most likely, or one of several."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class Note:
    """A remark on a step that lowers no verdict: `id` like a fault's, `ref` its row in the reference."""

    id: str
    ref: str
    text: Text


@dataclass(frozen=True)
class Step:
    """One stage. `said` holds the other side's own words, secrets struck out; `seconds` from start to verdict."""

    id: str
    state: State
    seconds: float = 0.0
    said: str = ""
    fault: str | None = None
    who: str = ""
    cause: Text = Text("")
    remedy: Text = Text("")
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def as_json(self, say: Callable[[Text], str]) -> dict[str, Any]:
        """The documented JSON form; notes stand among the facts, said in one language."""
        noted = [{"id": note.id, "ref": note.ref, "text": say(note.text)} for note in self.notes]
        return {
            "id": self.id,
            "state": str(self.state),
            "seconds": round(self.seconds, 4),
            "said": self.said,
            "fault": self.fault,
            "who": self.who,
            "cause": say(self.cause),
            "remedy": say(self.remedy),
            "facts": {**self.facts, **({"notes": noted} if noted else {})},
        }


@dataclass(frozen=True)
class Report:
    """A finished test. `record` is (type, key) where one was tested; `computer` and `address` say from where."""

    target: str
    steps: tuple[Step, ...]
    started: datetime
    seconds: float
    computer: str = ""
    address: str = ""
    record: tuple[str, str] | None = None
    confirmed: Mapping[str, str] | None = None

    @property
    def state(self) -> State:
        """The worst step speaks for the whole; skipped steps do not count."""
        states = {step.state for step in self.steps}
        for worst in (State.STOPPED, State.FAILED, State.WARNING):
            if worst in states:
                return worst
        return State.OK

    @property
    def decisive(self) -> Step | None:
        """The step that decided: the first that failed or was stopped, else the first warning, else None."""
        for state in (State.FAILED, State.STOPPED, State.WARNING):
            for step in self.steps:
                if step.state is state:
                    return step
        return None

    def about(self, type_name: str, key: str) -> Report:
        """The same report, naming the record it speaks of."""
        return replace(self, record=(type_name, key))

    def as_json(self, say: Callable[[Text], str]) -> dict[str, Any]:
        """The documented JSON form, causes and remedies said in one language."""
        return {
            "target": self.target,
            "record": {"type": self.record[0], "key": self.record[1]} if self.record else None,
            "from": {"computer": self.computer, "address": self.address},
            "state": str(self.state),
            "seconds": round(self.seconds, 4),
            "started": self.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "confirmed": dict(self.confirmed) if self.confirmed else None,
            "steps": [step.as_json(say) for step in self.steps],
        }


def skipped(ids: Sequence[str]) -> tuple[Step, ...]:
    """The steps that were never reached."""
    return tuple(Step(step_id, State.SKIPPED) for step_id in ids)
