"""The FTP test over plain sockets: sign in once, enter the folder, write a file, read it back and leave it there."""

from __future__ import annotations

import contextlib
import re

from crm_console.core.jobs import Context, Job
from crm_console.core.report import Report
from crm_console.core.text import N_, Text
from crm_console.services.probes import faults_files as faults
from crm_console.services.probes import proof_file
from crm_console.services.probes.approach import (
    SecondOpinion,
    check_address,
    check_login,
    explain,
    first_words,
    plain_host,
    reach,
)
from crm_console.services.probes.dial import Address
from crm_console.services.probes.dialogue import Dialogue, Reply
from crm_console.services.probes.ftp_data import Active, Passive, RefusedError
from crm_console.services.probes.stages import Fault, FaultError, Stage, Stages
from crm_console.services.probes.strike import Striker
from crm_console.services.probes.target import FtpTarget
from crm_console.services.probes.wire import Bell, DroppedError, Wire

STEPS = ("input", "resolve", "connect", "banner", "auth", "folder", "upload", "readback")
AUTH_PATIENCE = 20.0
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def job(target: FtpTarget, password: str | None, title: Text | None = None, key: str | None = None) -> Job[Report]:
    """The test as work in the background; two tests of one server never overlap."""
    title = title or N_("Testar FTP em {host}", host=target.host)
    return Job(title, lambda ctx: probe(target, password, ctx), key or str(target))


def probe(target: FtpTarget, password: str | None, ctx: Context) -> Report:
    """Test the server. Every expected failure, and a stop, is a step of the report."""
    stages = Stages("ftp", STEPS, ctx, Striker(password, user=target.user), explain(target))
    with stages.running(), Bell(ctx) as bell:
        _Session(target, password or "", stages, bell).run()
    return stages.report(str(target))


class _Session:
    """One control connection, and the data connections that it asks for."""

    def __init__(self, target: FtpTarget, password: str, stages: Stages, bell: Bell) -> None:
        self.target = target
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
        wire, address = reach(self.stages, self.target, self.bell)
        with wire:
            self.dialogue = Dialogue(wire, self.target.timeout)
            self.data: Passive | Active = Active(self.dialogue, self.bell, self.host)
            if self.target.method == "application":
                self.data = Passive(self.dialogue, self.bell, address, self.host)
            try:
                self._talk(address)
            finally:
                wire.hang_up(b"QUIT\r\n")

    def _talk(self, address: Address) -> None:
        with self.stages.stage("banner") as stage:
            self._greet(address, stage)
        with self.stages.stage("auth") as stage:
            self._sign_in(stage)
        with self.stages.stage("folder") as stage:
            self._enter(stage)
        with self.stages.stage("upload") as stage:
            stage.facts.update(file=proof_file.joined(self.folder, self.file.name), bytes=len(self.file.content))
            self._write(stage)
        with self.stages.stage("readback") as stage:
            self._read_back(stage)

    def _greet(self, address: Address, stage: Stage) -> None:
        verdict = FaultError(self._filled(faults.EXPECTS_TLS))
        second = SecondOpinion(address, self.target, self.bell, verdict)
        reply = first_words(self.dialogue, self.target, True, second)
        stage.said(reply.text)
        if reply.code == 120:  # ready in a moment
            reply = self.dialogue.hear()
            stage.said(reply.text)
        if reply.code != 220:
            raise self._refusal("banner", reply)

    def _sign_in(self, stage: Stage) -> None:
        stage.facts.update(submissions=0, clear=True)
        patience = max(AUTH_PATIENCE, self.target.timeout)
        reply = self.dialogue.ask(f"USER {self.target.user}", patience)
        stage.said(reply.text)
        if reply.code == 331:
            stage.facts["submissions"] = 1
            reply = self.dialogue.ask(f"PASS {self.password}", patience)
            stage.said(reply.text)
        if not reply.good:
            raise self._refusal("auth", reply)

    def _enter(self, stage: Stage) -> None:
        reply = self.dialogue.ask("TYPE I")
        stage.said(reply.text)
        if self.folder:
            reply = self.dialogue.ask(f"CWD {self.folder}")
            stage.said(reply.text)
            if not reply.good:
                raise self._refusal("folder", reply, start=self._where() or "?")
        self.folder = self._where() or self.folder
        stage.facts["folder"] = self.folder

    def _where(self) -> str:
        reply = self.dialogue.ask("PWD")
        found = _QUOTED.search(reply.text) if reply.code == 257 else None
        return found[1].replace('""', '"') if found else ""

    def _write(self, stage: Stage) -> None:
        try:
            with self.data.open(f"STOR {self.file.name}", stage) as wire:
                self._push(wire)
        except RefusedError as error:
            raise self._refusal("upload", error.reply) from error
        reply = self.dialogue.hear()  # whatever became of the data connection, the truth is said here
        stage.said(reply.text)
        if not reply.good:
            raise self._refusal("upload", reply)

    def _push(self, wire: Wire) -> None:
        with contextlib.suppress(DroppedError):
            wire.send(self.file.content, self.target.timeout)

    def _read_back(self, stage: Stage) -> None:
        stage.facts["file"] = proof_file.joined(self.folder, self.file.name)
        read = b""
        try:
            with self.data.open(f"RETR {self.file.name}", stage) as wire:
                while len(read) <= len(self.file.content) and (more := wire.receive(self.target.timeout)):
                    read += more
            reply = self.dialogue.hear()
            stage.said(reply.text)
            if not reply.good:
                raise RefusedError(reply)
        except RefusedError as error:
            vanished = re.search(r"no such|not found|not exist", error.reply.text, re.IGNORECASE)
            fault = faults.VANISHED if vanished else faults.NOT_READ_BACK
            if stage.lines[-1:] != [error.reply.text]:
                stage.said(error.reply.text)
            stage.warn(self._filled(fault, file=stage.facts["file"]))
            return
        if read != self.file.content:
            raise FaultError(self._filled(faults.DIFFERENT, read=len(read), written=len(self.file.content)))

    def _refusal(self, step: str, reply: Reply, **more: object) -> FaultError:
        return FaultError(self._filled(faults.meaning(step, reply), start=more.get("start", "?")))

    def _filled(self, fault: Fault, **more: object) -> Fault:
        target = self.target
        folder = self.folder or "."
        return fault.filled(host=self.host, port=target.port, user=target.user, folder=folder, **more)
