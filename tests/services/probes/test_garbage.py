"""Servers that send anything at all, at every stage: each test ends in time, with a report whose failure has a cause."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import State
from crm_console.services.probes import ftp, sftp, smtp
from crm_console.services.probes.target import FtpTarget, SftpTarget, SmtpTarget

SEED, MANY, AT_ONCE = 42, 120, 16
WAITS, LONGEST = 1.0, 16.0  # seconds: one answer, and a whole test with its second opinions
LINE = {"smtp": b"250 ok\r\n", "ftp": b"250 ok\r\n", "sftp": b"SSH-2.0-x\r\n"}
FIRST = {"smtp": b"220 x\r\n", "ftp": b"220 x\r\n", "sftp": b"SSH-2.0-x\r\n"}
HEALTHY = {
    "smtp": {b"EHLO": b"250-x\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN\r\n", b"AUTH": b"235 ok\r\n", b"DATA": b"354 go\r\n"},
    "ftp": {b"USER": b"331 password\r\n", b"PASS": b"230 in\r\n", b"PWD": b'257 "/x"\r\n', b"EPSV": b"500 no\r\n"},
    "sftp": {},
}


def _endless(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


def _dripping(words: bytes) -> Iterator[bytes]:
    for byte in words:
        yield bytes([byte])
        time.sleep(0.05)


def garbage(chance: random.Random) -> Iterator[bytes]:
    """One of the ways to answer wrongly, in pieces; an endless one ends when nobody listens any more."""
    code = b"%d" % chance.choice((0, 1, 99, 120, 220, 235, 250, 331, 354, 421, 535, 550, 999))
    noise = chance.randbytes(chance.randint(1, 3000))
    return iter(chance.choice((
        [noise], [code + b"-never ends"], [code + b" " + b"x" * 200_000 + b"\r\n"], _endless(code + b"-more\r\n"),
        [b"\0" * 300 + b"\r\n"], _dripping(code + b" slowly, for longer than anybody waits\r\n" * 9), [b"\r\n" * 50],
        _endless(b"y" * 60_000), [code + b"\xff\xfe \xe7\xe3 {host} {0} %s %n " + noise[:40].replace(b"\n", b"") + b"\r\n"],
        [bytes([chance.choice((20, 21, 22, 23)), 3, 1]) + noise[:200]], [b"SSH-2.0-x\r\n" + noise[:600]])))


def serve(sock: socket.socket, kind: str, wrong_at: int, seed: int, over: threading.Event) -> None:
    """Answers rightly until the `wrong_at`th answer, then with garbage, and then hangs up or holds on."""
    with sock, contextlib.suppress(OSError):
        sock.settimeout(LONGEST)
        for turn in range(wrong_at):
            heard = sock.recv(65536) if turn else b""
            sock.sendall(HEALTHY[kind].get(heard[:4].strip(), LINE[kind]) if turn else FIRST[kind])
        for piece in garbage(random.Random(seed)):
            if over.is_set():
                return
            sock.sendall(piece)
        over.wait(LONGEST if seed % 3 == 0 else 0)


@contextmanager
def server(kind: str, wrong_at: int, seed: int) -> Iterator[int]:
    over = threading.Event()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=serve, args=(sock, kind, wrong_at, seed, over), daemon=True).start()

    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def fuzzed(number: int) -> str:
    chance = random.Random(f"{SEED}-{number}")
    kind = chance.choice(("smtp", "smtp", "ftp", "sftp"))
    security = chance.choice(("none", "tls", "ssl"))
    wrong_at = chance.randint(0, 1 if kind == "sftp" else 9)
    about = f"#{number} {kind} {security} from answer {wrong_at}: "
    began = time.monotonic()
    with server(kind, wrong_at, chance.randrange(10_000)) as port:
        if kind == "smtp":
            target = SmtpTarget("127.0.0.1", port, security, "crm@serraazul.example", user="crm", timeout=WAITS)
            report = smtp.probe(target, "senha-42", Context())
        elif kind == "ftp":
            report = ftp.probe(FtpTarget("127.0.0.1", port, "crm", "/x", timeout=WAITS), "senha-42", Context())
        else:
            report = sftp.probe(SftpTarget("127.0.0.1", port, "crm", "/x", "SHA256:x", timeout=WAITS), "senha-42", Context())
    took = time.monotonic() - began
    report.as_json(str)
    if took > LONGEST:
        return f"{about}took {took:.1f} s"
    failed = [step for step in report.steps if step.state is State.FAILED]
    if report.state is State.FAILED and not (failed and failed[0].fault and str(failed[0].cause) and str(failed[0].remedy)):
        return f"{about}no cause: {report}"
    if report.state is not State.FAILED and wrong_at < 2:
        return f"{about}passed: {report.state}"
    return ""


def caught(number: int) -> str:
    try:
        return fuzzed(number)
    except Exception as error:  # the test shall name every set-up that raises, not only the first
        return f"#{number} raised {error!r}"


def test_garbage_ends_in_a_cause(monkeypatch: pytest.MonkeyPatch):
    for probe in (smtp, ftp, sftp):
        monkeypatch.setattr(probe, "AUTH_PATIENCE", WAITS)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = [found for found in pool.map(caught, range(MANY)) if found]
    assert not wrong, "\n".join(wrong)
