"""What the program tells about a setup: in this process, or through the command line inside a namespace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from crm_console.core.jobs import Context
from crm_console.services.probes import ftp, sftp, smtp
from crm_console.services.probes.target import FtpTarget, SftpTarget, SmtpTarget, Target
from tests.lab.recipe import Setup

LONGEST = 60


def told(setup: Setup) -> dict[str, Any]:
    """The report in its JSON form."""
    target = setup.target
    if setup.namespace or setup.environment:
        return _by_command(setup)
    if isinstance(target, SmtpTarget):
        report = smtp.probe(target, setup.password, Context())
    elif isinstance(target, SftpTarget):
        report = sftp.probe(target, setup.password, Context())
    else:
        report = ftp.probe(target, setup.password, Context())
    return report.as_json(str)


def _by_command(setup: Setup) -> dict[str, Any]:
    inside = ["ip", "netns", "exec", setup.namespace] if setup.namespace else []
    secret = {} if setup.password is None else {"CRM_CONSOLE_SECRET_SMTP": setup.password,
                                                "CRM_CONSOLE_SECRET_FTP": setup.password}
    done = subprocess.run(
        [*inside, sys.executable, "-m", "crm_console", "probe", *arguments(setup.target), "--json"],
        env={**os.environ, **secret, **setup.environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=LONGEST, check=False)
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def arguments(target: Target) -> list[str]:
    """The words of the command line that test this."""
    words = ["--host", target.host, "--port", str(target.port), "--timeout", f"{target.timeout:g}"]
    if isinstance(target, SmtpTarget):
        words += ["--security", target.security, "--from", target.sender]
        words += ["--user", target.user] if target.user else []
        words += ["--relay-to", target.relay_to] if target.relay_to else []
        words += ["--ca", target.ca_file] if target.ca_file else []
        words += [] if target.send else ["--no-send"]
        return ["smtp", *words]
    words += ["--user", target.user, "--folder", target.folder]
    if isinstance(target, FtpTarget):
        return ["ftp", *words, "--method", target.method]
    assert isinstance(target, SftpTarget)
    return ["sftp", *words, *(["--host-key", target.host_key] if target.host_key else [])]
