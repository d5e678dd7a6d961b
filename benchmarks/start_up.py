"""Time to the first painted window and to a usable large workspace, beside an empty PySide6 window in the same run.

From process start to the first paint event, warm cache, bytecode compiled, median of ten, the two programs in turn.
"""

from __future__ import annotations

import compileall
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from crm_console.core.text import N_
from crm_console.services.customers import create_customer
from crm_console.store.change import Added
from crm_console.store.store import new_uid

ROOT = Path(__file__).parents[1]
RUNS, BRANCHES = 10, 100_000

EMPTY = """
import sys, time
{extra}
from PySide6.QtWidgets import QApplication, QWidget
class W(QWidget):
    def paintEvent(self, e):
        print(time.time(), flush=True)
        self.setUpdatesEnabled(False)
        app.quit()
app = QApplication(sys.argv)
w = W(); w.resize(1366, 700); w.show(); app.exec()
{memory}
"""

# The kernel's own peak: getrusage's begins with what the process that started this one had.
PEAK = 'print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), flush=True)'

OURS = """
import sys, time
from crm_console.app import Console
from crm_console.core.paths import data_folder
from crm_console.store.preferences import Preferences
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
console = Console(app, Preferences(data_folder()))
place = sys.argv[1] or None
painted = []
console.window.painted.connect(lambda: painted.append(time.time()))
console.window.show()  # as Console.run does: the themed window first, then what stands in it
while not painted: app.processEvents()
print(painted[0], flush=True)
console.show_start(opening=place)
loop = console.start_loop()
if place:
    console.open(place)
    console.desk.go("companies")
    console.desk._pages["companies"].bar.choose(1)
    app.processEvents()
    console.window.grab()
    print(time.time(), flush=True)
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), flush=True)
import os
os._exit(0)  # the figure is taken; how long it takes to leave is another one
"""


def _run(code: str, place: str, data: str) -> list[float]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CRM_CONSOLE_DATA": data, "PYTHONPATH": str(ROOT)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.time()
    done = subprocess.run([sys.executable, "-c", code, place], env=env, capture_output=True, text=True, check=True)
    numbers = [float(line) for line in done.stdout.split()]
    return [number - began if number > 1e9 else number for number in numbers]


def large_workspace(folder: Path) -> Path:
    """A workspace with 100,000 branches, written straight into its table: the store's own speed is another figure."""
    place = folder / "grande.crmc"
    company = new_uid()
    with create_customer(str(place), "Grande", "bench") as made:
        made.store.apply([Added("company", company, {"code": "001", "name": "Grande S.A."})], N_("bench"))
    with closing(sqlite3.connect(place)) as raw, raw:
        raw.executemany(
            "INSERT INTO branch (uid, identity, revision, company, head_office, code, name)"
            " VALUES (?, ?, 1, ?, 0, ?, ?)",
            ((new_uid(), f"{company}|{n:06}", company, f"{n:06}", f"Filial {n}") for n in range(BRANCHES)))
    return place


def measure() -> list[dict[str, Any]]:
    """The rows startup.window, startup.usable and memory."""
    compileall.compile_dir(ROOT / "crm_console", quiet=2)
    empty = EMPTY.format(extra="", memory="")
    peer = EMPTY.format(
        extra="import sqlalchemy.orm",
        memory=PEAK)
    with tempfile.TemporaryDirectory() as scratch:
        place = str(large_workspace(Path(scratch)))
        for code, argument in ((OURS, ""), (OURS, place), (empty, ""), (peer, "")):
            _run(code, argument, scratch)  # warm
        ours, bare, usable, with_sql, memory, bare_memory = [], [], [], [], [], []
        for _ in range(RUNS):
            ours.append(_run(OURS, "", scratch)[0])
            bare.append(_run(empty, "", scratch)[0])
            times = _run(OURS, place, scratch)
            usable.append(times[1])
            memory.append(times[2] / 1024)
            times = _run(peer, "", scratch)
            with_sql.append(times[0])
            bare_memory.append(times[1] / 1024)
    return [
        row("startup.window", "process start to first painted window", ours, "s", "an empty PySide6 window", bare, 1.5),
        row("startup.usable", "process start to a usable workspace of 100,000 branches", usable, "s",
            "an empty PySide6 window after import sqlalchemy.orm", with_sql, 1.3),
        row("memory", "peak memory, window open on 100,000 branches", memory, "MiB",
            "an empty PySide6 + SQLAlchemy process", bare_memory, 1.5),
    ]


def row(
    name: str, what: str, values: list[float], unit: str, beside: str, others: list[float], bar: float
) -> dict[str, Any]:
    """One figure: medians of both, and the median of the ratios run by run."""
    ratio = statistics.median(a / b for a, b in zip(values, others, strict=True))
    return {"id": name, "what": what, "value": round(statistics.median(values), 4), "unit": unit, "beside": beside,
            "beside_value": round(statistics.median(others), 4), "ratio": round(ratio, 3), "bar": bar,
            "met": ratio <= bar}


