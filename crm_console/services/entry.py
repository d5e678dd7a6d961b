"""Turns what people and files write (field names and texts) into changes, by the fields' own rules.

LINK values are keys: `001` for a company; a branch within its company is its code alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from crm_console.core import grants
from crm_console.core.codecs import CODECS, BadValue, fold, parse, plain
from crm_console.core.errors import RefusedError, UsageError
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.models import TYPES, fields
from crm_console.services import photos
from crm_console.services.records import fresh, saving
from crm_console.store.change import Change
from crm_console.store.keys import Keys, escaped, find_uid, key_fields, unescaped, values_of_key
from crm_console.store.rows import Rows
from crm_console.store.store import Store


def known_type(type_name: str) -> str:
    """The type, or a UsageError that names the types there are."""
    if type_name not in TYPES:
        raise UsageError(N_("“{name}” não é um tipo de registro.", name=type_name),
                         N_("Os tipos são: {names}.", names=", ".join(TYPES)))
    return type_name


def known_field(type_name: str, name: str) -> Field:
    """The field, or a UsageError that names the fields there are."""
    found = fields(TYPES[type_name]).get(name)
    if found is None:
        raise UsageError(N_("{type} não tem o campo “{name}”.", type=type_name, name=name),
                         N_("Os campos são: {names}.", names=", ".join(fields(TYPES[type_name]))))
    return found


def wanted(store: Store, type_name: str, key: str) -> Record:
    """The record with exactly this key, or a UsageError."""
    record = store.find(known_type(type_name), key)
    if record is None:
        raise UsageError(N_("Não há {type} com a chave “{key}”.", type=type_name, key=key),
                         N_("Veja as chaves com “list”."))
    return record


def setting(
    store: Store, type_name: str, key: str, words: Sequence[str], keep_secret: Callable[[Field], str | None],
) -> tuple[list[Change], Record]:
    """The changes that `FIELD=VALUE…` ask for; a missing record is created. `keep_secret` reads and keeps `FIELD=-`."""
    known_type(type_name)
    with store.reading() as connection:
        before, after = _start(connection, type_name, key)
        values = dict(after.values)
        for word in words:
            _set(connection, type_name, values, word, keep_secret)
    for field in fields(TYPES[type_name]).values():
        if field.kind is Kind.PICTURE and values.get(field.name) != after.values.get(field.name) and values[field.name]:
            values[field.name] = photos.keep(store, Path(values[field.name]))
    after = Record(type_name, after.uid, values)
    return saving(before, after), after


def completed(words: Sequence[str], record: Record) -> list[tuple[Field, str]]:
    """The fields of `FIELD=VALUE…` whose text got the ending that it must have, with what is stored now."""
    found = []
    for word in words:
        name, _, text = word.partition("=")
        field = fields(TYPES[record.type]).get(name)
        value = record.get(name)
        if field is not None and field.ending and value and plain(text) + field.ending == value:
            found.append((field, str(value)))
    return found


def _start(connection: Connection, type_name: str, key: str) -> tuple[Record | None, Record]:
    uid = find_uid(connection, type_name, key)
    if uid:
        found = Rows(connection).get(type_name, uid)
        assert found is not None
        return found, found
    values = values_of_key(connection, type_name, key)
    if values is None:
        raise UsageError(
            N_("A chave “{key}” não leva a um registro nem pode criar um.", key=key),
            N_("A chave de {type} é {parts}, e o que vem antes tem de existir.", type=type_name,
               parts="/".join(TYPES[type_name].KEY)))
    for field in key_fields(type_name):  # a new record's name is cleaned as a typed one is
        if field.kind is not Kind.LINK:
            try:
                values[field.name] = parse(field, values[field.name])
            except BadValue as bad:
                raise RefusedError(N_("{label}: {said}", label=field.label, said=bad.text)) from None
    return None, fresh(Rows(connection), type_name, **values)


def _set(
    connection: Connection, type_name: str, values: dict[str, Any], word: str,
    keep_secret: Callable[[Field], str | None],
) -> None:
    name, equals, text = word.partition("=")
    if not equals:
        raise UsageError(N_("“{word}” não tem a forma CAMPO=VALOR.", word=word))
    sign = name[-1:] if name[-1:] in "+-" else ""
    field = known_field(type_name, name.removesuffix(sign) if sign else name)
    if sign and field.kind not in SETS:
        raise UsageError(N_("{type}.{name} não é uma lista: “{sign}=” não vale aqui.", type=type_name,
                            name=field.name, sign=sign))
    if field.kind is Kind.SECRET:
        values[field.name] = _secret(field, text, keep_secret)
        return
    try:
        emptied = field.nothing.source and fold(text) == fold(str(field.nothing))
        value = None if emptied else parse(field, text)
    except BadValue as bad:
        raise RefusedError(N_("{label}: {said}", label=field.label, said=bad.text)) from None
    values[field.name] = _linked(connection, field, value, values, sign) if field.target else value


def _secret(field: Field, text: str, keep_secret: Callable[[Field], str | None]) -> str | None:
    if text == "":
        return None
    if text != "-":
        raise UsageError(
            N_("Uma senha não vai na linha de comando, onde outros a veem."),
            N_("Escreva {name}=- e mande a senha pela entrada padrão.", name=field.name))
    return keep_secret(field)


def _linked(
    connection: Connection, field: Field, value: Any, values: Mapping[str, Any], sign: str
) -> str | frozenset[str] | None:
    if field.kind in SETS:
        named = _elements(connection, field, value or (), values)
        held: frozenset[str] = values.get(field.name) or frozenset()
        return held | named if sign == "+" else held - named if sign == "-" else named
    return None if value is None else resolved(connection, field, value, values)


def _elements(
    connection: Connection, field: Field, given: Iterable[str], values: Mapping[str, Any]
) -> frozenset[str]:
    if field.kind is Kind.LINKS:
        return frozenset(resolved(connection, field, key, values) for key in given)
    return frozenset(grants.pair(resolved(connection, field, key, values), word)
                     for key, words in grants.by_target(given).items() for word in words)


def resolved(connection: Connection, field: Field, key: str, values: Mapping[str, Any]) -> str:
    """The uid that a LINK's key means beside the record's other values, or a UsageError."""
    whole = key
    if field.within and "/" not in key:
        outer = fields(TYPES[field.target])[field.within].target
        uid = values.get(field.within)
        found = Rows(connection).get(outer, uid) if uid else None
        whole = f"{Keys(connection).of(found)}/{escaped(unescaped(key))}" if found else key
    uid = find_uid(connection, field.target, whole)
    if uid is None:
        raise RefusedError(
            N_("{label}: não há {type} com a chave “{key}”; nada foi gravado.", label=field.label,
               type=TYPES[field.target].LABEL, key=key),
            N_("Cadastre antes, ou veja as chaves com “list {type}”.", type=field.target))
    return uid


def as_json(connection: Connection, record: Record, keys: Keys) -> dict[str, Any]:
    """A record as scripts read it: field names, links as keys, secrets never (only whether one is kept)."""
    made: dict[str, Any] = {"key": keys.of(record), "uid": record.uid}
    for f in fields(TYPES[record.type]).values():
        value = record.values.get(f.name)
        if f.kind is Kind.LINK:
            made[f.name] = keys.linked(f, value) if value else None
        elif f.kind is Kind.LINKS and f.named:
            made[f.name] = {keys.of(r): r.uid in (value or ()) for r in keys.all_of(f.target)}
        elif f.kind is Kind.LINKS:
            made[f.name] = sorted(keys.linked(f, uid) for uid in value or ())
        elif f.kind is Kind.GRANTS:
            granted = grants.by_target(value or ())
            made[f.name] = {keys.of(r): [c.value for c in f.choices if c.value in granted[r.uid]]
                            for r in keys.all_of(f.target) if r.uid in granted}
        elif f.kind is Kind.SECRET:
            made[f.name] = None
            made[f"{f.name}_kept"] = value is not None
        else:
            made[f.name] = None if value is None else CODECS[f.kind].to_json(f, value)
    return made


def listed(store: Store, type_name: str) -> list[dict[str, Any]]:
    """All records of a type as scripts read them, in the order of their keys."""
    with store.reading() as connection:
        keys = Keys(connection)
        records = Rows(connection).where(known_type(type_name))
        for f in key_fields(type_name):
            if f.kind is Kind.LINK:
                keys.learn(Rows(connection).where(f.target))
        return sorted((as_json(connection, record, keys) for record in records), key=lambda row: row["key"])
