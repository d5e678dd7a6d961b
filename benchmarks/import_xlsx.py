"""`import.xlsx`: 100,000 rows × 10 columns read, checked and stored, beside calamine and one bare executemany."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from crm_console.services.exchange.importing import run
from crm_console.store.workspace import create

ROWS = 100_000
BAR = 2.0
TITLES = ("Empresa", "Código da Filial", "Nome", "Matriz", "Inscrição estadual", "Endereço", "Bairro", "Cidade", "UF",
          "CEP")


def measure(rows: int = ROWS) -> list[dict[str, Any]]:
    """One figure, ours and the floor in one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = _source(folder / "filiais.xlsx", rows)
        beside = _floor(source, folder / "piso.db")
        value = _ours(source, folder / "cliente.crmc", rows)
    return [{"id": "import.xlsx", "what": f"{rows} rows x 10 columns: read, check, store", "value": round(value, 3),
             "unit": "s", "beside": "calamine + executemany", "beside_value": round(beside, 3),
             "ratio": round(value / beside, 2), "bar": BAR, "met": value / beside <= BAR}]


def _source(path: Path, rows: int) -> Path:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    companies = book.add_worksheet("Empresas")
    companies.write_row(0, 0, ("Código da Empresa", "Nome"))
    companies.write_row(1, 0, ("001", "Serra Azul"))
    sheet = book.add_worksheet("Filiais")
    sheet.write_row(0, 0, TITLES)
    for n in range(rows):
        sheet.write_row(n + 1, 0, (
            "001", f"{n:06}", f"Filial {n}", "Não", f"{n * 7:012}", f"Rua {n % 5000}, fundos", f"Bairro {n % 300}",
            f"Cidade {n % 900}", ("SC", "SP", "DF")[n % 3], f"{88000000 + n % 9000}"))
    book.close()
    return path


def _floor(source: Path, target: Path) -> float:
    start = time.perf_counter()
    with closing(sqlite3.connect(target)) as made:
        made.execute(f"CREATE TABLE branch ({', '.join(f'c{i} TEXT' for i in range(len(TITLES)))})")
        rows = python_calamine.CalamineWorkbook.from_path(str(source)).get_sheet_by_name("Filiais").iter_rows()
        next(rows)
        made.executemany(f"INSERT INTO branch VALUES ({', '.join('?' * len(TITLES))})", rows)
        made.commit()
    return time.perf_counter() - start


def _ours(source: Path, target: Path, rows: int) -> float:
    with create(str(target), "Serra Azul", "bench") as workspace:
        start = time.perf_counter()
        result = run(workspace, [source])
        seconds = time.perf_counter() - start
    assert (result.created, result.errors) == (rows + 1, [])
    return seconds


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS), indent=2) + "\n")
