"""The one write path: a list of changes is checked, then refused as a whole or written as a whole.

In order: the changes are laid over what is stored (a stale `before` refuses), values are checked field by field, rows
are written, then the records are judged by their type's rules inside the same transaction; an error rolls it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from crm_console.core import grants
from crm_console.core.fields import SETS, Kind
from crm_console.core.problem import Problem, Severity
from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.models import TYPES, fields, ledger, link_tables
from crm_console.store import cycles, links
from crm_console.store.change import Added, Change, Edited, Rejected, Removed
from crm_console.store.keys import Keys, identity, key_fields
from crm_console.store.rows import Memo, Rows, chunks, table_of

FEW = 1000


@dataclass
class _Draft:
    """A record as the changes leave it; `before` is None for a new one, `gone` for one that goes."""

    type: str
    uid: str
    before: Record | None
    values: dict[str, Any]
    touched: Set[str] = frozenset()
    gone: bool = False
    identity: str = ""
    sets: list[Edited] = field(default_factory=list)


def write(connection: Connection, changes: Sequence[Change]) -> list[Change] | Rejected:
    """Write the changes inside the caller's transaction; on Rejected the caller rolls back."""
    drafts, problems = _laid_over(connection, changes)
    _assign_numbers(connection, drafts)
    for draft in drafts.values():
        if not draft.gone:
            problems.extend(_field_problems(draft))
    problems.extend(links.problems(connection, [(d.type, d.uid, d.values, d.touched) for d in drafts.values()
                                                if not d.gone]))
    problems.extend(cycles.problems(connection, [(d.type, d.uid, d.values, d.touched) for d in drafts.values()
                                                 if not d.gone]))
    problems.extend(_twins(connection, drafts))
    problems.extend(_referred(connection, drafts))
    if problems:
        return Rejected(tuple(problems))
    _write_rows(connection, drafts)
    problems = _rule_errors(connection, drafts)
    if problems:
        return Rejected(tuple(problems))
    return [replace(change, values=drafts[change.type, change.uid].values) if isinstance(change, Added) else change
            for change in changes]


def _laid_over(
    connection: Connection, changes: Sequence[Change]
) -> tuple[dict[tuple[str, str], _Draft], list[Problem]]:
    stored = _stored(connection, changes)
    drafts: dict[tuple[str, str], _Draft] = {}
    problems: list[Problem] = []
    for change in changes:
        at = (change.type, change.uid)
        draft = drafts.get(at)
        if draft is None:
            before = stored.get(at)
            draft = drafts[at] = _Draft(*at, before, dict(before.values) if before else {}, gone=before is None)
        problem = _lay(draft, change)
        if problem:
            problems.append(replace(problem, record=at))
    return drafts, problems


def _stored(connection: Connection, changes: Sequence[Change]) -> dict[tuple[str, str], Record]:
    wanted: dict[str, list[str]] = {}
    added = {(change.type, change.uid) for change in changes if isinstance(change, Added)}
    others = {(change.type, change.uid) for change in changes if not isinstance(change, Added)}
    # A new uid is not looked up: it is random, and the primary key refuses a second one. Few are, so that an undo of a
    # deletion that somebody else undid already gets its sentence.
    for type_name, uid in added | others if len(added) < FEW else others:
        wanted.setdefault(type_name, []).append(uid)
    rows = Rows(connection)
    return {(t, uid): record for t, uids in wanted.items()
            for uid, record in rows.many(t, dict.fromkeys(uids)).items()}


def _lay(draft: _Draft, change: Change) -> Problem | None:
    if isinstance(change, Added):
        if not draft.gone:
            return Problem("", "store.exists", N_("O registro já existe."))
        draft.gone = False
        draft.values = {**_defaults(draft.type), **change.values}
        draft.touched = _all_fields(draft.type)
        return None
    if draft.gone:
        return Problem("", "store.gone", N_("O registro não existe mais. Outra pessoa ou um desfazer o tirou."))
    if isinstance(change, Removed):
        permanent = TYPES[draft.type].PERMANENT
        if permanent is not None:
            return Problem("", "store.permanent", permanent)
        draft.gone = True
        return None
    return _edit(draft, change)


def _edit(draft: _Draft, change: Edited) -> Problem | None:
    spec = fields(TYPES[draft.type])[change.field]
    current = draft.values.get(change.field)
    stale = Problem(
        change.field, "store.stale",
        N_("{label} mudou enquanto você editava. Abra de novo e confira.", label=spec.label))
    draft.touched = draft.touched | {change.field}
    if spec.kind not in SETS:
        if current != change.before:
            return stale
        draft.values[change.field] = change.after
        return None
    current = current or frozenset()
    if (change.before is not None and change.before not in current) or change.after in current:
        return stale
    draft.sets.append(change)
    draft.values[change.field] = (current - {change.before}) | ({change.after} if change.after is not None else set())
    return None


@cache
def _defaults(type_name: str) -> Mapping[str, Any]:
    return {f.name: frozenset() if f.kind in SETS and f.default is None else f.default
            for f in fields(TYPES[type_name]).values()}


@cache
def _all_fields(type_name: str) -> frozenset[str]:
    return frozenset(fields(TYPES[type_name]))


def _assign_numbers(connection: Connection, drafts: Mapping[tuple[str, str], _Draft]) -> None:
    """Give new records of a numbered type the next number within the rest of their key."""
    last: dict[tuple[Any, ...], int] = {}
    for draft in drafts.values():
        keys = key_fields(draft.type)
        number = keys[-1]
        if draft.gone or not number.assigned or draft.values.get(number.name) is not None:
            continue
        scope = (draft.type, *(draft.values.get(f.name) for f in keys[:-1]))
        if scope not in last:
            table = table_of(draft.type)
            query = select(func.max(table.c[number.name]))
            for f in keys[:-1]:
                query = query.where(table.c[f.name] == draft.values.get(f.name))
            last[scope] = connection.execute(query).scalar() or 0
        last[scope] += 1
        draft.values[number.name] = last[scope]


def _field_problems(draft: _Draft) -> Iterable[Problem]:
    specs = fields(TYPES[draft.type])
    for name, value in draft.values.items():
        if name not in draft.touched or (value is None and not specs[name].required):
            continue
        text = specs[name].problem(value)
        if text is not None:
            yield Problem(name, "field", text, record=(draft.type, draft.uid))


def _twins(connection: Connection, drafts: Mapping[tuple[str, str], _Draft]) -> Iterable[Problem]:
    """Two records with one identity: among the changes, or with one that is stored and stays."""
    seen: dict[tuple[str, str], str] = {}
    for draft in drafts.values():
        if draft.gone or draft.touched.isdisjoint(TYPES[draft.type].KEY):
            continue
        draft.identity = identity(draft.type, draft.values)
        own = (draft.type, draft.identity)
        if own in seen:
            yield _twin(draft)
        seen[own] = draft.uid
    for type_name in {t for t, _ in seen}:
        table = table_of(type_name)
        for part in chunks([ident for t, ident in seen if t == type_name]):
            for uid, ident in connection.execute(select(table.c.uid, table.c.identity).where(
                    table.c.identity.in_(part))):
                other = drafts.get((type_name, uid))
                if seen[type_name, ident] != uid and (
                        other is None or (not other.gone and identity(type_name, other.values) == ident)):
                    yield _twin(drafts[type_name, seen[type_name, ident]])


def _twin(draft: _Draft) -> Problem:
    shown = [f for f in key_fields(draft.type) if not f.assigned] or key_fields(draft.type)
    where = shown[-1]
    if where.kind is Kind.LINK:
        text = N_("{label}: já há um registro para este; é um só. Edite o que existe.", label=where.label)
    else:
        text = N_("{label} “{value}” já existe. Use outro, ou edite o registro que existe.",
                  label=where.label, value=draft.values.get(where.name))
    return Problem(where.name, "store.twin", text, record=(draft.type, draft.uid))


def _referred(connection: Connection, drafts: Mapping[tuple[str, str], _Draft]) -> Iterable[Problem]:
    leaving = {at for at, draft in drafts.items() if draft.gone and draft.before is not None}
    keys = Keys(connection)
    for type_name, uid in leaving:
        found = [r for r in links.referrers(connection, type_name, uid) if (r.type, r.uid) not in leaving]
        kept = [r for r in found if _still_refers(drafts.get((r.type, r.uid)), uid)]
        if kept:
            yield Problem("", "store.referred", links.refusal(keys, kept), record=(type_name, uid))


def _still_refers(draft: _Draft | None, uid: str) -> bool:
    if draft is None:
        return True
    return any(value == uid or (isinstance(value, frozenset) and (uid in value or uid in grants.targets(value)))
               for value in draft.values.values())


def _rule_errors(connection: Connection, drafts: Mapping[tuple[str, str], _Draft]) -> list[Problem]:
    written = [Record(draft.type, draft.uid, draft.values) for draft in drafts.values() if not draft.gone]
    rows = Memo(Rows(connection), written)
    return [
        replace(problem, record=(record.type, record.uid))
        for record in written for problem in TYPES[record.type].rules(record, rows)
        if problem.severity is Severity.ERROR
    ]


def _write_rows(connection: Connection, drafts: Mapping[tuple[str, str], _Draft]) -> None:
    for type_name in TYPES:
        mine = [draft for draft in drafts.values() if draft.type == type_name]
        gone = [draft.uid for draft in mine if draft.gone and draft.before is not None]
        if mine:
            table = table_of(type_name)
            _take(connection, type_name, table, gone)
            _put(connection, type_name, table, [draft for draft in mine if not draft.gone])


def _take(connection: Connection, type_name: str, table: Table, uids: list[str]) -> None:
    for part in chunks(uids):
        for pairs in link_tables(TYPES[type_name]).values():
            connection.execute(delete(pairs).where(pairs.c.source.in_(part)))
        for kept in (ledger.drafts, ledger.accepted):
            connection.execute(delete(kept).where(kept.c.type == type_name, kept.c.uid.in_(part)))
        connection.execute(delete(table).where(table.c.uid.in_(part)))


def _put(connection: Connection, type_name: str, table: Table, drafts: list[_Draft]) -> None:
    columns = [name for name in fields(TYPES[type_name]) if name in table.c]
    new = [draft for draft in drafts if draft.before is None]
    if new:
        connection.execute(insert(table), [
            {**{name: d.values[name] for name in columns}, "uid": d.uid, "identity": d.identity, "revision": 1}
            for d in new])
    # Two records may swap a code: step aside first, so that the unique identity holds at every moment.
    moved = [d for d in drafts if d.before is not None and not d.touched.isdisjoint(TYPES[type_name].KEY)]
    for draft in moved:
        connection.execute(update(table).where(table.c.uid == draft.uid).values(identity=f"\x00{draft.uid}"))
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for draft in drafts:
        if draft.before is not None:
            names = tuple(sorted(name for name in draft.touched if name in table.c))
            alike.setdefault(names, []).append({
                "record_uid": draft.uid, **{name: draft.values[name] for name in names},
                "identity": draft.identity or identity(type_name, draft.values),
                "revision": draft.before.revision + 1})
    for names, rows in alike.items():  # one statement for all that change alike
        connection.execute(update(table).where(table.c.uid == bindparam("record_uid")).values(
            {name: bindparam(name) for name in (*names, "identity", "revision")}), rows)
    for name, pairs in link_tables(TYPES[type_name]).items():
        _put_sets(connection, pairs, name, drafts)


def _put_sets(connection: Connection, pairs: Table, name: str, drafts: list[_Draft]) -> None:
    come = [(d.uid, element) for d in drafts if d.before is None for element in d.values[name]]
    gone: list[tuple[str, str]] = []
    for draft in drafts:
        had = (draft.before.values[name] if draft.before is not None else None) or frozenset()
        touched = {c.before if c.after is None else c.after for c in draft.sets if c.field == name}
        for element in touched if draft.before is not None else ():
            stays = element in draft.values[name]
            if stays != (element in had):
                (come if stays else gone).append((draft.uid, element))
    if gone:
        names = [column.name for column in pairs.c]
        connection.execute(delete(pairs).where(*(pairs.c[n] == bindparam(f"old_{n}") for n in names)), [
            {f"old_{n}": value for n, value in _pair(pairs, *at).items()} for at in gone])
    if come:
        connection.execute(insert(pairs), [_pair(pairs, *at) for at in come])


def _pair(pairs: Table, uid: str, element: str) -> dict[str, str]:
    if "word" not in pairs.c:
        return {"source": uid, "target": element}
    target, word = grants.split(element)
    return {"source": uid, "target": target, "word": word}
