"""`chart.open`, `chart.frame.median`, `chart.frame.worst`: the tab Hierarquia with 2,000 people at 1366x700.

Opening reads the people from the workspace, lays tree and chart out and paints both. The 50 frames pan and zoom
through the chart, from the whole of it to single boxes; each is a repaint of the chart that was waited for.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from benchmarks.customary import scene_frames
from crm_console.core.paths import resources
from crm_console.core.text import N_, Language
from crm_console.services.customers import create_customer
from crm_console.store.change import Added, Change
from crm_console.store.store import new_uid
from crm_console.views.access.hierarchy_pane import HierarchyPane
from crm_console.views.kit import Kit
from crm_console.views.look.look import Look
from crm_console.views.look.tokens import Theme
from crm_console.workers.loop import event_loop
from crm_console.workers.pool import ThreadPool
from crm_console.workers.runner import Runner

PEOPLE, UNDER, FRAMES = 2000, 7, 50
SIZE = (1366, 700)
OPEN_BAR, FRAME_BAR = 1.0, 0.016
PEER = "a QGraphicsView of as many boxes"


def people(count: int) -> list[Change]:
    """Users, seven under each manager, with departments and functions."""
    departments = {new_uid(): f"Departamento {n}" for n in range(12)}
    functions = {new_uid(): f"Função comercial {n}" for n in range(12)}
    uids = [new_uid() for _ in range(count)]
    changes: list[Change] = [Added("department", uid, {"name": name}) for uid, name in departments.items()]
    changes += [Added("function", uid, {"name": name}) for uid, name in functions.items()]
    for at, uid in enumerate(uids):
        changes.append(Added("user", uid, {
            "login": f"pessoa.{at}", "full_name": f"Pessoa Sobrenome {at}", "crm_user": True,
            "manager": uids[(at - 1) // UNDER] if at else None,
            "department": list(departments)[at % 12], "function": list(functions)[at % 11]}))
    return changes


def frames(pane: HierarchyPane) -> list[float]:
    """Seconds of each of 50 repaints: zoomed in, out and moved in turn."""
    chart = pane.chart
    chart.fit()
    took: list[float] = []
    for at in range(FRAMES):
        chart.set_zoom(chart.zoom * (1.25 if at < 25 else 0.8), QPointF(200 + 7 * at, 150 + 5 * at))
        chart.horizontalScrollBar().setValue(chart.horizontalScrollBar().value() + 37)
        began = time.perf_counter()
        chart.viewport().repaint()
        took.append(time.perf_counter() - began)
    return took


def measure() -> list[dict[str, Any]]:
    """Three rows."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as scratch, \
            create_customer(str(Path(scratch) / "muitos.crmc"), "Muitos", "bench") as workspace:
        workspace.store.apply(people(PEOPLE), N_("bench"))
        pool = ThreadPool()
        kit = Kit(Look(app, resources(), Theme.LIGHT), Language("pt_BR", resources() / "i18n"),
                  Runner(event_loop(app), pool), workspace)
        began = time.perf_counter()
        pane = HierarchyPane(kit)
        pane.resize(*SIZE)
        pane.show()
        app.processEvents()
        opened = time.perf_counter() - began
        took = frames(pane)
        peer = scene_frames([(x, y, ("Pessoa Sobrenome 1", "Função comercial 1", "Departamento 1"))
                             for x, y in pane.chart.chart.boxes.values()], FRAMES)
        pool.shutdown()
    under = f"a repaint of the org chart of {PEOPLE} people, zoomed and moved, {SIZE[0]}x{SIZE[1]}"
    return [
        _row("chart.open", f"opening Hierarquia with {PEOPLE} people", opened, OPEN_BAR, "the bar", OPEN_BAR),
        _row("chart.frame.median", f"the median of {FRAMES}: {under}", statistics.median(took), FRAME_BAR, PEER,
             statistics.median(peer)),
        _row("chart.frame.worst", f"the worst of {FRAMES}: {under}", max(took), FRAME_BAR, PEER, max(peer)),
    ]


def _row(name: str, what: str, value: float, bar: float, beside: str, other: float) -> dict[str, Any]:
    return {"id": name, "what": what, "value": round(value, 4), "unit": "s", "beside": beside,
            "beside_value": round(other, 4), "ratio": round(value / other, 2), "bar": bar, "met": value <= bar}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
