"""Faults on demand: which answers go wrong, how often and how. Read from TOML, replaceable while the twin runs."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

KINDS = {
    "slow": "the call works; the answer comes after `seconds`",
    "fail_before": "500 (or `status`), nothing is done",
    "fail_after": "the call works, and 500 (or `status`) is answered",
    "lose": "the call works, and the connection is closed without an answer",
    "status": "`status` with `body` and `retry_after`, nothing is done",
    "html": "a gateway's page, 502 (or `status`), nothing is done",
    "text": "a tenant's handler: `body` as plain text, 400 (or `status`, 417 say), nothing is done",
    "half": "the call works, half of its answer is sent",
    "late": "no answer (or `status` at once); the call works after `seconds`",
    "empty": "the call works; the answer has no body",
}
STATUSES = (400, 401, 403, 404, 409, 417, 429, *range(500, 600))
TYPES: dict[str, tuple[type, ...]] = {
    "call": (str,), "method": (str,), "kind": (str,), "times": (int,), "after": (int,), "seconds": (int, float),
    "status": (int,), "retry_after": (str, int), "body": (str,)}


class UnknownFault(Exception):
    """What the file says is not a fault; the text is a sentence."""


@dataclass
class Fault:
    """One row of the file. `left` and `skip` count down as calls match."""

    call: str = "*"
    method: str = ""
    kind: str = ""
    times: int = 1
    after: int = 0
    seconds: float = 1.0
    status: int = 0
    retry_after: str = ""
    body: str = ""

    def __post_init__(self) -> None:
        self.left, self.skip = self.times, self.after

    def takes(self, call: str, method: str) -> bool:
        """Whether this call is hit; counts."""
        if self.method not in ("", method) or not fnmatchcase(call, self.call) or (self.times and not self.left):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.left -= 1
        return True


def read(text: str) -> list[Fault]:
    """The faults of a file."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnknownFault(f"the faults are not TOML: {error}") from error
    _only(document, {"fault"}, "the file")
    rows = document.get("fault", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnknownFault("write each fault as [[fault]]")
    return [_fault(number, row) for number, row in enumerate(rows, 1)]


def _fault(number: int, row: dict[str, Any]) -> Fault:
    where = f"fault {number}"
    _only(row, {one.name for one in fields(Fault)}, where)
    for name, value in row.items():
        if not isinstance(value, TYPES[name]) or isinstance(value, bool):
            raise UnknownFault(f"{where}: {name} = {value!r} has the wrong type")
    kind = row.get("kind", "")
    if kind not in KINDS:
        raise UnknownFault(f"{where}: there is no kind “{kind}”; kinds are {', '.join(KINDS)}")
    status = row.get("status", 0)
    if status and status not in STATUSES:
        raise UnknownFault(f"{where}: status {status} is not one that the twin answers with")
    if kind == "status" and not status:
        raise UnknownFault(f"{where}: kind “status” needs a status")
    after = str(row.get("retry_after", ""))
    if after and after != "date" and not after.isdigit():
        raise UnknownFault(f"{where}: retry_after is a number of seconds or “date”, not “{after}”")
    return Fault(**{**row, "retry_after": after})


def _only(given: dict[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise UnknownFault(f"{where}: unknown key “{unknown[0]}”; keys are {', '.join(sorted(known))}")


class Faults:
    """The faults now in force."""

    def __init__(self, text: str = "") -> None:
        self._lock = threading.Lock()
        self._rows = read(text)

    def replace(self, text: str) -> int:
        """Others from now on."""
        rows = read(text)
        with self._lock:
            self._rows = rows
        return len(rows)

    def take(self, call: str, method: str = "POST") -> Fault | None:
        """The first fault that hits this call."""
        with self._lock:
            return next((row for row in self._rows if row.takes(call, method)), None)

    def told(self) -> list[dict[str, Any]]:
        """How often each may still happen; None is for ever."""
        with self._lock:
            return [{"call": row.call, "kind": row.kind, "left": row.left if row.times else None,
                     "skip": row.skip} for row in self._rows]
