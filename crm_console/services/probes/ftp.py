"""The FTP test over plain sockets: sign in once, enter the folder, write a file, read it back and leave it there."""

from __future__ import annotations

import contextlib
import hashlib
import re

from crm_console.core.jobs import Context, Job
from crm_console.core.report import Report
from crm_console.core.text import N_, Text
from crm_console.services.probes import faults_files as faults
from crm_console.services.probes import faults_network, proof_file
from crm_console.services.probes.approach import (
    check_address,
    check_login,
    explain,
    first_words,
    plain_host,
    reach,
)
from crm_console.services.probes.consultation import Consultation
from crm_console.services.probes.dialogue import Dialogue, Reply
from crm_console.services.probes.ftp_data import Active, Passive, RefusedError
from crm_console.services.probes.ftp_folder import search
from crm_console.services.probes.stages import Fault, FaultError, Stage, Stages
from crm_console.services.probes.strike import Striker
from crm_console.services.probes.target import FtpTarget
from crm_console.services.probes.wire import Bell, DroppedError, SilentError, Wire

STEPS = ("input", "resolve", "connect", "banner", "auth", "folder", "upload", "readback")
AUTH_PATIENCE = 20.0
_SHA256 = re.compile(r"\b[0-9a-fA-F]{64}\b")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def job(target: FtpTarget, password: str | None, title: Text | None = None, key: str | None = None) -> Job[Report]:
    """The test as work in the background; two tests of one server never overlap."""
    title = title or N_("Testar FTP em {host}", host=target.host)
    return Job(title, lambda ctx: probe(target, password, ctx), key or str(target))


def probe(target: FtpTarget, password: str | None, ctx: Context) -> Report:
    """Test the server. Every expected failure, and a stop, is a step of the report."""
    asked = Consultation(target, ctx)
    stages = Stages("ftp", STEPS, ctx, Striker(password, user=target.user), explain(target), asked.consult)
    try:
        with stages.running(), Bell(ctx) as bell:
            _Session(target, password or "", stages, bell, asked).run()
    finally:
        asked.end()
    return stages.report(str(target))


class _Session:
    """One control connection, and the data connections that it asks for."""

    def __init__(
        self, target: FtpTarget, password: str, stages: Stages, bell: Bell, asked: Consultation
    ) -> None:
        self.target = target
        self.asked = asked
        self.password = password
        self.stages = stages
        self.bell = bell
        self.host = plain_host(target)
        self.folder = target.folder.strip()
        self.file = proof_file.compose()

    def run(self) -> None:
        with self.stages.stage("input") as stage:
            check_address(self.target, stage)
            check_login(self.target.user, self.password, self.target)
            proof_file.check_words(self.folder, self.target.user, self.password)
        wire, address = reach(self.stages, self.target, self.bell, self.asked)
        with wire:
            self.dialogue = Dialogue(wire, self.target.timeout)
            self.data: Passive | Active = Active(self.dialogue, self.bell, self.host)
            if self.target.method == "application":
                self.data = Passive(self.dialogue, self.bell, address, self.host)
            self.other = Active(self.dialogue, self.bell, self.host) if self.target.method == "application" else None
            try:
                self._talk()
            finally:
                wire.hang_up(b"QUIT\r\n")

    def _talk(self) -> None:
        with self.stages.stage("banner") as stage:
            self._greet(stage)
        with self.stages.stage("auth") as stage:
            self._sign_in(stage)
        with self.stages.stage("folder") as stage:
            self._enter(stage)
        with self.stages.stage("upload") as stage:
            stage.facts.update(file=proof_file.joined(self.folder, self.file.name), bytes=len(self.file.content))
            self._write(stage)
        with self.stages.stage("readback") as stage:
            self._read_back(stage)

    def _greet(self, stage: Stage) -> None:
        reply = first_words(self.dialogue, self.target, self.asked, FaultError(self._filled(faults.EXPECTS_TLS)))
        stage.said(reply.text)
        if reply.code == 120:  # ready in a moment
            reply = self.dialogue.hear()
            stage.said(reply.text)
        if reply.code != 220:
            raise self._refusal("banner", reply)
        if faults_network.greets_mail(reply.text) and not faults_network.greets_files(reply.text):
            raise FaultError(self._filled(faults_network.MAIL_HERE))

    def _sign_in(self, stage: Stage) -> None:
        stage.facts.update(submissions=0, clear=True, user=self.target.user)
        patience = max(AUTH_PATIENCE, self.target.timeout)
        reply = self.dialogue.ask(f"USER {self.target.user}", patience)
        stage.said(reply.text)
        if reply.code == 331:
            stage.facts["submissions"] = 1
            reply = self.dialogue.ask(f"PASS {self.password}", patience)
            stage.said(reply.text)
        if not reply.good:
            raise self._refusal("auth" if stage.facts["submissions"] else "user", reply)

    def _enter(self, stage: Stage) -> None:
        reply = self.dialogue.ask("TYPE I")
        stage.said(reply.text)
        if self.folder:
            reply = self.dialogue.ask(f"CWD {self.folder}")
            stage.said(reply.text)
            if not reply.good:
                refusal = faults.meaning("folder", reply)
                raise search(self.dialogue, self.folder, self._where() or "?", refusal, self._filled)
        self.folder = self._where() or self.folder
        stage.facts["folder"] = self.folder

    def _where(self) -> str:
        reply = self.dialogue.ask("PWD")
        found = _QUOTED.search(reply.text) if reply.code == 257 else None
        return found[1].replace('""', '"') if found else ""

    def _write(self, stage: Stage) -> None:
        try:
            self._store(self.data, stage)
        except RefusedError as error:
            raise self._unwritten(error.reply) from error
        except FaultError as error:
            raise self._the_other_way(error, stage) from error
        if isinstance(self.data, Passive):
            self.data.hear_address(stage)

    def _store(self, data: Passive | Active, stage: Stage) -> None:
        with data.open(f"STOR {self.file.name}", stage) as wire:
            self._push(wire)
        reply = self.dialogue.hear()  # whatever became of the data connection, the truth is said here
        stage.said(reply.text)
        if not reply.good:
            raise RefusedError(reply)

    def _unwritten(self, reply: Reply) -> FaultError:
        """Is it this folder, or the whole server? Deleting what does not exist harms nobody and tells."""
        refusal = self._refusal("upload", reply)
        if refusal.fault.ref != "F15":
            return refusal
        other = reply
        for path in (self.file.name, f"../{self.file.name}"):
            other = self.dialogue.ask(f"DELE {path}")
            if self._unnamed(other) != self._unnamed(reply):
                return refusal
        return FaultError(self._filled(faults.READ_ONLY), other.text)

    def _unnamed(self, reply: Reply) -> str:
        """The first line of a refusal, whatever file it names."""
        return re.sub(rf"\S*{re.escape(self.file.name)}", "", reply.lines[0])

    def _the_other_way(self, error: FaultError, stage: Stage) -> FaultError:
        """The data connection cannot be made: over the same sign-in, the server is asked to make it."""
        if self.other is None or not isinstance(self.data, Passive):
            return error
        if error.fault.slug == faults.PASSIVE_BLOCKED.slug:
            ports = sorted({error.facts["port"], *self.data.more_ports()})
            fault = faults.PASSIVE_BLOCKED.filled(port=error.facts["port"], ports=", ".join(map(str, ports)))
            error = FaultError(fault, error.said, ports=ports)
        try:
            self._store(self.other, Stage(""))
        except (RefusedError, FaultError, SilentError, DroppedError):
            return error
        return FaultError(error.fault, error.said, **error.facts, works=[{"method": "server"}])

    def _push(self, wire: Wire) -> None:
        with contextlib.suppress(DroppedError):
            wire.send(self.file.content, self.target.timeout)

    def _read_back(self, stage: Stage) -> None:
        stage.facts["file"] = proof_file.joined(self.folder, self.file.name)
        try:
            read = self._fetch(stage)
        except RefusedError as error:
            self._unread(error.reply, stage)
            return
        if read != self.file.content:
            raise FaultError(self._filled(faults.DIFFERENT, read=len(read), written=len(self.file.content)))
        self._overwrite(stage)

    def _fetch(self, stage: Stage) -> bytes:
        read = b""
        with self.data.open(f"RETR {self.file.name}", stage) as wire:
            while len(read) <= len(self.file.content) and (more := wire.receive(self.target.timeout)):
                read += more
        reply = self.dialogue.hear()
        stage.said(reply.text)
        if not reply.good:
            raise RefusedError(reply)
        return read

    def _unread(self, reply: Reply, stage: Stage) -> None:
        if stage.lines[-1:] != [reply.text]:
            stage.said(reply.text)
        file = stage.facts["file"]
        if faults.NOT_THERE.search(reply.text):
            listed = self.dialogue.ask(f"SIZE {self.file.name}")
            if not listed.good:
                stage.warn(self._filled(faults.VANISHED, file=file))
                return
        if found := self._hash():
            stage.facts["sha256"] = found
            if found != hashlib.sha256(self.file.content).hexdigest():
                raise FaultError(self._filled(faults.ALTERED, file=file))
            stage.warn(self._filled(faults.HASHED, file=file))
            return
        size = self.dialogue.ask(f"SIZE {self.file.name}")
        stage.said(size.text)
        if size.code == 213 and size.lines[-1][4:].strip() == str(len(self.file.content)):
            stage.warn(self._filled(faults.ONLY_SIZE, file=file, proof=N_("o tamanho confere")))
        elif size.code == 213:
            raise FaultError(self._filled(faults.DIFFERENT, read=size.lines[-1][4:], written=len(self.file.content)))
        else:
            stage.warn(self._filled(faults.ONLY_SIZE, file=file, proof=N_("só a resposta do servidor à gravação")))

    def _hash(self) -> str:
        """The SHA-256 that the server counts itself, or nothing where it does not."""
        offers = self.dialogue.ask("FEAT").text
        if re.search(r"^ XSHA256", offers, re.MULTILINE):
            reply = self.dialogue.ask(f"XSHA256 {self.file.name}")
        elif re.search(r"^ HASH .*SHA-256", offers, re.MULTILINE) and self.dialogue.ask("OPTS HASH SHA-256").good:
            reply = self.dialogue.ask(f"HASH {self.file.name}")
        else:
            return ""
        found = _SHA256.search(reply.text) if reply.good else None
        return found[0].lower() if found else ""

    def _overwrite(self, stage: Stage) -> None:
        """The CRM may send a document twice: is the same name taken again?"""
        try:
            self._store(self.data, Stage(""))
        except RefusedError as error:
            stage.said(error.reply.text)
            space = faults.meaning("upload", error.reply)
            fault = space if space in (faults.QUOTA, faults.DISK_FULL) else faults.NO_OVERWRITE
            stage.warn(self._filled(fault, reply=error.reply.text))

    def _refusal(self, step: str, reply: Reply) -> FaultError:
        return FaultError(self._filled(faults.meaning(step, reply)))

    def _filled(self, fault: Fault, **more: object) -> Fault:
        target = self.target
        folder = self.folder or "."
        return fault.filled(host=self.host, port=target.port, user=target.user, folder=folder, **more)
