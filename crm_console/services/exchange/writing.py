"""Writes good lines in one commit; what the store refuses goes back to its row, and the rest is tried again.

Passwords go into the keyring only once a rehearsal, which leaves nothing behind, has shown that their rows are good.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm_console.core.errors import RefusedError, UserError
from crm_console.core.text import Text
from crm_console.models import TYPES
from crm_console.services.exchange.lines import Line
from crm_console.services.exchange.settling import drop_dependants
from crm_console.services.records import saving
from crm_console.store.apply import write
from crm_console.store.change import Applied, Change, Rejected
from crm_console.store.workspace import Workspace


class Writer:
    """Takes settled lines to the workspace."""

    def __init__(self, workspace: Workspace, lines: Sequence[Line]) -> None:
        self._workspace = workspace
        self._lines = lines
        self.secrets_changed: set[Line] = set()

    @property
    def good(self) -> list[Line]:
        """The lines that can be written, in the order of dependence."""
        order = {type_name: place for place, type_name in enumerate(TYPES)}
        return sorted((line for line in self._lines if line.after is not None and not line.errors),
                      key=lambda line: order[line.header.type])

    def rehearse(self) -> None:
        """Do everything but keep it, until nothing is refused. Not where the workspace is open for reading only."""
        while not self._workspace.read_only:
            try:
                with self._workspace.store.writing() as connection:
                    raise _Rehearsed(write(connection, self._changes()))
            except _Rehearsed as rehearsed:
                if not isinstance(rehearsed.outcome, Rejected):
                    return
                self._take_back(rehearsed.outcome)

    def judge_secrets(self) -> None:
        """Find the passwords that are new, and complain where there is no keyring to keep them."""
        missing = self._workspace.secrets.missing
        for line in self.good:
            for name, value in list(line.secrets.items()):
                held = line.before.values.get(name) if line.before else None
                if held is not None and self._workspace.secrets.get(held) == value:
                    continue
                if missing is None:
                    self.secrets_changed.add(line)
                else:
                    line.unkept.append(line.error(name, missing))
                    del line.secrets[name]

    def keep_secrets(self) -> None:
        """Put the passwords of good lines into the keyring."""
        for line in self.good:
            if line not in self.secrets_changed:
                continue
            for name, value in list(line.secrets.items()):
                held = line.before.values.get(name) if line.before else None
                if held is None or self._workspace.secrets.get(held) != value:
                    self._keep(line, name, value)

    def _keep(self, line: Line, name: str, value: str) -> None:
        assert line.after is not None
        try:
            line.after = line.after.replaced(**{name: self._workspace.keep_secret(value)})
        except UserError as error:
            line.unkept.append(line.error(name, error.message))
            self.secrets_changed.discard(line)

    def apply(self, label: Text) -> Applied | None:
        """Write in one commit; None where there is nothing to write."""
        while changes := self._changes():
            outcome = self._workspace.store.apply(changes, label, "import")
            if isinstance(outcome, Applied):
                return outcome
            self._take_back(outcome)
        return None

    def _changes(self) -> list[Change]:
        return [change for line in self.good if line.after for change in saving(line.before, line.after)]

    def _take_back(self, rejected: Rejected) -> None:
        """Give each refusal to its row. One that speaks of no row of ours would come again for ever."""
        by_uid = {line.after.uid: line for line in self.good if line.after}
        known = [(by_uid[problem.record[1]], problem) for problem in rejected.problems if problem.record[1] in by_uid]
        if not known:
            raise RefusedError(rejected.problems[0].text)
        for line, problem in known:
            line.refuse(problem.field, problem.text)
        drop_dependants(self._lines)


class _Rehearsed(Exception):
    """Rolls the rehearsal back and carries its outcome out."""

    def __init__(self, outcome: object) -> None:
        super().__init__()
        self.outcome = outcome
