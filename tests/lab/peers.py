"""The customary tools, each doing the job of our test against the same running server, in its own words.

Every tool runs as a child process where our test runs (namespace, environment), with the same CA file or pinned host
key, and is given up after LIMIT seconds. Of long transcripts the deciding lines are kept. No password is ever on a
command line or in what is kept.
"""

from __future__ import annotations

import base64
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crm_console.services.probes.target import FtpTarget, SmtpTarget
from tests.lab.recipe import Setup

PATIENCE = 10.0  # what each tool is told to wait for an answer, where it can be told
LIMIT = 15.0  # after which it is given up
LIBRARIES = Path(__file__).parent / "by_library"


@dataclass(frozen=True)
class Heard:
    """What a tool said; no words mean that it saw nothing wrong. `tries`: how often it sent the password."""

    tool: str
    words: str
    seconds: float
    tries: int = 0


@dataclass(frozen=True)
class Done:
    """A child process that has ended, or was ended."""

    out: str
    err: str
    code: int | None
    seconds: float

    @property
    def late(self) -> str:
        """Words for a tool that was given up."""
        return f"timed out after {LIMIT:g} s" if self.code is None else ""


@dataclass(frozen=True)
class Place:
    """Where the tools run, and a folder for their files."""

    setup: Setup
    folder: Path
    facts: dict[str, Any] = field(default_factory=dict)

    def run(self, *words: str, stdin: str = "", **environment: str) -> Done:
        """Run a tool beside the server as our test was run."""
        inside = ["ip", "netns", "exec", self.setup.namespace] if self.setup.namespace else []
        environ = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore",
                   **environment, **self.setup.environment}
        environ.pop("DISPLAY", None)
        began = time.monotonic()
        process = subprocess.Popen(
            [*inside, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ,
            cwd=self.folder, start_new_session=True)
        code: int | None
        try:
            out, err = process.communicate(stdin.encode(), LIMIT)
            code = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            code = None
        return Done(out.decode(errors="replace"), err.decode(errors="replace"), code, time.monotonic() - began)

    def library(self, name: str, job: dict[str, Any]) -> Done:
        """Run one of by_library's scripts."""
        job = {"host": self.setup.target.host, "port": self.setup.target.port, "user": self.setup.target.user,
               "password": self.setup.password, "patience": PATIENCE, **job}
        return self.run(sys.executable, str(LIBRARIES / f"with_{name}.py"), stdin=json.dumps(job))

    def curl(self, *options: str, user: str | None) -> Done:
        """Run curl with its transcript; user and password travel by standard input."""
        config = ""
        if user:
            both = f"{user}:{self.setup.password or ''}".replace("\\", "\\\\").replace('"', '\\"')
            config = f'user = "{both}"\n'
        return self.run("curl", "--disable", "--silent", "--show-error", "--verbose", "--connect-timeout",
                        f"{PATIENCE:g}", "--max-time", f"{LIMIT - 1:g}", "--config", "-", *options, stdin=config)

    @property
    def url_host(self) -> str:
        """The host as it stands in a URL."""
        host = self.setup.target.host
        return f"[{host}]" if ":" in host and "/" not in host else host


@contextmanager
def place(setup: Setup) -> Iterator[Place]:
    """A place for the tools of one recipe."""
    with TemporaryDirectory(prefix="crm-console-peers-") as folder:
        yield Place(setup, Path(folder))


Tool = Callable[[Place], Heard]


def heard(setup: Setup, one_by_one: bool) -> list[Heard]:
    """What each customary tool says about this set-up; side by side, or one after another where they disturb."""
    from tests.lab import peers_files, peers_mail  # they stand on this module

    target = setup.target
    if isinstance(target, SmtpTarget):
        tools: Sequence[Tool] = peers_mail.TOOLS
    else:
        tools = peers_files.FTP if isinstance(target, FtpTarget) else peers_files.sftp()
    with place(setup) as where, ThreadPoolExecutor(1 if one_by_one else len(tools)) as pool:
        if not isinstance(target, SmtpTarget | FtpTarget):
            peers_files.prepare_keys(where)
        return [clean(setup, said) for said in pool.map(lambda tool: tool(where), tools)]


VERBS = "EHLO|HELO|STARTTLS|AUTH|MAIL|RCPT|DATA|USER|PASS|CWD|STOR|RETR|EPSV|PASV|EPRT|PORT|SIZE|TYPE|PWD"


def last_command(transcript: str, mark: str) -> str:
    """The last command that a transcript shows as sent, for the stage it tells; never what follows AUTH or PASS."""
    sent = re.findall(rf"(?m)^ ?{mark} ?({VERBS})\b(.*)", transcript.replace("\r", ""))
    if not sent:
        return ""
    verb, rest = sent[-1]
    return f"> {verb}{'' if verb in ('AUTH', 'PASS') else rest}"


def curl_words(done: Done) -> str:
    """curl's own verdict, the command it came to, the server's last refusal, and what it noted about connections."""
    verdict = "\n".join(line for line in done.err.splitlines() if line.startswith("curl: ("))
    noted = re.findall(r"(?m)^\* +(connect to .* failed.*|SSL certificate problem.*|SSL: .*|Skip .*|Weird.*"
                       r"|.*(?:time[d-]? ?out|[Dd]enied|mismatch|[Cc]ould ?n[o']t|Fail(?:ed|ure)).*)", done.err)
    if done.code == 0:  # what it met on the way and got over
        return "\n".join(line for line in dict.fromkeys(noted) if line.startswith(("Skip", "Weird", "connect to")))
    refusals = re.findall(r"(?m)^< ([45]\d\d[ -].*|[^\d\s].*)", done.err.replace("\r", ""))
    lines = [verdict, last_command(done.err, ">"), *refusals[-2:],
             *(line for line in noted[-2:] if line not in verdict), done.late]
    return "\n".join(dict.fromkeys(line.strip() for line in lines if line))


def clean(setup: Setup, said: Heard) -> Heard:
    """The same words without secrets, machine paths and this computer's name."""
    return Heard(said.tool, scrubbed(said.words, [setup.password]), said.seconds, said.tries)


def scrubbed(words: str, secrets: Sequence[str | None]) -> str:
    """No secrets, no paths of this machine, no names of it."""
    for secret in filter(None, secrets):
        for form in forms(secret):
            words = words.replace(form, "•••")
    words = re.sub(r"(?:/(?:tmp|root|home|work|var|private|opt|etc/netns))(?:/[\w.,+@%~-]+)+", _last, words)
    for address in own_addresses():
        words = words.replace(address, "this-address")
    for name in {platform.node(), platform.node().partition(".")[0]} - {"", "localhost"}:
        words = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "this-computer", words)
    return words


@cache
def own_addresses() -> tuple[str, ...]:
    """The addresses of this computer's real interfaces."""
    told = subprocess.run(["ip", "-o", "addr", "show", "scope", "global"], capture_output=True, text=True, check=False)
    return tuple(re.findall(r"\binet6? ([\da-f.:]+)/", told.stdout))


def _last(path: re.Match[str]) -> str:
    return "…/" + path[0].rpartition("/")[2]


def forms(secret: str) -> set[str]:
    """A secret as it may show in a transcript."""
    made = {secret, ascii(secret)[1:-1]}
    for encoding in ("utf-8", "latin-1"):
        try:
            made.add(base64.b64encode(secret.encode(encoding)).decode().rstrip("="))
        except UnicodeEncodeError:
            continue
    return {form for form in made if len(form) > 3}


def versions() -> dict[str, str]:
    """The tools that were run, as they call themselves."""
    import paramiko

    def first(pattern: str, *words: str) -> str:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        found = re.search(pattern, done.stdout + done.stderr)
        return found[0] if found else "?"

    python = f"Python {platform.python_version()}"
    return {
        "smtplib": python, "ftplib": python, "paramiko": paramiko.__version__,
        "swaks": first(r"\d{8}[\d.]*", "swaks", "--version"),
        "curl": first(r"(?<=curl )[\d.]+.*?OpenSSL/\S+", "curl", "--version"),
        "OpenSSH sftp": first(r"OpenSSH_[^,]+", "ssh", "-V"),
    }
