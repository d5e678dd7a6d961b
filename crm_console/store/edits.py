"""Undo and redo across everything: each commit of this session, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_console.core.text import Text
from crm_console.store.change import Applied, Change, Rejected, reversed_changes
from crm_console.store.store import Store

KEPT = 200


@dataclass(frozen=True)
class _Done:
    changes: tuple[Change, ...]
    label: Text


class Edits:
    """Applies changes and remembers them. Written first, remembered after: a refused change leaves no trace."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._done: list[_Done] = []
        self._undone: list[_Done] = []
        self._listeners: list[Callable[[], None]] = []

    def apply(self, changes: Sequence[Change], label: Text, origin: str = "form") -> Applied | Rejected:
        """Write, and make it what undo takes back next."""
        outcome = self._store.apply(changes, label, origin)
        if isinstance(outcome, Applied):
            self.remember(outcome, label)
        return outcome

    def remember(self, applied: Applied, label: Text) -> None:
        """Take in a commit that was made elsewhere (an import in a job's thread)."""
        self._done = [*self._done, _Done(applied.changes, label)][-KEPT:]
        self._undone.clear()
        self._tell()

    @property
    def undoable(self) -> Text | None:
        """What undo would take back."""
        return self._done[-1].label if self._done else None

    @property
    def redoable(self) -> Text | None:
        """What redo would do again."""
        return self._undone[-1].label if self._undone else None

    def undo(self) -> Applied | Rejected | None:
        """Take the last commit back; Rejected when what it touched has changed since."""
        return self._move(self._done, self._undone, "undo")

    def redo(self) -> Applied | Rejected | None:
        """Do again what was last taken back."""
        return self._move(self._undone, self._done, "redo")

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever what can be undone or redone changes."""
        self._listeners.append(listener)

    def _move(self, source: list[_Done], target: list[_Done], origin: str) -> Applied | Rejected | None:
        if not source:
            return None
        last = source[-1]
        outcome = self._store.apply(reversed_changes(last.changes), last.label, origin)
        if isinstance(outcome, Applied):
            source.pop()
            target.append(_Done(outcome.changes, last.label))
            self._tell()
        return outcome

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
