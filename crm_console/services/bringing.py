"""What becomes of each record of a source in another workspace: made, changed, the same, kept, or left and why.

Records are matched by their identity, as uniqueness sees it. What the source leaves empty never empties anything. Links
are followed by identity, and dropped where the target has no such record. Passwords are never taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_console.core import grants
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.services.records import fresh, saving, title
from crm_console.store.change import Change
from crm_console.store.keys import identity
from crm_console.store.rows import Rows
from crm_console.store.store import new_uid
from crm_console.store.workspace import Workspace

At = tuple[str, str]  # type, uid in the source

# What says how this customer came by a record, or how far it is with it: another customer's word is worth nothing here.
OWN = frozenset({"origin", "reviewed_by", "reviewed_at", "activation"})
CREATE, UPDATE, SAME, KEEP, LEAVE = "create", "update", "same", "keep", "leave"


@dataclass(frozen=True)
class Section:
    """Record types that are taken together. `general`: worth the same at another customer, so proposed at once."""

    id: str
    label: Text
    types: tuple[str, ...]
    general: bool = True


SECTIONS = (
    Section("roles", N_("Papéis e recursos"), ("resource", "role", "profile-option", "profile")),
    Section("departments", N_("Departamentos e funções"), ("department", "function")),
    Section("funnel", N_("Funil e tipos de conta"), ("account-type", "stage")),
    Section("settings", N_("Configurações gerais"), ("setting",)),
    Section("companies", N_("Empresas e filiais"), ("company", "branch"), general=False),
    Section("servers", N_("Servidores"), ("smtp", "ftp"), general=False),
    Section("users", N_("Usuários"), ("user",), general=False),
)


def section_of(type_name: str) -> Section:
    """The section that holds a type."""
    return next(section for section in SECTIONS if type_name in section.types)


@dataclass(frozen=True)
class Item:
    """What happens to one record: create, update, same, keep (there already, with other values) or leave (and why)."""

    section: str
    type: str
    title: str
    what: str
    fields: tuple[Text, ...] = ()  # the labels of what changes
    dropped: tuple[Text, ...] = ()  # the labels of links that lead nowhere here, or that a rule refuses
    why: Text | None = None  # why the record is left, or what the rule says of the link


@dataclass
class Tally:
    """The counts of one section; `links` are single links that were dropped."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    left: int = 0
    links: int = 0


@dataclass(frozen=True)
class Plan:
    """What would be written: the changes and what they mean, section by section."""

    source: str
    customer: Text | str
    changes: tuple[Change, ...]
    items: tuple[Item, ...]
    tallies: Mapping[str, Tally]
    secrets: int = 0
    photos: tuple[str, ...] = ()

    @property
    def writes(self) -> int:
        """How many records are made or changed."""
        return sum(tally.created + tally.updated for tally in self.tallies.values())

    @property
    def left(self) -> int:
        """How many records cannot be taken."""
        return sum(tally.left for tally in self.tallies.values())

    @property
    def links(self) -> int:
        """How many links are dropped."""
        return sum(tally.links for tally in self.tallies.values())


class Planner:
    """Goes through the types in the order of dependence and says what becomes of each record of the source."""

    def __init__(
        self, workspace: Workspace, known: Mapping[str, Sequence[Record]], sections: Sequence[Section],
        refused: Mapping[At, Text], unlinked: Mapping[tuple[str, str, str], Text], *, update: bool,
    ) -> None:
        self._known, self._refused, self._unlinked, self._update = known, refused, unlinked, update
        self._source = {(name, record.uid): record for name, records in known.items() for record in records}
        self._section = {name: section.id for section in sections for name in section.types}
        self._tallies = {section.id: Tally() for section in sections}
        self._here: dict[At, str] = {}  # a record of the source, to the uid of the same one here
        self.of: dict[At, At] = {}  # a record of the changes, to the one of the source
        self._changes: list[Change] = []
        self._items: list[Item] = []
        self._photos: dict[str, None] = {}
        self._secrets = 0
        with workspace.store.reading() as connection:
            rows = Rows(connection)
            self._stored = {name: list(rows.where(name)) for name in known}
            self._starting = {name: fresh(rows, name).values for name in self._section}

    def plan(self, source: str, customer: Text | str) -> Plan:
        """The plan for all types of the sections."""
        for name in self._known:
            self._type(name)
        return Plan(source, customer, tuple(self._changes), tuple(self._items), self._tallies,
                    self._secrets, tuple(self._photos))

    def _type(self, name: str) -> None:
        there = {identity(name, record.values): record for record in self._stored[name]}
        taken = {record.uid for record in self._stored[name]}
        pending: list[tuple[Record, Record | None]] = []
        for record in self._known[name]:
            key = self._key(record)
            found = there.get(identity(name, key)) if key is not None else None
            if found is not None:
                self._here[name, record.uid] = found.uid
            elif name in self._section and key is not None and (name, record.uid) not in self._refused:
                uid = new_uid() if record.uid in taken else record.uid
                self._here[name, record.uid] = uid
            pending.append((record, found))
        if name in self._section:  # links within the type (managers) need all of it mapped
            for record, found in pending:
                self._record(record, found)

    def _key(self, record: Record) -> dict[str, Any] | None:
        """The key as it reads here; None where a record that it names is not here."""
        made: dict[str, Any] = {}
        for name in TYPES[record.type].KEY:
            spec, value = fields(TYPES[record.type])[name], record.values[name]
            made[name] = self._here.get((spec.target, value)) if spec.kind is Kind.LINK else value
            if spec.kind is Kind.LINK and made[name] is None:
                return None
        return made

    def _record(self, record: Record, found: Record | None) -> None:
        at = (record.type, record.uid)
        uid = self._here.get(at)
        if uid is None or at in self._refused:
            self._note(record, LEAVE, why=self._refused.get(at) or self._lacking(record))
            return
        values, dropped = self._values(record)
        if found is None:
            self._create(record, uid, values, dropped)
            return
        whole = self._update or (TYPES[record.type].PERMANENT is not None and untouched(found))
        after = found.replaced(**{n: v for n, v in values.items() if n not in TYPES[record.type].KEY and n not in OWN
                                  and v not in (None, "", frozenset())})
        changes, why = saving(found, after), self._why(record, dropped)
        if not changes:
            self._note(record, SAME, dropped=dropped, why=why)
        elif not whole:
            self._note(record, KEEP, changes, dropped, why)
        else:
            self._put(record, found, after)
            self._note(record, UPDATE, changes, dropped, why)

    def _why(self, record: Record, dropped: Sequence[str]) -> Text | None:
        """What a rule says of a link that was dropped; None where it leads to nothing here."""
        said = (self._unlinked.get((record.type, record.uid, name)) for name in dropped)
        return next((text for text in said if text is not None), None)

    def _create(self, record: Record, uid: str, values: dict[str, Any], dropped: Sequence[str]) -> None:
        given = {name: value for name, value in values.items() if name not in OWN}
        if "origin" in fields(TYPES[record.type]):
            given["origin"] = "imported"
        made = Record(record.type, uid, {**self._starting[record.type], **given})
        self._put(record, None, made)
        self._note(record, CREATE, dropped=dropped, why=self._why(record, dropped))

    def _put(self, record: Record, before: Record | None, after: Record) -> None:
        """Take the changes in; remember the photos that go with them, and count the passwords that do not."""
        self.of[after.type, after.uid] = (record.type, record.uid)
        self._changes += saving(before, after)
        for spec in fields(TYPES[after.type]).values():
            value, held = after.values.get(spec.name), before.values.get(spec.name) if before else None
            if spec.kind is Kind.PICTURE and value and value != held:
                self._photos[value] = None
            if spec.kind is Kind.SECRET and record.values.get(spec.name) and not held:
                self._secrets += 1

    def _values(self, record: Record) -> tuple[dict[str, Any], list[str]]:
        """The values with links as they read here, without secrets; and the field of each link that was dropped."""
        made: dict[str, Any] = {}
        dropped: list[str] = []
        for spec in fields(TYPES[record.type]).values():
            value = record.values.get(spec.name)
            if spec.kind is Kind.SECRET:
                continue
            if spec.kind is Kind.LINK:
                made[spec.name] = self._linked(record, spec, value, dropped)
            elif spec.kind in SETS:
                made[spec.name] = self._set(spec, value or frozenset(), dropped)
            else:
                made[spec.name] = value
        return made, dropped

    def _linked(self, record: Record, spec: Field, value: str | None, dropped: list[str]) -> str | None:
        if value is None:
            return None
        here = self._here.get((spec.target, value))
        if here is None or (record.type, record.uid, spec.name) in self._unlinked:
            dropped.append(spec.name)
            return None
        return here

    def _set(self, spec: Field, value: frozenset[str], dropped: list[str]) -> frozenset[str]:
        found: set[str] = set()
        for element in value:
            target, word = grants.split(element) if spec.kind is Kind.GRANTS else (element, "")
            here = self._here.get((spec.target, target))
            if here is None:
                dropped.append(spec.name)
            else:
                found.add(grants.pair(here, word) if spec.kind is Kind.GRANTS else here)
        return frozenset(found)

    def _lacking(self, record: Record) -> Text:
        """Which record of the key is not here."""
        for name in TYPES[record.type].KEY:
            spec, value = fields(TYPES[record.type])[name], record.values[name]
            if spec.kind is Kind.LINK and (spec.target, value) not in self._here:
                return N_("{label} {name} não está aqui. Traga também {section}.", label=spec.label,
                          name=self._titled(spec.target, value), section=section_of(spec.target).label)
        return N_("O registro a que ele se refere não está aqui.")

    def _note(
        self, record: Record, what: str, changes: Sequence[Change] = (), dropped: Sequence[str] = (),
        why: Text | None = None,
    ) -> None:
        section = self._section[record.type]
        tally = self._tallies[section]
        counted = {CREATE: "created", UPDATE: "updated", SAME: "unchanged", KEEP: "kept", LEAVE: "left"}[what]
        setattr(tally, counted, getattr(tally, counted) + 1)
        tally.links += len(dropped)
        specs = fields(TYPES[record.type])
        changed = {change.field for change in changes}  # type: ignore[union-attr]
        self._items.append(Item(
            section, record.type, self.named(record), what, tuple(f.label for n, f in specs.items() if n in changed),
            tuple(f.label for n, f in specs.items() if n in dropped), why))

    def named(self, record: Record) -> str:
        """The record's name, or that of the record that its key leads to."""
        own = title(record)
        if own:
            return own
        spec = fields(TYPES[record.type])[TYPES[record.type].KEY[-1]]
        return self._titled(spec.target, record.values[spec.name])

    def _titled(self, type_name: str, uid: str) -> str:
        found = self._source.get((type_name, uid))
        return title(found) if found is not None else "?"


def untouched(record: Record) -> bool:
    """Whether nobody has put anything into a record that every workspace has from the start (a stage)."""
    model = TYPES[record.type]
    return model.PERMANENT is not None and all(
        record.values.get(name) in (None, frozenset()) for name in fields(model) if name not in model.KEY)
