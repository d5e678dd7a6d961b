"""A server that accepts connections and never says a word."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType


class Silent:
    def __init__(self, first_words: bytes = b"") -> None:
        self.accepted = threading.Event()
        self._first_words = first_words
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._hold, daemon=True)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def _hold(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self._held.append(sock)
                sock.sendall(self._first_words)
                self.accepted.set()

    def __enter__(self) -> Silent:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        for sock in self._held:
            sock.close()
