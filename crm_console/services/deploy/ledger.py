"""A run as its job knows it: read once at the start, and kept in step with every line that is written."""

from __future__ import annotations

import time

from crm_console.core.text import Text
from crm_console.store import runs
from crm_console.store.runs import ANSWER, DONE, FAILED, INTENT, PENDING, RESULT, SKIPPED, Intent, Row, Run
from crm_console.store.store import Store

FINISHED = (DONE, SKIPPED)
Place = tuple[str, str]  # a step's id and an item's uid; the uid is empty for the step itself


class Ledger:
    """Rows, open writes and unchecked answers of one run; each change is in the database before it is here."""

    def __init__(self, store: Store, run: Run) -> None:
        self.store, self.run = store, run
        self._rows = runs.rows(store, run)
        self._unlooked = runs.unlooked(store, run)
        found = runs.open_intents(store, run)
        # Since when this process knows of an open write. Wall clocks jump, and a jump must neither cut the wait short
        # nor draw it out: an open write found at the start is waited for in full.
        self._open: dict[Place, tuple[Intent, float]] = {
            place: (intent, time.monotonic()) for place, intent in found.items()}

    def row(self, step: str, uid: str = "") -> Row | None:
        """How far a step or an item is; None before its turn."""
        return self._rows.get((step, uid))

    def state(self, step: str, uid: str = "") -> str:
        """The same, as one word."""
        row = self._rows.get((step, uid))
        return row.state if row is not None else PENDING

    def finished(self, step: str) -> bool:
        """Whether a step is done or left out."""
        return self.state(step) in FINISHED

    def unlooked(self, step: str, uid: str) -> bool:
        """Whether a person said that it is done and nobody looked since."""
        return (step, uid) in self._unlooked and self.state(step, uid) == DONE

    def said_failed(self, step: str, uid: str) -> bool:
        """Whether a person said that it failed, and nothing happened since."""
        return (step, uid) in self._unlooked and self.state(step, uid) == FAILED

    def intent(self, step: str, uid: str) -> Intent | None:
        """The open write, or None."""
        found = self._open.get((step, uid))
        return found[0] if found else None

    def age(self, step: str, uid: str) -> float:
        """Seconds since this process knows of the open write."""
        return time.monotonic() - self._open[step, uid][1]

    def settle(self, step: str, state: str, said: Text, *, uid: str = "", mode: str = "", by: str = "",
               kind: str = RESULT, remote: str = "", evidence: str | None = None, only_new: bool = True) -> bool:
        """Keep a state; returns whether it is new. What answers an open write or a person closes it."""
        place = (step, uid)
        if place in self._open and kind in (RESULT, ANSWER):
            only_new = False  # the same words, but the journal must say that the write is no longer open
        row = runs.settle(self.store, self.run, step, state, said, uid=uid, mode=mode, by=by, kind=kind, remote=remote,
                          evidence=evidence, only_new=only_new)
        if row is not None:
            self._rows[place] = row
            self._heard(place, kind)
        return row is not None

    def intend(self, step: str, call: str, uid: str, mark: str) -> None:
        """A write is about to leave."""
        runs.intend(self.store, self.run, step, call, uid, mark)
        self._open[step, uid] = (Intent("", mark), time.monotonic())
        self._heard((step, uid), INTENT)

    def note(self, kind: str, step: str = "", uid: str = "", **content: object) -> None:
        """One more line of the journal."""
        runs.note(self.store, self.run, kind, step, uid, **content)
        self._heard((step, uid), kind)

    def _heard(self, place: Place, kind: str) -> None:
        if kind == ANSWER:
            self._unlooked.add(place)
        else:
            self._unlooked.discard(place)
        if kind in (RESULT, ANSWER):
            self._open.pop(place, None)
