"""`probe.smtp`, `probe.ftp`, `probe.sftp`: one whole test at 100 ms round trip beside the library that one would use.

The peer takes the same steps on the same server in the same run, in turns; the sandbox's delay line makes the distance.
"""

from __future__ import annotations

import ftplib
import io
import json
import smtplib
import ssl
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import paramiko

from crm_console.core.jobs import Context
from crm_console.core.report import State
from crm_console.services.probes import ftp, sftp, smtp
from crm_console.services.probes.target import FtpTarget, SftpTarget, SmtpTarget
from crm_console.services.twin import Twin

ROUND_TRIP = 100  # ms
RUNS = 7
OUTSIDE = "cliente@fora.example"
CONTENT = b"teste do CRM\n" * 20


def measure(runs: int = RUNS) -> list[dict[str, Any]]:
    """Three figures: the median of ours beside the median of the peer's."""
    with (tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
          Twin(Path(folder), latency=ROUND_TRIP) as twin):
        places = twin.servers
        return [
            _row("probe.smtp", "SMTP with STARTTLS, login, message, relay question", 0.75, "smtplib",
                 lambda: _smtp(places["smtp"]), lambda: _smtplib(places["smtp"]), runs),
            _row("probe.ftp", "FTP: sign in, folder, write, read back, write again", 1.0, "ftplib",
                 lambda: _ftp(places["ftp"]), lambda: _ftplib(places["ftp"]), runs),
            _row("probe.sftp", "SFTP: identity, sign in, folder, write, read back", 1.0, "paramiko",
                 lambda: _sftp(places["sftp"]), lambda: _paramiko(places["sftp"]), runs),
        ]


def _row(name: str, what: str, bar: float, beside: str, ours: Callable[[], None], peers: Callable[[], None],
         runs: int) -> dict[str, Any]:
    ours(), peers()  # both warm
    mine, theirs = [], []
    for _ in range(runs):
        mine.append(_timed(ours))
        theirs.append(_timed(peers))
    value, floor = statistics.median(mine), statistics.median(theirs)
    return {"id": name, "what": f"{what}, {ROUND_TRIP} ms round trip", "value": round(value, 3), "unit": "s",
            "beside": beside, "beside_value": round(floor, 3), "ratio": round(value / floor, 2), "bar": bar,
            "met": value / floor <= bar}


def _timed(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _smtp(at: dict[str, Any]) -> None:
    target = SmtpTarget(at["host"], at["port"], "tls", at["sender"], "", at["user"], OUTSIDE, ca_file=at["ca"])
    assert smtp.probe(target, at["password"], Context()).state is State.OK


def _smtplib(at: dict[str, Any]) -> None:
    message = EmailMessage()
    message["From"] = message["To"] = at["sender"]
    message["Subject"] = "teste"
    message.set_content("teste do CRM")
    with smtplib.SMTP(at["host"], at["port"], timeout=20) as server:
        server.ehlo()
        server.starttls(context=ssl.create_default_context(cafile=at["ca"]))
        server.ehlo()
        server.login(at["user"], at["password"])
        server.send_message(message)
        server.mail(at["sender"])
        server.rcpt(OUTSIDE)
        server.rset()


def _ftp(at: dict[str, Any]) -> None:
    target = FtpTarget(at["host"], at["port"], at["user"], at["folder"])
    assert ftp.probe(target, at["password"], Context()).state is State.OK


def _ftplib(at: dict[str, Any]) -> None:
    with ftplib.FTP(timeout=20) as server:
        server.connect(at["host"], at["port"])
        server.login(at["user"], at["password"])
        server.cwd(at["folder"])
        server.pwd()
        name = f"teste-{time.monotonic_ns()}.txt"
        read: list[bytes] = []
        server.storbinary(f"STOR {name}", io.BytesIO(CONTENT))
        server.retrbinary(f"RETR {name}", read.append)
        assert b"".join(read) == CONTENT
        server.storbinary(f"STOR {name}", io.BytesIO(CONTENT))


def _sftp(at: dict[str, Any]) -> None:
    target = SftpTarget(at["host"], at["port"], at["user"], at["folder"], at["host_key"])
    assert sftp.probe(target, at["password"], Context()).state is State.OK


def _paramiko(at: dict[str, Any]) -> None:
    with paramiko.SSHClient() as client, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the policy below says that it knows no key yet
        client.set_missing_host_key_policy(paramiko.WarningPolicy())
        client.connect(at["host"], at["port"], at["user"], at["password"], look_for_keys=False, allow_agent=False)
        with client.open_sftp() as files:
            files.stat(at["folder"])
            name = f"{at['folder']}/teste-{time.monotonic_ns()}.txt"
            with files.open(name, "wx") as remote:
                remote.write(CONTENT)
            with files.open(name, "rb") as remote:
                assert remote.read(len(CONTENT)) == CONTENT


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=2) + "\n")
