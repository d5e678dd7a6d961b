"""Who refers to whom: links must lead to records that exist, and what is referred to cannot be deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from crm_console.core import grants
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.problem import Problem
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields, link_tables
from crm_console.store.keys import Keys
from crm_console.store.rows import Rows, table_of

Draft = tuple[str, str, Mapping[str, Any], Set[str]]  # type, uid, values, touched fields
NAMED = 10  # how many referring records a refusal names before it counts the rest


def problems(connection: Connection, drafts: Sequence[Draft]) -> Iterable[Problem]:
    """Links of the touched fields that lead nowhere, or out of the record that they must lie within."""
    fresh = {(t, uid): values for t, uid, values, _ in drafts}
    wanted = [(draft, f, target) for draft in drafts for f in _link_fields(draft) for target in _targets(draft, f)]
    stored = _stored(connection, wanted, fresh)
    for (type_name, uid, values, _), f, target in wanted:
        found = fresh.get((f.target, target)) or stored.get((f.target, target))
        if found is None:
            yield Problem(f.name, "store.link",
                          N_("{label}: o registro escolhido não existe mais.", label=f.label), record=(type_name, uid))
        elif f.within and found.get(f.within) != values.get(f.within):
            yield Problem(f.name, "store.within",
                          N_("{label}: o registro escolhido é de outra {within}. Escolha de novo.", label=f.label,
                             within=fields(TYPES[type_name])[f.within].label), record=(type_name, uid))


def _link_fields(draft: Draft) -> Iterable[Field]:
    for f in _all_links(draft[0]):
        if f.name in draft[3] or f.within in draft[3]:
            yield f


@cache
def _all_links(type_name: str) -> tuple[Field, ...]:
    return tuple(f for f in fields(TYPES[type_name]).values() if f.kind is Kind.LINK or f.kind in SETS)


def _targets(draft: Draft, f: Field) -> Iterable[str]:
    value = draft[2].get(f.name)
    if f.kind is Kind.GRANTS:
        return grants.targets(value or ())
    return value or () if f.kind is Kind.LINKS else () if value is None else (value,)


def _stored(
    connection: Connection, wanted: Sequence[tuple[Draft, Field, str]], fresh: Mapping[tuple[str, str], Any]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    asked: dict[str, dict[str, None]] = {}
    for _, f, target in wanted:
        if (f.target, target) not in fresh:
            asked.setdefault(f.target, {})[target] = None
    rows = Rows(connection)
    return {(t, uid): record.values for t, uids in asked.items() for uid, record in rows.many(t, uids).items()}


def referrers(connection: Connection, type_name: str, uid: str) -> list[Record]:
    """All records with a LINK, LINKS or GRANTS to this one."""
    rows = Rows(connection)
    found: dict[tuple[str, str], Record] = {}
    for other, model in TYPES.items():
        table = table_of(other)
        for f in fields(model).values():
            if f.kind is Kind.LINK and f.target == type_name:
                query = select(table.c.uid).where(table.c[f.name] == uid)
            elif f.kind in SETS and f.target == type_name:
                pairs = link_tables(model)[f.name]
                query = select(pairs.c.source).where(pairs.c.target == uid).distinct()
            else:
                continue
            uids = [row[0] for row in connection.execute(query)]
            found.update({(other, r.uid): r for r in rows.many(other, uids).values()})
    return list(found.values())


def refusal(keys: Keys, found: Sequence[Record]) -> Text:
    """The sentence that refuses a deletion and lists what refers to the record."""
    keys.learn(found)
    names = {f"r{i}": N_("{label} {key}", label=TYPES[r.type].LABEL, key=keys.of(r))
             for i, r in enumerate(found[:NAMED])}
    listed = Text(", ".join(f"{{{name}}}" for name in names), names)
    if len(found) > NAMED:
        listed = N_("{listed} e mais {count}", listed=listed, count=len(found) - NAMED)
    return N_("Não dá para excluir: está em uso por {listed}. Exclua ou mude estes primeiro.", listed=listed)
