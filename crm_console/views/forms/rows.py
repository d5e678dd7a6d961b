"""Where each field of a form stands: a grid of twelve columns, filled in the fields' own order.

A yes/no that opens fields begins a row and its fields stand to its right. Nothing here names a field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crm_console.core.fields import SETS, Field, Kind

COLUMNS = 12
SPANS = {
    Kind.TEXT: 6, Kind.CODE: 4, Kind.NUMBER: 2, Kind.FLAG: 4, Kind.CHOICE: 6, Kind.HOST: 6, Kind.EMAIL: 6,
    Kind.PATH: 4, Kind.CNPJ: 4, Kind.MOMENT: 4, Kind.SECRET: 6, Kind.LINK: 6, Kind.LINKS: 12,
    Kind.GRANTS: 12, Kind.PICTURE: 12,
}
NARROW = 3  # the least a field keeps when a row is shared with the yes/no that opens it


@dataclass(frozen=True)
class Place:
    """A field's row, first column and width."""

    field: Field
    row: int
    column: int
    span: int


@dataclass(frozen=True)
class Layout:
    """All places, and the rows above which a thin line stands."""

    places: tuple[Place, ...]
    rules: frozenset[int]


def laid_out(specs: Iterable[Field]) -> Layout:
    """Places for the fields in their order; the last field of a row takes what is left of it."""
    rows, rules = _rows(list(specs))
    places: list[Place] = []
    for at, row in enumerate(rows):
        spans = _fitted(row)
        column = 0
        for field, span in zip(row, spans, strict=True):
            places.append(Place(field, at, column, span))
            column += span
    return Layout(tuple(places), frozenset(rules))


def _rows(specs: list[Field]) -> tuple[list[list[Field]], set[int]]:
    openers = {f.shown_when[0] for f in specs if f.shown_when}
    rows: list[list[Field]] = []
    rules: set[int] = set()
    current: list[Field] = []
    opened = ""
    for at, field in enumerate(specs):
        within_opened = bool(opened) and field.shown_when is not None and field.shown_when[0] == opened
        begins = (field.name in openers or (bool(opened) and not within_opened)
                  or (_flag_run(specs, at, openers) and bool(current) and current[-1].kind is not Kind.FLAG))
        if current and (begins or (not within_opened and _width(current) + SPANS[field.kind] > COLUMNS)):
            rows.append(current)
            if (field.name in openers) != bool(opened):
                rules.add(len(rows))
            current = []
        if begins:
            opened = field.name if field.name in openers else ""
        current.append(field)
    if current:
        rows.append(current)
    return rows, rules


def _flag_run(specs: list[Field], at: int, openers: set[str]) -> bool:
    """Whether plain yes/no fields follow one another here: they stand in a row of their own."""
    pair = specs[at:at + 2]
    return len(pair) == 2 and all(f.kind is Kind.FLAG and f.name not in openers and not f.shown_when for f in pair)


def _width(row: list[Field]) -> int:
    return sum(span_of(f) for f in row)


def span_of(field: Field) -> int:
    """The columns that a field would like; a note beside the label needs room."""
    return max(SPANS[field.kind], 4) if field.note.source and field.kind is Kind.NUMBER else SPANS[field.kind]


def _fitted(row: list[Field]) -> list[int]:
    spans = [span_of(f) for f in row]
    if row[0].kind is Kind.FLAG and len(row) > 1:
        share = (COLUMNS - 4) // (len(row) - 1)
        return [4, *([max(NARROW, share)] * (len(row) - 1))]
    spare = COLUMNS - sum(spans)
    if len(row) > 1 or row[0].kind in (*SETS, Kind.FLAG):
        spans[-1] += spare
    return spans
