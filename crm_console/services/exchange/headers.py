"""Finds the header row of a sheet, the record type it speaks of and the field behind each column.

A column is known by a field's label in any of our languages, by its name, or by one of its aliases; capitals, accents,
repeated spaces and a `*` or `:` at the end do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from crm_console.core.codecs import plain
from crm_console.core.errors import UsageError
from crm_console.core.fields import Field, Kind
from crm_console.core.paths import resources
from crm_console.core.text import CODES, N_, Language, Text
from crm_console.models import TYPES, fields
from crm_console.services.exchange.sheets import Row
from crm_console.store.keys import key_fields

FIRST = 20  # rows among which the header must be
MARK = "▸"  # how a template's help begins: each cell of its line, and the titles of its columns
_JUNK = re.compile(r"[\s_]+")


@dataclass(frozen=True, eq=False)
class Header:
    """Where a sheet's header stands, what its columns are called and which fields they hold."""

    sheet: str
    type: str
    row: int
    titles: tuple[str, ...]
    columns: Mapping[int, Field]

    def title(self, field_name: str) -> str:
        """The column's own words for a field, or the field's label where the sheet has no such column."""
        for index, field in self.columns.items():
            if field.name == field_name:
                return self.titles[index]
        known = fields(TYPES[self.type]).get(field_name)
        return str(known.label) if known else ""

    @property
    def unknown(self) -> list[str]:
        """The titles behind which there is no field; a template's columns of help are none of them."""
        return [title for index, title in enumerate(self.titles)
                if title and index not in self.columns and index not in self.help]

    @cached_property
    def help(self) -> frozenset[int]:
        """A template's columns of help."""
        return frozenset(index for index, title in enumerate(self.titles) if title.startswith(MARK))


@cache
def languages() -> tuple[Language, ...]:
    """Every language in which a workbook may be written."""
    return tuple(Language(code, resources() / "i18n") for code in CODES)


def in_every_language(text: Text) -> set[str]:
    """The text as each of our languages says it."""
    return {language.say(text) for language in languages()}


def folded(title: str) -> str:
    """A title without what people vary."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
    return _JUNK.sub(" ", bare).strip(" *:").casefold()


def importable(field: Field) -> bool:
    """Whether a sheet may give the field: no pictures, and what the program gives itself only if the key asks."""
    return (not field.assigned or field.required or field.kind is Kind.GRANTS) and field.kind is not Kind.PICTURE


@cache
def _titles(type_name: str) -> dict[str, tuple[int, Field]]:
    """Folded title to (rank, field); labels and names rank before aliases."""
    known: dict[str, tuple[int, Field]] = {}
    for field in filter(importable, fields(TYPES[type_name]).values()):
        words = {**dict.fromkeys(field.aliases, 1), **dict.fromkeys(in_every_language(field.label) | {field.name}, 0)}
        for word, rank in words.items():
            if rank < known.get(folded(word), (2,))[0]:
                known[folded(word)] = (rank, field)
    return known


def _columns(type_name: str, titles: Sequence[str]) -> dict[int, Field]:
    best: dict[str, tuple[int, int, Field]] = {}
    known = _titles(type_name)
    for index, title in enumerate(titles):
        rank, field = known.get(title, (0, None)) if title else (0, None)
        if field is not None and (rank, index) < best.get(field.name, (2, 0, field))[:2]:
            best[field.name] = (rank, index, field)
    return {index: field for _, index, field in sorted(best.values(), key=lambda found: found[1])}


def lacking(type_name: str, columns: Mapping[int, Field]) -> list[Field]:
    """The fields of the key that a sheet has to give and does not."""
    given = {field.name for field in columns.values()}
    return [f for f in key_fields(type_name) if importable(f) and f.default is None and f.name not in given]


def find(sheet: str, rows: Sequence[Row], type_name: str | None = None) -> tuple[Header | None, Text | None]:
    """The header among a sheet's first rows, and a sentence where one was nearly found.

    Raises UsageError where two types fit equally well.
    """
    best: tuple[int, Row, list[str]] | None = None
    near: tuple[int, str, Field] | None = None
    for row in rows:
        titles = [folded(str(cell)) if isinstance(cell, str) else "" for cell in row[1]]
        scores = {t: _columns(t, titles) for t in ([type_name] if type_name else TYPES)}
        most = max(len(columns) for columns in scores.values())
        fitting = [t for t, columns in scores.items() if _fits(sheet, t, columns, forced=type_name is not None)]
        top = max((len(scores[t]) for t in fitting), default=0)
        if top and top >= most and (best is None or top > best[0]):
            best = (top, row, [t for t in fitting if len(scores[t]) == top])
        elif most >= 3 and (near is None or most > near[0]):
            near = next(((most, t, lacking(t, c)[0]) for t, c in scores.items() if len(c) == most and lacking(t, c)),
                        near)
    if best is None:
        return None, near and N_("A planilha “{sheet}” parece ter {type}, mas falta a coluna “{column}”.", sheet=sheet,
                                 type=TYPES[near[1]].LABELS, column=near[2].label)
    return _header(sheet, best[1], _only(sheet, best[2])), None


def _fits(sheet: str, type_name: str, columns: Mapping[int, Field], *, forced: bool) -> bool:
    """One known column alone is a chance find, unless something else names the type."""
    few = 1 if forced or _named(sheet, type_name) else 2
    return len(columns) >= few and not lacking(type_name, columns)


def _named(sheet: str, type_name: str) -> bool:
    model = TYPES[type_name]
    words = in_every_language(model.LABEL) | in_every_language(model.LABELS) | {type_name}
    return folded(sheet) in {folded(word) for word in words}


def _only(sheet: str, candidates: Sequence[str]) -> str:
    if len(candidates) == 1:
        return candidates[0]
    named = [t for t in candidates if _named(sheet, t)]
    if len(named) == 1:
        return named[0]
    raise UsageError(
        N_("A planilha “{sheet}” pode ser de mais de um tipo: {names}.", sheet=sheet, names=", ".join(candidates)),
        N_("Diga qual é com --type."))


def _header(sheet: str, row: Row, type_name: str) -> Header:
    titles = tuple(plain(cell) for cell in row[1])
    return Header(sheet, type_name, row[0], titles, _columns(type_name, [folded(title) for title in titles]))


def is_help(cells: Sequence[object]) -> bool:
    """Whether a row is a template's line of help."""
    filled = [cell for cell in cells if not (cell is None or cell == "")]
    return bool(filled) and all(isinstance(cell, str) and cell.lstrip().startswith(MARK) for cell in filled)
