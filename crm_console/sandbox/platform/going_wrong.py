"""How one fault plays out on a connection."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any, Protocol

from crm_console.sandbox.platform.faults import Fault
from crm_console.sandbox.platform.messages import Answer, Request
from crm_console.sandbox.platform.refusals import error_body

PAGE = "<!DOCTYPE html>\n<html><head><title>502</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
HANDLER = "Operação recusada pela regra do tenant."


class Line(Protocol):
    """The connection, as far as a fault needs it."""

    def send(self, made: Answer, headers: dict[str, str] | None = None, part: float = 1.0) -> None:
        """Answer."""

    def hang_up(self) -> None:
        """Close."""


@dataclass(frozen=True)
class Happening:
    """A fault that hits a request; `do` makes the answer, and whatever it changes."""

    fault: Fault
    line: Line
    request: Request
    do: Callable[[], Answer]

    def play(self) -> None:
        """Let it happen."""
        PLAYS[self.fault.kind](self)

    def error(self, usual: int, body: str = "") -> None:
        """An error answer."""
        status = self.fault.status or usual
        address = self.request.address
        said: Any = body or self.fault.body or error_body(
            status, "Falha encomendada ao ensaio.", address.domain, address.service, address.name)
        self.line.send(Answer(status, said), self.headers())

    def headers(self) -> dict[str, str]:
        """Retry-After, in either form."""
        after = self.fault.retry_after
        if not after:
            return {}
        return {"Retry-After": formatdate(time.time() + self.fault.seconds, usegmt=True) if after == "date" else after}


def _slow(one: Happening) -> None:
    made = one.do()
    time.sleep(one.fault.seconds)
    one.line.send(made)


def _fail_after(one: Happening) -> None:
    one.do()
    one.error(500)


def _lose(one: Happening) -> None:
    one.do()
    one.line.hang_up()


def _html(one: Happening) -> None:
    said = one.fault.body or PAGE
    one.line.send(
        Answer(one.fault.status or 502, said), {"Content-Type": "text/html; charset=utf-8", **one.headers()})


def _half(one: Happening) -> None:
    one.line.send(one.do(), part=0.5)


def _late(one: Happening) -> None:
    def do() -> None:
        with contextlib.suppress(sqlite3.ProgrammingError):  # the twin has ended meanwhile
            one.do()

    timer = threading.Timer(one.fault.seconds, do)
    timer.daemon = True
    timer.start()
    if one.fault.status:
        one.error(one.fault.status)
    else:
        one.line.hang_up()


def _empty(one: Happening) -> None:
    one.line.send(Answer(one.do().status, None))


PLAYS: dict[str, Callable[[Happening], None]] = {
    "slow": _slow,
    "fail_before": lambda one: one.error(500),
    "fail_after": _fail_after,
    "lose": _lose,
    "status": lambda one: one.error(one.fault.status),
    "html": _html,
    "text": lambda one: one.error(400, one.fault.body or HANDLER),
    "half": _half,
    "late": _late,
    "empty": _empty,
}
