"""A real Pure-FTPd in a temporary folder on free ports, with virtual users in a database of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ftp_home import OWNER, PASSWORD, USER, FtpHome, hashed, home_folder, running
from tests.servers.ports import free_ports, free_range, listening, wait_until
from tests.servers.unavailable import need_root, unpacked


@contextmanager
def running_pureftpd(*options: object) -> Iterator[FtpHome]:
    """`options` are more words of its command line. Every user is locked into the own home."""
    need_root()
    server = unpacked("usr/sbin/pure-ftpd")
    with home_folder("pureftpd") as folder:
        (port,), (first, last) = free_ports(1), free_range(16)
        database = _users(folder)
        with running(
            server, "--bind", f"127.0.0.1,{port}", "--login", f"puredb:{database}", "--passiveportrange",
            f"{first}:{last}", "--noanonymous", "--chrooteveryone", "--dontresolve", "--pidfile", folder / "pid",
            "--minuid", 1, *options,
        ):  # fmt: skip
            wait_until(lambda: listening(port), "pure-ftpd")
            yield FtpHome("127.0.0.1", port, folder)


def _users(folder: Path) -> Path:
    """Hashed by ourselves: pure-pw takes two seconds for each hash, and the server as long to compare it."""
    users, database = folder / "users", folder / "users.pdb"
    users.write_text(f"{USER}:{hashed(PASSWORD)}:{OWNER}:{OWNER}::{folder / 'home'}/./{':' * 12}\n")
    subprocess.run([unpacked("usr/bin/pure-pw"), "mkdb", database, "-f", users], check=True, capture_output=True)
    return database
