"""A server with a text to speak: faults in milliseconds. It greets, then answers each line by the first rule that fits.

A rule is (pattern, answer); an answer is a str (a line end is added), bytes (sent as they are), CLOSE, SILENCE (says
nothing, keeps the connection) or TLS (upgrades; needs `tls`). Capitals do not count, as in SMTP and FTP. Lines that no
rule fits get `250 ok`.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Sequence
from enum import Enum, auto


class Act(Enum):
    CLOSE = auto()
    SILENCE = auto()
    TLS = auto()


CLOSE, SILENCE, TLS = Act.CLOSE, Act.SILENCE, Act.TLS
Answer = str | bytes | Act
SMTP = (("^DATA", "354 go ahead"), (r"^\.$", "250 2.0.0 Ok: queued as 4XyZ"), ("^QUIT", "221 bye"))


class Scripted:
    """`heard` holds every line that any client sent; `connections` counts them."""

    echo = b""  # said at the end of every answer: what a server that quotes its client says

    def __init__(
        self,
        rules: Sequence[tuple[str, Answer]] = (),
        greeting: Answer = "220 scripted ESMTP",
        tls: ssl.SSLContext | None = None,
        tls_first: bool = False,
    ) -> None:
        self.heard: list[str] = []
        self.connections = 0
        self.reached = threading.Event()  # a SILENCE was reached
        self._rules = [*rules, *SMTP]
        self._greeting = greeting
        self._tls = tls
        self._tls_first = tls_first
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def count(self, pattern: str) -> int:
        return sum(1 for line in self.heard if re.search(pattern, line))

    def __enter__(self) -> Scripted:
        self._begin(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        for sock in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _begin(self, target, *args) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self._open.append(sock)
                self.connections += 1
                self._begin(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            sock = self._secured(sock) if self._tls_first else sock
            if self._speak(sock, self._greeting):
                self._talk(sock)
        sock.close()

    def _talk(self, sock: socket.socket) -> None:
        body = False
        with sock, sock.makefile("rb") as lines:
            while raw := lines.readline():
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                self.heard.append(line)
                if body and line != ".":
                    continue
                answer = next((a for pattern, a in self._rules if re.search(pattern, line, re.IGNORECASE)), "250 ok")
                if answer is TLS:
                    sock.sendall(b"220 go ahead\r\n")
                    break
                if not self._speak(sock, answer):
                    return
                body = isinstance(answer, str) and answer.startswith("354")
            else:
                return
            secured = self._secured(sock)
        self._talk(secured)

    def _secured(self, sock: socket.socket) -> socket.socket:
        assert self._tls is not None
        secured = self._tls.wrap_socket(sock, server_side=True)
        self._open.append(secured)
        return secured

    def _speak(self, sock: socket.socket, answer: Answer) -> bool:
        if answer is CLOSE:
            sock.shutdown(socket.SHUT_RDWR)
            return False
        if answer is SILENCE:
            self.reached.set()
            return True
        sock.sendall(self._quoting(answer if isinstance(answer, bytes) else f"{answer}\r\n".encode()))
        return True

    def _quoting(self, answer: bytes) -> bytes:
        return answer.removesuffix(b"\r\n") + b" " + self.echo + b"\r\n" if self.echo else answer
