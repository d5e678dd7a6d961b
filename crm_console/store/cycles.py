"""A LINK that may not lead back to where it starts (a manager): found before anything is written, and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import Connection, select

from crm_console.core.problem import Problem
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.store.rows import table_of

Draft = tuple[str, str, Mapping[str, Any], Set[str]]  # type, uid, values, touched fields
NAMED = 6  # how many of a long ring are named


def problems(connection: Connection, drafts: Sequence[Draft]) -> Iterable[Problem]:
    """One problem for each record whose touched link closes a ring."""
    for type_name in {draft[0] for draft in drafts}:
        for f in fields(TYPES[type_name]).values():
            mine = [draft for draft in drafts if draft[0] == type_name]
            if not f.acyclic or not any(f.name in draft[3] for draft in mine):
                continue
            table, names = table_of(type_name), TYPES[type_name].TITLE
            above: dict[str, str | None] = {}
            called: dict[str, str] = {}
            columns = [table.c[name] for name in names]
            for row in connection.execute(select(table.c.uid, table.c[f.name], *columns)):
                above[row[0]], called[row[0]] = row[1], _called(row[2:])
            above.update({uid: values.get(f.name) for _, uid, values, _ in mine})
            called.update({uid: _called([values.get(name) for name in names]) for _, uid, values, _ in mine})
            for _, uid, _, touched in mine:
                ring = ring_of(uid, above) if f.name in touched else []
                if ring:
                    yield Problem(f.name, "store.cycle", said([called[u] for u in ring]),
                                  record=(type_name, uid))


def ring_of(start: str, above: Mapping[str, str | None]) -> list[str]:
    """The ring that `start` is part of, from it upwards; empty where the way up ends."""
    way, seen, at = [start], {start}, above.get(start)
    while at is not None and at not in seen:
        way.append(at)
        seen.add(at)
        at = above.get(at)
    return way if at == start else []


def said(names: Sequence[str]) -> Text:
    """The sentence that names the ring."""
    if len(names) == 1:
        return N_("{name} não pode ser o próprio gestor.", name=names[0])
    return N_("Isto fecha um círculo: {ring}. Mude o gestor de um deles.", ring=drawn(names))


def drawn(names: Sequence[str]) -> str:
    """The ring as people read it, "Ana → Bruno → Ana"."""
    return " → ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else []), names[0]])


def _called(titles: Iterable[object]) -> str:
    return next((str(title) for title in titles if title), "—")
