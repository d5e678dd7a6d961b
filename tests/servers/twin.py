"""The sandbox as a test uses it: a child process that ends with the test."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from crm_console.services.probes.target import FtpTarget, Method, SftpTarget, SmtpTarget

START_WITHIN = 30


@dataclass(frozen=True)
class Twin:
    process: subprocess.Popen[str]
    places: dict[str, Any]

    def smtp(self, **more: Any) -> SmtpTarget:
        at = self.places["smtp"]
        plain = {name: at[name] for name in ("host", "port", "security", "sender", "user")}
        return SmtpTarget(**{**plain, "ca_file": at["ca"], **more})

    def ftp(self, method: Method = "application", **more: Any) -> FtpTarget:
        at = self.places["ftp"]
        plain = {name: at[name] for name in ("host", "port", "user", "folder")}
        return FtpTarget(**{**plain, "method": method, **more})

    def sftp(self, **more: Any) -> SftpTarget:
        at = self.places["sftp"]
        plain = {name: at[name] for name in ("host", "port", "user", "folder")}
        return SftpTarget(**{**plain, "host_key": at["host_key"], **more})

    def password(self, protocol: str) -> str:
        return str(self.places[protocol]["password"])


@contextmanager
def running_twin(folder: Path, *arguments: str, errors: IO[bytes] | None = None) -> Iterator[Twin]:
    command = [sys.executable, "-m", "crm_console.sandbox", "--folder", str(folder), *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Twin(process, json.loads(process.stdout.readline()))
        finally:
            if not process.stdin.closed:
                process.stdin.close()
            process.wait(START_WITHIN)
