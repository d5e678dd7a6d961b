"""Every platform call is a row of data: where it is, what it takes and gives, and from where that is known.

`resources/platform/catalog.toml` is shipped. A customer's file overrides rows without a new release: keys that it does
not give stay as shipped, and what it gives counts as proved on the tenants it is for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from crm_console.core.errors import UnreadableError
from crm_console.core.paths import resources
from crm_console.core.text import N_, Text

PRIMITIVES = ("actions", "queries", "signals", "entities")
OPERATIONS = ("list", "read", "create", "replace", "delete")
STATUSES = ("confirmed", "third-party", "unverified")
PAGINGS = ("", "page", "offset", "entities")
FILE = "catalog.toml"


@dataclass(frozen=True)
class Call:
    """One call. `fields`: our names to theirs (dots lead inwards); `answer`: the part of the answer that matters.

    `status`: confirmed, third-party or unverified. `given`: an override file gave it. `rung`: how safe a repetition is
    (1 best, 5 nothing; sync.md b5), 0 for what writes nothing.
    """

    id: str
    what: str = ""
    domain: str = ""
    service: str = ""
    primitive: str = ""
    name: str = ""
    op: str = ""
    anonymous: bool = False
    master: bool = False
    writes: bool = False
    type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    constant: Mapping[str, Any] = field(default_factory=dict)
    answer: str = ""
    paging: str = ""
    version: int = 0
    rung: int = 0
    status: str = "unverified"
    source: str = ""
    note: str = ""
    given: bool = False

    @property
    def published(self) -> bool:
        """Whether its address is known at all."""
        return bool(self.domain and self.service and self.primitive and self.name)

    @property
    def address(self) -> str:
        """domain/service/primitive/name, for people and logs."""
        return "/".join(part for part in (self.domain, self.service, self.primitive, self.name) if part)


_KEYS = {f.name: f.type for f in fields(Call) if f.name != "given"}
_SHAPES: Mapping[str, type] = {"bool": bool, "int": int, "str": str}


class Catalogue:
    """The calls by id, in the order of the file."""

    def __init__(self, calls: Iterable[Call], proved: Iterable[str] = ()) -> None:
        self._calls = {call.id: call for call in calls}
        self._proved = frozenset(proved)

    def __iter__(self) -> Any:
        return iter(self._calls.values())

    def get(self, call_id: str) -> Call | None:
        """The call, or None."""
        return self._calls.get(call_id)

    def __getitem__(self, call_id: str) -> Call:
        return self._calls[call_id]

    def automatic(self, call_id: str) -> bool:
        """Whether the machine may use it here: confirmed, given by an override file, or proved on this tenant."""
        call = self._calls.get(call_id)
        return call is not None and call.published and (
            call.status == "confirmed" or call.given or call_id in self._proved)

    def overridden(self, text: str, *tenants: str) -> Catalogue:
        """With the rows of an override file, unless it is for none of these tenants. Raises UnreadableError."""
        given = _parsed(text)
        if given["tenant"] and any(tenants) and given["tenant"] not in tenants:
            return self
        calls = dict(self._calls)
        for row in given["call"]:
            if not str(row.get("source", "")).strip():
                raise _unreadable(N_("{id}: falta a fonte (source)", id=row["id"]))
            base = calls.get(row["id"], Call(row["id"], status="third-party"))
            calls[row["id"]] = _checked(replace(base, **row, given=True))
        return Catalogue(calls.values(), self._proved)

    def proved(self, call_ids: Iterable[str]) -> Catalogue:
        """With these calls proved on the tenant that it is used for."""
        return Catalogue(self._calls.values(), self._proved | frozenset(call_ids))


@lru_cache(maxsize=1)
def shipped() -> Catalogue:
    """The rows that come with the program."""
    text = (resources() / "platform" / FILE).read_text(encoding="utf-8")
    return Catalogue(_checked(Call(**row)) for row in _parsed(text)["call"])


def tenant_of(text: str) -> str:
    """The tenant that an override file names; empty where it is for any. Raises UnreadableError."""
    return str(_parsed(text).get("tenant", ""))


def check(text: str) -> None:
    """Raise UnreadableError where an override file cannot be used."""
    shipped().overridden(text)


def _parsed(text: str) -> dict[str, Any]:
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(N_("não é TOML ({said})", said=str(error))) from error
    unknown = sorted(set(given) - {"call", "tenant"})
    if unknown:
        raise _unreadable(N_("campo desconhecido “{name}”", name=unknown[0]))
    if not isinstance(given.get("tenant", ""), str):
        raise _unreadable(N_("“{name}” não tem o formato esperado", name="tenant"))
    rows = given.get("call", [])
    if not isinstance(rows, list) or not rows:
        raise _unreadable(N_("não tem nenhuma linha [[call]]"))
    for place, row in enumerate(rows):
        _check_row(row)
        if any(other["id"] == row["id"] for other in rows[:place]):
            raise _unreadable(N_("{id}: aparece mais de uma vez", id=row["id"]))
    return {"tenant": given.get("tenant", ""), "call": rows}


def _check_row(row: Any) -> None:
    name = row.get("id") if isinstance(row, dict) else None
    if not isinstance(name, str) or not name:
        raise _unreadable(N_("há uma linha sem id"))
    for key, value in row.items():
        if key not in _KEYS:
            raise _unreadable(N_("{id}: campo desconhecido “{name}”", id=name, name=key))
        shape = _SHAPES.get(str(_KEYS[key]), dict)
        if not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
            raise _unreadable(N_("{id}: “{name}” não tem o formato esperado", id=name, name=key))
    if not all(isinstance(theirs, str) for theirs in row.get("fields", {}).values()):
        raise _unreadable(N_("{id}: “{name}” não tem o formato esperado", id=name, name="fields"))


def _checked(call: Call) -> Call:
    allowed = (("primitive", ("", *PRIMITIVES)), ("op", ("", *OPERATIONS)), ("status", STATUSES), ("paging", PAGINGS))
    for name, options in allowed:
        if getattr(call, name) not in options:
            raise _unreadable(N_("{id}: “{value}” não é um valor de {name}", id=call.id, name=name,
                                 value=getattr(call, name)))
    if not 0 <= call.rung <= 5:
        raise _unreadable(N_("{id}: “{value}” não é um valor de {name}", id=call.id, name="rung", value=call.rung))
    if not call.source:
        raise _unreadable(N_("{id}: falta a fonte (source)", id=call.id))
    if call.primitive == "entities" and not call.op:
        raise _unreadable(N_("{id}: falta a operação (op)", id=call.id))
    return call


def _unreadable(said: Text) -> UnreadableError:
    return UnreadableError(N_("O arquivo do catálogo não pode ser usado: {said}.", said=said),
                           N_("Corrija o arquivo; nada foi mudado."))
