"""Runs, their steps, the items of a step, and the append-only journal. Every change is one transaction with its event.

An intent is committed before the first byte leaves; the result is one transaction with the new state. An intent
without a result is *open*: nobody knows what happened, and it is settled by looking, never by sending again at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from crm_console.core.text import Text, packed, unpacked
from crm_console.models import ledger
from crm_console.store.store import Store, now

RUNNING, ENDED = "running", "ended"
PENDING, DONE, GUIDED, WAITING, FAILED, SKIPPED, OPEN = (
    "pending", "done", "guided", "waiting", "failed", "skipped", "open")
INTENT, RESULT, ANSWER = "intent", "result", "answer"


@dataclass(frozen=True)
class Run:
    """One run of a route. `state` is running until every step is done or skipped."""

    number: int
    kind: str
    route: str
    fingerprint: str
    state: str
    by: str
    started: str
    ended: str | None


@dataclass(frozen=True)
class Row:
    """How far a step (`uid` empty) or one item of it is. `said`: what was found or what is wanted."""

    step: str
    uid: str
    state: str
    said: Text
    by: str
    at: str
    started: str | None = None
    mode: str = ""
    remote: str = ""
    evidence: str | None = None
    ended: str | None = None


@dataclass(frozen=True)
class Event:
    """One line of the journal."""

    number: int
    step: str
    uid: str
    kind: str
    by: str
    at: str
    content: Mapping[str, Any]


def latest(store: Store, kind: str) -> Run | None:
    """The newest run of a kind, or None."""
    t = ledger.runs
    with store.reading() as reader:
        row = reader.execute(select(t).where(t.c.kind == kind).order_by(t.c.number.desc()).limit(1)).mappings().first()
    return Run(**row) if row else None


def current(store: Store, kind: str, route: str, fingerprint: str) -> Run | None:
    """The newest run by this route on this tenant. One that began before anybody signed in is of any tenant."""
    t = ledger.runs
    with store.reading() as reader:
        found = reader.execute(select(t).where(t.c.kind == kind, t.c.route == route).order_by(
            t.c.number.desc())).mappings().all()
    return next((Run(**row) for row in found
                 if fingerprint in ("", row["fingerprint"]) or not row["fingerprint"]), None)


def begin(store: Store, kind: str, route: str, fingerprint: str) -> Run:
    """A new run."""
    with store.writing() as writer:
        made = writer.execute(insert(ledger.runs).values(
            kind=kind, route=route, fingerprint=fingerprint, state=RUNNING, by=store.by, started=now(), ended=None))
        number = int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0
        _event(writer, store, number, "", "", "began", {})
    found = latest(store, kind)
    assert found is not None, "it was written just now"
    return found


def end(store: Store, run: Run) -> None:
    """Everything is done."""
    with store.writing() as writer:
        writer.execute(update(ledger.runs).where(ledger.runs.c.number == run.number).values(state=ENDED, ended=now()))
        _event(writer, store, run.number, "", "", "ended", {})


def reopen(store: Store, run: Run, fingerprint: str) -> Run:
    """Go on with a run: there is something to do again. It is of this tenant from now on."""
    with store.writing() as writer:
        writer.execute(update(ledger.runs).where(ledger.runs.c.number == run.number).values(
            state=RUNNING, ended=None, fingerprint=fingerprint or run.fingerprint))
        _event(writer, store, run.number, "", "", "resumed", {"fingerprint": fingerprint})
    return replace(run, state=RUNNING, ended=None, fingerprint=fingerprint or run.fingerprint)


def note(store: Store, run: Run, kind: str, step: str = "", uid: str = "", **content: object) -> None:
    """One more line of the journal."""
    with store.writing() as writer:
        _event(writer, store, run.number, step, uid, kind, content)


def settle(store: Store, run: Run, step: str, state: str, said: Text, *, uid: str = "", mode: str = "", by: str = "",
           kind: str = RESULT, remote: str = "", evidence: str | None = None, only_new: bool = False) -> Row | None:
    """Give a step or one of its items its state, with the journal's line, in one transaction; None for nothing new.

    `only_new`: nothing is written where state and sentence are the same already. A former evidence stays.
    """
    with store.writing() as writer:
        old = _row(writer, run.number, step, uid)
        if only_new and old is not None and (old.state, old.said) == (state, packed(said)):
            return None
        kept = evidence or (old.evidence if old is not None else None)
        values: dict[str, Any] = {"run": run.number, "step": step, "state": state, "said": packed(said),
                                  "by": by or store.by, "evidence": kept}
        table = _table(uid)
        if uid:
            values |= {"uid": uid, "remote": remote or (old.remote if old is not None else ""), "at": now()}
        else:
            started = old.started if old is not None else None
            values |= {"mode": mode or (old.mode if old is not None else ""), "started": started or now(),
                       "ended": now() if state in (DONE, SKIPPED, FAILED) else None}
        writer.execute(delete(table).where(*_at(table, run.number, step, uid)))
        writer.execute(insert(table).values(values))
        _event(writer, store, run.number, step, uid, kind, {"state": state, "said": json.loads(packed(said))}, by)
    return Row(step, uid, state, said, values["by"], values.get("at") or values.get("ended") or values["started"],
               values.get("started"), values.get("mode", ""), values.get("remote", ""), kept, values.get("ended"))


def intend(store: Store, run: Run, step: str, call: str, uid: str = "", mark: str = "") -> None:
    """Say in the journal that a write is about to leave; committed before it does. `mark`: what was there before."""
    note(store, run, INTENT, step, uid, call=call, mark=mark)


@dataclass(frozen=True)
class Intent:
    """A write whose result is not in the journal: nobody knows what became of it."""

    at: str
    mark: str = ""


def open_intents(store: Store, run: Run) -> dict[tuple[str, str], Intent]:
    """(step, item) to the intent that has no result."""
    t = ledger.run_events
    found: dict[tuple[str, str], Intent] = {}
    with store.reading() as reader:
        rows = reader.execute(select(t.c.step, t.c.uid, t.c.kind, t.c.at, t.c.content).where(
            t.c.run == run.number, t.c.kind.in_((INTENT, RESULT, ANSWER))).order_by(t.c.number)).all()
    for row in rows:
        if row.kind == INTENT:
            found[row.step, row.uid] = Intent(row.at, json.loads(row.content).get("mark", ""))
        else:
            found.pop((row.step, row.uid), None)
    return found


def unlooked(store: Store, run: Run) -> set[tuple[str, str]]:
    """(step, item) whose last word is a person's: no look at the tenant followed it."""
    t = ledger.run_events
    with store.reading() as reader:
        found = reader.execute(select(t.c.step, t.c.uid, t.c.kind).where(t.c.run == run.number).order_by(
            t.c.number)).all()
    last = {(row.step, row.uid): row.kind for row in found}
    return {place for place, kind in last.items() if kind == ANSWER}


def rows(store: Store, run: Run) -> dict[tuple[str, str], Row]:
    """All steps (item "") and items of a run."""
    found: dict[tuple[str, str], Row] = {}
    with store.reading() as reader:
        for row in reader.execute(select(ledger.run_steps).where(ledger.run_steps.c.run == run.number)):
            found[row.step, ""] = Row(
                row.step, "", row.state, unpacked(row.said), row.by, row.ended or row.started or "", row.started,
                row.mode, "", row.evidence, row.ended)
        for row in reader.execute(select(ledger.run_items).where(ledger.run_items.c.run == run.number)):
            found[row.step, row.uid] = Row(row.step, row.uid, row.state, unpacked(row.said), row.by, row.at, None, "",
                                           row.remote, row.evidence)
    return found


def journal(store: Store, run: Run, *, of_records: bool = True) -> list[Event]:
    """The lines of the journal, oldest first; without `of_records` only those of the run and of whole steps."""
    t = ledger.run_events
    wanted = [t.c.run == run.number, *([] if of_records else [t.c.uid == ""])]
    with store.reading() as reader:
        found = reader.execute(select(t).where(*wanted).order_by(t.c.number)).all()
    return [Event(r.number, r.step, r.uid, r.kind, r.by, r.at, json.loads(r.content)) for r in found]


def _table(uid: str) -> Table:
    return ledger.run_items if uid else ledger.run_steps


def _at(table: Table, run: int, step: str, uid: str) -> list[Any]:
    found = [table.c.run == run, table.c.step == step]
    return [*found, table.c.uid == uid] if uid else found


def _row(connection: Connection, run: int, step: str, uid: str) -> Any:
    table = _table(uid)
    return connection.execute(select(table).where(*_at(table, run, step, uid))).first()


def _event(connection: Connection, store: Store, run: int, step: str, uid: str, kind: str,
           content: Mapping[str, object], by: str = "") -> None:
    connection.execute(insert(ledger.run_events).values(
        run=run, step=step, uid=uid, kind=kind, by=by or store.by, at=now(),
        content=json.dumps(content, ensure_ascii=False, default=str)))
