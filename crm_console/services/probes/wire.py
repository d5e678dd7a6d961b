"""One TCP connection whose every wait has a deadline and ends at once when the test is stopped.

TLS runs over memory buffers, so that a handshake waits, stops and fails like everything else, and the bytes that a
server sent instead of TLS can be shown.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from crm_console.core.jobs import Context

if sys.platform == "win32":
    fcntl = None
else:
    import fcntl

SIOCOUTQ = 0x5411  # Linux: the bytes in the socket's send queue
CHUNK = 65536
LONGEST_LINE = 65536
T = TypeVar("T")


class SilentError(Exception):
    """The other side let the deadline pass; `heard` is what it had sent until then.

    `lost`: how many bytes of ours its computer never confirmed, 0 where it has them all or the system cannot tell.
    """

    def __init__(self, heard: bytes = b"", lost: int = 0) -> None:
        super().__init__("silence")
        self.heard = heard
        self.lost = lost


class DroppedError(Exception):
    """The other side ended the connection: `reset` tells a hard end from a polite one."""

    def __init__(self, heard: bytes = b"", reset: bool = False, local_port: int = 0) -> None:
        super().__init__("dropped")
        self.heard = heard
        self.reset = reset
        self.local_port = local_port


class Bell:
    """Ends the waits of one test when it is stopped: a socket pair that every wait listens to."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._near, self._far = socket.socketpair()
        try:
            ctx.on_stop(self._ring)
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Bell:
        return self

    def __exit__(self, *_: object) -> None:
        self.ctx.forget(self._ring)
        self._close()

    def _close(self) -> None:
        self._near.close()
        self._far.close()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # the test has just ended by itself
            self._far.send(b"!")

    def wait(self, sockets: Sequence[tuple[socket.socket, int]], until: float) -> list[socket.socket]:
        """The sockets that are ready, none after the deadline. Raises StoppedError on stop."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._near, selectors.EVENT_READ)
            for sock, events in sockets:
                selector.register(sock, events)
            ready = selector.select(0)
            if not ready:
                with self.ctx.resting():
                    ready = selector.select(max(0.0, until - time.monotonic()))
        self.ctx.check()
        return [key.fileobj for key, _ in ready if isinstance(key.fileobj, socket.socket)]


class Wire:
    """A connected socket, in clear until `start_tls`."""

    def __init__(self, sock: socket.socket, bell: Bell) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self.bell = bell
        self.peer = _peer(sock)
        self.local: str = sock.getsockname()[0]
        self.local_port: int = sock.getsockname()[1]
        self._buffer = b""
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def tls(self) -> ssl.SSLObject | None:
        """What was negotiated, None in clear."""
        return self._tls

    def close(self) -> None:
        """End the connection, whatever its state."""
        self.sock.close()

    def send(self, data: bytes, timeout: float) -> None:
        """Send everything."""
        until = time.monotonic() + timeout
        if self._tls is None:
            self._send_raw(data, until)
            return
        self._through(lambda tls: tls.write(data), until)

    def receive(self, timeout: float) -> bytes:
        """What came, at least one byte; empty at a polite end."""
        if self._buffer:
            data, self._buffer = self._buffer, b""
            return data
        until = time.monotonic() + timeout
        if self._tls is None:
            return self._receive_raw(until)
        try:
            return self._through(lambda tls: tls.read(CHUNK), until)
        except (ssl.SSLZeroReturnError, DroppedError):
            return b""

    def line(self, timeout: float) -> bytes:
        """One line without its end. `timeout` counts for the whole line, however slowly it drips."""
        until = time.monotonic() + timeout
        while b"\n" not in self._buffer and len(self._buffer) < LONGEST_LINE:
            kept, self._buffer = self._buffer, b""
            try:
                more = self.receive(until - time.monotonic())
            except SilentError:
                self._buffer = kept
                raise SilentError(kept, self.unconfirmed()) from None
            if not more:
                raise DroppedError(kept, local_port=self.local_port)
            self._buffer = kept + more
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def waiting(self, timeout: float) -> bool:
        """Whether something came within the time, without taking it."""
        return bool(self._buffer) or bool(
            self.bell.wait([(self.sock, selectors.EVENT_READ)], time.monotonic() + timeout)
        )

    def start_tls(self, context: ssl.SSLContext, name: str, timeout: float) -> None:
        """The handshake. Raises what `ssl` raises; DroppedError carries the bytes that came instead of TLS."""
        until = time.monotonic() + timeout
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._buffer = b""  # what came in clear after STARTTLS must not count as said inside TLS
        tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        heard = b""
        while True:
            try:
                tls.do_handshake()
                self._flush(until)
                self._tls = tls
                return
            except ssl.SSLWantReadError:
                self._flush(until)
                more = self._receive_raw(until)
                if not more:
                    raise DroppedError(heard) from None
                heard = (heard + more)[:CHUNK]
                self._incoming.write(more)
            except ssl.SSLError as error:
                if heard and heard[0] not in (20, 21, 22):  # no TLS record: another protocol speaks here
                    raise NotTlsError(heard) from error
                with contextlib.suppress(DroppedError, SilentError):
                    self._flush(until)  # the alert: the server's own log then says what we disliked
                raise

    def unconfirmed(self) -> int:
        """How many sent bytes the other computer has not confirmed: the network loses them, not the server."""
        if fcntl is None:
            return 0
        try:
            return int.from_bytes(fcntl.ioctl(self.sock, SIOCOUTQ, bytes(4)), sys.byteorder)
        except OSError:
            return 0

    def hang_up(self, last_words: bytes) -> None:
        """Say goodbye without waiting for the answer; nothing that fails here matters any more."""
        with contextlib.suppress(OSError, SilentError, DroppedError):
            self.send(last_words, 1.0)

    def _through(self, act: Callable[[ssl.SSLObject], T], until: float) -> T:
        assert self._tls is not None
        while True:
            try:
                done = act(self._tls)
                self._flush(until)
                return done
            except ssl.SSLWantReadError:
                self._flush(until)
                more = self._receive_raw(until)
                if not more:
                    raise DroppedError from None
                self._incoming.write(more)

    def _flush(self, until: float) -> None:
        if self._outgoing.pending:
            self._send_raw(self._outgoing.read(), until)

    def _send_raw(self, data: bytes, until: float) -> None:
        left = memoryview(data)
        while left:
            try:
                left = left[self.sock.send(left) :]
            except BlockingIOError:
                if not self.bell.wait([(self.sock, selectors.EVENT_WRITE)], until):
                    raise SilentError(lost=self.unconfirmed()) from None
            except OSError as error:
                raise DroppedError(reset=True, local_port=self.local_port) from error

    def _receive_raw(self, until: float) -> bytes:
        while True:
            if not self.bell.wait([(self.sock, selectors.EVENT_READ)], until):
                raise SilentError(lost=self.unconfirmed())
            try:
                return self.sock.recv(CHUNK)
            except BlockingIOError:
                continue
            except OSError as error:
                raise DroppedError(reset=True, local_port=self.local_port) from error


def _peer(sock: socket.socket) -> str:
    try:
        return str(sock.getpeername()[0])
    except OSError:  # it has been reset already
        return ""


class NotTlsError(Exception):
    """The other side answered the handshake with something that is not TLS: `heard`."""

    def __init__(self, heard: bytes) -> None:
        super().__init__("not TLS")
        self.heard = heard


def is_utf8(raw: bytes) -> bool:
    """Whether the bytes are UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode(raw: bytes) -> str:
    """A server's words: UTF-8, or else Latin-1, which never fails."""
    return raw.decode("utf-8" if is_utf8(raw) else "latin-1")
