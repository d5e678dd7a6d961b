"""A line to a real server that goes dead on command: it stays open, and nothing comes through any more."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading


class Freezing:
    """Passes bytes both ways until `dead` is set."""

    def __init__(self, target_port: int, dead: threading.Event) -> None:
        self._target = target_port
        self._dead = dead
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Freezing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            near, _ = self._listener.accept()
            with near, socket.create_connection(("127.0.0.1", self._target)) as far:
                with selectors.DefaultSelector() as selector:
                    selector.register(near, selectors.EVENT_READ, far)
                    selector.register(far, selectors.EVENT_READ, near)
                    self._pass(selector)
                self._over.wait(30)

    def _pass(self, selector: selectors.BaseSelector) -> None:
        while not self._dead.is_set() and not self._over.is_set():
            for key, _ in selector.select(0.05):
                if self._dead.is_set():
                    return
                assert isinstance(key.fileobj, socket.socket)
                data = key.fileobj.recv(65536)
                if not data:
                    return
                key.data.sendall(data)
