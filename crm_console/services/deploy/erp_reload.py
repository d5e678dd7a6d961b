"""Companies and branches as the ERP holds them: first what a reload would change here, then, if wanted, the change.

Nothing is ever deleted, and what the ERP leaves empty overwrites nothing. A record that changes loses its review mark:
what was reviewed is no longer what is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_console.core.codecs import BadValue, fold, parse
from crm_console.core.errors import RefusedError
from crm_console.core.fields import Field
from crm_console.core.jobs import Context
from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.services.deploy.work import Work
from crm_console.services.platform.answers import part
from crm_console.services.platform.connecting import Platform
from crm_console.services.records import blank, title
from crm_console.store.change import Added, Applied, Change, Edited, Rejected
from crm_console.store.workspace import Workspace

CALL = "erp.companies"
TAKEN: Mapping[str, tuple[str, ...]] = {
    "company": ("code", "name", "trade_name", "cnpj"), "branch": ("code", "name", "cnpj", "head_office")}
MARKS = ("reviewed_by", "reviewed_at")


@dataclass(frozen=True)
class Overwritten:
    """One field that the ERP has otherwise."""

    field: Field
    ours: Any
    theirs: Any


@dataclass(frozen=True)
class Found:
    """One record of the comparison; `fields` only where it would change."""

    record: Record
    key: str
    fields: tuple[Overwritten, ...] = ()

    @property
    def title(self) -> str:
        """Its name for people."""
        return title(self.record)


@dataclass(frozen=True)
class Left:
    """A row or a value of the ERP that cannot be taken, and why."""

    type: str
    key: str
    said: Text


@dataclass
class Preview:
    """What a reload would do; `changes` does exactly that."""

    create: list[Found] = field(default_factory=list)
    change: list[Found] = field(default_factory=list)
    unchanged: list[Found] = field(default_factory=list)
    only_here: list[Found] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def preview(ctx: Context, workspace: Workspace, platform: Platform) -> Preview:
    """Read the ERP and compare. Raises RefusedError where the ERP cannot be read from here, PlatformError."""
    with Work(ctx, workspace, platform) as work:
        if not work.can(CALL):
            raise RefusedError(
                N_("O ERP não pode ser lido por aqui: a Senior não publica a chamada, ou ninguém entrou na "
                   "plataforma."),
                N_("Confira as empresas e filiais na tela, ou informe a chamada num arquivo de catálogo."))
        answer = work.call(CALL)
        names = work.catalogue[CALL].fields
        rows = {type_name: _rows(answer, names, plural)
                for type_name, plural in (("company", "companies"), ("branch", "branches"))}
        return _Comparison(work, names).compare(rows)


def apply(workspace: Workspace, found: Preview) -> Applied | Rejected | None:
    """Write what a preview showed, in one commit; None where there is nothing to write."""
    if not found.changes:
        return None
    count = len(found.create) + len(found.change)
    return workspace.edits.apply(found.changes, Nn_(
        "Recarga do ERP: {count} registro", "Recarga do ERP: {count} registros", count), "erp")


def _rows(answer: Any, names: Mapping[str, str], plural: str) -> list[Mapping[str, Any]]:
    found = part(answer, names.get(plural, plural))
    return [row for row in found or [] if isinstance(row, dict)]


class _Comparison:
    """The ERP's rows beside the workspace's records, by ERP code."""

    def __init__(self, work: Work, names: Mapping[str, str]) -> None:
        self._work, self._names = work, names
        self._found = Preview()
        self._companies: dict[str, Record] = {}

    def compare(self, rows: Mapping[str, list[Mapping[str, Any]]]) -> Preview:
        """All of it, companies first: a branch belongs to one."""
        ours = {fold(record["code"]): record for record in self._work.records("company")}
        self._companies = dict(ours)
        self._type("company", rows["company"], ours)
        names = {record.uid: fold(record["code"]) for record in ours.values()}
        self._type("branch", rows["branch"], {
            f"{names.get(record['company'], '')}/{fold(record['code'])}": record
            for record in self._work.records("branch")})
        return self._found

    def _type(self, type_name: str, rows: list[Mapping[str, Any]], ours: Mapping[str, Record]) -> None:
        met: set[str] = set()
        for row in rows:
            code = str(part(row, self._names.get("code", "code")) or "").strip()
            company = str(part(row, self._names.get("company", "company")) or "").strip()
            key = code if type_name == "company" else f"{company}/{code}"
            place = fold(code) if type_name == "company" else f"{fold(company)}/{fold(code)}"
            if not code or (type_name == "branch" and fold(company) not in self._companies):
                self._found.left.append(Left(type_name, key, N_("O ERP não diz o código.") if not code else N_(
                    "A empresa {company} não veio do ERP e não existe aqui.", company=company or "?")))
            elif place in met:
                self._found.left.append(Left(type_name, key, N_("O ERP traz este código mais de uma vez; vale a "
                                                                "primeira linha.")))
            else:
                met.add(place)
                self._one(type_name, key, company, self._values(type_name, key, row), ours.get(place))
        self._found.only_here += [
            Found(record, self._work.key(record)) for place, record in ours.items() if place not in met]

    def _values(self, type_name: str, key: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the ERP says, as we keep it; what is empty or cannot be kept is left out."""
        found: dict[str, Any] = {}
        for name in TAKEN[type_name]:
            spec = fields(TYPES[type_name])[name]
            try:
                value = parse(spec, part(row, self._names.get(name, name)))
            except BadValue as bad:
                self._found.left.append(Left(type_name, key, N_("{label}: {said}", label=spec.label, said=bad.text)))
                continue
            wrong = spec.problem(value) if value is not None else None
            if wrong is not None:
                self._found.left.append(Left(type_name, key, N_("{label}: {said}", label=spec.label, said=wrong)))
            elif value is not None:
                found[name] = value
        return found

    def _one(self, type_name: str, key: str, company: str, values: dict[str, Any], ours: Record | None) -> None:
        if "code" not in values:
            return  # it cannot be kept, and is among what was left
        if ours is None:
            owner = {"company": self._companies[fold(company)].uid} if type_name == "branch" else {}
            made = blank(type_name, **values, **owner, origin="erp")
            if type_name == "company":
                self._companies[fold(values["code"])] = made
            self._found.create.append(Found(made, key))
            self._found.changes.append(Added(type_name, made.uid, dict(made.values)))
            return
        specs = fields(TYPES[type_name])
        other = tuple(Overwritten(specs[name], ours.get(name), theirs) for name, theirs in values.items()
                      if name != "code" and (ours.get(name) or None) != (theirs or None))
        key = self._work.key(ours)
        if not other:
            self._found.unchanged.append(Found(ours, key))
            return
        self._found.change.append(Found(ours, key, other))
        self._found.changes += [Edited(type_name, ours.uid, each.field.name, each.ours, each.theirs) for each in other]
        marks = {"origin": "erp", **dict.fromkeys(MARKS)}
        self._found.changes += [Edited(type_name, ours.uid, name, ours.get(name), value)
                                for name, value in marks.items() if ours.get(name) != value]
