"""Starts the sandbox's servers, says where they are, and waits until nobody needs them any more."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from crm_console.sandbox import certificate, ftp_server, mail, sftp_server
from crm_console.sandbox.latency import DelayLine
from crm_console.sandbox.platform.faults import Faults
from crm_console.sandbox.platform.start import Platform
from crm_console.sandbox.platform.work import Settings

PARENT_EVERY = 0.5
FAR = "127.0.0.2"
DATA_PORTS = 8  # FTP sessions at once, with latency


@dataclass(frozen=True)
class Options:
    """What the sandbox is asked for. Everything it writes lies in `folder`."""

    folder: Path
    latency: float = 0.0
    host: str = "127.0.0.1"
    port: int = 0
    settings: Settings = field(default_factory=Settings)
    faults: Faults = field(default_factory=Faults)


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
        ftp = _far_ftp(options, stack) if options.latency else ftp_server.Ftp(folder, options.host)
        stack.callback(ftp.close)
        sftp = sftp_server.Sftp(folder, options.host)
        stack.callback(sftp.close)

        inner = 0 if options.latency else options.port
        platform = Platform(folder, options.host, inner, options.settings, options.faults)
        stack.callback(platform.close)

        def port(inner: int, outside: str = options.host, fixed: int = 0) -> int:
            if not options.latency:
                return inner
            line = DelayLine(options.host, inner, options.latency, (outside, fixed))
            stack.callback(line.close)
            return line.port

        yield {
            "platform": platform.told(options.host, port(platform.port, fixed=options.port)),
            "catalog": str(platform.catalog),
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
                "host": FAR if options.latency else options.host,
                "port": port(ftp.port, FAR),
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


def _far_ftp(options: Options, stack: ExitStack) -> ftp_server.Ftp:
    """Its data connections are as far away as it is: the same ports, on another address of this computer."""
    ports = _free_ports(options.host, DATA_PORTS)
    for each in ports:
        stack.callback(DelayLine(options.host, each, options.latency, (FAR, each)).close)
    return ftp_server.Ftp(options.folder.resolve(), options.host, FAR, ports)


def _free_ports(host: str, count: int) -> list[int]:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server((host, 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in held]


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
