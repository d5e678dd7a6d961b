"""What is done with single records: make, change, duplicate, review, delete. Forms and the command line share this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_console.core.fields import SETS
from crm_console.core.problem import Problem, Severity
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.store.change import Added, Change, Edited, Removed
from crm_console.store.notes import Acceptance, Acceptances
from crm_console.store.rows import Rows
from crm_console.store.store import Store, new_uid, now

NEVER_DUPLICATED = ("company", "code", "head_office", "origin", "reviewed_by", "reviewed_at")


def blank(type_name: str, **given: object) -> Record:
    """A record that does not exist yet, with the fields' defaults."""
    values = {f.name: frozenset() if f.kind in SETS and f.default is None else f.default
              for f in fields(TYPES[type_name]).values()}
    return Record(type_name, new_uid(), {**values, **given})


def fresh(lookup: Lookup, type_name: str, **given: object) -> Record:
    """The same, with what a new record takes from what else is there (a user's activation follows the package)."""
    made = blank(type_name, **given)
    taken = TYPES[type_name].starting(lookup)
    return made.replaced(**{name: value for name, value in taken.items() if name not in given})


def saving(before: Record | None, after: Record) -> list[Change]:
    """The changes that turn what is stored into what the form shows; `before` None creates the record."""
    if before is None:
        return [Added(after.type, after.uid, dict(after.values))]
    changes: list[Change] = []
    for f in fields(TYPES[after.type]).values():
        old, new = before.values.get(f.name), after.values.get(f.name)
        if f.kind in SETS:
            had, has = set(old or ()), set(new or ())
            changes += [Edited(after.type, after.uid, f.name, gone, None) for gone in sorted(had - has)]
            changes += [Edited(after.type, after.uid, f.name, None, come) for come in sorted(has - had)]
        elif old != new:
            changes.append(Edited(after.type, after.uid, f.name, old, new))
    return changes


def removing(record: Record) -> list[Change]:
    """The change that deletes a record."""
    return [Removed(record.type, record.uid, dict(record.values))]


def duplicated(source: Record, target: Record) -> dict[str, Any]:
    """*Duplicar informações*: what a company's or a branch's record takes over from another of either type.

    Never the code, never Matriz, and not the marks that say where a record came from and who reviewed it.
    """
    own = fields(TYPES[target.type])
    return {
        name: value for name, value in source.values.items()
        if name in own and name not in NEVER_DUPLICATED and value is not None
    }


def reviewing(record: Record, by: str) -> list[Change]:
    """The changes that put the review mark on a company or a branch."""
    return [
        Edited(record.type, record.uid, "reviewed_by", record["reviewed_by"], by),
        Edited(record.type, record.uid, "reviewed_at", record["reviewed_at"], now()),
    ]


def title(record: Record, joiner: str = " · ") -> str:
    """The record's name for people, "001 · Serra Azul"; hosts and ports are joined by a colon."""
    parts = [_named(record, name) for name in TYPES[record.type].TITLE if record.values.get(name) is not None]
    return (":" if TYPES[record.type].TITLE == ("host", "port") else joiner).join(parts)


def _named(record: Record, name: str) -> str:
    choice = fields(TYPES[record.type])[name].choice(record.values[name])
    return str(choice.label) if choice is not None else str(record.values[name])


@dataclass(frozen=True)
class Judged:
    """A problem, and who accepted it where it is an accepted warning."""

    problem: Problem
    accepted: Acceptance | None = None


def judge(store: Store, record: Record, acceptances: Acceptances | None = None) -> list[Judged]:
    """Everything wrong or missing with a record as it stands in a form or in the database, in the fields' order."""
    known = acceptances or Acceptances(store)
    with store.reading() as connection:
        rows = Rows(connection)
        found = field_problems(record)
        if _scoped(record):
            found += TYPES[record.type].rules(record, rows)
    order = list(fields(TYPES[record.type]))
    found.sort(key=lambda p: order.index(p.field) if p.field in order else -1)
    return [Judged(p, known.of(record.type, record.uid, p)) for p in found]


def _scoped(record: Record) -> bool:
    """Rules read the required fields; while one is empty only the fields speak."""
    return all(record.values.get(f.name) not in (None, "") for f in fields(TYPES[record.type]).values() if f.required)


def field_problems(record: Record) -> list[Problem]:
    """Wrong values (errors) and needed ones that are not there (missing, with who has the data)."""
    found: list[Problem] = []
    excused = TYPES[record.type].excused(record) if _scoped(record) else frozenset()
    for f in fields(TYPES[record.type]).values():
        if not f.opened(record.values):
            continue
        value = record.values.get(f.name)
        text: Text | None = f.problem(value)
        if text is not None:
            found.append(Problem(f.name, "field", text))
        elif f.needed and value in (None, "") and f.name not in excused:
            found.append(Problem(f.name, "needed", N_("Falta {label}.", label=f.label), Severity.MISSING, f.who))
    return found


def changed_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that differ: what a draft keeps."""
    return {name: value for name, value in after.items() if before.get(name) != value}
