"""A scripted server with manners of its own: lines that come in pieces, answers that act, files that it takes and gives.

Besides what tests/servers/scripted.py knows, an answer may be a function of the server and the socket; it says
whether the connection goes on.
"""

from __future__ import annotations

import contextlib
import random
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.servers.scripted import SILENCE, Answer, Scripted

PAUSE = 0.002  # seconds between two pieces of an answer
MOST_PIECES = 12
DATA_WITHIN = 4.0


@dataclass(frozen=True)
class Manners:
    """`split`: answers come in this many pieces at most; `dribble`: with pauses between them."""

    split: int = 1
    dribble: bool = False
    seed: int = 0


Acting = Callable[["Talkative", socket.socket], bool]


class Talkative(Scripted):
    def __init__(
        self, rules: Sequence[tuple[str, Answer | Acting]] = (), greeting: Answer | Acting = "220 talkative",
        tls: ssl.SSLContext | None = None, tls_first: bool = False, manners: Manners | None = None,
    ) -> None:
        self.stored: bytes | None = None
        self._doors: dict[socket.socket, socket.socket] = {}
        self._silent: set[socket.socket] = set()  # once silent, always silent: lines sent ahead get no answer either
        self._manners = manners or Manners()
        self._chance = random.Random(self._manners.seed)
        super().__init__(rules, greeting, tls, tls_first)

    def __exit__(self, *more: object) -> None:
        super().__exit__(*more)
        for door in self._doors.values():
            door.close()

    def say(self, sock: socket.socket, text: str) -> None:
        raw = self._quoting(f"{text}\r\n".encode())
        cuts = sorted(self._chance.sample(range(1, len(raw)), min(self._manners.split - 1, MOST_PIECES, len(raw) - 1)))
        for begin, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
            sock.sendall(raw[begin:end])
            if self._manners.dribble:
                time.sleep(PAUSE)

    def open_door(self, sock: socket.socket) -> int:
        """A port for the next file of this session; one that nobody came to is shut."""
        if sock in self._doors:
            self._doors.pop(sock).close()
        self._doors[sock] = door = socket.create_server(("127.0.0.1", 0))
        door.settimeout(DATA_WITHIN)
        return int(door.getsockname()[1])

    @contextlib.contextmanager
    def caller(self, sock: socket.socket):
        """Who came through the door."""
        with self._doors.pop(sock) as door:
            called, _ = door.accept()
        with called:
            called.settimeout(DATA_WITHIN)
            yield called

    def _speak(self, sock: socket.socket, answer) -> bool:
        if sock in self._silent:
            return True
        if answer is SILENCE:
            self._silent.add(sock)
        if callable(answer):
            return bool(answer(self, sock))
        if isinstance(answer, str):
            self.say(sock, answer)
            return True
        return super()._speak(sock, answer)


def extended_passive(server: Talkative, sock: socket.socket) -> bool:
    server.say(sock, f"229 Entering Extended Passive Mode (|||{server.open_door(sock)}|)")
    return True


def passive(server: Talkative, sock: socket.socket) -> bool:
    port = server.open_door(sock)
    server.say(sock, f"227 Entering Passive Mode (127,0,0,1,{port // 256},{port % 256}).")
    return True


def takes(begin: str, end: str, change: Callable[[bytes], bytes | None] = lambda content: content) -> Acting:
    """Takes a file; `change` is what becomes of it, None where nothing stays."""

    def act(server: Talkative, sock: socket.socket) -> bool:
        server.say(sock, begin)
        with server.caller(sock) as called, called.makefile("rb") as lines:
            content = lines.read()
        if re.match("2", end):
            server.stored = change(content)
        server.say(sock, end)
        return True

    return act


def gives(begin: str, end: str, missing: str) -> Acting:
    """Gives the file that it has."""

    def act(server: Talkative, sock: socket.socket) -> bool:
        if server.stored is None:
            server.say(sock, missing)
            return True
        server.say(sock, begin)
        with server.caller(sock) as called:
            called.sendall(server.stored)
        server.say(sock, end)
        return True

    return act
