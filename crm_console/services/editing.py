"""One record being edited in a form: its values, what is wrong with them, its draft, and saving. No Qt.

The form shows what this holds; `save` is one commit, with its passwords put into the keyring first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_console.core.fields import Kind
from crm_console.core.problem import Problem, Severity
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.services.records import Judged, changed_values, judge, saving, title
from crm_console.services.sharing import changing_secret
from crm_console.store.change import Applied, Change, Edited, Rejected
from crm_console.store.notes import Draft, drafts, drop_draft, keep_draft
from crm_console.store.workspace import Workspace


@dataclass(frozen=True)
class NewSecret:
    """A password typed into the form; `everywhere`: for every record that shares the old one."""

    value: str
    everywhere: bool = True


class Editing:
    """`before` is what is stored, None for a record that does not exist yet; `record` is what the form shows."""

    def __init__(self, workspace: Workspace, record: Record, *, new: bool) -> None:
        self._workspace = workspace
        self.before = None if new else record
        self._start = record
        self.record = record
        self.unreadable: dict[str, Text] = {}
        self.secrets: dict[str, NewSecret] = {}
        self.recovered = self._recover()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.secrets or self.unreadable or changed_values(self._start.values, self.record.values))

    def enter(
        self, values: Mapping[str, Any], unreadable: Mapping[str, Text], secrets: Mapping[str, NewSecret]
    ) -> None:
        """Take what the form shows now."""
        self.record = self.record.replaced(**values)
        self.unreadable = dict(unreadable)
        self.secrets = dict(secrets)

    def judged(self) -> list[Judged]:
        """What is wrong or missing, the texts that cannot be read first."""
        unread = [Judged(Problem(name, "unreadable", text)) for name, text in self.unreadable.items()]
        found = judge(self._workspace.store, self.record)
        return unread + [j for j in found if j.problem.field not in self.unreadable
                         and not (j.problem.rule == "needed" and j.problem.field in self.secrets)]

    def keep(self) -> None:
        """Write the draft to disk, or drop it when there is nothing to lose. Passwords are not in it."""
        if self._workspace.read_only:
            return
        values = changed_values(self._start.values, self.record.values)
        if values or self.secrets:
            keep_draft(self._workspace.store, self.record.type, self.record.uid, values, new=self.before is None)
        else:
            drop_draft(self._workspace.store, self.record.type, self.record.uid)

    def discard(self) -> None:
        """Throw away what was typed."""
        self.record = self._start
        self.unreadable, self.secrets, self.recovered = {}, {}, None
        if not self._workspace.read_only:
            drop_draft(self._workspace.store, self.record.type, self.record.uid)

    def save(self) -> Applied | Rejected:
        """Write everything in one commit; Rejected leaves form and draft as they are."""
        errors = [j.problem for j in self.judged() if j.problem.severity is Severity.ERROR]
        if errors:
            return Rejected(tuple(errors))
        after, shared = self._with_secrets()
        changes: list[Change] = [*saving(self.before, after), *shared]
        if not changes:
            self.discard()
            return Applied((), 0)
        outcome = self._workspace.edits.apply(changes, self.label())
        if isinstance(outcome, Applied):
            drop_draft(self._workspace.store, after.type, after.uid)
            stored = self._workspace.store.get(after.type, after.uid)
            assert stored is not None
            self.before = self._start = self.record = stored
            self.unreadable, self.secrets, self.recovered = {}, {}, None
        return outcome

    def label(self) -> Text:
        """What the commit is called, for undo and for the trail."""
        kind = TYPES[self.record.type].LABEL
        if self.before is None:
            return N_("{label} {title} cadastrada", label=kind, title=title(self.record)) \
                if self.record.type in ("company", "branch") else \
                N_("{label} {title} cadastrado", label=kind, title=title(self.record))
        return N_("{label} {title}: edição", label=kind, title=title(self.record))

    def _with_secrets(self) -> tuple[Record, list[Change]]:
        after = self.record
        shared: list[Change] = []
        for name, secret in self.secrets.items():
            old = self.record.values.get(name)
            new = self._workspace.keep_secret(secret.value)
            after = after.replaced(**{name: new})
            if old and secret.everywhere:
                shared += [c for c in changing_secret(self._workspace.store, old, new)
                           if isinstance(c, Edited) and c.uid != self.record.uid]
        return after, shared

    def _recover(self) -> Draft | None:
        found = next((d for d in drafts(self._workspace.store, self.record.type) if d.uid == self.record.uid), None)
        if found is not None:
            known = fields(TYPES[self.record.type])
            self.record = self.record.replaced(
                **{k: v for k, v in found.values.items() if known[k].kind is not Kind.SECRET})
        return found
