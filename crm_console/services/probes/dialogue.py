"""Command and numbered reply, as SMTP and FTP hold their dialogues."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from crm_console.services.probes.wire import SilentError, Wire, decode, is_utf8

_NUMBERED = re.compile(r"(\d{3})([ -]|$)")
_ENHANCED = re.compile(r"\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b")
MOST_LINES = 500


class ForeignError(Exception):
    """The other side does not hold this kind of dialogue; `heard` is what it said."""

    def __init__(self, heard: str) -> None:
        super().__init__(heard)
        self.heard = heard


class EndlessError(ForeignError):
    """An answer that does not end; `heard` is how it began."""


@dataclass(frozen=True)
class Reply:
    """One answer: its number and all its lines, verbatim."""

    code: int
    lines: tuple[str, ...]
    latin: bool = False  # its words were not UTF-8

    @property
    def text(self) -> str:
        """All lines as they came."""
        return "\n".join(self.lines)

    @property
    def good(self) -> bool:
        """2xx: done."""
        return 200 <= self.code < 300

    @property
    def enhanced(self) -> str:
        """The enhanced status code (5.7.8) of the first line that has one, or nothing."""
        found = next((match for line in self.lines if (match := _ENHANCED.match(line))), None)
        return found[1] if found else ""

    @property
    def words(self) -> Iterator[str]:
        """The lines without their numbers."""
        return (line[4:] for line in self.lines)


class Dialogue:
    """Asks and hears on one wire; `timeout` is the longest wait for one answer."""

    def __init__(self, wire: Wire, timeout: float) -> None:
        self.wire = wire
        self.timeout = timeout

    def ask(self, command: str, timeout: float | None = None) -> Reply:
        """Send one line and hear the answer."""
        self.say(command)
        return self.hear(timeout)

    def say(self, *commands: str) -> None:
        """Send lines without waiting."""
        self.wire.send("".join(f"{command}\r\n" for command in commands).encode(), self.timeout)

    def hear(self, timeout: float | None = None) -> Reply:
        """One whole answer. In the lines between `250-` and `250 ` FTP allows anything."""
        until = time.monotonic() + (timeout or self.timeout)
        raw = [self._line(until)]
        first = _NUMBERED.match(decode(raw[0]))
        if not first:
            raise ForeignError(decode(raw[0]))
        end = re.compile(rf"{first[1]}(?!-)(\D|$)")
        while not end.match(decode(raw[-1])):
            if len(raw) >= MOST_LINES:
                raise EndlessError(decode(b"\n".join(raw[:3])))
            raw.append(self._line(until))
        return Reply(int(first[1]), tuple(map(decode, raw)), not all(map(is_utf8, raw)))

    def _line(self, until: float) -> bytes:
        left = until - time.monotonic()
        if left <= 0:
            raise SilentError
        return self.wire.line(left)
