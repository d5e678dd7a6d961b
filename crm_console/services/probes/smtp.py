"""The SMTP test: from the first look at the input to the server's promise to deliver, one stage after another.

Claims only what it saw: `accepted` means that the server took the message, never that it arrived.
"""

from __future__ import annotations

import platform
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crm_console.core.checks import email_problem
from crm_console.core.jobs import Context, Job
from crm_console.core.report import Report
from crm_console.core.text import N_, Text
from crm_console.services.probes import faults_network, faults_tls
from crm_console.services.probes import faults_smtp as faults
from crm_console.services.probes.approach import (
    check_address,
    check_login,
    explain,
    first_words,
    plain_host,
    reach,
)
from crm_console.services.probes.consultation import Consultation
from crm_console.services.probes.dial import Address, connect
from crm_console.services.probes.dialogue import Dialogue, Reply
from crm_console.services.probes.secure import Handshake
from crm_console.services.probes.smtp_login import choose, sign_in, unusable
from crm_console.services.probes.smtp_message import ascii_address, compose
from crm_console.services.probes.stages import Explain, Fault, FaultError, Stage, Stages
from crm_console.services.probes.strike import Striker
from crm_console.services.probes.target import Security, SmtpTarget
from crm_console.services.probes.wire import Bell, DroppedError, Wire

AUTH_PATIENCE = 20.0  # servers delay a refusal on purpose; a shorter wait would hide their words
ODD_PAIRS = {(465, "tls"), (465, "none"), (587, "ssl"), (25, "ssl")}
SLOW = 2.5  # seconds to a greeting, from which on it is worth a warning
_DATE = re.compile(r"\w{3}, +\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_QUEUED = re.compile(r"(?:queued as |\bid=|\bqueue[d ]*id[: ]*)([\w.-]+)", re.IGNORECASE)


def steps(security: Security) -> tuple[str, ...]:
    """The step ids in the order in which they happen."""
    secured = ("greeting", "starttls", "tls") if security == "tls" else ("tls", "greeting", "starttls")
    return (
        *("input", "resolve", "connect"),
        *secured,
        *("auth", "sender", "recipient", "data", "accepted", "relay"),
    )


def job(target: SmtpTarget, password: str | None, title: Text | None = None, key: str | None = None) -> Job[Report]:
    """The test as work in the background; two tests of one server never overlap."""
    title = title or N_("Testar envio de e-mail por {host}", host=target.host)
    return Job(title, lambda ctx: probe(target, password, ctx), key or str(target))


def probe(target: SmtpTarget, password: str | None, ctx: Context) -> Report:
    """Test the server. Every expected failure, and a stop, is a step of the report."""
    striker = Striker(password, user=target.user or "")
    asked = Consultation(target, ctx)
    stages = Stages("smtp", steps(target.security), ctx, striker, _explain(target), asked.consult)
    try:
        with stages.running(), Bell(ctx) as bell:
            _Session(target, password or "", stages, bell, asked).run()
    finally:
        asked.end()
    return stages.report(str(target))


def _explain(target: SmtpTarget) -> Explain:
    """Where a mail server hangs up says why."""
    known = explain(target)
    meant = {"greeting": faults.DROPPED_AFTER_NAME, "data": faults.DROPPED_IN_DATA, "accepted": faults.DROPPED_IN_DATA}

    def explained(error: Exception, step: str) -> FaultError | None:
        found = known(error, step)
        if isinstance(error, DroppedError) and found is not None and step in meant:
            return FaultError(meant[step].filled(host=plain_host(target), local_port=error.local_port), found.said,
                              **found.facts)
        return found

    return explained


class _Session:
    """One connection to one server, and what it has told so far."""

    def __init__(
        self, target: SmtpTarget, password: str, stages: Stages, bell: Bell, asked: Consultation
    ) -> None:
        self.target = target
        self.asked = asked
        self.clock: datetime | None = None
        self.greeting = ""
        self._asked_outside = False
        self.password = password
        self.stages = stages
        self.bell = bell
        self.host = plain_host(target)
        self.offers: dict[str, str] = {}
        self.sender = target.sender

    def run(self) -> None:
        self._say_what_is_skipped()
        with self.stages.stage("input") as stage:
            self._check(stage)
        wire, address = reach(self.stages, self.target, self.bell, self.asked)
        with wire:
            self.dialogue = Dialogue(wire, self.target.timeout)
            try:
                self._secure_and_greet(address)
                self._sign_in()
                self._send()
                self._ask_outside()
            finally:
                wire.hang_up(b"QUIT\r\n")

    def _say_what_is_skipped(self) -> None:
        skip, target = self.stages.skip, self.target
        if target.security == "none":
            skip("tls", N_("O teste pede conexão sem segurança."))
        if target.security != "tls":
            skip("starttls", N_("A conexão escolhida não usa STARTTLS."))
        if target.user is None:
            skip("auth", N_("O teste não usa autenticação."))
        if not target.send:
            skip("data", N_("O teste não envia mensagem."))
            skip("accepted", N_("O teste não envia mensagem."))
        if target.relay_to is None:
            skip("relay", N_("Sem destinatário de fora: não está provado que o servidor entrega a outros domínios."))

    def _check(self, stage: Stage) -> None:
        target = self.target
        check_address(target, stage)
        if (target.port, target.security) in ODD_PAIRS:
            stage.warn(faults.PORT_SECURITY.filled(port=target.port))
        if why := email_problem(target.sender):
            raise FaultError(faults.SENDER_WRONG.filled(why=why))
        self.sender = ascii_address(target.sender)
        if not self.sender.isascii():
            raise FaultError(faults.SENDER_ACCENTS.filled(sender=target.sender))
        if target.relay_to is not None and (why := email_problem(target.relay_to)):
            raise FaultError(faults.OUTSIDE_WRONG.filled(why=why))
        if any(ord(char) < 32 for word in (target.display_name, target.user, self.password) for char in word or ""):
            raise FaultError(self._filled(faults.DISPLAY_WRONG))
        if target.user is not None:
            check_login(target.user, self.password, target)

    def _secure_and_greet(self, address: Address) -> None:
        wire = self.dialogue.wire
        if self.target.security == "ssl":
            with self.stages.stage("tls") as stage:
                Handshake(self.target, lambda: self._dial(address)).make(wire, stage)
        with self.stages.stage("greeting") as stage:
            self._greet(stage)
        if self.target.security == "tls":
            with self.stages.stage("starttls") as stage:
                self._start_tls(stage)
            with self.stages.stage("tls") as stage:
                Handshake(self.target, lambda: self._dial_and_start_tls(address), self.clock).make(wire, stage)
                self._introduce(stage)  # what a server offers in clear counts for nothing any more

    def _dial(self, address: Address) -> Wire:
        return connect([address], self.target.port, self.target.timeout, self.bell, Stage(""))

    def _dial_and_start_tls(self, address: Address) -> Wire:
        wire = self._dial(address)
        dialogue = Dialogue(wire, self.target.timeout)
        try:
            dialogue.hear()
            dialogue.ask(f"EHLO {self._own_name()}")
            dialogue.ask("STARTTLS")
        except BaseException:
            wire.close()
            raise
        return wire

    def _greet(self, stage: Stage) -> None:
        secure = self.target.security == "ssl"
        verdict = None if secure else FaultError(self._filled(faults_tls.STARTS_SECURE))
        began = time.monotonic()
        reply = first_words(self.dialogue, self.target, self.asked, verdict)
        waited = time.monotonic() - began
        self._said(stage, reply)
        self.greeting, self.clock = reply.text, _date(reply.text)
        if waited >= SLOW:
            stage.warn(self._filled(faults.SLOW_GREETING, waited=f"{waited:.1f}"))
        if reply.code != 220:
            raise FaultError(self._meaning("greeting", reply))
        self._introduce(stage)

    def _introduce(self, stage: Stage) -> None:
        """EHLO; by this computer's name where its address is disliked; HELO where the server is too old for it."""
        reply = self.dialogue.ask(f"EHLO {self._own_name()}")
        self._said(stage, reply)
        if reply.code in (501, 504, 550, 553, 554) and (name := _network_name()):
            again = self.dialogue.ask(f"EHLO {name}")
            self._said(stage, again)
            if again.good:
                stage.warn(self._filled(faults.NAME_SYNTAX, name=name))
                reply = again
        if reply.code in (500, 502):
            stage.warn(self._filled(faults.NO_EHLO))
            reply = self.dialogue.ask(f"HELO {self._own_name()}")
            self._said(stage, reply)
        if not reply.good:
            raise FaultError(self._not_introduced(reply))
        rows = [words.replace("AUTH=", "AUTH ", 1).split(None, 1) for words in list(reply.words)[1:] if words.strip()]
        self.offers = {row[0].upper(): row[1].upper() if len(row) > 1 else "" for row in rows}
        stage.facts["offers"] = [" ".join(row) for row in rows]

    def _not_introduced(self, reply: Reply) -> Fault:
        """A server of files greets with the same number, and then knows none of our words."""
        if faults_network.greets_files(self.greeting, reply.text):
            return self._filled(faults_network.FILES_HERE)
        if reply.code in (500, 502, 530):
            return self._filled(faults_network.NOT_MAIL)
        return self._meaning("greeting", reply)

    def _said(self, stage: Stage, reply: Reply) -> None:
        stage.said(reply.text)
        if reply.latin:
            stage.note(faults.LATIN)

    def _own_name(self) -> str:
        """An address literal: it is always true, and no server can dislike its letters."""
        local = self.dialogue.wire.local.partition("%")[0] if hasattr(self, "dialogue") else "127.0.0.1"
        return f"[IPv6:{local}]" if ":" in local else f"[{local}]"

    def _start_tls(self, stage: Stage) -> None:
        if "STARTTLS" not in self.offers:
            masked = any(set(word) <= {"X", "A"} and len(word) > 4 for word in self.offers) or "****" in self.greeting
            raise FaultError(self._filled(faults_tls.STARTTLS_MASKED if masked else faults_tls.STARTTLS_MISSING))
        reply = self.dialogue.ask("STARTTLS")
        self._said(stage, reply)
        if reply.code != 220:
            raise FaultError(self._filled(faults_tls.STARTTLS_REFUSED))

    def _sign_in(self) -> None:
        user = self.target.user
        if user is None:
            return
        encrypted = self.dialogue.wire.tls is not None
        with self.stages.stage("auth") as stage:
            offered = self.offers.get("AUTH", "").split()
            mechanism = choose(offered)
            if mechanism is None:
                why = unusable(offered, tls_left="STARTTLS" in self.offers and not encrypted)
                raise FaultError(self._filled(why, offered=", ".join(offered)))
            stage.facts.update(mechanism=mechanism, offered=offered, submissions=1, user=user)
            if not encrypted and mechanism != "CRAM-MD5":
                stage.warn(self._filled(faults.CLEAR_PASSWORD))
            patience = max(AUTH_PATIENCE, self.target.timeout)
            reply = sign_in(self.dialogue, mechanism, user, self.password, self.stages.striker, patience)
            self._said(stage, reply)
            if reply.code != 235:
                raise FaultError(self._refused_login(self._meaning("auth", reply), user))

    def _refused_login(self, fault: Fault, user: str) -> Fault:
        """A plain refusal has a likelier reason than the password where one stands in sight."""
        if fault.ref != "M09":
            return fault
        if service := faults.service(self.greeting):
            return self._filled(faults.PANEL_LOGIN, service=service)
        if not self.password.isascii():
            return self._filled(faults.ACCENTED_PASSWORD)
        if "@" not in user:
            return self._filled(faults.SHORT_LOGIN, domain=self.sender.rpartition("@")[2])
        return fault

    def _send(self) -> None:
        now = datetime.now(UTC)
        message_id, message = compose(self.target, now)
        size = f" SIZE={len(message)}" if "SIZE" in self.offers else ""
        lines = [f"MAIL FROM:<{self.sender}>{size}", f"RCPT TO:<{self.sender}>", "DATA" if self.target.send else "RSET"]
        pipelined = "PIPELINING" in self.offers
        for step, line in zip(("sender", "recipient"), lines, strict=False):
            with self.stages.stage(step) as stage:
                if not pipelined:
                    self.dialogue.say(line)
                elif step == "sender":
                    self.dialogue.say(*lines)
                self._hear(stage, 2)
        if not pipelined:
            self.dialogue.say(lines[2])
        if not self.target.send:
            self.dialogue.hear()
            return
        with self.stages.stage("data") as stage:
            self._hear(stage, 3)
            question = self._outside_question() if pipelined else []  # a pipelining server hears it with the message
            rest = "".join(f"{line}\r\n" for line in question).encode()
            self.dialogue.wire.send(message + b".\r\n" + rest, self.target.timeout)
            self._asked_outside = bool(question)
            stage.facts.update(message_id=message_id, bytes=len(message))
        with self.stages.stage("accepted") as stage:
            utc = f"{now:%Y-%m-%dT%H:%M:%SZ}"
            stage.facts.update(message_id=message_id, local_port=self.dialogue.wire.local_port, utc=utc)
            reply = self._hear(stage, 2)
            queued = _QUEUED.search(reply.text)
            if queued:
                stage.facts["queue_id"] = queued[1]
            stage.note(self._filled(faults.NOT_PROVEN, queue=f" ({queued[1]})" if queued else ""))

    def _hear(self, stage: Stage, hundreds: int) -> Reply:
        reply = self.dialogue.hear()
        self._said(stage, reply)
        if reply.code // 100 != hundreds:
            fault = self._meaning(stage.id, reply)
            where = faults.BELONGS.get(fault.slug, stage.id)
            raise FaultError(fault, at=where if where != stage.id else "")
        return reply

    def _ask_outside(self) -> None:
        """A message to oneself proves nothing about others: ask for somebody outside, then take it back."""
        outside = self.target.relay_to
        if outside is None:
            return
        with self.stages.stage("relay") as stage:
            stage.facts["outside"] = outside
            for line in self._outside_question():
                reply = self.dialogue.hear() if self._asked_outside else self.dialogue.ask(line)
                self._said(stage, reply)
                if not reply.good and line != "RSET" and stage.warning is None:
                    fault = faults.OUTSIDE_REFUSED if self.target.user is None else faults.OUTSIDE_REFUSED_SIGNED
                    stage.warn(self._filled(fault, outside=outside))

    def _outside_question(self) -> list[str]:
        if self.target.relay_to is None:
            return []
        return [f"MAIL FROM:<{self.sender}>", f"RCPT TO:<{ascii_address(self.target.relay_to)}>", "RSET"]

    def _meaning(self, step: str, reply: Reply) -> Fault:
        return self._filled(faults.meaning(step, reply))

    def _filled(self, fault: Fault, **more: object) -> Fault:
        target = self.target
        user = target.user or N_("sem usuário")
        return fault.filled(host=self.host, port=target.port, user=user, sender=target.sender, **more)


def _date(words: str) -> datetime | None:
    """The server's clock, where its greeting tells it."""
    found = _DATE.search(words)
    try:
        return parsedate_to_datetime(found[0]).astimezone(UTC) if found else None
    except ValueError:
        return None


def _network_name() -> str:
    """This computer's name as a mail server may like it: letters, digits, hyphens, and a dot."""
    name = re.sub(r"[^a-z0-9.-]", "-", platform.node().lower()).strip(".-")
    return name if "." in name else f"{name}.local" if name else ""
