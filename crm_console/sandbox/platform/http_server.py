"""The HTTP side: connections that stay open, three dialects, and answers that go wrong on demand."""

from __future__ import annotations

import json
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm_console.sandbox.platform import address as addresses
from crm_console.sandbox.platform.answer import answer, path_of
from crm_console.sandbox.platform.faults import Faults
from crm_console.sandbox.platform.going_wrong import Happening
from crm_console.sandbox.platform.messages import Answer, Request
from crm_console.sandbox.platform.refusals import error_body
from crm_console.sandbox.platform.shapes import TEXT
from crm_console.sandbox.platform.work import World

NUMBERS = ("offset", "limit", "pageNumber", "pageSize")
Control = Callable[[str, str, Any], Answer]


class BadJson(Exception):
    """The body is not a JSON object."""


def decoded(method: str, query: dict[str, str], raw: bytes) -> dict[str, Any]:
    """The fields of a call: the JSON object sent, or the query string of a GET."""
    if raw.strip():
        try:
            body = json.loads(raw)
        except ValueError as error:
            raise BadJson from error
        if not isinstance(body, dict):
            raise BadJson
        return body
    fields: dict[str, Any] = {}
    for name, value in query.items() if method == "GET" else ():
        outer, _, inner = name.partition(".")
        said = _value(inner or outer, value)
        if inner:
            fields.setdefault(outer, {})[inner] = said
        else:
            fields[outer] = said
    return fields


def _value(name: str, text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if text in ("true", "false") and name not in TEXT:
        return text == "true"
    return int(text) if name in NUMBERS and text.lstrip("-").isdigit() else text


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 300

    def setup(self) -> None:
        """Small answers must not wait for each other."""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def version_string(self) -> str:
        """What stands in front of the platform."""
        return "crm-console-sandbox"

    def log_message(self, *_: Any) -> None:
        """Its terminal stays quiet."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        raw = self.rfile.read(int(length)) if length.isdigit() else b""
        split = urlsplit(self.path)
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        if split.path.startswith("/sandbox/"):
            self.send(self.server.control(self.command, split.path, raw))
            return
        found = addresses.read(split.path)
        if found is None:
            self.send(Answer(404, error_body(404, "Endereço desconhecido.", "", "", "gateway")))
            return
        try:
            body = decoded(self.command, query, raw)
        except BadJson:
            self.send(Answer(400, error_body(400, "O corpo não é um objeto JSON.", found.domain, found.service,
                                             found.name)))
            return
        headers = {name.casefold(): value for name, value in self.headers.items()}
        self.server.respond(self, Request(self.command, found, headers, body, query))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve

    def send(self, made: Answer, headers: dict[str, str] | None = None, part: float = 1.0) -> None:
        """One answer in one piece; `part` below 1 cuts it short and hangs up."""
        plain = isinstance(made.body, str)
        data = (made.body or "").encode() if plain or made.body is None else json.dumps(
            made.body, ensure_ascii=False).encode()
        kind = "text/plain; charset=utf-8" if plain else "application/json"
        self.send_response(made.status)
        for name, value in {"Content-Type": kind, **(headers or {}), "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers_with(data if part == 1.0 else data[:int(len(data) * part)])
        if part < 1.0:
            self.hang_up()

    def end_headers_with(self, data: bytes) -> None:
        """Head and body in one packet."""
        self._headers_buffer.append(b"\r\n")
        self.wfile.write(b"".join(self._headers_buffer) + data)
        self._headers_buffer: list[bytes] = []

    def hang_up(self) -> None:
        """Close without a further word."""
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


class Server(ThreadingHTTPServer):
    """The platform's door."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, host: str, port: int, world: World, faults: Faults, control: Control) -> None:
        self.world = world
        self.faults = faults
        self.control = control
        super().__init__((host, port), Handler)
        self.port: int = self.server_address[1]
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="platform", daemon=True)

    def start(self) -> None:
        """Serve."""
        self._thread.start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up in the middle is not a mishap of ours, nor is the end; anything else is told."""
        if not isinstance(sys.exc_info()[1], OSError | sqlite3.ProgrammingError):
            super().handle_error(request, client_address)

    def respond(self, handler: Handler, request: Request) -> None:
        """Answer as it should be, or as a fault has it."""
        fault = self.faults.take(path_of(request), request.method)
        if fault is None:
            handler.send(answer(self.world, request))
        else:
            Happening(fault, handler, request, lambda: answer(self.world, request)).play()

    def close(self) -> None:
        """Stop serving."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join(5)
        self.server_close()
