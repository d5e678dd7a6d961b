"""Settles which record each line means: links to uids, codes to what they were, keys to records that exist or are new.

Types are taken in the order of dependence, so that the sheets of a workbook may stand in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from crm_console.core import grants
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.jobs import Context
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.services.exchange.codes import Codes, holds_codes
from crm_console.services.exchange.headers import importable
from crm_console.services.exchange.lines import STEP, Line, missing_values
from crm_console.services.exchange.rings import refuse_rings
from crm_console.services.records import blank
from crm_console.store.keys import identity, key_fields, unescaped
from crm_console.store.rows import Rows

LINKING = (Kind.LINK, *SETS)
At = tuple[str, str]  # type, identity


class Settler:
    """Knows every record of the types that the lines speak of, stored or about to be."""

    def __init__(self, connection: Connection, lines: Sequence[Line], ctx: Context) -> None:
        self._lines, self._ctx = lines, ctx
        self.codes = Codes(lines)
        self._stored: dict[At, Record] = {}
        self._uids: dict[At, str] = {}
        self._first: dict[At, Line] = {}  # the line that named an identity first
        self._scopes: dict[tuple[str, tuple[Any, ...]], dict[str, set[str]]] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        rows = Rows(connection)
        self._starting = {name: TYPES[name].starting(rows) for name in {line.header.type for line in lines}}
        for type_name in _concerned({line.header.type for line in lines}):
            for record in rows.where(type_name):
                at = (type_name, identity(type_name, record.values))
                self._stored[at] = record
                self._learn(at, record.uid, record.values)

    def settle(self) -> None:
        """Give every good line its `before` and `after`, and every other one its causes."""
        done = 0
        for type_name in TYPES:
            for line in self._lines:
                if line.header.type == type_name:
                    done += 1
                    if done % STEP == 0:
                        self._ctx.progress(N_("Conferindo linhas"), done, len(self._lines))
                    self._settle(line)
            self._link_within(type_name)
        drop_dependants(self._lines)  # people whose manager only now turned out bad

    def _link_within(self, type_name: str) -> None:
        """Links to the own type, once all its lines are known: people and their managers stand in any order."""
        inner = [spec for spec in fields(TYPES[type_name]).values() if _is_inner(type_name, spec)]
        for spec in inner:
            for line in self._lines:
                if line.header.type == type_name and spec.name in line.values and line.after is not None:
                    self._link(line, spec)
                    if spec.name in line.values:
                        line.after = line.after.replaced(**{spec.name: line.values[spec.name]})
            if spec.acyclic:
                refuse_rings(self._lines, type_name, spec, self._stored)

    def _settle(self, line: Line) -> None:
        if line.total:
            return
        for spec in missing_values(line):
            line.refuse(spec.name, N_("Preencha {label}.", label=spec.label))
        self._resolve(line)
        keys = key_fields(line.header.type)
        for spec in keys:
            if spec.default is not None:
                line.values.setdefault(spec.name, spec.default)
        if all(spec.name in line.values for spec in keys if importable(spec)):
            self._number(line, keys)
            self._match(line)

    def _resolve(self, line: Line) -> None:
        for spec in list(line.header.columns.values()):
            if spec.name not in line.values or spec.kind in LINKING:
                continue
            if spec.name in line.typed and spec.kind is Kind.CODE and spec.name not in TYPES[line.header.type].KEY:
                line.values[spec.name] = self.codes.restored(line, spec.name, ())
        for spec in fields(TYPES[line.header.type]).values():
            if spec.name in line.values and spec.kind in LINKING and not _is_inner(line.header.type, spec):
                self._link(line, spec)
        last = key_fields(line.header.type)[-1]
        if last.name in line.typed and last.kind is Kind.CODE:
            known = self._known(line.header.type, line.values, line.values[last.name])
            line.values[last.name] = self.codes.restored(line, last.name, known)

    def _link(self, line: Line, spec: Field) -> None:
        if line.values[spec.name] is None:
            return  # it is emptied
        if spec.within and spec.within not in line.values:
            line.values.pop(spec.name)  # the outer link has its own complaint
            return
        value = line.values[spec.name]
        if spec.name in line.typed and holds_codes(line.header.type, spec.name):
            value = self.codes.restored(line, spec.name, self._known(spec.target, line.values, value))
        wanted = grants.by_target(value) if spec.kind is Kind.GRANTS else dict.fromkeys(
            sorted(value) if spec.kind is Kind.LINKS else [value], ("",))
        found = [(self._target(line, spec, key), words) for key, words in wanted.items()]
        if any(uid is None for uid, _ in found):
            line.values.pop(spec.name)
        elif spec.kind is Kind.GRANTS:
            line.values[spec.name] = frozenset(grants.pair(str(uid), word) for uid, words in found for word in words)
        else:
            uids = [uid for uid, _ in found]
            line.values[spec.name] = frozenset(uids) if spec.kind is Kind.LINKS else uids[0]

    def _target(self, line: Line, spec: Field, key: str) -> str | None:
        at = self._at(line, spec, key)
        uid = self._uids.get(at)
        if uid is None:
            line.refuse(spec.name, _unknown(spec, key, self._first.get(at)))
        return uid

    def _at(self, line: Line, spec: Field, key: str) -> At:
        """What a key in a cell means: within another link its last part, else all its parts ("1/2")."""
        keys = key_fields(spec.target)
        if spec.within:
            return spec.target, identity(spec.target, {spec.within: line.values[spec.within], keys[-1].name: key})
        if len(keys) == 1:
            return spec.target, identity(spec.target, {keys[-1].name: key})
        parts = [unescaped(part.strip()) for part in key.split("/")]
        if len(parts) != len(keys):
            return spec.target, ""  # nothing has such a key
        values: dict[str, str] = {}
        for field, part in zip(keys, parts, strict=True):
            values[field.name] = part
            if field.kind is Kind.LINK:
                values[field.name] = str(self._uids.get((field.target, identity(
                    field.target, {key_fields(field.target)[-1].name: part}))))
        return spec.target, identity(spec.target, values)

    def _number(self, line: Line, keys: Sequence[Field]) -> None:
        """Rows of a numbered type count within the rest of their key, bad ones too: mending one moves no other."""
        if importable(keys[-1]):
            return
        scope = (line.header.type, *(line.values[spec.name] for spec in keys[:-1]))
        self._numbers[scope] = self._numbers.get(scope, 0) + 1
        line.values[keys[-1].name] = self._numbers[scope]

    def _match(self, line: Line) -> None:
        type_name = line.header.type
        at = (type_name, identity(type_name, line.values))
        first = self._first.setdefault(at, line)
        if first is not line:
            last = next(f for f in reversed(key_fields(type_name)) if importable(f))
            line.refuse(last.name, N_("Repete a linha {row} da planilha “{sheet}”. Deixe só uma das duas.",
                                      row=first.row, sheet=first.header.sheet))
            return
        line.before = self._stored.get(at)
        line.after = self._after(line)
        if line.before is None:
            self._require(line, line.after)
        if not line.errors and line.before is None:
            self._learn(at, line.after.uid, line.after.values)

    def _after(self, line: Line) -> Record:
        type_name = line.header.type
        if line.before is not None:
            return line.before.replaced(**{n: v for n, v in line.values.items() if n not in TYPES[type_name].KEY})
        origin = {"origin": "imported"} if "origin" in fields(TYPES[type_name]) else {}
        return blank(type_name, **{**self._starting[type_name], **line.values, **origin})

    def _require(self, line: Line, after: Record) -> None:
        complained = {error.column for error in line.errors}
        for spec in fields(TYPES[line.header.type]).values():
            if (spec.required and after.values.get(spec.name) in (None, "")
                    and line.header.title(spec.name) not in complained):
                line.refuse(spec.name, N_("Preencha {label}.", label=spec.label))

    def _learn(self, at: At, uid: str, values: Mapping[str, Any]) -> None:
        self._uids[at] = uid
        last = key_fields(at[0])[-1]
        if last.kind is Kind.CODE:
            code = str(values.get(last.name))
            scope = self._scopes.setdefault((at[0], _scope(at[0], values)), {})
            scope.setdefault(code.lstrip("0"), set()).add(code)

    def _known(self, type_name: str, values: Mapping[str, Any], code: str) -> set[str]:
        return self._scopes.get((type_name, _scope(type_name, values)), {}).get(code.lstrip("0"), set())


def drop_dependants(lines: Iterable[Line]) -> None:
    """Mark bad what refers to a new record that will not be written, then what refers to that, and so on."""
    whole = [line for line in lines if line.after is not None]
    new = {line.after.uid for line in whole if line.after and line.before is None}
    referring: dict[str, list[tuple[Line, Field]]] = {}
    for line in whole:
        for spec in _linking(line.header.type):
            for uid in _uids(line, spec) & new:
                referring.setdefault(uid, []).append((line, spec))
    bad = [line for line in whole if line.before is None and line.errors]
    while bad:
        found = [(line, spec, gone) for gone in bad if gone.after
                 for line, spec in referring.get(gone.after.uid, ()) if not line.errors]
        for line, spec, gone in found:
            line.refuse(spec.name, _unknown(spec, line.error(spec.name, Text("")).value, gone))
        bad = [line for line in dict.fromkeys(line for line, _, _ in found) if line.before is None]


@cache
def _linking(type_name: str) -> tuple[Field, ...]:
    return tuple(spec for spec in fields(TYPES[type_name]).values() if spec.kind in LINKING)


def _uids(line: Line, spec: Field) -> set[str]:
    """The records that a field of the line's record leads to."""
    value = line.after.values.get(spec.name) if line.after else None
    if not value:
        return set()
    return {value} if spec.kind is Kind.LINK else grants.targets(value) if spec.kind is Kind.GRANTS else set(value)


def _is_inner(type_name: str, spec: Field) -> bool:
    return spec.kind is Kind.LINK and spec.target == type_name


def _unknown(spec: Field, key: str, bad: Line | None) -> Text:
    if bad is not None:
        return N_("{label} “{value}” está na linha {row} da planilha “{sheet}”, que tem erros.", label=spec.label,
                  value=key, row=bad.row, sheet=bad.header.sheet)
    return N_("{label} “{value}” não existe na pasta de trabalho nem nesta importação.", label=spec.label, value=key)


def _scope(type_name: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(spec.name) for spec in key_fields(type_name)[:-1])


def _concerned(types: set[str]) -> list[str]:
    """The types themselves and all that they link to."""
    todo, found = list(types), set(types)
    while todo:
        for spec in fields(TYPES[todo.pop()]).values():
            if spec.kind in LINKING and spec.target not in found:
                found.add(spec.target)
                todo.append(spec.target)
    return [type_name for type_name in TYPES if type_name in found]
