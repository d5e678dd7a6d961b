"""Reads records from one connection. This is the `Lookup` that rules get."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, literal, select

from crm_console.core.record import Record
from crm_console.models import TYPES, fields, link_tables

CHUNK = 500  # below SQLite's limit of variables in one statement, old builds included


class Rows:
    """Records as frozen values, by uid or by equal fields."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, type_name: str, uid: str) -> Record | None:
        """The record, or None."""
        found = self.many(type_name, [uid])
        return found.get(uid)

    def where(self, type_name: str, **equal: object) -> Sequence[Record]:
        """All records of a type whose fields equal the values given, in the order of their identity."""
        table = table_of(type_name)
        query = select(table).order_by(table.c.identity)
        for name, value in equal.items():
            query = query.where(table.c[name] == value)
        return self.records(type_name, self._connection.execute(query).mappings().all())

    def many(self, type_name: str, uids: Iterable[str]) -> dict[str, Record]:
        """Records by uid; those that do not exist are left out."""
        table = table_of(type_name)
        found: dict[str, Record] = {}
        for part in chunks(uids):
            rows = self._connection.execute(select(table).where(table.c.uid.in_(part))).mappings().all()
            found.update((record.uid, record) for record in self.records(type_name, rows))
        return found

    def plain(self, type_name: str) -> list[Record]:
        """All records of a type without their sets, in the order of their identity: for counting."""
        table = table_of(type_name)
        names = [name for name in fields(TYPES[type_name]) if name in table.c]
        rows = self._connection.execute(select(table).order_by(table.c.identity)).mappings()
        return [Record(type_name, row["uid"], {name: row[name] for name in names}, row["revision"]) for row in rows]

    def records(self, type_name: str, rows: Sequence[RowMapping], *, grants: bool = True) -> list[Record]:
        """Rows of the type's table as records, sets filled in; without `grants` their (long) GRANTS are left out."""
        names = [name for name in fields(TYPES[type_name]) if name in table_of(type_name).c]
        sets = self._sets(type_name, [row["uid"] for row in rows], grants=grants)
        return [
            Record(
                type_name,
                row["uid"],
                {**{name: row[name] for name in names}, **{name: pairs.get(row["uid"], frozenset())
                                                           for name, pairs in sets.items()}},
                row["revision"],
            )
            for row in rows
        ]

    def _sets(
        self, type_name: str, uids: Sequence[str], *, grants: bool
    ) -> dict[str, dict[str, frozenset[str]]]:
        found: dict[str, dict[str, frozenset[str]]] = {}
        for name, table in link_tables(TYPES[type_name]).items():
            if "word" in table.c and not grants:
                continue
            pairs: dict[str, set[str]] = {}
            for part in chunks(uids):
                for source, element in self._connection.execute(
                    select(table.c.source, element_of(table)).where(table.c.source.in_(part))
                ):
                    pairs.setdefault(source, set()).add(element)
            found[name] = {source: frozenset(targets) for source, targets in pairs.items()}
        return found


def element_of(pairs: Table) -> ColumnElement[str]:
    """The element of a set as one column: the target, with the word of a GRANTS behind it (core/grants.py)."""
    return pairs.c.target + literal(":") + pairs.c.word if "word" in pairs.c else pairs.c.target


class Memo:
    """A `Lookup` for judging many records of one state: a type that was asked for whole is not asked for again.

    `known` are records of that state which the caller has already.
    """

    def __init__(self, rows: Rows, known: Iterable[Record] = ()) -> None:
        self._rows = rows
        self._known = {(record.type, record.uid): record for record in known}
        self._one = cache(rows.get)
        self._some = cache(lambda type_name, equal: rows.where(type_name, **dict(equal)))
        self._whole: dict[str, dict[str, Record]] = {}
        self._index: dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], list[Record]]] = {}

    def get(self, type_name: str, uid: str) -> Record | None:
        """The record, or None."""
        if type_name in self._whole:
            return self._whole[type_name].get(uid)
        return self._known.get((type_name, uid)) or self._one(type_name, uid)

    def where(self, type_name: str, **equal: object) -> Sequence[Record]:
        """All records of a type whose fields equal the values given, in the order of their identity."""
        if not equal:
            if type_name not in self._whole:
                self._whole[type_name] = {record.uid: record for record in self._rows.where(type_name)}
            return list(self._whole[type_name].values())
        if type_name not in self._whole:
            return self._some(type_name, tuple(equal.items()))
        at = (type_name, tuple(equal))
        if at not in self._index:
            found = self._index[at] = {}
            for record in self._whole[type_name].values():
                found.setdefault(tuple(record.values.get(name) for name in equal), []).append(record)
        return self._index[at].get(tuple(equal.values()), [])


def table_of(type_name: str) -> Table:
    """The table of a record type."""
    table = TYPES[type_name].__table__
    assert isinstance(table, Table)
    return table


def chunks(items: Iterable[Any]) -> Iterable[list[Any]]:
    """The items in lists short enough for one statement."""
    whole = list(items)
    for start in range(0, len(whole), CHUNK):
        yield whole[start : start + CHUNK]
