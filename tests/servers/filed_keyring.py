"""A real backend of the keyring library that keeps its entries in a file, for tests of several processes."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

VARIABLE = "CRM_CONSOLE_TEST_VAULT"
NAME = "tests.servers.filed_keyring.Filed"


class Filed(KeyringBackend):
    """Written whole and renamed, as a killed process must not damage it."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service}|{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._all(), f"{service}|{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        entries = self._all()
        if entries.pop(f"{service}|{username}", None) is None:
            raise PasswordDeleteError("no such entry")
        self._write(entries)

    def _all(self) -> dict[str, str]:
        path = self._path()
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _write(self, entries: dict[str, str]) -> None:
        new = self._path().with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps(entries))
        new.replace(self._path())

    @staticmethod
    def _path() -> Path:
        return Path(os.environ[VARIABLE])
