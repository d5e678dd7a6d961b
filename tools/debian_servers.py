"""The real servers that tests start: Postfix, Dovecot (sign-in for it), sshd, PostgreSQL, from Debian's packages.

Installed where the tests run as root. Nothing is started here: the fixtures start their own, on free ports.
"""

from __future__ import annotations

import os
import shutil
import sys
from glob import glob
from pathlib import Path

from tools.system_libraries import bring

SERVERS = {"/usr/sbin/postfix": "postfix", "/usr/sbin/dovecot": "dovecot-core", "/usr/sbin/sshd": "openssh-server",
           "/usr/lib/postgresql/*/bin/initdb": "postgresql"}
POLICY = Path("/usr/sbin/policy-rc.d")


def install() -> None:
    """Bring what is missing. Without root nothing is done: those tests skip and print why."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    missing = [package for path, package in SERVERS.items() if not glob(path)]
    if not missing:
        return
    mine = not POLICY.exists()
    if mine:  # installing a server must not start it
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        bring(missing, Path())
    finally:
        if mine:
            POLICY.unlink(missing_ok=True)
