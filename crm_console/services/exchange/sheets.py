"""Reads what customers send: XLSX, XLS and ODS workbooks and CSV files, row by row, as (row number, cells).

What a file is follows from its first bytes, not from its name: renamed and cut files are refused with a sentence.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import python_calamine as calamine

from crm_console.core.errors import UnreadableError
from crm_console.core.text import N_, Text
from crm_console.services.exchange import delimited

Row = tuple[int, Sequence[object]]

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
OTHERS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"{\\rt": "RTF", b"Rar!": "RAR"}
LARGEST = 50_000_000  # cells of one sheet; a stray cell in the last corner makes it 17 thousand million
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
_AGAIN = N_("Peça o arquivo de novo, ou salve-o outra vez como XLSX.")
_CHOOSE = N_("Escolha uma planilha XLSX, XLS, ODS ou CSV.")


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` is read once, from its first row on, with the row numbers that a spreadsheet program shows."""

    name: str
    rows: Iterator[Row]


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a file, each read when it is asked for. Raises UnreadableError."""
    start = _start(path)
    for signature, kind in OTHERS.items():
        if start.startswith(signature):
            raise UnreadableError(
                N_("“{file}” é um arquivo {kind}, não uma planilha.", file=path.name, kind=kind), _CHOOSE)
    if start.startswith((ZIP, OLE)):
        yield from _workbook(path)
    elif path.suffix.lower() in WORKBOOKS:
        raise UnreadableError(
            N_("“{file}” não é uma planilha, embora o nome diga que é.", file=path.name),
            N_("Abra-o no programa que o gravou e salve como XLSX ou CSV."))
    else:
        yield Sheet(path.stem, delimited.rows(path))


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except FileNotFoundError:
        raise UnreadableError(
            N_("O arquivo “{path}” não existe.", path=path), N_("Confira o nome e a pasta.")) from None
    except OSError as error:
        raise UnreadableError(
            N_("O arquivo “{path}” não pode ser lido: {said}.", path=path, said=error.strerror or "")) from error
    if not start:
        raise UnreadableError(N_("O arquivo “{file}” está vazio.", file=path.name), _CHOOSE)
    return start


def _workbook(path: Path) -> Iterator[Sheet]:
    try:
        content = path.read_bytes()
        _refuse_huge(path, content)
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is calamine.SheetTypeEnum.WorkSheet]
        for name in names:
            yield Sheet(name, enumerate(book.get_sheet_by_name(name).iter_rows(), start=1))
    except calamine.PasswordError as error:
        raise UnreadableError(
            N_("“{file}” está protegida por senha.", file=path.name), N_("Salve uma cópia sem senha.")) from error
    except (calamine.CalamineError, OSError) as error:
        raise UnreadableError(_damaged(path), _AGAIN) from error


def _damaged(path: Path) -> Text:
    return N_("“{file}” está cortada, danificada ou não é uma planilha.", file=path.name)


def _refuse_huge(path: Path, content: bytes) -> None:
    """The reader asks for room for every cell up to the last one, and ends the program where there is none."""
    if not content.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            for name in parts.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with parts.open(name) as part:
                        _refuse_size(path, part.read(4096))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnreadableError(_damaged(path), _AGAIN) from error


def _refuse_size(path: Path, start: bytes) -> None:
    found = _DIMENSION.search(start)
    if not found:
        return
    width = 0
    for letter in found[1]:
        width = width * 26 + letter - 64
    if width * int(found[2]) > LARGEST:
        raise UnreadableError(
            N_("“{file}” tem uma célula perdida em {cell}, longe das outras.", file=path.name,
               cell=(found[1] + found[2]).decode()),
            N_("Exclua as linhas e colunas vazias depois dos dados e salve de novo."))
