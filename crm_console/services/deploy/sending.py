"""A record as it goes to the tenant: the values that a person types, the body of a call, what differs over there."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from crm_console.core.codecs import fold
from crm_console.core.codecs import show as shown
from crm_console.core.errors import RefusedError
from crm_console.core.fields import Field, Kind
from crm_console.core.paths import resources
from crm_console.core.record import Record
from crm_console.core.text import N_, Language, Text
from crm_console.models import TYPES, fields
from crm_console.services.deploy.steps import Item, Lazily, Value
from crm_console.services.deploy.work import Work
from crm_console.services.records import title
from crm_console.store.pictures import read as picture

WORDS = Language("pt_BR", resources() / "i18n")  # what is typed on the vendor's screens is in the vendor's language


def items_of_records(work: Work, records: Sequence[Record], names: Iterable[str] | None = None) -> list[Item]:
    """Batch items of records; their values are made when somebody reads them."""
    keys = work.keys(records)
    return [Item(record.uid, title(record), Lazily(partial(values, work, record, names)), key=keys[record.uid])
            for record in records]


def values(work: Work, record: Record, names: Iterable[str] | None = None) -> list[Value]:
    """What a person types, in the vendor's order: fields of the vendor's form that hold something."""
    found: list[Value] = []
    for f in fields(TYPES[record.type]).values():
        if (names is None and (f.assigned or f.group == "support" or f.section)) or (
                names is not None and f.name not in names):
            continue
        value = record.get(f.name)
        if value in (None, frozenset()) or not f.opened(record.values) or f.kind in (Kind.GRANTS, Kind.PICTURE):
            continue
        if f.kind is Kind.SECRET:
            found.append(Value(f.label, "", str(value), f.name))
        else:
            found.append(Value(f.label, _typed(work, f, value), "", f.name,
                               f.kind in (Kind.CHOICE, Kind.FLAG, Kind.LINK, Kind.LINKS)))
    return found


def _typed(work: Work, f: Field, value: Any) -> str:
    if f.kind is Kind.LINK:
        other = work.store.get(f.target, value)
        return title(other) if other else "?"
    if f.kind is Kind.LINKS:
        return ", ".join(sorted(title(other) for other in work.store.many(f.target, value)))
    return shown(f, value, WORDS)


def names_of(different: Sequence[Field]) -> Text:
    """The labels of fields in a sentence."""
    labels = {f"l{at}": f.label for at, f in enumerate(different)}
    return Text(", ".join(f"{{{name}}}" for name in labels), labels)


def full_login(work: Work, record: Record) -> str:
    """getUser takes user@domain."""
    return record["login"] if "@" in record["login"] or not work.domain else f"{record['login']}@{work.domain}"


def differing(work: Work, type_name: str, record: Record, row: Mapping[str, Any]) -> list[Field]:
    """The fields that both sides show and that are not alike. Secrets are never shown."""
    found = []
    for f in fields(TYPES[type_name]).values():
        if f.name not in row or f.kind in (Kind.SECRET, Kind.PICTURE) or f.name in TYPES[type_name].KEY:
            continue
        ours, theirs = sent(work, f, record.get(f.name)), row[f.name]
        if isinstance(ours, list) and isinstance(theirs, list):
            ours, theirs = sorted(map(str, ours)), sorted(map(str, theirs))
        if ours is not None and str(ours) != str(theirs):
            found.append(f)
    return found


def body(work: Work, record: Record, names: Iterable[str]) -> dict[str, Any]:
    """What is sent of a record: the fields that the call takes, as JSON. Raises RefusedError without a password."""
    made: dict[str, Any] = {}
    for f in fields(TYPES[record.type]).values():
        value = record.get(f.name)
        if f.name not in names or value is None or not f.opened(record.values):
            continue
        made[f.name] = sent(work, f, value)
    return made


def sent(work: Work, f: Field, value: Any) -> Any:
    """A value as JSON: links as keys, pictures in base64, secrets from the keyring. Raises RefusedError."""
    if value is None:
        return None
    if f.kind is Kind.SECRET:
        kept = work.workspace.secrets.get(value)
        if kept is None:
            raise RefusedError(N_("{label}: o valor não está neste computador.", label=f.label),
                               N_("Digite-o de novo no registro e continue."))
        return kept
    if f.kind is Kind.LINK:
        other = work.store.get(f.target, value)
        return _key(work, other) if other else None
    if f.kind is Kind.LINKS:
        return sorted(_key(work, other) for other in work.store.many(f.target, value))
    if f.kind is Kind.PICTURE:
        return base64.b64encode(picture(work.store, value) or b"").decode()
    return value


def _key(work: Work, record: Record) -> str:
    return their_role(work, record["name"]) if record.type == "role" else work.key(record)


def their_role(work: Work, name: str) -> str:
    """The role's name as the tenant spells it: the vendor itself varies the dash in the default roles' names."""
    if not work.can("role.list"):
        return name
    return next((str(row["name"]) for row in work.listed("role.list") if fold(str(row.get("name"))) == fold(name)),
                name)


def bare_login(login: str) -> str:
    """The login without the domain."""
    return login.split("@", maxsplit=1)[0].casefold()
