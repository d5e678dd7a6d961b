"""A login and a home for real FTP servers: files in a temporary folder instead of a user of the system's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crm_console.services.probes.target import FtpTarget
from tests.lab.network import Network
from tests.servers.ports import wait_until
from tests.servers.unavailable import program

USER, PASSWORD = "crm", "Ipê-roxo-42"
OWNER = 45321  # nobody of this system's


@dataclass(frozen=True)
class FtpHome:
    """What a running server serves: the user starts in `home`, which holds these folders."""

    host: str
    port: int
    folder: Path  # the server's own: configuration and log beside the home
    password: str = field(default=PASSWORD, repr=False)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def target(self, folder: str = "/documentos", **more) -> FtpTarget:
        return FtpTarget(**{"host": self.host, "port": self.port, "user": USER, "folder": folder, **more})


@contextmanager
def home_folder(name: str) -> Iterator[Path]:
    """A temporary folder with a home in it: `documentos` is the user's, `alheia` is not, `cheia` is full."""
    folder = Path(tempfile.mkdtemp(prefix=f"crm-console-{name}-"))
    folder.chmod(0o755)
    try:
        own(folder / "home")
        own(folder / "home" / "documentos")
        (folder / "home" / "alheia").mkdir(mode=0o755)
        (folder / "log").touch()
        with _full_disk(folder / "home" / "cheia"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own(folder: Path) -> None:
    """A folder of the user's."""
    folder.mkdir(mode=0o755)
    os.chown(folder, OWNER, OWNER)


@contextmanager
def _full_disk(folder: Path) -> Iterator[None]:
    """A disk of 64 kB under the home, with not a byte left."""
    own(folder)
    subprocess.run([program("mount"), "-t", "tmpfs", "-o", "size=64k,mode=0777", "tmpfs", folder], check=True)
    try:
        try:
            (folder / "cheio").write_bytes(bytes(128 * 1024))
        except OSError:
            yield
        else:
            raise AssertionError("128 kB went onto a disk of 64 kB")
    finally:
        subprocess.run([program("umount"), folder], check=True)


@contextmanager
def home_gone(server: FtpHome) -> Iterator[None]:
    """The user's home is not where the account says."""
    elsewhere = server.folder / "outra"
    server.home.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(server.home)


@contextmanager
def first_client(server: FtpHome) -> Iterator[None]:
    """Somebody else is connected, where the server has room for one."""
    with ExitStack() as stack:

        def greeted() -> bool:
            other = stack.enter_context(socket.create_connection((server.host, server.port), 5))
            return other.recv(4096).startswith(b"220")

        wait_until(greeted, "a greeting")
        yield


def hashed(password: str) -> str:
    """As /etc/shadow has it."""
    done = subprocess.run([program("openssl"), "passwd", "-6", "-stdin"], input=password, check=True,
                          capture_output=True, text=True)
    return done.stdout.strip()


def passwd_line(home: Path, secret: str = "x") -> str:
    return f"{USER}:{secret}:{OWNER}:{OWNER}:crm:{home}:/bin/sh"


@contextmanager
def running(*command: object, network: Network | None = None, **more) -> Iterator[None]:
    """A server in a view of processes and disks of its own, which ends with all that it has started for its clients.

    One that still tries to call a client back would live on for a minute.
    """
    alone = [program("unshare"), "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child",
             "sh", "-c", '"$@"; exit $?', "first", *command]  # the first process of a view gets others' orphans
    words = network.in_server(*alone) if network else list(map(str, alone))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    server = subprocess.Popen(words, **{**quiet, **more})
    try:
        yield
    finally:
        server.kill()
        server.wait(10)
