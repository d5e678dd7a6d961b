"""`loop.gap.*`, `probe.many`, `probe.stop`, `probe.first`: the window while fifty tests wait for silent servers.

A child process holds a whole console offscreen with fifty mail servers that accept and never speak, presses *Testar
todos* and beats every 2 ms on the window's loop. The servers are listening sockets of this process: the kernel accepts.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from crm_console.core.text import N_
from crm_console.services.customers import create_customer
from crm_console.store.change import Added
from crm_console.store.store import new_uid

ROOT = Path(__file__).parents[1]
MANY = 50

CHILD = """
import json, sys, time
from crm_console.app import Console
from crm_console.core.paths import data_folder
from crm_console.store.preferences import Preferences
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
console = Console(app, Preferences(data_folder()))
console.window.show()
console.show_start()
loop = console.start_loop()
console.open(sys.argv[1])
desk, act = console.desk, sys.argv[2]
desk.go("companies")
pairs = [("smtp", record.uid) for record in desk.workspace.store.where("smtp")]
beats, told, seconds = [], {}, []
desk.tests.ended.connect(lambda *a: seconds.append(a[2].value.seconds if hasattr(a[2], "value") else 0.0))

def turn(until, longest=60):
    end = time.perf_counter() + longest
    while not until() and time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.0005)

turn(lambda: False, 1.0)  # whatever opening still does
import crm_console.services.testing  # the network libraries: a first test of the day brings them, figure probe.first
if act == "first":
    smtp = pairs[0]
    began = time.perf_counter()
    desk.tests.watched.connect(lambda running: running.advanced.connect(
        lambda: told.setdefault("first", time.perf_counter() - began) if running.steps else None))
    desk.tests.test([smtp])
    turn(lambda: "first" in told)
    desk.tests.stop_all()
else:
    heart = QTimer(interval=2, timerType=Qt.TimerType.PreciseTimer)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    waited = 12.0 if act == "idle" else 3.0 if act == "stop" else 0.0
    def over():
        return time.perf_counter() >= began + waited and (act in ("idle", "stop") or not desk.tests.running)
    poll = QTimer(interval=10)
    import asyncio
    async def live():
        global began
        await asyncio.sleep(0.3)  # the heart beats before the click: what the click itself takes counts
        began = time.perf_counter()
        if act != "idle":
            desk.tests.test(pairs[:1] if act == "one" else pairs)
        while not over():
            await asyncio.sleep(0.01)
        told["wall"] = time.perf_counter() - began
        if act == "stop":
            asked = time.perf_counter()
            desk.tests.stop_all()
            while desk.tests.running:
                await asyncio.sleep(0.002)
            told["stop"] = time.perf_counter() - asked
    loop.run_until_complete(live())
    heart.stop()
    gaps = sorted(b - a for a, b in zip(beats, beats[1:]))
    told["p99"], told["max"] = gaps[int(len(gaps) * 0.99)], gaps[-1]
    told["beats"] = len(gaps)
told["seconds"] = max(seconds, default=0.0)
told["tests"] = len(seconds)
desk.tests.stop_all()
turn(lambda: not desk.tests.running, 5)
print(json.dumps(told), flush=True)
import os
os._exit(0)
"""


@contextmanager
def silent_servers(count: int) -> Iterator[list[int]]:
    """Ports that accept and say nothing."""
    with ExitStack() as stack:
        made = [stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64)) for _ in range(count)]
        yield [each.getsockname()[1] for each in made]


def workspace(folder: Path, ports: list[int]) -> Path:
    """One company, one branch, a mail server a port; each signs in with an account of its own."""
    place = folder / "muitos.crmc"
    company, branch = new_uid(), new_uid()
    with create_customer(str(place), "Muitos", "bench") as made:
        made.store.apply([
            Added("company", company, {"code": "001", "name": "Muitos S.A."}),
            Added("branch", branch, {"company": company, "code": "0001", "name": "Matriz"}),
            *(Added("smtp", new_uid(), {
                "company": company, "branch": branch, "number": number, "host": "127.0.0.1", "port": port,
                "sender": "crm@serraazul.example", "secure": False, "authenticates": False})
              for number, port in enumerate(ports, 1)),
        ], N_("bench"))
    return place


def _run(place: Path, act: str, scratch: str) -> dict[str, float]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CRM_CONSOLE_DATA": scratch, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", CHILD, str(place), act], env=env, capture_output=True, text=True,
                          check=True, timeout=120)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure() -> list[dict[str, Any]]:
    """Six rows: the loop's gaps beside an idle loop's, fifty tests beside one, stopping, the first line."""
    with tempfile.TemporaryDirectory() as scratch, silent_servers(MANY) as ports:
        place = workspace(Path(scratch), ports)
        told = {act: _run(place, act, scratch) for act in ("idle", "one", "many", "stop", "first")}
    many, idle, one = told["many"], told["idle"], told["one"]
    under = f"a 2 ms heartbeat of the window's loop under {MANY} tests at once against silent servers"
    return [
        _row("loop.gap.p99", f"99th percentile, {under}", many["p99"], "the same loop idle", idle["p99"], 0.016),
        _row("loop.gap.max", f"the worst, {under}", many["max"], "the same loop idle", idle["max"], 0.050),
        {**_row("probe.many", f"{MANY} tests at once against silent servers, click to the last report", many["wall"],
                "one such test alone", one["wall"], None), "bar": 1.1, "met": many["wall"] / one["wall"] <= 1.1},
        _row("probe.stop", f"stopping {MANY} tests that wait", told["stop"]["stop"], "the bar", 0.2, 0.2),
        _row("probe.first", "click to the first stage on the page", told["first"]["first"], "the bar", 0.1, 0.1),
    ]


def _row(name: str, what: str, value: float, beside: str, other: float, bar: float | None) -> dict[str, Any]:
    return {"id": name, "what": what, "value": round(value, 4), "unit": "s", "beside": beside,
            "beside_value": round(other, 4), "ratio": round(value / other, 2), "bar": bar,
            "met": bar is None or value <= bar}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=2) + "\n")
