"""paramiko on a socket of ours: watched while it greets, cut when its time is up or the test is stopped."""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import paramiko

from crm_console.core.jobs import Context
from crm_console.services.probes.wire import SilentError, Wire

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_paramiko_log = logging.getLogger("paramiko")  # its lines name users and folders and hold tracebacks: none are made
_paramiko_log.setLevel(logging.CRITICAL + 1)
_paramiko_log.propagate = False

_OTHERS = re.compile(rb"\d{3}[ -]|HTTP/|<")
LONGEST_BANNER = 8192
LONGEST_START = 16384


class WatchedSocket(socket.socket):
    """A socket that keeps the server's first words, and tells when they are complete."""

    def watch(self) -> None:
        """Begin to keep what comes."""
        self.head = b""
        self.start = b""  # also what followed the greeting: which methods the server offers
        self.spoke = threading.Event()

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What came, as always."""
        try:
            data = super().recv(size, flags)
        except TimeoutError:
            raise
        except OSError:
            self.spoke.set()
            raise
        if len(self.start) < LONGEST_START:
            self.start += data
        if not self.spoke.is_set():
            self._keep(data)
        return data

    def send(self, data: Buffer, flags: int = 0, /) -> int:
        """Send, as always; who cannot even send will hear nothing."""
        try:
            return super().send(data, flags)
        except TimeoutError:
            raise
        except OSError:
            self.spoke.set()
            raise

    def _keep(self, data: bytes) -> None:
        self.head += data
        whole = b"\n" in self.head
        mine = any(line.startswith(b"SSH-") for line in self.head.split(b"\n")[:-1])
        if not data or mine or (whole and _OTHERS.match(self.head)) or len(self.head) > LONGEST_BANNER:
            self.spoke.set()

    def cut(self) -> None:
        """End it from any thread; whoever reads or waits gets an end."""
        self.spoke.set()
        with contextlib.suppress(OSError):
            self.shutdown(socket.SHUT_RDWR)


class Transport(paramiko.Transport):  # type: ignore[misc]
    """Keeps the server's reason for hanging up, which paramiko only logs."""

    farewell = ""

    def _parse_disconnect(self, message: paramiko.Message) -> None:
        message.get_int()
        self.farewell = message.get_text()


class SshLine:
    """The transport of one test."""

    def __init__(self, wire: Wire, ctx: Context, timeout: float, auth_patience: float) -> None:
        self.ctx = ctx
        self.sock = WatchedSocket(fileno=wire.sock.detach())
        self.sock.watch()
        self.agreed = threading.Event()
        try:
            ctx.on_stop(self.sock.cut)
            self.transport = Transport(self.sock)
        except BaseException:
            self.sock.close()
            raise
        self.transport.banner_timeout = timeout
        self.transport.handshake_timeout = timeout
        self.transport.auth_timeout = auth_patience

    def __enter__(self) -> SshLine:
        return self

    def __exit__(self, *_: object) -> None:
        self.ctx.forget(self.sock.cut)
        self.sock.cut()
        if self.transport.is_alive():
            with self.ctx.resting():
                self.transport.join(1)  # it is reading: let it see the end before the socket goes
        self.transport.close()
        self.sock.close()

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Some of paramiko's waits know no end: cut the line when the time is up."""
        late = threading.Event()

        def expire() -> None:
            late.set()
            self.sock.cut()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            with self.ctx.resting():  # paramiko waits and computes in a thread of its own
                yield
        except Exception as error:
            self.ctx.check()
            if late.is_set():
                raise SilentError from error
            raise
        finally:
            timer.cancel()

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Wait for something that the transport's thread tells; a stop or an end of the line tells it too."""
        with self.ctx.resting():
            came = event.wait(seconds)
        if not came:
            self.ctx.check()
            raise SilentError(self.sock.head)
        self.ctx.check()
