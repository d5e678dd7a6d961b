"""Writes the bad rows of an import as a workbook: the rows as they came, with a column that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from crm_console.core.codecs import plain
from crm_console.core.errors import FailedError
from crm_console.core.text import N_, Language
from crm_console.services.exchange.result import BadRow

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_000  # characters a cell can hold


def write(path: Path, bad: Sequence[BadRow], language: Language) -> None:
    """Write the rows, sheet by sheet. They are for reading: mended in the customer's own workbook, not here, because
    servers are numbered by their order among all rows of their branch. Raises FailedError.
    """
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {"title": book.add_format({"bold": True, "bottom": 1}), "text": book.add_format({"num_format": "@"}),
               "cause": book.add_format({"text_wrap": True, "font_color": "#B42318"})}
    used: set[str] = set()
    for (name, titles), rows in groupby(bad, key=lambda row: (row.sheet, tuple(row.titles))):
        _write_sheet(book.add_worksheet(_sheet_name(name, used)), titles, list(rows), formats, language)
    if not bad:
        book.add_worksheet().write_string(0, 0, language.say(N_("Nenhuma linha com erro.")))
    save(book, path)


def save(book: Any, path: Path) -> None:
    """Close the workbook, which is when it is written."""
    try:
        book.close()
    except (XlsxWriterException, OSError) as error:
        raise FailedError(
            N_("“{path}” não pôde ser gravado.", path=path),
            N_("Feche-o, se estiver aberto em outro programa, e confira a pasta.")) from error


def _write_sheet(
    sheet: Any, titles: Sequence[str], rows: Sequence[BadRow], formats: dict[str, Any], language: Language
) -> None:
    at = len(titles)
    for index, title in enumerate([*titles, language.say(N_("Causa"))]):
        sheet.write_string(0, index, title, formats["title"])
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row.cells):
            _write_cell(sheet, number, index, cell, formats["text"])
        causes = "\n".join(f"{cause.column}: {language.say(cause.cause)}" for cause in row.causes)
        sheet.write_string(number, at, _clean(causes), formats["cause"])
    sheet.set_column(0, max(at - 1, 0), 18)
    sheet.set_column(at, at, 80)
    sheet.freeze_panes(1, 0)


def _write_cell(sheet: Any, row: int, column: int, cell: object, text: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, float | int) and abs(cell) < 1e15:
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date | datetime | time | timedelta):
        sheet.write_string(row, column, plain(cell), text)
    else:
        sheet.write_string(row, column, _clean(str(cell)), text)


def _clean(text: str) -> str:
    return _UNSHOWABLE.sub("�", text)[:LONGEST]


def _sheet_name(name: str, used: set[str]) -> str:
    """A name that Excel takes: 31 characters, none forbidden, no two alike."""
    bare = _FORBIDDEN.sub(" ", name).strip().strip("'")[:31] or "Planilha"
    made, number = bare, 1
    while made.casefold() in used:
        number += 1
        made = f"{bare[:31 - len(str(number)) - 1]} {number}"
    used.add(made.casefold())
    return made
