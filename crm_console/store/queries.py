"""Lists as SQL sees them: filtered, sorted, counted and read in pages, so that 100,000 rows open like 100."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, func, literal, or_, select

from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.record import Record
from crm_console.models import TYPES, fields, link_tables
from crm_console.store.database import folded
from crm_console.store.rows import Rows, table_of
from crm_console.store.store import Store


@dataclass(frozen=True)
class Listing:
    """What a list shows: `text` filters over the listed fields, `sort` names fields (a leading `-` turns it round).

    `lacking` names fields that are empty in what is shown. `own`: `text` names the record itself, not the records of
    its type that it refers to (a manager is found by the manager's name); names that begin with it come first.
    """

    type: str
    text: str = ""
    sort: tuple[str, ...] = ()
    equal: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    lacking: tuple[str, ...] = ()
    own: bool = False


def count(store: Store, listing: Listing) -> int:
    """How many records the listing has."""
    with store.reading() as connection:
        query = _filtered(listing, select(func.count()).select_from(_joined(listing.type)))
        return int(connection.execute(query).scalar_one())


def page(store: Store, listing: Listing, offset: int, limit: int) -> list[Record]:
    """The records of one stretch of the listing, without their GRANTS."""
    table = table_of(listing.type)
    with store.reading() as connection:
        query = _filtered(listing, select(table).select_from(_joined(listing.type)))
        query = query.order_by(*_order(listing)).offset(offset).limit(limit)
        return Rows(connection).records(listing.type, connection.execute(query).mappings().all(), grants=False)


def position(store: Store, listing: Listing, uid: str) -> int | None:
    """Where a record stands in the listing, or None when the filter hides it."""
    table = table_of(listing.type)
    with store.reading() as connection:
        query = _filtered(listing, select(
            table.c.uid, func.row_number().over(order_by=_order(listing)).label("at")
        ).select_from(_joined(listing.type))).subquery()
        found = connection.execute(select(query.c.at).where(query.c.uid == uid)).scalar()
        return None if found is None else int(found) - 1


def groups(store: Store, listing: Listing) -> list[tuple[str | None, int]]:
    """The uids of the linked records that the list is grouped by, with their counts, in the list's order."""
    table = table_of(listing.type)
    with store.reading() as connection:
        column = table.c[listing.group]
        query = _filtered(listing, select(column, func.count()).select_from(_joined(listing.type)))
        query = query.group_by(column, *_group_order(listing)).order_by(*_group_order(listing), column)
        return [(row[0], row[1]) for row in connection.execute(query)]


@lru_cache(maxsize=64)
def _aliases(type_name: str) -> dict[str, Table]:
    own = fields(TYPES[type_name]).values()
    return {f.name: table_of(f.target).alias(f"of_{f.name}") for f in own if f.kind is Kind.LINK and f.listed}  # type: ignore[misc]


def _joined(type_name: str) -> Any:
    table: Any = table_of(type_name)
    joined = table
    for name, alias in _aliases(type_name).items():
        joined = joined.outerjoin(alias, table.c[name] == alias.c.uid)
    return joined


def _filtered(listing: Listing, query: Select[Any]) -> Select[Any]:
    table = table_of(listing.type)
    for name, value in listing.equal.items():
        query = query.where(table.c[name] == value)
    for name in listing.lacking:
        pairs = link_tables(TYPES[listing.type]).get(name)
        query = query.where(table.c[name].is_(None) if pairs is None else table.c.uid.not_in(select(pairs.c.source)))
    for word in folded(listing.text).split():
        query = query.where(or_(*(_contains(column, word) for column in _searched(listing.type, listing.own))))
    return query


def _searched(type_name: str, own_only: bool) -> Sequence[ColumnElement[Any]]:
    table = table_of(type_name)
    own = [f for f in fields(TYPES[type_name]).values() if f.listed]
    found: list[ColumnElement[Any]] = [table.c[f.name] for f in own if f.kind not in (Kind.LINK, *SETS, Kind.FLAG)]
    for name, alias in _aliases(type_name).items():
        target = TYPES[fields(TYPES[type_name])[name].target]
        if not own_only or type_name != target.TYPE:
            found += [alias.c[title] for title in target.TITLE]
    return found


def _contains(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    return _fold(column).like(literal(f"%{_escaped(word)}%"), escape="\\")


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _fold(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.fold(func.coalesce(column, ""))


def _order(listing: Listing) -> list[ColumnElement[Any]]:
    table = table_of(listing.type)
    found = _group_order(listing) if listing.group else []
    begun = folded(listing.text).strip()
    if listing.own and begun:
        starts = [_fold(table.c[name]).like(literal(f"{_escaped(begun)}%"), escape="\\")
                  for name in TYPES[listing.type].TITLE]
        found.append(case((or_(*starts), 0), else_=1))
    known = fields(TYPES[listing.type])
    for name in listing.sort or _natural(listing.type):
        descending, plain = name.startswith("-"), name.lstrip("-")
        for column in _sort_columns(listing.type, known[plain]):
            found.append(column.desc() if descending else column)
    return [*found, table.c.uid]


def _natural(type_name: str) -> tuple[str, ...]:
    return TYPES[type_name].KEY


def _sort_columns(type_name: str, f: Field) -> list[ColumnElement[Any]]:
    if f.name in _aliases(type_name):
        alias = _aliases(type_name)[f.name]
        return [c for name in TYPES[f.target].TITLE for c in _by_value(alias.c[name], fields(TYPES[f.target])[name])]
    return _by_value(table_of(type_name).c[f.name], f)


def _by_value(column: ColumnElement[Any], f: Field) -> list[ColumnElement[Any]]:
    # Codes are text, but people expect 2 before 10: shorter first among those that start alike is close enough and
    # needs no function call per row; empty values stand last.
    empty = case((column.is_(None), 1), else_=0)
    if f.kind is Kind.CODE:
        return [empty, func.length(column), column]
    return [empty, column]


def _group_order(listing: Listing) -> list[ColumnElement[Any]]:
    alias = _aliases(listing.type)[listing.group]
    target = fields(TYPES[listing.type])[listing.group].target
    return [c for name in TYPES[target].TITLE[:1] for c in _by_value(alias.c[name], fields(TYPES[target])[name])]
