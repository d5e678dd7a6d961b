"""A web server that answers what it was told to, in order; the last answer is repeated. It keeps what it heard.

An answer is a `Said`, or bytes that go out as they are (half an answer, say), or SILENCE. It is a proxy, too: CONNECT is
heard as any other request.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

SILENCE = b""


@dataclass(frozen=True)
class Said:
    status: int = 200
    body: Any = field(default_factory=dict)  # bytes or str as they are, else JSON
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else self.body.encode() if isinstance(
            self.body, str) else json.dumps(self.body).encode()
        heads = {"Date": formatdate(usegmt=True), "Content-Type": "application/json", **self.headers,
                 "Content-Length": str(len(body)), "Connection": "close"}
        lines = [f"HTTP/1.1 {self.status} Said", *(f"{name}: {value}" for name, value in heads.items())]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass(frozen=True)
class Heard:
    method: str
    target: str
    headers: dict[str, str]
    body: Any


class OddWeb:
    def __init__(self, *answers: Said | bytes, tls: ssl.SSLContext | None = None, quoting: bool = False) -> None:
        self.answers = list(answers)
        self.heard: list[Heard] = []
        self.connections = 0
        self.reached = threading.Event()
        self._tls, self._quoting = tls, quoting
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> OddWeb:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), sock:
            sock.settimeout(5)
            whole = self._tls.wrap_socket(sock, server_side=True) if self._tls else sock
            with whole, whole.makefile("rb") as lines:
                method, target, _ = lines.readline().decode().split(" ", 2)
                headers = {}
                while line := lines.readline().decode("latin-1").strip():
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                raw = lines.read(int(headers.get("content-length", 0)))
                self.heard.append(Heard(method, target, headers, json.loads(raw) if raw else None))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer == SILENCE:
                    self.reached.set()
                    self._over.wait(30)
                    return
                whole.sendall(self._quoted(answer, raw) if isinstance(answer, Said) else answer)

    def _quoted(self, answer: Said, raw: bytes) -> bytes:
        """What a server says that throws its client's own words back."""
        if not self._quoting:
            return answer.raw()
        last = self.heard[-1]
        words = f"{raw.decode()} {last.headers.get('authorization', '')}"
        return Said(answer.status, {"message": words, "errorCode": words[:300], "reason": words}, answer.headers).raw()
