"""A real PostgreSQL of the test's own: initdb into a temporary folder, a free port on loopback, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import free_ports
from tests.servers.unavailable import unavailable

ACCOUNT = "postgres"  # Debian's package makes it; the server refuses to run as root


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def running_postgres() -> Iterator[str]:
    """The server's URL, without a schema."""
    programs = _programs()
    if programs is None or os.geteuid() != 0:
        unavailable("PostgreSQL is not installed, or this is not root")
    owner = pwd.getpwnam(ACCOUNT)
    folder = Path(tempfile.mkdtemp(prefix="crm-pg-"))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    (port,) = free_ports(1)

    def run(*words: str) -> None:
        subprocess.run(words, user=ACCOUNT, group=owner.pw_gid, cwd=folder, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    data = str(folder / "data")
    try:
        run(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run(str(programs / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
