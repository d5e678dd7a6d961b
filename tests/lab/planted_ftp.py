"""An FTP server with one fault planted in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from crm_console.core.report import State
from crm_console.services.probes.target import FtpTarget
from tests.lab import file_words as words
from tests.lab.planted import NAME, PASSWORDS, QUIET, Papers, Planted, fits_in, manners
from tests.lab.recipe import Setup
from tests.servers.probing import refused_port
from tests.servers.scripted import CLOSE, SILENCE
from tests.servers.talkative import Talkative, extended_passive, gives, passive, takes

USER, FOLDER = "crm", "/documentos"
FILE = "crm-console-teste.txt"  # what a server quotes; the real name is the test's own
NO_EPSV = ("500 EPSV not understood", "502 Command not implemented.", "522 Network protocol not supported")


@dataclass
class Drawn:
    """What the server will be."""

    chance: random.Random
    product: words.Files
    fault: str = ""
    state: State = State.FAILED
    greeting: Any = ""
    rules: list[tuple[str, Any]] = field(default_factory=list)
    secure_first: bool = False
    method: str = "application"
    timeout: float = 6.0
    password: str = ""
    echo: bytes = b""  # what it quotes in every answer

    def said(self, text: str) -> str:
        return fits_in(text, folder=FOLDER, file=FILE)

    def server(self, papers: Papers) -> Talkative:
        p, chance = self.product, self.chance
        missing, done = self.said(p.missing), self.said(p.done)
        begin = self.said(p.begin)

        def size(server: Talkative, sock: Any) -> bool:
            server.say(sock, missing if server.stored is None else f"213 {len(server.stored)}")
            return True

        rules = [
            *self.rules, ("^USER", p.ask_password), ("^PASS", self.said(chance.choice(p.signed_in))), ("^TYPE", p.type_ok),
            ("^CWD", self.said(p.folder_ok)), ("^PWD", self.said(p.where)),
            ("^EPSV", extended_passive if chance.random() < 0.7 else chance.choice(NO_EPSV)), ("^PASV", passive),
            ("^STOR", takes(begin, done)), ("^RETR", gives(begin, done, missing)), ("^SIZE", size), ("^DELE", missing),
            ("^EPRT|^PORT", "500 Illegal PORT command."), ("^QUIT", "221 Goodbye."), ("^", "500 Unknown command."),
        ]
        greeting = fits_in(self.greeting) if isinstance(self.greeting, str) else self.greeting
        made = Talkative(rules, greeting, papers.good.server(), self.secure_first, manners(chance))
        made.echo = self.echo
        return made

    def target(self, port: int) -> FtpTarget:
        return FtpTarget(NAME, port, USER, FOLDER, self.method, self.timeout)


def draw(
    chance: random.Random, number: int, papers: Papers, change: Callable[[Drawn], object] = lambda _: None
) -> Planted:
    refusal = None
    if chance.random() < 0.72:
        rows = words.WRONG_PASSWORD * 2 + words.REFUSALS
        fault = chance.choice(sorted({(row.at, row.fault) for row in rows}))
        refusal = chance.choice([row for row in rows if (row.at, row.fault) == fault])
    product = chance.choice([p for p in words.PRODUCTS if refusal is None or p.name == refusal.product])
    drawn = Drawn(chance, product)
    drawn.greeting, drawn.password = chance.choice(product.greetings), chance.choice(PASSWORDS)
    if refusal is not None:
        _speak(drawn, refusal)
        about = f"ftp {product.name} {refusal.at} {refusal.words!r}"
    else:
        plant = chance.choice(PLANTS)
        plant(drawn)
        about = f"ftp {product.name} {plant.__name__}"

    change(drawn)

    @contextmanager
    def make() -> Iterator[Setup]:
        with drawn.server(papers) as server:
            yield Setup(drawn.target(server.port), drawn.password)

    return Planted(number, about, drawn.fault, make, drawn.state)


def _speak(drawn: Drawn, refusal: words.Refusal) -> None:
    said = drawn.said(refusal.words)
    drawn.fault = refusal.fault
    begin = drawn.said(drawn.product.begin)
    if refusal.at == "greeting":
        drawn.greeting = refusal.words
    elif refusal.at == "stored":
        drawn.rules = [("^STOR", takes(begin, said))]
    elif refusal.at == "passive":
        drawn.rules = [("^EPSV", drawn.chance.choice(NO_EPSV)), ("^PASV", said)]
    elif refusal.at == "again":
        drawn.state = State.WARNING
        drawn.rules = [("^STOR", _once(takes(begin, drawn.said(drawn.product.done)), said))]
    else:
        drawn.state = State.WARNING if refusal.at == "read" else State.FAILED
        pattern = {"user": "^USER", "password": "^PASS", "folder": "^CWD", "store": "^STOR", "read": "^RETR"}[refusal.at]
        drawn.rules = [(pattern, said)]


def _once(first: Callable[[Talkative, Any], bool], then: str) -> Callable[[Talkative, Any], bool]:
    """The second time it refuses."""

    def act(server: Talkative, sock: Any) -> bool:
        if server.stored is None:
            return first(server, sock)
        server.say(sock, then)
        return True

    return act


Plant = Callable[[Drawn], None]


def _at(name: str, fault: str, *rules: tuple[str, Any], **values: Any) -> Plant:
    def plant(drawn: Drawn) -> None:
        drawn.fault, drawn.rules = fault, list(rules)
        for key, value in values.items():
            setattr(drawn, key, value)

    plant.__name__ = name
    return plant


def _foreign(drawn: Drawn) -> None:
    drawn.fault, drawn.greeting = drawn.chance.choice((
        ("ftp.banner.is_http", "HTTP/1.1 400 Bad Request\nServer: nginx\nConnection: close\n\n"),
        ("ftp.banner.is_sftp", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10"),
        ("ftp.banner.foreign", "+OK Dovecot (Debian) ready."), ("ftp.banner.foreign", "* OK IMAP4rev1 ready."),
    ))


def _mail_server(drawn: Drawn) -> None:
    drawn.greeting, answer = drawn.chance.choice((
        ("220 mail.serraazul.example ESMTP Postfix", "502 5.5.2 Error: command not recognized"),
        ("220 mail.serraazul.example ESMTP Exim 4.96", "500 unrecognized command"),
        ("220 EXCH01 Microsoft ESMTP MAIL Service ready", "500 5.3.3 Unrecognized command 'unknown'"),
        ("220 mail.serraazul.example ESMTP", "502 unimplemented (#5.5.1)")))
    drawn.fault, drawn.rules = "ftp.banner.is_smtp", [("^USER|^PASS", answer)]


def _drops(drawn: Drawn) -> None:
    answer, end = drawn.chance.choice(((CLOSE, "dropped"), (SILENCE, "no_answer")))
    pattern, step = drawn.chance.choice((("^USER", "auth"), ("^PASS", "auth"), ("^TYPE", "folder"), ("^CWD", "folder"),
                                         ("^EPSV|^PASV", "upload"), ("^STOR", "upload")))
    drawn.fault, drawn.rules = f"ftp.{step}.{end}", [(pattern, answer)]
    drawn.timeout = QUIET if answer is SILENCE else 6.0


def _closed_port(server: Talkative, sock: Any) -> bool:
    server.say(sock, f"229 Entering Extended Passive Mode (|||{refused_port()}|)")
    return True


def _elsewhere(server: Talkative, sock: Any) -> bool:
    port = server.open_door(sock)
    server.say(sock, f"227 Entering Passive Mode (192,168,178,2,{port // 256},{port % 256}).")
    return True


def _read_only(drawn: Drawn) -> None:
    said = drawn.chance.choice(("550 Permission denied.", "550 Access is denied. ", "550 Read-only server",
                                "553 Permission denied"))
    drawn.fault, drawn.rules = "ftp.upload.read_only", [("^STOR|^DELE", said)]


PLANTS: tuple[Plant, ...] = (
    _foreign, _foreign, _mail_server, _mail_server, _drops, _drops, _drops, _drops, _read_only,
    _at("hung_up", "ftp.banner.hung_up", greeting=CLOSE),
    _at("silent", "ftp.banner.silent", greeting=SILENCE, timeout=QUIET),
    _at("starts_secure", "ftp.banner.starts_secure", secure_first=True),
    _at("closed_port", "ftp.upload.data_blocked", ("^EPSV", _closed_port)),
    _at("elsewhere", "ftp.upload.private_address", ("^EPSV", NO_EPSV[0]), ("^PASV", _elsewhere), state=State.WARNING),
    _at("mangled", "ftp.upload.passive_mangled", ("^EPSV", "229 Entering Extended Passive Mode (|||)"),
        state=State.WARNING),
    _at("no_active", "ftp.upload.no_active", method="server"),
    _at("aborted", "ftp.upload.refused", ("^STOR", takes("150 Ok to send data.", "426 Connection closed; transfer aborted."))),
    _at("altered", "ftp.readback.different", ("^STOR", takes(
        "150 Ok to send data.", "226 Transfer complete.", lambda content: content.replace(b"\n", b"\r\n")))),
    _at("cut", "ftp.readback.different", ("^STOR", takes(
        "150 Ok to send data.", "226 Transfer complete.", lambda content: content[:100]))),
    _at("vanished", "ftp.readback.vanished", ("^STOR", takes(
        "150 Ok to send data.", "226 Transfer complete.", lambda _: None)), state=State.WARNING),
)
