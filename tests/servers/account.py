"""A throw-away system user with a home: a folder that is the user's own, and one that is not."""

from __future__ import annotations

import os
import pwd
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.ports import wait_until
from tests.servers.unavailable import need_root, program

LOCKED = {1, 10}  # useradd, where somebody else is writing to /etc/passwd or /etc/group at this moment


@dataclass(frozen=True)
class Account:
    name: str
    home: Path
    password: str = field(repr=False)

    @property
    def folder(self) -> str:
        """A folder that the user may write to."""
        return f"{self.home}/documentos"


@contextmanager
def account(home: Path, shell: str = "/bin/sh") -> Iterator[Account]:
    """The user exists until the block ends; the home goes with the folder that it lies in."""
    need_root()
    useradd, userdel, chpasswd = program("useradd"), program("userdel"), program("chpasswd")
    user, password = f"crm{os.getpid()}{secrets.token_hex(2)}", f"Ipê-{secrets.token_urlsafe(12)}"
    try:
        wait_until(lambda: _done([useradd, "-M", "-d", str(home), "-s", shell, user]), "useradd")
        wait_until(lambda: _done([chpasswd], f"{user}:{password}"), "chpasswd")
        owner = pwd.getpwnam(user)
        for path in (home, home / "documentos"):
            path.mkdir()
            os.chown(path, owner.pw_uid, owner.pw_gid)
        (home / "alheia").mkdir(mode=0o755)
        yield Account(user, home, password)
    finally:
        wait_until(lambda: _done([userdel, "-f", user], gone=6), "userdel")


def _done(words: list[str], text: str = "", gone: int = 0) -> bool:
    """Whether it worked; False where it is worth another try. `gone` is the code for nothing to do."""
    ended = subprocess.run(words, input=text.encode(), check=False, capture_output=True)
    if ended.returncode not in LOCKED | {0, gone}:
        ended.check_returncode()
    return ended.returncode in (0, gone)
