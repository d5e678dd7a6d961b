"""pyftpdlib with odd habits, for what the real servers here never do. Serves one folder; passive only."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer

USER, PASSWORD = "crm", "capivara-42"


@contextmanager
def running_ftp(handler: type[FTPHandler] = FTPHandler, perm: str = "elradfmwMT") -> Iterator[int]:
    """The port of a server whose habits are those of `handler`."""
    with TemporaryDirectory(prefix="crm-console-odd-") as folder:
        (Path(folder) / "documentos").mkdir()
        authorizer = DummyAuthorizer()
        authorizer.add_user(USER, PASSWORD, folder, perm=perm)
        made = type("Odd", (handler,), {"authorizer": authorizer, "auth_failed_timeout": 0})
        server = FTPServer(("127.0.0.1", 0), made)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                server.ioloop.loop(0.05, blocking=False)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(server.socket.getsockname()[1])
        finally:
            over.set()
            thread.join(5)
            server.close_all()


class Altering(FTPHandler):
    """Converts text as if it had been sent in ASCII mode."""

    def on_file_received(self, file: str) -> None:
        path = Path(file)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


class PickingUp(FTPHandler):
    """A job takes every file away at once."""

    def on_file_received(self, file: str) -> None:
        Path(file).unlink()


class NoOverwrite(FTPHandler):
    """Refuses a name that is there already, in ProFTPD's words."""

    def ftp_STOR(self, file: str, mode: str = "w") -> str | None:
        if Path(file).exists():
            self.respond(f"550 {Path(file).name}: Overwrite permission denied")
            return None
        made: str | None = super().ftp_STOR(file, mode)
        return made


class ManglesExtended(FTPHandler):
    """What a middlebox that knows only PASV does to the answer of EPSV."""

    def ftp_EPSV(self, line: str) -> None:
        self.respond("229 Entering Extended Passive Mode (|||)")
