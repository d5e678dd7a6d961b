"""What the workspace keeps beside records: drafts of unsaved forms, warnings a person accepted, test reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from crm_console.core.fields import SETS, Kind
from crm_console.core.problem import Problem, Severity
from crm_console.models import TYPES, fields, ledger
from crm_console.store.rows import chunks
from crm_console.store.store import Store, now


@dataclass(frozen=True)
class Draft:
    """What was typed into a form and not saved: fields that differ, as stored values. `new` when no record exists."""

    type: str
    uid: str
    values: Mapping[str, Any]
    new: bool
    at: str


def keep_draft(store: Store, type_name: str, uid: str, values: Mapping[str, Any], *, new: bool) -> None:
    """Write the draft to disk. Passwords are left out: they are only in memory until they are saved."""
    secret = {f.name for f in fields(TYPES[type_name]).values() if f.kind is Kind.SECRET}
    kept = {name: value for name, value in values.items() if name not in secret}
    content = json.dumps({"new": new, "values": kept}, ensure_ascii=False, default=sorted)
    with store.writing() as connection:
        _drop(connection, type_name, uid)
        connection.execute(insert(ledger.drafts).values(type=type_name, uid=uid, at=now(), content=content))


def drop_draft(store: Store, type_name: str, uid: str) -> None:
    """The draft was saved or thrown away."""
    with store.writing() as connection:
        _drop(connection, type_name, uid)


def _drop(connection: Any, type_name: str, uid: str) -> None:
    connection.execute(delete(ledger.drafts).where(ledger.drafts.c.type == type_name, ledger.drafts.c.uid == uid))


def drafts(store: Store, type_name: str | None = None) -> list[Draft]:
    """All drafts, or those of one type, oldest first."""
    query = select(ledger.drafts).order_by(ledger.drafts.c.at)
    if type_name:
        query = query.where(ledger.drafts.c.type == type_name)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return [_draft(row) for row in rows if row.type in TYPES]


def _draft(row: Any) -> Draft:
    content = json.loads(row.content)
    known = fields(TYPES[row.type])
    values = {
        name: frozenset(value) if known[name].kind in SETS else value
        for name, value in content["values"].items() if name in known
    }
    return Draft(row.type, row.uid, values, content["new"], row.at)


@dataclass(frozen=True)
class Acceptance:
    """Who accepted a warning, and when."""

    by: str
    at: str


def accept(store: Store, type_name: str, uid: str, problem: Problem) -> None:
    """Keep that this person accepts this warning as it now reads."""
    assert problem.severity is Severity.WARNING, "only warnings can be accepted"
    t = ledger.accepted
    with store.writing() as connection:
        connection.execute(delete(t).where(t.c.type == type_name, t.c.uid == uid, t.c.rule == problem.rule))
        connection.execute(insert(t).values(
            type=type_name, uid=uid, rule=problem.rule, said=str(problem.text), by=store.by, at=now()))


def withdraw(store: Store, type_name: str, uid: str, rule: str) -> None:
    """Take an acceptance back."""
    t = ledger.accepted
    with store.writing() as connection:
        connection.execute(delete(t).where(t.c.type == type_name, t.c.uid == uid, t.c.rule == rule))


class Acceptances:
    """The accepted warnings, read once. One holds only while the warning says the same about the same values."""

    def __init__(self, store: Store) -> None:
        with store.reading() as connection:
            rows = connection.execute(select(ledger.accepted)).all()
        self._known = {(row.type, row.uid, row.rule, row.said): Acceptance(row.by, row.at) for row in rows}

    def of(self, type_name: str, uid: str, problem: Problem) -> Acceptance | None:
        """Who accepted this problem, or None."""
        return self._known.get((type_name, uid, problem.rule, str(problem.text)))


@dataclass(frozen=True)
class KeptReport:
    """A test report as it was kept: its JSON form, said in the language of then."""

    number: int
    type: str
    uid: str
    started: str
    state: str
    content: Mapping[str, Any]


def keep_report(store: Store, type_name: str, uid: str, content: Mapping[str, Any]) -> int:
    """Keep a finished test of a record; returns its number."""
    with store.writing() as connection:
        done = connection.execute(insert(ledger.reports).values(
            type=type_name, uid=uid, started=content["started"], state=content["state"],
            content=json.dumps(content, ensure_ascii=False)))
        return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0


def confirm_report(store: Store, number: int, by: str, note: str = "") -> Mapping[str, Any]:
    """*Recebi o e-mail* / *Vi o arquivo*: a person saw that it came. Returns the report's content as it is now kept."""
    t = ledger.reports
    with store.writing() as connection:
        content = json.loads(connection.execute(select(t.c.content).where(t.c.number == number)).scalar_one())
        content["confirmed"] = {"by": by, "at": now(), "note": note}
        connection.execute(update(t).where(t.c.number == number).values(
            content=json.dumps(content, ensure_ascii=False)))
    confirmed: Mapping[str, Any] = content
    return confirmed


def reports_of(store: Store, type_name: str, uid: str, most: int = 20) -> list[KeptReport]:
    """The reports of one record, the newest first."""
    t = ledger.reports
    query = select(t).where(t.c.type == type_name, t.c.uid == uid).order_by(t.c.number.desc()).limit(most)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return [KeptReport(r.number, r.type, r.uid, r.started, r.state, json.loads(r.content)) for r in rows]


def last_reports(store: Store, type_name: str, uids: list[str] | None = None) -> dict[str, KeptReport]:
    """The newest report of each record of a type (or of the records named)."""
    t = ledger.reports
    newest = select(func.max(t.c.number)).where(t.c.type == type_name).group_by(t.c.uid)
    found: dict[str, KeptReport] = {}
    with store.reading() as connection:
        for part in chunks(uids) if uids is not None else [None]:
            query = select(t).where(t.c.number.in_(newest if part is None else newest.where(t.c.uid.in_(part))))
            for row in connection.execute(query):
                found[row.uid] = KeptReport(
                    row.number, row.type, row.uid, row.started, row.state, json.loads(row.content))
    return found
