"""Real workbooks and CSV files, made where a test wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

SAMPLE = Path(__file__).parents[2] / "data" / "implantacao-cliente.xlsx"
Made = Callable[[Mapping[str, Sequence[Sequence[object]]]], Path]


@pytest.fixture
def sample() -> Path:
    return SAMPLE


@pytest.fixture
def workbook(tmp_path: Path) -> Made:
    count = iter(range(1000))

    def make(content: Mapping[str, Sequence[Sequence[object]]]) -> Path:
        path = tmp_path / f"planilha-{next(count)}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
        for name, rows in content.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif cell is not None:
                        sheet.write(at, column, cell)
        book.close()
        return path

    return make


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    keyring.set_keyring(Keyring())
