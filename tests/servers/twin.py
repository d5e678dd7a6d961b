"""The sandbox as a test uses it: a child process that ends with the test."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from crm_console.services.probes.target import FtpTarget, Method, SftpTarget, SmtpTarget

START_WITHIN = 30
ANSWER_WITHIN = 30


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

    @property
    def platform(self) -> dict[str, Any]:
        """url, user, password, master_user, … as the first line tells them."""
        return dict(self.places["platform"])

    @property
    def url(self) -> str:
        return str(self.places["platform"]["url"])

    @property
    def catalog(self) -> Path:
        """The override file with the twin's made-up calls."""
        return Path(self.places["catalog"])

    def effects(self, call: str = "") -> list[dict[str, Any]]:
        """The committed writes, from the ledger's file; of one call, or of all."""
        lines = Path(self.platform["effects"]).read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return [row for row in rows if call in ("", row["call"])]

    def control(self, method: str, name: str, body: str | Mapping[str, Any] = "") -> dict[str, Any]:
        """Ask the control; a refusal is an AssertionError with its sentence."""
        data = body if isinstance(body, str) else json.dumps(body)
        request = urllib.request.Request(f"{self.platform['control']}/{name}", data.encode(), method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_WITHIN) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            raise AssertionError(refused.read().decode()) from None

    def state(self) -> dict[str, Any]:
        return self.control("GET", "state")

    def faults(self, *rows: Mapping[str, Any]) -> None:
        """These faults from now on: `twin.faults({"call": "platform/user/*", "kind": "lose"})`; none clears them."""
        lines = [line for row in rows for line in ("[[fault]]", *(f"{k} = {json.dumps(v)}" for k, v in row.items()))]
        self.control("PUT", "faults", "\n".join(lines))

    def tenant(self, name: str, domain: str = "", ready: bool = True) -> None:
        """The vendor makes a tenant on the platform, or finishes one."""
        self.control("POST", "tenants", {"name": name, "ready": ready, **({"domain": domain} if domain else {})})

    def activate(self, login: str) -> None:
        """The vendor's support activates a user of the CRM."""
        self.control("POST", "activate", {"login": login})

    def reset(self) -> None:
        """As new; the passwords stay."""
        self.control("POST", "reset")

    def kill(self) -> None:
        """kill -9; start another one with the same folder to go on."""
        self.process.kill()
        self.process.wait(START_WITHIN)


@contextmanager
def running_twin(
    folder: Path, *arguments: str, errors: IO[bytes] | None = None, logins: int = 0, pace: float = 0.05
) -> Iterator[Twin]:
    """`logins`: sign-ins a minute; tests sign in more often than people, so they are not counted unless asked."""
    command = [sys.executable, "-m", "crm_console.sandbox", "--folder", str(folder), "--logins", str(logins),
               "--pace", str(pace), *arguments]
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
