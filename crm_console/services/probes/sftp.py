"""The SFTP test: identity first, then one attempt to sign in, then a file that is written, read back and left there."""

from __future__ import annotations

import base64
import errno
import hashlib
import stat

import paramiko

from crm_console.core.jobs import Context, Job
from crm_console.core.report import Report
from crm_console.core.text import N_, Text
from crm_console.services.probes import faults_files as faults
from crm_console.services.probes import faults_network, proof_file
from crm_console.services.probes.approach import (
    check_address,
    check_login,
    explain,
    first_line,
    foreign,
    plain_host,
    reach,
)
from crm_console.services.probes.ssh_line import SshLine
from crm_console.services.probes.ssh_login import sign_in
from crm_console.services.probes.stages import Explain, Fault, FaultError, Stage, Stages
from crm_console.services.probes.strike import Striker
from crm_console.services.probes.target import SftpTarget
from crm_console.services.probes.wire import Bell, SilentError

STEPS = ("input", "resolve", "connect", "banner", "hostkey", "auth", "subsystem", "folder", "upload", "readback")
AUTH_PATIENCE = 20.0


def job(target: SftpTarget, password: str | None, title: Text | None = None, key: str | None = None) -> Job[Report]:
    """The test as work in the background; two tests of one server never overlap."""
    title = title or N_("Testar SFTP em {host}", host=target.host)
    return Job(title, lambda ctx: probe(target, password, ctx), key or str(target))


def probe(target: SftpTarget, password: str | None, ctx: Context) -> Report:
    """Test the server. Every expected failure, and a stop, is a step of the report."""
    stages = Stages("sftp", STEPS, ctx, Striker(password, user=target.user), _explain(target))
    with stages.running(), Bell(ctx) as bell:
        _Session(target, password or "", stages).run(bell)
    return stages.report(str(target))


def fingerprint(key: paramiko.PKey) -> str:
    """A host key as ssh-keygen shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")


def _explain(target: SftpTarget) -> Explain:
    known = explain(target)
    dropped = faults_network.DROPPED.filled(host=plain_host(target))

    def explained(error: Exception) -> FaultError | None:
        if isinstance(error, paramiko.SSHException | EOFError | OSError):
            return FaultError(dropped, str(error))
        return known(error)

    return explained


class _Session:
    """One connection to one server."""

    def __init__(self, target: SftpTarget, password: str, stages: Stages) -> None:
        self.target = target
        self.password = password
        self.stages = stages
        self.host = plain_host(target)
        self.folder = target.folder.strip() or "."
        self.file = proof_file.compose()

    def run(self, bell: Bell) -> None:
        with self.stages.stage("input") as stage:
            check_address(self.target, stage)
            proof_file.check_words(self.folder, self.target.user)
            check_login(self.target.user, self.password, self.target)
        wire, _ = reach(self.stages, self.target, bell)
        patience = max(AUTH_PATIENCE, self.target.timeout)
        with SshLine(wire, self.stages.ctx, self.target.timeout, patience) as line:
            self._identify(line)
            with self.stages.stage("auth") as stage, line.limit(patience + self.target.timeout):
                sign_in(line.transport, self.target.user, self.password, self._filled, stage)
            sftp = self._open(line)
            self._use(line, sftp)

    def _identify(self, line: SshLine) -> None:
        """paramiko's thread greets and agrees on keys at once; the two steps are told apart by watching it."""
        with self.stages.stage("banner") as stage:
            line.transport.start_client(event=line.agreed)
            try:
                line.wait(line.sock.spoke, self.target.timeout)
            except SilentError as error:
                raise FaultError(self._filled(faults_network.SILENT), first_line(error.heard)) from None
            self._banner(line.sock.head, stage)
        with self.stages.stage("hostkey") as stage:
            line.wait(line.agreed, self.target.timeout)
            if not line.transport.is_active():
                raise self._disagreed(line.transport.get_exception())
            self._host_key(line.transport.get_remote_server_key(), stage)

    def _banner(self, head: bytes, stage: Stage) -> None:
        if not head:
            raise FaultError(self._filled(faults_network.HUNG_UP))
        own = next((row for row in head.split(b"\n") if row.startswith(b"SSH-")), None)
        if own is None:
            raise foreign(first_line(head), self.target)
        stage.said(first_line(own))

    def _disagreed(self, error: Exception | None) -> FaultError:
        if isinstance(error, paramiko.SSHException) and not isinstance(error, EOFError):
            old = isinstance(error, paramiko.ssh_exception.IncompatiblePeer)
            return FaultError(self._filled(faults.NO_KEY_AGREED if old else faults_network.FOREIGN), str(error))
        return FaultError(self._filled(faults_network.DROPPED))

    def _host_key(self, key: paramiko.PKey, stage: Stage) -> None:
        found, expected = fingerprint(key), self.target.host_key
        stage.facts.update(host_key=found, key_type=key.get_name(), pinned=expected is not None)
        if expected is None:
            stage.facts["trust"] = "primeiro contato"
        elif expected.strip().rstrip("=") != found:
            raise FaultError(self._filled(faults.KEY_CHANGED, expected=expected, found=found))

    def _open(self, line: SshLine) -> paramiko.SFTPClient:
        with self.stages.stage("subsystem"), line.limit(self.target.timeout):
            try:
                channel = line.transport.open_session(timeout=self.target.timeout)
                channel.invoke_subsystem("sftp")
            except paramiko.SSHException as error:
                if not line.transport.is_active():
                    raise
                raise FaultError(self._filled(faults.NO_SUBSYSTEM), str(error)) from error
            try:
                return paramiko.SFTPClient(channel)
            except (paramiko.SSHException, EOFError) as error:
                raise FaultError(self._filled(faults.NO_SFTP_RIGHT), str(error)) from error

    def _use(self, line: SshLine, sftp: paramiko.SFTPClient) -> None:
        with self.stages.stage("folder") as stage, line.limit(self.target.timeout):
            self._enter(sftp, stage)
        path = proof_file.joined(self.folder, self.file.name)
        with self.stages.stage("upload") as stage, line.limit(self.target.timeout):
            stage.facts.update(file=path, bytes=len(self.file.content))
            try:
                with sftp.open(path, "wx") as remote:
                    remote.write(self.file.content)
            except OSError as error:
                denied = error.errno == errno.EACCES
                fault = faults.ssh(faults.NOT_WRITABLE, "H17") if denied else faults.UPLOAD_REFUSED
                raise FaultError(self._filled(fault), _words(error)) from error
        with self.stages.stage("readback") as stage, line.limit(self.target.timeout):
            stage.facts["file"] = path
            self._read_back(sftp, path, stage)

    def _enter(self, sftp: paramiko.SFTPClient, stage: Stage) -> None:
        try:
            seen = sftp.stat(self.folder)
            if not self.folder.startswith("/"):
                self.folder = sftp.normalize(self.folder)
        except OSError as error:
            if error.errno == errno.ENOENT:
                missing = faults.ssh(faults.FOLDER_MISSING, "H16")
                raise FaultError(self._filled(missing, start=sftp.normalize(".")), _words(error)) from error
            raise FaultError(self._filled(faults.FOLDER_CLOSED), _words(error)) from error
        stage.facts["folder"] = self.folder
        if seen.st_mode is not None and not stat.S_ISDIR(seen.st_mode):
            raise FaultError(self._filled(faults.NOT_A_FOLDER))

    def _read_back(self, sftp: paramiko.SFTPClient, path: str, stage: Stage) -> None:
        try:
            remote = sftp.open(path, "rb")  # it closes with the line: no answer is waited for
            read = remote.read(len(self.file.content))
        except OSError as error:
            stage.said(_words(error))
            vanished = error.errno == errno.ENOENT
            stage.warn(self._filled(faults.VANISHED if vanished else faults.NOT_READ_BACK, file=path))
            return
        if read != self.file.content:
            sizes = {"read": len(read), "written": len(self.file.content)}
            raise FaultError(self._filled(faults.DIFFERENT, **sizes))

    def _filled(self, fault: Fault, **more: object) -> Fault:
        target = self.target
        values = {"host": self.host, "port": target.port, "user": target.user, "folder": self.folder}
        return fault.filled(**values, seconds=f"{target.timeout:g}", **more)


def _words(error: OSError) -> str:
    return error.strerror or str(error)
