"""Sign-ins of the last minutes, of every window and command of this person: one too many may lock an account.

Small files in the data folder, one of refused ones at servers, one of all at the platform; they hold a digest of host,
port and user, and when. No secret, no name.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

from filelock import FileLock

FILE = "refused-sign-ins.json"
WINDOW = 600.0  # seconds
WARN_AT = 2  # refusals after which one more is worth a warning
_LOCK_WITHIN = 5


def at_the_platform(folder: Path) -> Attempts:
    """The sign-ins of the last minute at the platform, refused or not."""
    return Attempts(folder, "platform-sign-ins.json", 60.0)


class Attempts:
    """Counts; every reading forgets what is older than `window` seconds."""

    def __init__(self, folder: Path, file: str = FILE, window: float = WINDOW) -> None:
        self._path = folder / file
        self._window = window

    def refused(self, host: str, port: int, user: str) -> int:
        """How many of this account were counted within the window."""
        account = _digest(host, port, user)
        return sum(1 for who, _ in self._recent() if who == account)

    def note(self, host: str, port: int, user: str) -> None:
        """One more."""
        with self._alone():
            self._add(_digest(host, port, user))

    def take(self, host: str, port: int, user: str, most: int) -> bool:
        """One more, unless there were `most` already: asked and counted at once, whoever else asks meanwhile."""
        account = _digest(host, port, user)
        with self._alone():
            if sum(1 for who, _ in self._recent() if who == account) >= most:
                return False
            self._add(account)
            return True

    def _alone(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(f"{self._path}.lock", timeout=_LOCK_WITHIN)

    def _add(self, account: str) -> None:
        new = self._path.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps([*self._recent(), (account, time.time())]), encoding="utf-8")
        new.replace(self._path)

    def forget(self, host: str, port: int, user: str) -> None:
        """It was let in: the server counts anew, too."""
        account = _digest(host, port, user)
        rows = self._recent()
        if not any(who == account for who, _ in rows):
            return
        with FileLock(f"{self._path}.lock", timeout=_LOCK_WITHIN):
            rows = [row for row in self._recent() if row[0] != account]
            self._path.write_text(json.dumps(rows), encoding="utf-8")

    def _recent(self) -> list[tuple[str, float]]:
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            now = time.time()
            return [(str(who), float(at)) for who, at in rows if 0 <= now - float(at) < self._window]
        except (OSError, ValueError, TypeError):
            return []  # nothing counted yet, or a damaged file: it only ever warned


def _digest(host: str, port: int, user: str) -> str:
    return hashlib.sha256(f"{host.strip().lower()}\0{port}\0{user}".encode()).hexdigest()
