"""Starts the sandbox's servers, says where they are, and waits until nobody needs them any more."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from crm_console.sandbox import certificate, ftp_server, mail, sftp_server
from crm_console.sandbox.latency import DelayLine

PARENT_EVERY = 0.5


@dataclass(frozen=True)
class Options:
    """What the sandbox is asked for. Everything it writes lies in `folder`."""

    folder: Path
    latency: float = 0.0
    host: str = "127.0.0.1"


def run(options: Options, out: TextIO | None = None) -> int:
    """Serve until the input ends, SIGTERM comes or the parent is gone. The first line on `out` says what runs where."""
    out = out or sys.stdout
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, lambda *_: ended.set())
    watch_input(ended)
    with serving(options) as places:
        print(json.dumps(places), file=out, flush=True)
        parent = os.getppid()
        while not ended.wait(PARENT_EVERY) and os.getppid() == parent:
            pass
    return 0


@contextmanager
def serving(options: Options) -> Iterator[dict[str, Any]]:
    """The mail and file servers, as long as the block runs; yields where they are."""
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    made = certificate.make(folder)
    with ExitStack() as stack:
        smtp = mail.Mail(folder, made, options.host)
        stack.callback(smtp.close)
        ftp = ftp_server.Ftp(folder, options.host)
        stack.callback(ftp.close)
        sftp = sftp_server.Sftp(folder, options.host)
        stack.callback(sftp.close)

        def port(inner: int) -> int:
            if not options.latency:
                return inner
            line = DelayLine(options.host, inner, options.latency)
            stack.callback(line.close)
            return line.port

        yield {
            "smtp": {
                "host": options.host,
                "port": port(smtp.port),
                "security": "tls",
                "user": smtp.user,
                "password": smtp.password,
                "sender": mail.SENDER,
                "ca": str(made[0]),
                "mailbox": str(smtp.mailbox),
            },
            "relay": {"host": options.host, "port": port(smtp.internal_port), "sender": mail.SENDER},
            "ftp": {
                "host": options.host,
                "port": port(ftp.port),
                "user": ftp.user,
                "password": ftp.password,
                "folder": ftp_server.FOLDER,
                "root": str(ftp.root),
            },
            "sftp": {
                "host": options.host,
                "port": port(sftp.port),
                "user": sftp.user,
                "password": sftp.password,
                "folder": sftp_server.FOLDER,
                "root": str(sftp.root),
                "host_key": sftp.host_key,
            },
        }


def watch_input(ended: threading.Event) -> None:
    """Set `ended` when standard input ends. A terminal, a pipe or a socket can; /dev/null always has."""
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):
        return
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)):
        return

    def wait() -> None:
        try:
            while os.read(descriptor, 4096):
                pass
        except OSError:
            pass
        ended.set()

    threading.Thread(target=wait, name="stdin", daemon=True).start()
