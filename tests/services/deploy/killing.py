"""Runs a deployment in child processes that kill themselves with SIGKILL at a journal write, or at a moment.

A process of its own that forks: each line of its input is an order `{"at": n, "when": "before"|"after"|"", "seconds": s}`,
each line of its output tells how that child ended. `before`: the n-th line of the journal is written and not committed;
`after`: it is committed and nothing else has happened. The first line of the arguments is the workspace.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keyring

from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.services.deploy.engine import Answer, Deployer
from crm_console.services.deploy.state import state
from crm_console.services.platform.connecting import Platform
from crm_console.services.platform.line import Line
from crm_console.store import runs, store
from crm_console.store.attempts import at_the_platform
from crm_console.store.workspace import open_workspace
from tests.servers.filed_keyring import Filed

ANSWERED = ("relogin", "activation", "erp_review")


def child(place: str, order: dict[str, Any]) -> int:
    """One run; dies on the way where it was ordered to."""
    _arm(order)
    with open_workspace(place, "Marina Duarte") as workspace:
        route = workspace.store.where("deployment")[0]["route"]
        given = {step: Answer("done", "Marina") for step in ANSWERED
                 if step != "erp_review" or route in ("erpx", "mega")}
        if route == "mega":
            given.pop("activation")
        run = Deployer(workspace, Platform(workspace, at_the_platform(data_folder())), settle=order.get("settle", 0.3),
                       poll=0.02, patience=5).run(Context(), given)
        return 0 if run.state == "ended" else 1


def _arm(order: dict[str, Any]) -> None:
    if order.get("seconds"):
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, order["seconds"])
    if not order.get("when"):
        return
    seen = {"count": 0, "now": False}
    write, transaction = runs._event, store.Store.writing

    def event(*words: Any, **named: Any) -> None:
        write(*words, **named)
        seen["count"] += 1
        seen["now"] = seen["count"] == order["at"]
        if seen["now"] and order["when"] == "before":
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def writing(self: store.Store) -> Iterator[Any]:
        with transaction(self) as connection:
            yield connection
        if seen["now"]:
            os.kill(os.getpid(), signal.SIGKILL)

    runs._event = event  # type: ignore[assignment]
    store.Store.writing = writing  # type: ignore[method-assign]


def main() -> None:
    """Carry out the orders."""
    keyring.set_keyring(Filed())
    place = sys.argv[1]
    with open_workspace(place, "Marina Duarte", write=False) as workspace:  # what all children need is imported once
        state(workspace, Platform(workspace, at_the_platform(data_folder())))
    Line().close()
    for line in sys.stdin:
        born = os.fork()
        if not born:
            os._exit(child(place, json.loads(line)))
        _, status = os.waitpid(born, 0)
        sys.stdout.write(json.dumps(
            {"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status)}) + "\n")
        sys.stdout.flush()


class Killer:
    """The process, as a test uses it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, at: int = 0, when: str = "", **more: Any) -> dict[str, Any]:
        """How one child ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"at": at, "when": when, **more}) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))


@contextmanager
def killer(lab: Any) -> Iterator[Killer]:
    """Children on the lab's workspace."""
    command = [sys.executable, "-m", "tests.services.deploy.killing", str(lab.place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env=lab.environment()) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


if __name__ == "__main__":
    main()
