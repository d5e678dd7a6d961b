"""Whatever stands in the cells: rows are good or named, and nothing but a UserError is ever raised."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_console.core.errors import UserError
from crm_console.models import TYPES, fields
from crm_console.services.exchange.importing import run
from crm_console.services.exchange.lines import read_cell

WORDS = st.sampled_from([
    "001", "1", "Sim", "S", "Não", "smtp://x", "a@b", "CRM <a@b.example>", "Total", "=1+1", "﻿", "x" * 300, "00/1",
    "..", "::1", "300.1.1.1", "C:\\x", "33683111000107", "é" * 70, "xn--", "a" * 64 + ".example", "@", "@@", "1e400"])
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-10**18, 10**18), st.floats(), st.text(max_size=40), WORDS,
    st.dates(date(1900, 3, 1), date(9999, 1, 1)), st.datetimes(datetime(1900, 3, 1), datetime(9999, 1, 1)), st.times())
TITLES = [str(field.label) for model in TYPES.values() for field in fields(model).values()]
TOLERANT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([f for model in TYPES.values() for f in fields(model).values()]), CELLS)
def test_any_cell_is_read_or_refused(field, cell: object) -> None:
    _, cause = read_cell(field, cell)
    assert cause is None or str(cause)


@TOLERANT
@given(st.sampled_from(list(TYPES)), st.data())
def test_any_rows_are_written_or_named(workspace, tmp_path: Path, type_name: str, data: st.DataObject) -> None:
    names = list(fields(TYPES[type_name]))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=6))
    path = tmp_path / "lixo.xlsx"
    book = xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Lixo")
    sheet.write_row(0, 0, names)
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime | date | time):
                sheet.write_datetime(at, column, cell, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
            elif isinstance(cell, str):
                sheet.write_string(at, column, cell.encode("utf-8", "replace").decode())
            elif cell is not None:
                sheet.write(at, column, cell)
    book.close()
    with contextlib.suppress(UserError):
        first = run(workspace, [path])
        again = run(workspace, [path])
        assert (again.created, again.updated) == (0, 0)
        assert again.unchanged == first.created + first.updated + first.unchanged


@TOLERANT
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))),
       st.sampled_from([".csv", ".xlsx", ".xls", ".ods", ".txt"]), st.lists(st.sampled_from(TITLES), max_size=5))
def test_any_bytes_are_read_or_refused(
    workspace, tmp_path: Path, content: bytes, suffix: str, titles: list[str]
) -> None:
    path = tmp_path / f"lixo{suffix}"
    path.write_bytes(";".join(titles).encode() + b"\n" + content if titles else content)
    with contextlib.suppress(UserError):
        run(workspace, [path], dry_run=True)
