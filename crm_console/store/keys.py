"""Keys as people write them (`001/0002`) to uids and back, and the identity that makes a record unique in its type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from crm_console.core.codecs import fold, seen
from crm_console.core.fields import Field, Kind
from crm_console.core.record import Record
from crm_console.models import TYPES, fields
from crm_console.store.rows import Rows, table_of


@cache
def key_fields(type_name: str) -> tuple[Field, ...]:
    """The fields that make the key, in its order."""
    known = fields(TYPES[type_name])
    return tuple(known[name] for name in TYPES[type_name].KEY)


def identity(type_name: str, values: Mapping[str, Any]) -> str:
    """What must be unique within the type: links by uid, texts without regard to case, dashes and repeated spaces."""
    return "|".join([
        str(values.get(f.name)) if f.kind is Kind.LINK else fold(str(values.get(f.name)))
        for f in key_fields(type_name)
    ])


class Keys:
    """Writes keys of records; asks for each linked record once."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection)
        self._known: dict[tuple[str, str], Record] = {}
        self._whole: dict[str, Sequence[Record]] = {}

    def of(self, record: Record) -> str:
        """The record's key; a `/` inside a part is written `%2F`."""
        return "/".join(self.part(record, f) for f in key_fields(record.type))

    def part(self, record: Record, field: Field) -> str:
        """One field as it stands in a key: a link as the linked record's key, less what `within` already said."""
        value = record.values.get(field.name)
        if field.kind is not Kind.LINK:
            return "" if value is None else escaped(str(value))
        return self.linked(field, value)

    def linked(self, field: Field, uid: str | None) -> str:
        """The key of the record that a LINK names; within another link only its own last part."""
        target = self._record(field.target, uid)
        if target is None:
            return ""
        whole = self.of(target)
        return whole.rsplit("/", 1)[-1] if field.within else whole

    def learn(self, records: Iterable[Record]) -> None:
        """Remember records that will be asked for."""
        self._known.update(((record.type, record.uid), record) for record in records)

    def all_of(self, type_name: str) -> Sequence[Record]:
        """Every record of a type, asked for once."""
        if type_name not in self._whole:
            self._whole[type_name] = self._rows.where(type_name)
            self.learn(self._whole[type_name])
        return self._whole[type_name]

    def _record(self, type_name: str, uid: str | None) -> Record | None:
        if uid is None:
            return None
        found = self._known.get((type_name, uid)) or self._rows.get(type_name, uid)
        if found:
            self._known[type_name, uid] = found
        return found


def escaped(part: str) -> str:
    """A part of a key, safe to stand between slashes."""
    return part.replace("%", "%25").replace("/", "%2F")


def unescaped(part: str) -> str:
    """The part as it is stored."""
    return seen(part).replace("%2F", "/").replace("%2f", "/").replace("%25", "%")


def find_uid(connection: Connection, type_name: str, key: str) -> str | None:
    """The uid of the record with exactly this key, or None. `company/branch` of a numbered type means number 1."""
    values = values_of_key(connection, type_name, key)
    if values is None:
        return None
    table = table_of(type_name)
    query = select(table.c.uid)
    for name, value in values.items():
        query = query.where(table.c[name] == value)
    return connection.execute(query).scalar()


def values_of_key(connection: Connection, type_name: str, key: str) -> dict[str, Any] | None:
    """The key's parts as stored values; None where a linked record does not exist or the number of parts is wrong."""
    parts = [unescaped(part) for part in key.split("/")]
    known = key_fields(type_name)
    if len(parts) == len(known) - 1 and known[-1].kind is Kind.NUMBER:
        parts.append("1")
    if len(parts) != len(known):
        return None
    values: dict[str, Any] = {}
    for field, part in zip(known, parts, strict=True):
        value: Any = part
        if field.kind is Kind.LINK:
            prefix = [escaped(parts[i]) for i, f in enumerate(known) if f.name == field.within]
            value = find_uid(connection, field.target, "/".join([*prefix, escaped(part)]))
        elif field.kind is Kind.NUMBER:
            value = int(part) if part.isdecimal() and len(part) < 10 else None
        if value is None:
            return None
        values[field.name] = value
    return values
