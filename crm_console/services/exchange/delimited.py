"""Reads CSV as the world writes it: UTF-8, UTF-16 or Latin-1, separated by semicolons, commas, tabs or bars."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from crm_console.core.errors import UnreadableError
from crm_console.core.text import N_

SEPARATORS = ";,\t|"
SAMPLE = 64 * 1024
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def rows(path: Path) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows with their numbers, as a spreadsheet program counts them. Raises UnreadableError."""
    encoding = _encoding(path)
    refusal = UnreadableError(
        N_("“{file}” não é um CSV nem outra planilha conhecida.", file=path.name),
        N_("Salve os dados como XLSX ou como CSV em UTF-8."))
    try:
        with path.open(encoding=encoding, newline="") as file:
            sample = file.read(SAMPLE)
            if _CONTROLS.search(sample):
                raise refusal
            file.seek(0)
            yield from enumerate(csv.reader(file, delimiter=_separator(sample)), start=1)
    except (csv.Error, UnicodeError) as error:
        raise refusal from error
    except OSError as error:
        raise UnreadableError(
            N_("O arquivo “{path}” não pode ser lido: {said}.", path=path, said=error.strerror or "")) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(SAMPLE)
        for bom, name in _BOMS:
            if start.startswith(bom):
                return name
        if b"\x00" in start:
            return _without_bom(start)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            part = start
            while part:
                decoder.decode(part)
                part = file.read(SAMPLE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"  # Latin-1 as Windows writes it
    return "utf-8"


def _without_bom(start: bytes) -> str:
    """NUL bytes on one side of each pair are UTF-16; anywhere else they are no text, and UTF-8 lets them be refused."""
    low, high = start[0::2].count(0), start[1::2].count(0)
    if high > len(start) // 4 and not low:
        return "utf-16-le"
    if low > len(start) // 4 and not high:
        return "utf-16-be"
    return "utf-8"


def _separator(sample: str) -> str:
    """The separator that makes the most rows of one width; a tie goes to the one that makes the wider rows."""
    named = re.match(r'"?sep=([;,\t|])"?[\r\n]', sample)
    if named:
        return named[1]
    return max(SEPARATORS, key=lambda separator: _fit(sample, separator))


def _fit(sample: str, separator: str) -> tuple[int, int]:
    try:
        widths = [len(cells) for cells in islice(csv.reader(sample.splitlines(keepends=True), delimiter=separator), 40)]
    except csv.Error:
        return 0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0, 0
    usual = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(usual), usual
