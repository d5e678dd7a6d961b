"""The SFTP test: identity first, then one attempt to sign in, then a file that is written, read back and left there."""

from __future__ import annotations

import base64
import errno
import hashlib
import re
import stat
from collections.abc import Sequence

import paramiko

from crm_console.core.jobs import Context, Job
from crm_console.core.report import Report
from crm_console.core.text import N_, Text
from crm_console.services.probes import faults_files as faults
from crm_console.services.probes import faults_network, proof_file, ssh_offer
from crm_console.services.probes.approach import (
    check_address,
    check_login,
    explain,
    first_line,
    foreign,
    plain_host,
    reach,
)
from crm_console.services.probes.consultation import Consultation
from crm_console.services.probes.ssh_files import SPACE, Files, NoSftpError, Space
from crm_console.services.probes.ssh_line import SshLine
from crm_console.services.probes.ssh_login import sign_in
from crm_console.services.probes.stages import Explain, Fault, FaultError, Stage, Stages
from crm_console.services.probes.strike import Striker
from crm_console.services.probes.target import SftpTarget
from crm_console.services.probes.wire import Bell, SilentError

STEPS = ("input", "resolve", "connect", "banner", "hostkey", "auth", "subsystem", "folder", "upload", "readback")
AUTH_PATIENCE = 20.0
TURNED_AWAY = re.compile(rb"Exceeded MaxStartups|Not allowed at this time")  # OpenSSH 9 says why before it hangs up


def job(target: SftpTarget, password: str | None, title: Text | None = None, key: str | None = None) -> Job[Report]:
    """The test as work in the background; two tests of one server never overlap."""
    title = title or N_("Testar SFTP em {host}", host=target.host)
    return Job(title, lambda ctx: probe(target, password, ctx), key or str(target))


def probe(target: SftpTarget, password: str | None, ctx: Context) -> Report:
    """Test the server. Every expected failure, and a stop, is a step of the report."""
    asked = Consultation(target, ctx)
    stages = Stages("sftp", STEPS, ctx, Striker(password, user=target.user), _explain(target), asked.consult)
    try:
        with stages.running(), Bell(ctx) as bell:
            _Session(target, password or "", stages, asked).run(bell)
    finally:
        asked.end()
    return stages.report(str(target))


def fingerprint(key: paramiko.PKey) -> str:
    """A host key as ssh-keygen shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")


def _explain(target: SftpTarget) -> Explain:
    known = explain(target)
    dropped = faults_network.DROPPED.filled(host=plain_host(target))

    def explained(error: Exception, step: str) -> FaultError | None:
        if isinstance(error, paramiko.SSHException | EOFError | OSError):
            return FaultError(dropped, str(error))
        return known(error, step)

    return explained


class _Session:
    """One connection to one server."""

    def __init__(self, target: SftpTarget, password: str, stages: Stages, asked: Consultation) -> None:
        self.target = target
        self.asked = asked
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
        wire, _ = reach(self.stages, self.target, bell, self.asked)
        patience = max(AUTH_PATIENCE, self.target.timeout)
        with SshLine(wire, self.stages.ctx, self.target.timeout, patience) as line:
            self._identify(line)
            with self.stages.stage("auth") as stage, line.limit(patience + self.target.timeout):
                stage.facts["user"] = self.target.user
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
                raise self._disagreed(line.transport.get_exception(), line)
            self._host_key(line.transport.get_remote_server_key(), stage)
            ciphers = (ssh_offer.read(line.sock.start) or ssh_offer.Offer()).ciphers
            if ssh_offer.old(ciphers):
                stage.note(self._filled(faults.OLD_CIPHERS, theirs=", ".join(ciphers)))

    def _banner(self, head: bytes, stage: Stage) -> None:
        if not head:
            raise FaultError(self._filled(faults.BANNED))
        own = next((row for row in head.split(b"\n") if row.startswith(b"SSH-")), None)
        if own is None and TURNED_AWAY.match(head):
            raise FaultError(self._filled(faults.BANNED), first_line(head))
        if own is None:
            raise foreign(first_line(head), self.target)
        stage.said(first_line(own))

    def _disagreed(self, error: Exception | None, line: SshLine) -> FaultError:
        if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
            return self._incompatible(error, line)
        if isinstance(error, paramiko.SSHException) and not isinstance(error, EOFError):
            return FaultError(self._filled(faults_network.FOREIGN), str(error))
        return FaultError(self._filled(faults_network.DROPPED))

    def _incompatible(self, error: Exception, line: SshLine) -> FaultError:
        """Say what the server offers: paramiko only says that nothing fits."""
        theirs = ssh_offer.read(line.sock.start) or ssh_offer.Offer()
        mine = line.transport.get_security_options()
        rows: tuple[tuple[Text, tuple[str, ...], Sequence[str]], ...] = (
            (N_("a identidade"), theirs.keys, mine.key_types), (N_("a troca de chaves"), theirs.kex, mine.kex),
            (N_("a cifra"), theirs.ciphers, mine.ciphers), (N_("o código de autenticação"), theirs.macs, mine.digests))
        what, offered, ours = next((row for row in rows if row[1] and not set(row[1]) & set(row[2])), rows[1])
        fault = faults.OLD_HOST_KEY if offered == theirs.keys and set(offered) <= ssh_offer.OLD_KEYS else (
            faults.NO_KEY_AGREED if ssh_offer.old(offered) else faults.OTHER_METHODS)
        filled = self._filled(fault, what=what, theirs=", ".join(offered) or "?", ours=", ".join(list(ours)[:3]))
        return FaultError(filled, str(error), offered=theirs.as_facts())

    def _host_key(self, key: paramiko.PKey, stage: Stage) -> None:
        found, expected = fingerprint(key), self.target.host_key
        stage.facts.update(host_key=found, md5=key.get_fingerprint().hex(":"), key_type=key.get_name(),
                           pinned=expected is not None)
        shown = {"found": found, "type": key.get_name()}
        if expected is None and not self.target.accept_new:
            raise FaultError(self._filled(faults.FIRST_CONTACT, **shown))
        if expected is None or not self.target.confirmed:
            stage.warn(self._filled(faults.UNCONFIRMED, **shown))
        if expected is not None and expected.strip().rstrip("=") != found:
            stage.facts["expected"] = expected
            raise FaultError(self._filled(faults.KEY_CHANGED, expected=expected, found=found))

    def _open(self, line: SshLine) -> Files:
        with self.stages.stage("subsystem") as stage, line.limit(self.target.timeout):
            try:
                channel = line.transport.open_session(timeout=self.target.timeout)
                channel.invoke_subsystem("sftp")
            except paramiko.SSHException as error:
                if not line.transport.is_active():
                    raise
                raise FaultError(self._filled(faults.NO_SUBSYSTEM), str(error)) from error
            try:
                sftp = Files(channel)
            except NoSftpError as error:
                fault = faults.NO_SUBSYSTEM if error.missing else faults.NO_SFTP_RIGHT
                raise FaultError(self._filled(fault), error.words, exit_status=error.code) from error
            stage.facts["extensions"] = list(sftp.extensions)
            if SPACE not in sftp.extensions:
                stage.note(self._filled(faults.SPACE_UNTOLD))
            return sftp

    def _use(self, line: SshLine, sftp: Files) -> None:
        with self.stages.stage("folder") as stage, line.limit(self.target.timeout):
            self._enter(sftp, stage)
        path = proof_file.joined(self.folder, self.file.name)
        with self.stages.stage("upload") as stage, line.limit(self.target.timeout):
            stage.facts.update(file=path, bytes=len(self.file.content))
            try:
                sftp.write_whole(path, self.file.content)
            except OSError as error:
                raise self._unwritten(sftp, path, error) from error
        with self.stages.stage("readback") as stage, line.limit(self.target.timeout):
            stage.facts["file"] = path
            self._read_back(sftp, path, stage)

    def _unwritten(self, sftp: Files, path: str, error: OSError) -> FaultError:
        """SFTP has one word for many causes: the folder, the server's settings and the disk are asked."""
        said = _words(error)
        if error.errno == errno.EACCES:
            if sftp.refuses_writing(path):
                return FaultError(self._filled(faults.ssh(faults.READ_ONLY, "H15")), said)
            closed = self._filled(faults.ssh(faults.NOT_WRITABLE, "H17"))
            return FaultError(closed, said, mode=sftp.owner(self.folder))
        space = sftp.space(self.folder)
        if space is None:
            return FaultError(self._filled(faults.UPLOAD_REFUSED), said)
        return FaultError(self._full(space), said, free_bytes=space.free, total_bytes=space.total,
                          free_entries=space.entries)

    def _full(self, space: Space) -> Fault:
        if space.read_only:
            return self._filled(faults.DISK_READ_ONLY)
        if space.free < len(self.file.content):
            return self._filled(faults.SPACE_GONE, free=space.free, total=space.total)
        if space.files and not space.entries:
            return self._filled(faults.ENTRIES_GONE, files=space.files)
        return self._filled(faults.UPLOAD_REFUSED)

    def _enter(self, sftp: Files, stage: Stage) -> None:
        try:
            seen = sftp.stat(self.folder)
            if not self.folder.startswith("/"):
                self.folder = sftp.normalize(self.folder)
        except OSError as error:
            if error.errno == errno.ENOENT:
                start = sftp.normalize(".")
                windows = re.match(r"/?[A-Za-z]:", start) and not re.match(r"/?[A-Za-z]:", self.folder)
                missing = faults.WINDOWS_PATH if windows else faults.ssh(faults.FOLDER_MISSING, "H16")
                raise FaultError(self._filled(missing, start=start), _words(error)) from error
            raise FaultError(self._filled(faults.FOLDER_CLOSED), _words(error)) from error
        stage.facts["folder"] = self.folder
        if seen.st_mode is not None and not stat.S_ISDIR(seen.st_mode):
            raise FaultError(self._filled(faults.NOT_A_FOLDER))

    def _read_back(self, sftp: Files, path: str, stage: Stage) -> None:
        try:
            read = sftp.read_whole(path, len(self.file.content))
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
