"""What the program tells about a setup: in this process, or through the command line inside a namespace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from crm_console.core.jobs import Context
from crm_console.core.paths import resources
from crm_console.core.text import SOURCE, Language
from crm_console.services.probes import ftp, sftp, smtp
from crm_console.services.probes.target import FtpTarget, SftpTarget, SmtpTarget, Target
from tests.lab.recipe import Setup

LONGEST = 60


def told(setup: Setup, language: str = SOURCE) -> dict[str, Any]:
    """The report in its JSON form, its sentences in that language."""
    target = setup.target
    if setup.namespace or setup.environment:
        return _by_command(setup, language)
    if isinstance(target, SmtpTarget):
        report = smtp.probe(target, setup.password, Context())
    elif isinstance(target, SftpTarget):
        report = sftp.probe(target, setup.password, Context())
    else:
        report = ftp.probe(target, setup.password, Context())
    return report.as_json(Language(language, resources() / "i18n").say)


def named(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the report names: faults of steps, and the notes beside them."""
    found: dict[str, dict[str, Any]] = {}
    for step in report["steps"]:
        if step["fault"]:
            found[step["fault"]] = {**step, "ref": step["facts"].get("ref", "")}
        for note in step["facts"].get("notes", []):
            found[note["id"]] = {**step, "ref": note["ref"], "cause": note["text"], "remedy": ""}
    return found


def _by_command(setup: Setup, language: str) -> dict[str, Any]:
    inside = ["ip", "netns", "exec", setup.namespace] if setup.namespace else []
    secret = {} if setup.password is None else {"CRM_CONSOLE_SECRET_SMTP": setup.password,
                                                "CRM_CONSOLE_SECRET_FTP": setup.password}
    done = subprocess.run(
        [*inside, sys.executable, "-m", "crm_console", "probe", *arguments(setup.target), "--json",
         "--lang", language],
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
