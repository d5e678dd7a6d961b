"""Thirty branches share one server: apply a record to many branches, edit many rows, change a shared password."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from crm_console.core.fields import Kind
from crm_console.core.record import Record
from crm_console.models import TYPES, fields
from crm_console.services.records import saving
from crm_console.store.change import Added, Change, Edited
from crm_console.store.rows import Rows
from crm_console.store.store import Store, new_uid

SCOPE = ("company", "branch", "number")


def applying(store: Store, source: Record, branches: Iterable[str]) -> list[Change]:
    """*Aplicar a filiais…*: the record's settings on each branch (uids), its password shared by reference.

    A branch that has a server with the same host and port (SMTP), or any (FTP: one per branch), gets that one changed;
    another gets a new one. The source's own branch is left as it is.
    """
    changes: list[Change] = []
    settings = {name: value for name, value in source.values.items() if name not in SCOPE}
    with store.reading() as connection:
        rows = Rows(connection)
        for branch in rows.many("branch", branches).values():
            if branch.uid == source["branch"]:
                continue
            present = [r for r in rows.where(source.type, branch=branch.uid) if _same_server(source, r)]
            if present:
                changes += edits(present[0], settings)
            else:
                scope = {"company": branch["company"], "branch": branch.uid}
                changes.append(Added(source.type, new_uid(), {**settings, **scope}))
    return changes


def _same_server(source: Record, other: Record) -> bool:
    if source.type == "ftp":
        return True
    return (source.get("host"), source.get("port")) == (other.get("host"), other.get("port"))


def edits(record: Record, values: Mapping[str, Any]) -> list[Change]:
    """The changes that give these fields of one record these values."""
    return [Edited(record.type, record.uid, name, record.values.get(name), value)
            for name, value in values.items() if record.values.get(name) != value]


def editing_many(records: Sequence[Record], values: Mapping[str, Any]) -> list[Change]:
    """The changes that give these fields these values on every record."""
    return [change for record in records for change in edits(record, values)]


def editing_sets(records: Sequence[Record], name: str, uids: Collection[str], how: str) -> list[Change]:
    """The changes that `add` these elements to a set of every record, `remove` them from it, or `replace` it."""
    given = frozenset(uids)
    changes: list[Change] = []
    for record in records:
        held: frozenset[str] = record.get(name, frozenset())
        wanted = {"add": held | given, "remove": held - given, "replace": given}[how]
        changes += saving(record, record.replaced(**{name: wanted}))
    return changes


def sharers(store: Store, reference: str | None) -> list[tuple[Record, str]]:
    """The records (with the field) that hold this secret's reference."""
    if not reference:
        return []
    found: list[tuple[Record, str]] = []
    with store.reading() as connection:
        rows = Rows(connection)
        for type_name, model in TYPES.items():
            for f in fields(model).values():
                if f.kind is Kind.SECRET:
                    found += [(record, f.name) for record in rows.where(type_name, **{f.name: reference})]
    return found


def changing_secret(store: Store, old: str | None, new: str) -> list[Change]:
    """A shared password is changed in one place: every record that holds `old` gets `new`."""
    return [Edited(record.type, record.uid, name, old, new) for record, name in sharers(store, old)]
