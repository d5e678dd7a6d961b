"""The sandbox's FTP server: one user, one folder, passive and active."""

from __future__ import annotations

import logging
import secrets
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # pyftpdlib stands on asyncore, which Python 3.11 still has
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer

FOLDER = "/documentos"
TICK = 0.1


class Ftp:
    """The running server; its loop has a thread of its own."""

    def __init__(self, folder: Path, host: str, announced: str | None = None, ports: Sequence[int] = ()) -> None:
        """`announced` and `ports`: where clients are sent for data, when something stands in front of this server."""
        # a filter, for pyftpdlib sets the level itself; every session would be a line on our caller's terminal
        logging.getLogger("pyftpdlib").addFilter(lambda record: record.levelno >= logging.ERROR)
        self.root = folder / "ftp"
        (self.root / FOLDER.strip("/")).mkdir(parents=True, exist_ok=True)
        self.user, self.password = "crm", secrets.token_urlsafe(12)
        authorizer = DummyAuthorizer()
        authorizer.add_user(self.user, self.password, str(self.root), perm="elradfmwMT")

        class Handler(FTPHandler):  # type: ignore[misc]
            """pyftpdlib configures by class attributes."""

            auth_failed_timeout = 0

        Handler.authorizer = authorizer
        Handler.banner = "CRM Console sandbox"
        Handler.masquerade_address = announced
        Handler.passive_ports = list(ports) or None
        self._server = FTPServer((host, 0), Handler)
        self.port: int = self._server.socket.getsockname()[1]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="ftp", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._ended.is_set():
            self._server.ioloop.loop(TICK, blocking=False)  # serve_forever would set up a log of its own

    def close(self) -> None:
        """Stop serving."""
        self._ended.set()
        self._thread.join(5)
        self._server.close_all()
