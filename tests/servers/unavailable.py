"""One place for "this machine cannot do that": a skip with its reason, or a failure where skips are not allowed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from tools.debian_servers import UNPACKED


def unavailable(reason: str) -> NoReturn:
    if os.environ.get("CRM_CONSOLE_NO_SKIPS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def need_root() -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        unavailable("starting real servers needs root")


def program(name: str) -> str:
    """The path of a server's program; system folders count even where PATH leaves them out."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        unavailable(f"{name} is not installed")
    return found


def unpacked(path: str) -> Path:
    """A file of a server that is laid into the checkout (tools/debian_servers.py): `usr/sbin/vsftpd`, say."""
    found = UNPACKED / path
    if not found.exists():
        unavailable(f"{path} is not unpacked")
    return found
