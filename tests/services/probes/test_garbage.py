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
HEALTHY = {
    "smtp": {b"EHLO": b"250-x\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN\r\n", b"AUTH": b"235 ok\r\n", b"DATA": b"354 go\r\n"},
    "ftp": {b"USER": b"331 password\r\n", b"PASS": b"230 in\r\n", b"PWD": b'257 "/x"\r\n', b"EPSV": b"500 no\r\n"},
    "sftp": {},
}


def garbage(chance: random.Random) -> Iterator[bytes]:
    """One of the ways to answer wrongly, in pieces; an endless one ends when nobody listens any more."""
    code = b"%d" % chance.choice((0, 1, 99, 120, 220, 235, 250, 331, 354, 421, 535, 550, 999))
    kind = chance.randrange(11)
    if kind == 0:
        yield chance.randbytes(chance.randint(1, 3000))
    elif kind == 1:
        yield code + b"-never ends"
    elif kind == 2:
        yield code + b" " + b"x" * 200_000 + b"\r\n"
    elif kind == 3:
        while True:
            yield code + b"-more\r\n"
    elif kind == 4:
        yield b"\0" * chance.randint(1, 500) + b"\r\n"
    elif kind == 5:
        for byte in code + b" slowly, one letter at a time, for longer than anybody waits\r\n" * 9:
            yield bytes([byte])
            time.sleep(0.05)
    elif kind == 6:
        yield b"\r\n" * chance.randint(1, 50)
    elif kind == 7:
        while True:
            yield b"y" * 60_000
    elif kind == 8:
        yield code + b"\xff\xfe \xe7\xe3 {host} {0} %s %n " + chance.randbytes(40).replace(b"\n", b"") + b"\r\n"
    elif kind == 9:
        yield bytes([chance.choice((20, 21, 22, 23)), 3, chance.randrange(5)]) + chance.randbytes(200)
    else:
        yield b"SSH-2.0-x\r\n" + chance.randbytes(600)


@contextmanager
def server(kind: str, wrong_at: int, seed: int) -> Iterator[int]:
    """Answers rightly until the `wrong_at`th answer, then with garbage, and then hangs up or holds on."""
    over = threading.Event()
    holds_on = seed % 3 == 0

    def serve(sock: socket.socket) -> None:
        chance = random.Random(seed)
        with sock, contextlib.suppress(OSError):
            sock.settimeout(LONGEST)
            for turn in range(50):
                if turn == wrong_at:
                    for piece in garbage(chance):
                        if over.is_set():
                            return
                        sock.sendall(piece)
                    if holds_on:
                        over.wait(LONGEST)
                    return
                greeting = b"220 x\r\n" if kind != "sftp" else LINE[kind]
                if turn == 0:
                    sock.sendall(greeting)
                else:
                    heard = sock.recv(65536)
                    if not heard:
                        return
                    sock.sendall(HEALTHY[kind].get(heard[:4].strip(), LINE[kind]))

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=serve, args=(sock,), daemon=True).start()

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
