"""What goes on after an answer: jobs of steps, each of which takes its time, and which a restart only interrupts.

A step's effect and its mark are one transaction, so that a killed twin goes on where it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from crm_console.sandbox.platform.faults import Faults
from crm_console.sandbox.platform.refusals import Refused
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.work import Work, World, moment

STEPS: dict[str, Callable[[Work, Document, str], None]] = {}  # kind of job to what does one of its steps
FAILED: dict[str, Callable[[Work], None]] = {}  # kind of job to what else happens when a step of it fails
TICK = 0.02


def start(work: Work, kind: str, facts: dict[str, Any], steps: list[str]) -> Document:
    """A new job of the calling user."""
    number = work.storage.next("job")
    return work.put("job", str(number), {
        "id": number, "kind": kind, "facts": facts, "user": work.user, "state": "running",
        "due": time.time() + work.world.settings.pace,
        "steps": [{"name": name, "state": "pending" if at else "running", "at": None if at else moment()}
                  for at, name in enumerate(steps)]})


def resume(work: Work, job: Document) -> Document:
    """Go on from the step that failed."""
    steps = [{**step, "state": "running", "at": moment()} if step["state"] == "failed" else step
             for step in job["steps"]]
    return work.put("job", str(job["id"]), {
        **job, "state": "running", "steps": steps, "due": time.time() + work.world.settings.pace})


class Jobs:
    """The thread that moves the jobs on."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(TICK):
            self.advance()

    def advance(self) -> None:
        """Do the steps that are due."""
        storage = self._world.storage
        with storage.lock:
            if self._ended.is_set():
                return
            for tenant in list(storage.all("", "tenant")):
                for job in list(storage.all(tenant, "job").values()):
                    if job["state"] == "running" and job["due"] <= time.time():
                        self._step(tenant, job)

    def _step(self, tenant: str, job: Document) -> None:
        name = next(step["name"] for step in job["steps"] if step["state"] == "running")
        work = Work(self._world, f"job/{job['kind']}/{name}", tenant, "sandbox")
        fault = self._faults.take(work.call)
        failed = (fault.body or "Falha encomendada ao ensaio.") if fault else ""
        if not failed:
            try:
                with self._world.storage.transaction():
                    STEPS[job["kind"]](work, job, name)
                    _mark(work, job, "")
            except Refused as refused:
                failed = refused.message
        if failed:
            with self._world.storage.transaction():
                if job["kind"] in FAILED:
                    FAILED[job["kind"]](work)
                _mark(work, job, failed)

    def close(self) -> None:
        """No further step."""
        self._ended.set()
        self._thread.join(5)


def _mark(work: Work, job: Document, failed: str) -> None:
    """The running step has ended; the next one runs, if there is one."""
    at = next(at for at, step in enumerate(job["steps"]) if step["state"] == "running")
    steps = [dict(one) for one in job["steps"]]
    steps[at].update(state="failed" if failed else "done", at=moment(), **({"message": failed} if failed else {}))
    state = "failed" if failed else "done" if at + 1 == len(steps) else "running"
    if state == "running":
        steps[at + 1].update(state="running", at=moment())
    work.put("job", str(job["id"]), {
        **job, "steps": steps, "state": state, "due": job["due"] + work.world.settings.pace})
