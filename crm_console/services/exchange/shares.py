"""Percentages: a spreadsheet that shows `10%` holds 0.1, and `100%` is 1. Which it is follows from the whole column."""

from __future__ import annotations

from collections.abc import Sequence

from crm_console.core.fields import Field
from crm_console.core.text import N_
from crm_console.services.exchange.lines import Line

PLACES = 6  # 0.07 is 7.000000000000001 hundredths


def settle_shares(lines: Sequence[Line]) -> None:
    """Read the columns that hold shares as per cent; refuse a 1 of which nobody can say what it is."""
    for header in {line.header for line in lines}:
        for index, spec in header.columns.items():
            if spec.percent:
                _settle([line for line in lines if line.header is header], index, spec)


def _settle(lines: Sequence[Line], index: int, spec: Field) -> None:
    held = [(line, float(cell)) for line in lines if index < len(line.cells)
            and isinstance(cell := line.cells[index], float | int) and not isinstance(cell, bool)]
    whole = any(share > 1 for _, share in held)
    if not whole and any(0 < share < 1 for _, share in held):
        for line, share in held:
            line.errors = [error for error in line.errors if error.column != line.header.title(spec.name)]
            value = round(share * 100, PLACES)
            if value.is_integer():
                line.values[spec.name] = int(value)
            else:
                line.refuse(spec.name, N_("“{value} %” não é um número inteiro.", value=value))
    elif held and not whole:
        for line, share in held:
            if share == 1:
                line.values.pop(spec.name, None)
                line.refuse(spec.name, N_(
                    "Não dá para saber se é 1 % ou 100 %. Formate a célula como texto e escreva 1 ou 100."))
