"""How tests run probes: in a thread that can be stopped, and how they look into the report."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crm_console.core.jobs import Context
from crm_console.core.report import Report, State, Step

STOP_WITHIN = 0.2


def step(report: Report, step_id: str) -> Step:
    return next(step for step in report.steps if step.id == step_id)


def states(report: Report) -> dict[str, str]:
    return {step.id: str(step.state) for step in report.steps}


def as_text(report: Report) -> str:
    return json.dumps(report.as_json(str), ensure_ascii=False)


def assert_failed(report: Report, fault: str, ref: str) -> Step:
    """The deciding step carries this fault, with everything a person needs, and nothing after it was tried."""
    decisive = report.decisive
    assert decisive is not None, states(report)
    assert (decisive.fault, decisive.facts.get("ref", "")) == (fault, ref), decisive
    assert decisive.state is State.FAILED
    assert decisive.id == fault.split(".")[1]
    assert decisive.who
    assert str(decisive.cause)
    assert str(decisive.remedy)
    after = report.steps[report.steps.index(decisive) + 1 :]
    assert all(later.state is State.SKIPPED for later in after)
    return decisive


def stopped_report(
    run: Callable[[Context], Report], reached: threading.Event, ctx: Context | None = None
) -> tuple[Report, float]:
    """Run, stop as soon as `reached` is set, and tell how long the probe took to end."""
    ctx = ctx or Context()
    reports: list[Report] = []
    thread = threading.Thread(target=lambda: reports.append(run(ctx)))
    thread.start()
    assert reached.wait(20)
    began = time.monotonic()
    ctx.stop()
    thread.join(20)
    return reports[0], time.monotonic() - began


class StepBegan:
    """An event that is set when the probe begins a step, told by the text of its progress."""

    def __init__(self, text: str) -> None:
        self.reached = threading.Event()
        self._text = text

    def context(self) -> Context:
        return Context(lambda progress: self.reached.set() if str(progress.text) == self._text else None)


@contextmanager
def blackhole() -> Iterator[int]:
    """A port of this computer that answers no connection: its queue is full. Linux drops what does not fit."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    port = int(listener.getsockname()[1])
    fillers = [socket.socket() for _ in range(4)]
    try:
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        yield port
    finally:
        for sock in (*fillers, listener):
            sock.close()


def refused_port() -> int:
    """A port where nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
