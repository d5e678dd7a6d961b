"""The keyring in a file, named by the environment: for commands that run as processes of their own."""

from __future__ import annotations

import os
from pathlib import Path

from tests.servers.file_keyring import FileKeyring


class ToldKeyring(FileKeyring):
    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__(Path(os.environ["CRM_CONSOLE_TEST_VAULT"]))
