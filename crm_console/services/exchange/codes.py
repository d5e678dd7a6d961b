"""Gives back the zeros that a spreadsheet took from a code typed as a number, where there is evidence for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from crm_console.core.fields import Kind
from crm_console.core.text import Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.services.exchange.headers import Header
from crm_console.services.exchange.lines import Line
from crm_console.store.keys import key_fields


@dataclass
class _Column:
    """What the text codes of one column are like, and what was done to its numbers."""

    widths: set[int] = field(default_factory=set)
    zeros: bool = False
    restored: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def holds_codes(type_name: str, field_name: str) -> bool:
    """Whether the field is a code, or a link that is written as one."""
    spec = fields(TYPES[type_name])[field_name]
    return spec.kind is Kind.CODE or (spec.kind is Kind.LINK and key_fields(spec.target)[-1].kind is Kind.CODE)


class Codes:
    """Looks at all columns of codes first, then answers for single cells."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._columns: dict[tuple[Header, str], _Column] = {}
        watched: dict[Header, list[str]] = {}
        for line in lines:
            header = line.header
            if header not in watched:
                watched[header] = [f.name for f in header.columns.values() if holds_codes(header.type, f.name)]
                self._columns.update({(header, name): _Column() for name in watched[header]})
            for name in watched[header]:
                value = line.values.get(name)
                if isinstance(value, str) and name not in line.typed:
                    column = self._columns[header, name]
                    column.widths.add(len(value))
                    column.zeros = column.zeros or value.startswith("0")

    def restored(self, line: Line, field_name: str, known: Collection[str]) -> str:
        """The code that a number in this cell means; `known` are the codes that exist where it is looked for."""
        value: str = line.values[field_name]
        column = self._columns[line.header, field_name]
        same = [code for code in known if code.lstrip("0") == value.lstrip("0")]
        if len(same) == 1:
            found = same[0]
        elif value not in same and self._one_width(line, field_name, column):
            found = value.zfill(next(iter(column.widths)))
        else:
            found = value
        if found != value:
            column.restored.append((value, found))
        elif value not in same:
            column.kept.append(value)
        return found

    def _one_width(self, line: Line, field_name: str, column: _Column) -> bool:
        """Telephone numbers and the like also share widths: beyond keys and links a zero in front must be seen."""
        spec = fields(TYPES[line.header.type])[field_name]
        keys = spec.kind is Kind.LINK or field_name in TYPES[line.header.type].KEY
        return len(column.widths) == 1 and (keys or column.zeros)

    def notes(self) -> Iterable[Text]:
        """What was done, one sentence a column."""
        for (header, name), column in self._columns.items():
            if column.restored:
                before, after = column.restored[0]
                yield Nn_("{sheet}, “{column}”: um código digitado como número recuperou os zeros à esquerda "
                          "({before} → {after}).",
                          "{sheet}, “{column}”: {count} códigos digitados como número recuperaram os zeros à esquerda "
                          "({before} → {after}).", len(column.restored),
                          sheet=header.sheet, column=header.title(name), before=before, after=after)
            if column.kept:
                yield Nn_("{sheet}, “{column}”: um código digitado como número ficou como está ({value}). "
                          "Confira os zeros à esquerda.",
                          "{sheet}, “{column}”: {count} códigos digitados como número ficaram como estão ({value}…). "
                          "Confira os zeros à esquerda.", len(column.kept),
                          sheet=header.sheet, column=header.title(name), value=column.kept[0])
