"""`matrix.*`: the comparison of four roles and a role's matrix among 400 resources and 60 roles; a fill of 1,000 cells.

A frame is a full repaint of the viewport and of both heads at 1366 x 700, one scroll step after the other.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from crm_console.core.grants import pair
from crm_console.core.text import N_
from crm_console.models.role import ACTIONS
from crm_console.services.customers import create_customer
from crm_console.store.change import Added
from crm_console.store.store import new_uid

ROOT = Path(__file__).parents[1]
RESOURCES, MODULES, ROLES, FRAMES = 400, 40, 60, 50
BAR = 0.016

CHILD = """
import asyncio, json, sys, time
from crm_console.app import Console
from crm_console.core.paths import data_folder
from crm_console.store.preferences import Preferences
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
console = Console(app, Preferences(data_folder()))
console.window.resize(1366, 700)
console.window.show()
console.show_start()
loop = console.start_loop()
console.open(sys.argv[1])
desk = console.desk

def turn(seconds=0.5):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or page.kit.runner.running:  # the background's work is not a frame's
        loop.run_until_complete(asyncio.sleep(0.02))

def frames(view):
    bar, took = view.verticalScrollBar(), []
    for at in range(FRAMES):
        bar.setValue(bar.maximum() * at // FRAMES)
        app.processEvents()
        began = time.perf_counter()
        view.viewport().repaint()
        view.horizontalHeader().viewport().repaint()
        view.verticalHeader().viewport().repaint()
        took.append(time.perf_counter() - began)
    return took

FRAMES, RESOURCES, MODULES = map(int, sys.argv[2:])
desk.go("roles")
page = desk.stack.currentWidget()
turn()
told = {"matrix": frames(page.tab("role").sheet.panel.view)}
shown = page.turn_to("compare")
turn()
roles = [shown.roles.choices[0].itemData(row) for row in range(1, 5)]
for at, uid in enumerate(roles):
    shown.roles.choose(at, uid)
turn()
assert len(shown.roles.model.given) == 4
told["compare"] = frames(shown.roles.view)
page.turn_to("role")
panel = page.tab("role").sheet.panel
cells = [cell for row in range(len(panel.model.lines)) if panel.model.lines[row].resource is not None
         for column in range(7) for cell in panel.model.cells(row, column)
         if cell[1] not in panel.model.given.get(cell[0], ())][:1000]
assert len(cells) == 1000, len(cells)
began = time.perf_counter()
panel.fill(cells, True)
told["fill"] = time.perf_counter() - began
began = time.perf_counter()
desk.workspace.edits.undo()
told["undo"] = time.perf_counter() - began
began = time.perf_counter()
panel.fill(cells[:1], True)
told["one"] = time.perf_counter() - began
from benchmarks.customary import table_frames
told["table"] = table_frames(RESOURCES + MODULES, 4 * 7 + 1, FRAMES)
told["small table"] = table_frames(RESOURCES + MODULES, 7 + 1, FRAMES)
print(json.dumps(told), flush=True)
import os
os._exit(0)
"""


def workspace(folder: Path) -> Path:
    """Forty modules of ten resources; each role grants another third of the cells, so that most cells differ."""
    place = folder / "papeis.crmc"
    with create_customer(str(place), "Papéis", "bench") as made:
        uids = [new_uid() for _ in range(RESOURCES)]
        made.store.apply([
            Added("resource", uid, {
                "name": f"Recurso {at:03}", "module": f"Módulo {at % MODULES:02}", "position": 1000 + at})
            for at, uid in enumerate(uids)], N_("bench"))
        for number in range(ROLES):
            granted = frozenset(
                pair(uid, action.value) for at, uid in enumerate(uids) for column, action in enumerate(ACTIONS)
                if (at * 7 + column * 3 + number) % 3 == 0)
            made.store.apply([
                Added("role", new_uid(), {"name": f"Papel {number:02}", "permissions": granted})], N_("bench"))
    return place


def measure() -> list[dict[str, Any]]:
    """Six rows: frames of the comparison and of the matrix, one fill of 1,000 cells and its undo."""
    with tempfile.TemporaryDirectory() as scratch:
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CRM_CONSOLE_DATA": scratch, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", CHILD, str(workspace(Path(scratch))),
                               str(FRAMES), str(RESOURCES), str(MODULES)], env=env,
                              capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        told = json.loads(done.stdout.splitlines()[-1])
    found = []
    for name, what, peer in (("compare", "four roles side by side", "table"),
                             ("matrix", "one role's matrix", "small table")):
        for kind, of in (("median", statistics.median), ("worst", max)):
            found.append(_row(
                f"matrix.{name}.{kind}", f"{kind} frame of {FRAMES} while scrolling, {what}, {RESOURCES} resources, "
                f"{ROLES} roles", of(told[name]), "a QTableWidget of as many words", of(told[peer]), BAR))
    found.append(_row("matrix.fill", "1,000 cells filled, one commit, until the page shows it", told["fill"],
                      "its undo", told["undo"], None))
    found.append(_row("matrix.toggle", "one cell toggled, until the page shows it", told["one"], "the bar", 0.1, 0.1))
    return found


def _row(name: str, what: str, value: float, beside: str, other: float, bar: float | None) -> dict[str, Any]:
    return {"id": name, "what": what, "value": round(value, 4), "unit": "s", "beside": beside,
            "beside_value": round(other, 4), "ratio": round(value / other, 2), "bar": bar,
            "met": bar is None or value <= bar}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=2) + "\n")
