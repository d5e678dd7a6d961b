"""Turns rows into lines: each cell read by its field's own rules, every complaint kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from crm_console.core.checks import text_problem
from crm_console.core.codecs import BadValue, fold, is_blank, parse, plain
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.jobs import Context
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.services.exchange import headers
from crm_console.services.exchange.headers import Header
from crm_console.services.exchange.prefilled import says_nothing
from crm_console.services.exchange.result import BadRow, Ignored, RowError
from crm_console.services.exchange.sheets import Row, Sheet, sheets
from crm_console.store.keys import key_fields
from crm_console.store.secrets import LONGEST

STEP = 500  # rows between two words of progress
MEMORY = 20_000  # different values of a column that are read once
_TOTAL = re.compile(r"(sub|sub-)?tota(l|is|les)\b", re.IGNORECASE)
_PLAIN_TOTAL = re.compile(r"(sub|sub-)?tota(l|is|les)\s*([:=(].*|geral|general)?", re.IGNORECASE)
_SECRET_TITLE = re.compile(r"senha|password|contrasena|segredo|secret|token")

Read = tuple[Any, Text | None]


@dataclass(slots=True, eq=False)
class Line:
    """A row on its way to a record. `errors` keep it from being written, `unkept` only its passwords."""

    header: Header
    row: int
    cells: Sequence[object] = field(repr=False)
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    typed: set[str] = field(default_factory=set)  # codes whose cells hold numbers
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    errors: list[RowError] = field(default_factory=list)
    unkept: list[RowError] = field(default_factory=list)
    total: bool = False
    before: Record | None = None
    after: Record | None = None

    def error(self, field_name: str, cause: Text) -> RowError:
        """A cause that names the field's column and its cell; never a password."""
        index = next((i for i, f in self.header.columns.items() if f.name == field_name), None)
        value = "" if index is None else self.shown(index)
        return RowError(self.header.sheet, self.row, self.header.title(field_name), value, cause)

    def shown(self, index: int) -> str:
        """A cell as an error shows it: one line, not endless, and nothing of what may be a password."""
        if index >= len(self.cells) or index in hidden(self.header) or is_blank(self.cells[index]):
            return ""
        return plain(self.cells[index])[:200]

    def refuse(self, field_name: str, cause: Text) -> None:
        """Mark the row bad."""
        self.errors.append(self.error(field_name, cause))

    def as_bad(self) -> BadRow:
        """The row as it goes back to the customer."""
        titles = self.header.titles
        cells = ["" if i in hidden(self.header) else cell for i, cell in enumerate(self.cells[:len(titles)])]
        return BadRow(self.header.sheet, self.row, titles, cells, (*self.errors, *self.unkept))


@dataclass
class Reading:
    """All lines of all sources in their order, and what was not looked at."""

    lines: list[Line] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


@cache
def hidden(header: Header) -> frozenset[int]:
    """The columns whose cells are never shown: passwords, and what is called so where no field stands behind it."""
    return frozenset(
        index for index, title in enumerate(header.titles)
        if (index in header.columns and header.columns[index].kind is Kind.SECRET)
        or (index not in header.columns and _SECRET_TITLE.search(headers.folded(title))))


def read(sources: Sequence[Path], type_name: str | None, ctx: Context) -> Reading:
    """Every row of every sheet that has a header. Raises UnreadableError, and UsageError for an ambiguous sheet."""
    reading = Reading()
    for path in sources:
        for sheet in sheets(path):
            named = Sheet(f"{path.name}: {sheet.name}" if len(sources) > 1 else sheet.name, sheet.rows)
            _read_sheet(reading, named, sheet.name, type_name, ctx)
    return reading


def _read_sheet(reading: Reading, sheet: Sheet, plain_name: str, type_name: str | None, ctx: Context) -> None:
    first = list(islice(sheet.rows, headers.FIRST))
    header, note = headers.find(plain_name, first, type_name)
    if note is not None:
        reading.notes.append(note)
    if header is None:
        reading.skipped.append(sheet.name)
        return
    header = Header(sheet.name, header.type, header.row, header.titles, header.columns)
    reading.ignored += [Ignored(sheet.name, title) for title in header.unknown]
    reader = _Reader(header)
    for row in chain((row for row in first if row[0] > header.row), sheet.rows):
        if row[0] % STEP == 0:
            ctx.progress(N_("Lendo {sheet}: linha {row}", sheet=sheet.name, row=row[0]), row[0])
        reading.lines.extend(reader.line(row))


class _Reader:
    """Reads the rows of one sheet; a value that a column repeats is judged once."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._known: dict[int, dict[tuple[type, object], Read]] = {index: {} for index in header.columns}
        self._nothing = {index: _nothing(spec) for index, spec in header.columns.items() if spec.nothing.source}
        self._keys = {f.name: f for f in key_fields(header.type)}

    def line(self, row: Row) -> Iterator[Line]:
        """The row's line; none for an empty row, a line of help or the header once more."""
        number, cells = row
        if all(cell is None or cell == "" or is_blank(cell) for cell in cells):
            return
        if (number == self._header.row + 1 and headers.is_help(cells)) or self._repeats_header(cells):
            return
        line = Line(self._header, number, cells)
        line.total = self._is_total(line)
        if line.total:
            at, titles = next(i for i, cell in enumerate(cells) if not is_blank(cell)), self._header.titles
            cause = N_("Esta linha é um total, não um registro. Tire-a da planilha.")
            title = titles[at] if at < len(titles) else ""
            line.errors.append(RowError(self._header.sheet, number, title, line.shown(at), cause))
        else:
            self._fill(line)
            if self._says_nothing(line):
                return
        yield line

    def _says_nothing(self, line: Line) -> bool:
        """Whether it is a row of the blank workbook that nobody filled in, its columns of help left aside."""
        if line.errors or line.secrets:
            return False
        filled = line.values or any(not is_blank(cell) for i, cell in enumerate(line.cells)
                                    if i not in self._header.help)
        return not filled or says_nothing(self._header.type, line.values)

    def _repeats_header(self, cells: Sequence[object]) -> bool:
        titles = self._header.titles
        return isinstance(cells[0], str) and plain(cells[0]) == titles[0] and tuple(map(plain, cells)) == titles

    def _is_total(self, line: Line) -> bool:
        """A total stands in the key or instead of it; "Total Química" beside a code is a name."""
        index, cell = next((i, cell) for i, cell in enumerate(line.cells) if not is_blank(cell))
        if index in hidden(self._header) or not isinstance(cell, str) or not _TOTAL.match(cell.strip()):
            return False
        found = self._header.columns.get(index)
        if found is not None and found.name in self._keys:
            return found.kind is not Kind.TEXT or _PLAIN_TOTAL.fullmatch(cell.strip()) is not None
        return any(f.name in self._keys and (i >= len(line.cells) or is_blank(line.cells[i]))
                   for i, f in self._header.columns.items())

    def _fill(self, line: Line) -> None:
        for index, spec in self._header.columns.items():
            cell = line.cells[index] if index < len(line.cells) else None
            if cell is None or cell == "":
                continue
            if spec.kind is Kind.SECRET:
                self._fill_secret(line, spec, cell)
                continue
            if index in self._nothing and isinstance(cell, str) and fold(cell) in self._nothing[index]:
                line.values[spec.name] = None
                continue
            value, cause = self._read(index, spec, cell)
            if cause is not None:
                line.refuse(spec.name, cause)
            elif value is not None:
                line.values[spec.name] = value
                if isinstance(cell, float | int) and not isinstance(cell, bool):
                    line.typed.add(spec.name)

    def _read(self, index: int, spec: Field, cell: object) -> Read:
        known, at = self._known[index], (type(cell), cell)
        found = known.get(at)
        if found is None:
            found = read_cell(spec, cell)
            if len(known) < MEMORY:
                known[at] = found
        return found

    def _fill_secret(self, line: Line, spec: Field, cell: object) -> None:
        value = parse(spec, cell)
        cause = None if value is None else text_problem(value, LONGEST)
        if cause is not None:
            line.refuse(spec.name, cause)
        elif value is not None:
            line.secrets[spec.name] = value


def read_cell(spec: Field, cell: object) -> Read:
    """The stored value (a key for a link) or the sentence that refuses the cell."""
    if isinstance(cell, bool) and spec.kind is Kind.TEXT:
        cell = str(cell).lower()
    if spec.target and isinstance(cell, date):
        return None, N_("A planilha tem uma data aqui. Formate a coluna como texto e escreva de novo.")
    try:
        value = parse(_in_every_language(spec), cell)
    except BadValue as bad:
        return None, bad.text
    if value is None or spec.kind in SETS:
        return value, None
    if spec.kind is Kind.LINK:
        return value, text_problem(value, spec.length)
    return value, spec.problem(value)


def _nothing(spec: Field) -> frozenset[str]:
    """The words that empty the field."""
    return frozenset(map(fold, (*headers.in_every_language(spec.nothing), "-")))


@cache
def _in_every_language(spec: Field) -> Field:
    """The field with its options' labels in every language among the words that mean them."""
    return replace(spec, choices=tuple(
        replace(choice, also=(*choice.also, *headers.in_every_language(choice.label))) for choice in spec.choices))


def missing_values(line: Line) -> Iterator[Field]:
    """The parts of the key that a row leaves empty."""
    complained = {error.column for error in line.errors}
    for spec in key_fields(line.header.type):
        if (headers.importable(spec) and spec.default is None and spec.name not in line.values
                and line.header.title(spec.name) not in complained):
            yield spec

