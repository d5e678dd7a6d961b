"""The funnel: what its six stages hold, what a chart of them shows, what example values would change. No Qt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crm_console.core.codecs import BadValue, fold, parse, show
from crm_console.core.fields import Kind
from crm_console.core.paths import resources
from crm_console.core.problem import Problem
from crm_console.core.record import Record
from crm_console.core.text import N_, Language, Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.models.stage import STAGES
from crm_console.services.records import blank, saving
from crm_console.store.change import Added, Change
from crm_console.store.notes import Acceptances
from crm_console.store.rows import Rows
from crm_console.store.store import Store

TYPE, ACCOUNT_TYPE = "stage", "account-type"
WON = 10  # the chart shows how many opportunities it takes to close this many
PERCENT = "%"
PROBABILITY = "probability"


@dataclass(frozen=True)
class Bar:
    """One stage in the chart: `needed` opportunities to close ten, `share` of the widest bar; None and 0: no bar."""

    needed: int | None
    share: float
    widens: bool


def stages(store: Store) -> list[Record]:
    """The six stages in their order; one that is not stored yet comes as a blank of revision 0."""
    stored = {record["number"]: record for record in store.where(TYPE)}
    return [stored.get(number) or blank(TYPE, number=number) for number in range(1, STAGES + 1)]


def read(name: str, text: str) -> Any:
    """The stored value of what was typed into a cell ("55 %" is 55); BadValue says why it is none."""
    field = fields(TYPES[TYPE])[name]
    plain = text.strip().removesuffix(PERCENT) if field.kind is Kind.NUMBER else text
    value = parse(field, plain)
    problem = field.problem(value)
    if problem is not None:
        raise BadValue(problem)
    return value


def refusal(stage: Record, name: str, why: Text) -> Text:
    """Why a cell keeps what was typed, saying which cell."""
    return N_("Etapa {number}, {label}: {why}", number=stage["number"], label=fields(TYPES[TYPE])[name].label, why=why)


def writing(stage: Record, name: str, value: object) -> list[Change]:
    """The change that puts a value into a stage, nothing where it is there."""
    after = stage.replaced(**{name: value})
    return saving(None if stage.revision == 0 else stage, after) if stage.values.get(name) != value else []


def written(store: Store, stage: Record, name: str, value: object, language: Language) -> Text:
    """What that change is called: "Proposta, Probabilidade: 50 % → 60 %"."""
    return N_("{stage}, {label}: {before} → {after}", label=fields(TYPES[TYPE])[name].label, stage=called(stage),
              before=_said(store, name, stage.values.get(name), language), after=_said(store, name, value, language))


def called(stage: Record) -> Text | str:
    """A stage's name; without one, its number."""
    return str(stage["name"]) if stage.get("name") else N_("Etapa {number}", number=stage["number"])


def _said(store: Store, name: str, value: object, language: Language) -> str:
    field = fields(TYPES[TYPE])[name]
    if value is None:
        return language.say(N_("não alterar") if field.kind is Kind.LINK else N_("não definido"))
    if field.kind is Kind.LINK:
        found = store.get(field.target, str(value))
        return str(found["name"]) if found else ""
    text = show(field, value, language)
    return f"{text} {PERCENT}" if field.kind is Kind.NUMBER else text.lower() if field.kind is Kind.FLAG else text


def needed(probability: int | None) -> int | None:
    """How many opportunities it takes at a stage to close ten."""
    return int(WON / probability * 100 + 0.5) if probability else None


def widening(probabilities: Sequence[int | None]) -> frozenset[int]:
    """The positions whose probability is below that of the last stage before that has one."""
    found, before = set(), None
    for at, value in enumerate(probabilities):
        if value is None:
            continue
        if before is not None and value < before:
            found.add(at)
        before = value
    return frozenset(found)


def bars(probabilities: Sequence[int | None]) -> list[Bar]:
    """The chart's bars; the widest is 1."""
    numbers = [needed(value) for value in probabilities]
    most = max((n for n in numbers if n), default=1)
    wider = widening(probabilities)
    return [Bar(n, n / most if n else 0.0, at in wider) for at, n in enumerate(numbers)]


def choices(types: Iterable[Record], used: str | None) -> list[Record]:
    """The account types that a stage may promote to: the active ones, and the one in use even if it is not."""
    return sorted((r for r in types if r.get("active") is not False or r.uid == used), key=lambda r: fold(r["name"]))


def warnings(store: Store, shown: Sequence[Record]) -> list[Problem]:
    """What the rules say of the stages as they stand in the table, less what a person accepted."""
    known = Acceptances(store)
    with store.reading() as connection:
        lookup = _Shown(Rows(connection), shown)
        found = [(stage, p) for stage in shown for p in TYPES[TYPE].rules(stage, lookup)]
    return [Problem(p.field, p.rule, p.text, p.severity, p.who, p.fix, (TYPE, stage.uid))
            for stage, p in found if known.of(TYPE, stage.uid, p) is None]


def lead(stage: Record) -> Text:
    """How the sentence about a falling probability begins."""
    return N_("Etapa {number}, {name}:", number=stage["number"], name=stage.get("name") or "—")


def and_more(count: int) -> Text:
    """How many stages more fall."""
    return Nn_("Mais {count} etapa cai.", "Mais {count} etapas caem.", count)


class _Shown:
    """A `Lookup` in which the stages are those of the table."""

    def __init__(self, rows: Rows, shown: Sequence[Record]) -> None:
        self._rows, self._stages = rows, shown

    def get(self, type_name: str, uid: str) -> Record | None:
        return self._rows.get(type_name, uid)

    def where(self, type_name: str, **equal: object) -> Sequence[Record]:
        return self._stages if type_name == TYPE and not equal else self._rows.where(type_name, **equal)


@cache
def example() -> tuple[dict[str, Any], ...]:
    """The example's stages: field names and values, an account type by its name."""
    with (resources() / "samples" / "funnel.toml").open("rb") as file:
        return tuple(tomllib.load(file)["stage"])


def from_example(store: Store) -> list[Change]:
    """The changes that put the example's values into the six stages; account types that are missing are made."""
    types = {fold(record["name"]): record.uid for record in store.where(ACCOUNT_TYPE)}
    changes: list[Change] = []
    for stage, values in zip(stages(store), example(), strict=True):
        name = values.get("account_type")
        if name is not None and fold(name) not in types:
            made = blank(ACCOUNT_TYPE, name=name)
            changes.append(Added(ACCOUNT_TYPE, made.uid, dict(made.values)))
            types[fold(name)] = made.uid
        wanted = {**_empty(), **values, "account_type": types[fold(name)] if name else None}
        changes += _all(stage, wanted)
    return changes


def is_example(store: Store) -> bool:
    """Whether what is stored is the example, word for word."""
    types = {record.uid: fold(record["name"]) for record in store.where(ACCOUNT_TYPE)}
    return all(
        {**{n: stage.values.get(n) for n in _empty()}, "account_type": types.get(stage.get("account_type", ""))}
        == {**{n: values.get(n) for n in _empty()}, "account_type": fold(values.get("account_type", "")) or None}
        for stage, values in zip(stages(store), example(), strict=True))


def clearing(store: Store) -> list[Change]:
    """The changes that leave the six stages as a new customer has them."""
    return [change for stage in stages(store) if stage.revision for change in _all(stage, _empty())]


def _all(stage: Record, values: dict[str, Any]) -> list[Change]:
    return saving(None if stage.revision == 0 else stage, stage.replaced(**values))


def _empty() -> dict[str, None]:
    return {f.name: None for f in fields(TYPES[TYPE]).values() if not f.assigned}
