"""A mail server with one fault planted in it."""

from __future__ import annotations

import base64
import random
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from crm_console.core.report import State
from crm_console.services.probes.target import SmtpTarget
from tests.lab import mail_words as words
from tests.lab.planted import NAME, PASSWORDS, QUIET, Papers, Planted, fits_in, manners
from tests.lab.recipe import Setup
from tests.servers.certificates import Pair
from tests.servers.scripted import CLOSE, SILENCE, TLS
from tests.servers.talkative import Talkative

SENDER = "crm@serraazul.example"
OUTSIDE = "fora@outra.example"
KNOWN = ("PLAIN", "LOGIN", "CRAM-MD5")
MORE = ("XOAUTH2", "NTLM", "DIGEST-MD5", "SCRAM-SHA-256", "GSSAPI", "OAUTHBEARER")
SERVICES = ("220 SG ESMTP service ready at geopod-ismtpd-4", "220 email-smtp.sa-east-1.amazonaws.com ESMTP SimpleEmailService-d-ABC",
            "220 smtp-relay.brevo.com ESMTP Service Ready", "220 smtp.mailgun.org ESMTP ready",
            "220 in.mailjet.com ESMTP Mailjet", "220 smtp2go.com ESMTP")


@dataclass
class Drawn:
    """What the server will be, before and after the fault is planted."""

    chance: random.Random
    product: words.Mail
    pair: Pair
    security: str
    signs_in: bool
    fault: str = ""
    state: State = State.FAILED
    greeting: Any = ""
    rules: list[tuple[str, Any]] = field(default_factory=list)
    mechanisms: list[str] = field(default_factory=list)
    offers_tls: bool = True
    offers_login: bool = True  # before TLS too
    login_answer: Any = None
    login_answered_at_once: bool = False
    secure_first: bool = False
    user: str = SENDER
    password: str = ""
    timeout: float = 6.0
    relay_to: str | None = None
    echo: bytes = b""  # what it quotes in every answer

    @property
    def mechanism(self) -> str:
        return next((m for m in ("CRAM-MD5", "PLAIN", "LOGIN") if m in self.mechanisms), "")

    def server(self) -> Talkative:
        greeting = fits_in(self.greeting) if isinstance(self.greeting, str) else self.greeting
        rules = [*self.rules, *self._login(), ("^EHLO", self._hello), ("^HELO", f"250 {self.product.hello[0]}"),
                 ("^STARTTLS", TLS), *self._message()]
        made = Talkative(rules, greeting, self.pair.server(), self.secure_first, manners(self.chance))
        made.echo = self.echo
        return made

    def target(self, port: int, papers: Papers) -> SmtpTarget:
        return SmtpTarget(
            NAME, port, self.security, SENDER, user=self.user if self.signs_in else None, timeout=self.timeout,
            relay_to=self.relay_to, ca_file=str(papers.authority.file))

    def _hello(self, server: Talkative, sock: Any) -> bool:
        encrypted = isinstance(sock, ssl.SSLSocket)
        offers = [*self.product.hello, *self._offers]
        if self.offers_tls and not encrypted:
            offers.append("STARTTLS")
        if self.mechanisms and (encrypted or self.offers_login):
            offers.append(f"AUTH {' '.join(self.mechanisms)}")
            offers += [f"AUTH={' '.join(self.mechanisms)}"] if self._old_offer else []
        head, *rest = offers
        random.Random(self._order).shuffle(rest)
        offers = [head, *rest]
        lines = [f"250{'-' if offer is not offers[-1] else ' '}{offer}" for offer in offers]
        server.say(sock, "\r\n".join(lines))
        return True

    def choose_offers(self) -> None:
        chance = self.chance
        some = list(self.product.offers)
        self._offers = chance.sample(some, chance.randint(0, len(some))) + (["PIPELINING"] if chance.random() < 0.6 else [])
        self._old_offer = chance.random() < 0.2
        self._order = chance.randrange(999)

    def _login(self) -> list[tuple[str, Any]]:
        answer = self.product.signed_in if self.login_answer is None else self.login_answer
        answer = fits_in(answer, sender=SENDER) if isinstance(answer, str) else answer
        user, secret = (_exactly(base64.b64encode(word.encode()).decode()) for word in (self.user, self.password))
        if self.login_answered_at_once:
            return [("^AUTH", answer)]
        nonce = base64.b64encode(b"<123.456@mail.serraazul.example>").decode()
        return [("^AUTH PLAIN ", answer), ("^AUTH LOGIN", self.product.user_question), ("^AUTH CRAM", f"334 {nonce}"),
                (secret, answer), (user, "334 UGFzc3dvcmQ6"), ("^[A-Za-z0-9+/=]{40,}$", answer)]

    def _message(self) -> list[tuple[str, Any]]:
        p = self.product
        said = {"^MAIL": p.sender_ok, "^RCPT": p.recipient_ok, "^DATA": p.go_ahead, r"^\.$": p.accepted}
        return [(pattern, fits_in(text, sender=SENDER)) for pattern, text in said.items()]


def _exactly(token: str) -> str:
    return "^" + token.replace("+", r"\+") + "$"


def draw(
    chance: random.Random, number: int, papers: Papers, change: Callable[[Drawn], object] = lambda _: None
) -> Planted:
    refusal = None
    if chance.random() < 0.68:
        rows = words.GREETING + words.WRONG_PASSWORD * 2 + words.AUTH + words.MESSAGE
        fault = chance.choice(sorted({(row.at, row.fault) for row in rows}))
        refusal = chance.choice([row for row in rows if (row.at, row.fault) == fault])
    product = chance.choice([p for p in words.PRODUCTS if refusal is None or p.name == refusal.product])
    drawn = Drawn(chance, product, papers.good, chance.choice(("none", "tls", "ssl")), chance.random() < 0.5)
    drawn.secure_first = drawn.security == "ssl"
    drawn.greeting = chance.choice(product.greetings)
    drawn.password = chance.choice(PASSWORDS)
    drawn.mechanisms = chance.sample(KNOWN, chance.randint(1, 3)) + chance.sample(MORE, chance.randint(0, 2))
    chance.shuffle(drawn.mechanisms)
    drawn.offers_login = drawn.security == "none" or chance.random() < 0.5
    drawn.relay_to = OUTSIDE if chance.random() < 0.2 else None
    if refusal is not None:
        _speak(drawn, refusal)
        about = f"{product.name} {refusal.words!r}"
    else:
        plant = chance.choice(PLANTS)
        plant(drawn, papers)
        about = f"{product.name} {plant.__name__}"
    drawn.choose_offers()
    change(drawn)
    about = f"smtp {drawn.security}, {drawn.mechanism if drawn.signs_in else 'no login'}, {about}"

    @contextmanager
    def make() -> Iterator[Setup]:
        with drawn.server() as server:
            yield Setup(drawn.target(server.port, papers), drawn.password if drawn.signs_in else None)

    return Planted(number, about, drawn.fault, make, drawn.state)


def _speak(drawn: Drawn, refusal: words.Refusal) -> None:
    chance = drawn.chance
    drawn.fault = refusal.fault
    said = fits_in(refusal.words, sender=SENDER)
    if refusal.logs_in is not None:
        drawn.signs_in = refusal.logs_in
    if refusal.at == "auth":
        drawn.signs_in, drawn.login_answer = True, refusal.words
        slug = refusal.fault.rpartition(".")[2]
        drawn.login_answered_at_once = slug in ("not_accepted", "needs_tls") or (slug == "broken" and chance.random() < 0.5)
        if slug == "refused":
            _wrong_login(drawn)
    if refusal.fault.endswith((".needs_tls", ".tls_required")):
        drawn.security, drawn.secure_first, drawn.offers_login = "none", False, True
    if refusal.at == "greeting":
        drawn.greeting = refusal.words
    patterns = {"hello": "^EHLO|^HELO", "sender": "^MAIL", "recipient": "^RCPT", "data": "^DATA", "accepted": r"^\.$"}
    if refusal.at in patterns:
        drawn.rules = [(patterns[refusal.at], said)]


def _wrong_login(drawn: Drawn) -> None:
    """The plain refusal has a likelier reason where one stands in sight."""
    kind = drawn.chance.choice(("plain", "plain", "accented", "short"))
    if kind == "accented":
        drawn.password = drawn.chance.choice(("coração", "maçã-42", "São Paulo"))
    if kind == "short":
        drawn.user, drawn.fault = "crm", "smtp.auth.short_login"


Plant = Callable[[Drawn, Papers], None]


def _simple(name: str, fault: str, **values: Any) -> Plant:
    def plant(drawn: Drawn, _: Papers) -> None:
        drawn.fault = fault
        for key, value in values.items():
            setattr(drawn, key, value)
        drawn.secure_first = drawn.security == "ssl"

    plant.__name__ = name
    return plant


def _at(name: str, fault: str, pattern: str, answer: Any, **values: Any) -> Plant:
    return _simple(name, fault, rules=[(pattern, answer)], **values)


def _foreign(drawn: Drawn, _: Papers) -> None:
    drawn.security, drawn.secure_first = drawn.chance.choice(("none", "tls")), False
    drawn.fault, drawn.greeting = drawn.chance.choice((
        ("smtp.greeting.is_http", "HTTP/1.1 400 Bad Request\nServer: nginx\nConnection: close\n\n"),
        ("smtp.greeting.is_ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10"),
        ("smtp.greeting.foreign", "+OK Dovecot (Debian) ready."),
        ("smtp.greeting.foreign", "* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready."),
        ("smtp.greeting.foreign", "RFB 003.008"), ("smtp.greeting.foreign", "login: "),
    ))


def _file_server(drawn: Drawn, _: Papers) -> None:
    drawn.security, drawn.secure_first, drawn.fault = drawn.chance.choice(("none", "tls")), False, "smtp.greeting.is_ftp"
    greeting, answer = drawn.chance.choice((
        ("220 (vsFTPd 3.0.3)", "530 Please login with USER and PASS."),
        ("220 ProFTPD Server (Debian) [127.0.0.1]", "500 EHLO not understood"),
        ("220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\n220 You will be disconnected after 15 minutes of "
         "inactivity.", "530 You aren't logged in"), ("220 Microsoft FTP Service", "500 Command not understood."),
        ("220-FileZilla Server 1.8.2\n220 Please visit https://filezilla-project.org/", "500 Wrong command."),
        ("220 Serv-U FTP Server v15.4 ready...", "530 Not logged in.")))
    drawn.greeting, drawn.rules = greeting, [("^EHLO|^HELO", answer)]


def _silent(drawn: Drawn, _: Papers) -> None:
    drawn.fault, drawn.greeting, drawn.timeout = "smtp.greeting.silent", SILENCE, QUIET


def _certificate(drawn: Drawn, papers: Papers) -> None:
    word, pair = drawn.chance.choice(sorted(papers.bad.items(), key=lambda item: item[0]))
    drawn.security = drawn.chance.choice(("tls", "ssl"))
    drawn.secure_first = drawn.security == "ssl"
    drawn.fault, drawn.pair = f"smtp.tls.{word}", pair


def _starts_secure(drawn: Drawn, _: Papers) -> None:
    drawn.security, drawn.secure_first = drawn.chance.choice(("none", "tls")), True
    drawn.fault = "smtp.greeting.starts_secure"


def _starts_clear(drawn: Drawn, _: Papers) -> None:
    drawn.security, drawn.secure_first, drawn.fault = "ssl", False, "smtp.tls.starts_clear"


def _panel_login(drawn: Drawn, _: Papers) -> None:
    drawn.signs_in, drawn.fault, drawn.greeting = True, "smtp.auth.panel_login", drawn.chance.choice(SERVICES)
    drawn.login_answer = drawn.chance.choice((
        "535 Authentication failed: Bad username / password", "535 Authentication Credentials Invalid",
        "535 5.7.8 Authentication failed", "535 5.7.1 Authentication failed: invalid credentials"))


def _no_login(drawn: Drawn, _: Papers) -> None:
    drawn.signs_in, drawn.mechanisms, drawn.fault = True, [], "smtp.auth.not_offered"
    drawn.security = drawn.chance.choice(("tls", "ssl"))  # in clear the likelier reason is that it wants TLS first
    drawn.secure_first = drawn.security == "ssl"


def _login_after_tls(drawn: Drawn, _: Papers) -> None:
    drawn.signs_in, drawn.security, drawn.secure_first, drawn.offers_login = True, "none", False, False
    drawn.fault = "smtp.auth.needs_tls"


def _outside(drawn: Drawn, _: Papers) -> None:
    drawn.relay_to, drawn.fault, drawn.state = OUTSIDE, "smtp.relay.refused", State.WARNING
    drawn.rules = [(f"^RCPT TO:<{OUTSIDE}>", drawn.chance.choice((
        f"454 4.7.1 <{OUTSIDE}>: Relay access denied", "550 relay not permitted", "550 5.7.1 Unable to relay",
        "530 SMTP authentication is required.")))]


def _drops(drawn: Drawn, _: Papers) -> None:
    answer, end = drawn.chance.choice(((CLOSE, "dropped"), (SILENCE, "no_answer")))
    pattern, step = drawn.chance.choice((("^AUTH", "auth"), ("^MAIL", "sender"), ("^RCPT", "recipient"), ("^DATA", "data"),
                                         (r"^\.$", "accepted")))
    drawn.signs_in = drawn.signs_in or step == "auth"
    if answer is CLOSE and step in ("data", "accepted"):
        end = "dropped_in_data"
    drawn.fault, drawn.rules = f"smtp.{step}.{end}", [(pattern, answer)]
    drawn.timeout = QUIET if answer is SILENCE else 6.0


PLANTS: tuple[Plant, ...] = (
    _foreign, _file_server, _silent, _certificate, _certificate, _certificate, _starts_secure, _starts_clear, _panel_login,
    _no_login, _login_after_tls, _outside, _drops, _drops, _drops,
    _simple("hung_up", "smtp.greeting.hung_up", greeting=CLOSE),
    _at("hung_up_after_name", "smtp.greeting.hung_up_after_name", "^EHLO", CLOSE),
    _at("silent_after_name", "smtp.greeting.no_answer", "^EHLO", SILENCE, timeout=QUIET),
    _at("no_ehlo", "smtp.greeting.no_ehlo", "^EHLO", "502 5.5.2 Error: command not recognized", security="none",
        signs_in=False, state=State.WARNING),
    _at("name_syntax", "smtp.greeting.name_syntax", r"^EHLO \[", "501 Syntactically invalid EHLO argument(s)",
        state=State.WARNING),
    _simple("no_starttls", "smtp.starttls.not_offered", security="tls", offers_tls=False),
    _at("masked", "smtp.starttls.masked", "^EHLO", "250-mail.serraazul.example\r\n250-SIZE 1000\r\n250 XXXXXXXA",
        security="tls"),
    _at("starttls_refused", "smtp.starttls.refused", "^STARTTLS", "454 4.7.0 TLS not available due to local problem",
        security="tls"),
    _at("starttls_refused_exim", "smtp.starttls.refused", "^STARTTLS", "454 TLS currently unavailable", security="tls"),
    _at("starttls_refused_exchange", "smtp.starttls.refused", "^STARTTLS", "500 5.3.3 Unrecognized command",
        security="tls"),
    _at("starttls_dropped", "smtp.starttls.dropped", "^STARTTLS", CLOSE, security="tls"),
    _simple("stalled", "smtp.tls.stalled", security="tls", timeout=QUIET,
            rules=[("^STARTTLS", "220 2.0.0 Ready to start TLS"), ("[^ -~]", SILENCE)]),
    _simple("only_oauth", "smtp.auth.only_oauth", signs_in=True, mechanisms=["XOAUTH2", "OAUTHBEARER"]),
    _simple("only_windows", "smtp.auth.only_windows", signs_in=True, mechanisms=["NTLM", "GSSAPI"]),
    _simple("no_mechanism", "smtp.auth.no_mechanism", signs_in=True, mechanisms=["DIGEST-MD5", "SCRAM-SHA-256"]),
)
