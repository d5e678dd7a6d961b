"""An SSH server (paramiko's, as the sandbox has it) with one fault planted in it."""

from __future__ import annotations

import contextlib
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import paramiko

from crm_console.core.report import State
from crm_console.sandbox import sftp_server
from crm_console.services.probes.target import SftpTarget
from tests.lab.planted import NAME, PASSWORDS, QUIET, Papers, Planted, manners
from tests.lab.recipe import Setup
from tests.lab.told import told
from tests.servers.scripted import CLOSE, SILENCE
from tests.servers.talkative import Talkative

FOLDER = "/documentos"
GREETINGS = ("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10", "SSH-2.0-OpenSSH_for_Windows_9.5", "SSH-2.0-OpenSSH_7.4",
             "SSH-2.0-1.82 sshlib: WinSSHD 8.49", "SSH-2.0-mod_sftp/1.3.8", "SSH-2.0-AWS_SFTP_1.1", "SSH-2.0-dropbear_2022.83")


@dataclass
class Habits:
    """How the server behaves besides serving files."""

    greeting: str = GREETINGS[0]
    banner: str = ""
    methods: str = "password"
    password: str = ""
    partial: str = ""  # what it wants after the right password
    prompts: tuple[str, ...] = ("Password: ",)
    cut_at_login: bool = False
    subsystem: bool = True
    ends_session: bool = False
    wrong: dict[str, int] = field(default_factory=dict)  # what an act on files answers


class Login(paramiko.ServerInterface):
    """Who may come in, and how."""

    def __init__(self, habits: Habits, transport: paramiko.Transport) -> None:
        self.habits = habits
        self._transport = transport

    def get_banner(self) -> tuple[str | None, str | None]:
        return (self.habits.banner, "") if self.habits.banner else (None, None)

    def get_allowed_auths(self, username: str) -> str:
        return self.habits.methods

    def check_auth_password(self, username: str, password: str) -> int:
        if self.habits.cut_at_login:
            self._transport.close()
            return paramiko.AUTH_FAILED
        if "password" not in self.habits.methods or password != self.habits.password:
            return paramiko.AUTH_FAILED
        return paramiko.AUTH_PARTIALLY_SUCCESSFUL if self.habits.partial else paramiko.AUTH_SUCCESSFUL

    def check_auth_interactive(self, username: str, submethods: str) -> Any:
        return paramiko.InteractiveQuery("", "", *((prompt, False) for prompt in self.habits.prompts))

    def check_auth_interactive_response(self, responses: list[str]) -> int:
        right = responses == [self.habits.password]
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Ends(paramiko.SubsystemHandler):
    """A forced command that is no SFTP server."""

    def start_subsystem(self, name: str, transport: Any, channel: Any) -> None:
        channel.recv(1)
        channel.close()


def _files(wrong: dict[str, int]) -> type[sftp_server.Files]:
    class Wrong(sftp_server.Files):
        def stat(self, path: str) -> Any:
            if path.endswith(FOLDER) and "stat" in wrong:
                return wrong["stat"]
            return super().stat(path)

        def open(self, path: str, flags: int, attr: Any) -> Any:
            act = "write" if flags & 0o1 or flags & 0o2 else "read"
            act = "create" if flags & os.O_CREAT and "create" in wrong else act
            return wrong[act] if act in wrong else super().open(path, flags, attr)

        def remove(self, path: str) -> int:
            return wrong.get("remove", super().remove(path))

    return Wrong


class Server(sftp_server.Sftp):
    def __init__(self, folder: Path, habits: Habits) -> None:
        self.habits = habits
        super().__init__(folder, "127.0.0.1", _files(habits.wrong))

    def _serve(self, sock: Any) -> None:
        transport = paramiko.Transport(sock)
        transport.local_version = self.habits.greeting
        transport.add_server_key(self._key)
        if self.habits.ends_session:
            transport.set_subsystem_handler("sftp", _Ends)
        elif self.habits.subsystem:
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self._files, root=self.root)
        self._transports = [*(one for one in self._transports if one.is_active()), transport]
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(event=threading.Event(), server=Login(self.habits, transport))


@dataclass
class Drawn:
    chance: random.Random
    habits: Habits
    fault: str = ""
    state: State = State.FAILED
    pinned: str = "right"
    submitted: str = ""
    timeout: float = 8.0
    change: Callable[[Path], None] = lambda root: None
    scripted: Any = None  # its greeting, where no SSH server speaks at all


def draw(chance: random.Random, number: int, papers: Papers) -> Planted:
    habits = Habits(chance.choice(GREETINGS), chance.choice(("", "", "Uso restrito. Acesso monitorado.\n")))
    habits.password = chance.choice(PASSWORDS)
    habits.methods = chance.choice(("password", "publickey,password", "password,publickey", "publickey,password,keyboard-interactive"))
    drawn = Drawn(chance, habits, submitted=habits.password)
    plant = chance.choice(PLANTS)
    plant(drawn)
    about = f"sftp {habits.greeting} {plant.__name__.strip('_')} {habits.methods}"

    @contextmanager
    def make() -> Iterator[Setup]:
        with ExitStack() as stack:
            if drawn.scripted is not None:
                port, key = stack.enter_context(Talkative(
                    [("^", SILENCE)], drawn.scripted, manners=manners(chance))).port, "SHA256:x"
            else:
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="crm-console-planted-")))
                server = Server(folder, habits)
                stack.callback(server.close)
                drawn.change(server.root)
                port, key = server.port, server.host_key
            pin = {"right": key, "other": "SHA256:" + "A" * 43, "none": None}[drawn.pinned]
            yield Setup(SftpTarget(NAME, port, "crm", FOLDER, pin, drawn.timeout), drawn.submitted)

    return Planted(number, about, drawn.fault, make, drawn.state)


Plant = Callable[[Drawn], None]


def _habit(name: str, fault: str, state: State = State.FAILED, **values: Any) -> Plant:
    def plant(drawn: Drawn) -> None:
        drawn.fault, drawn.state = fault, state
        for key, value in values.items():
            setattr(drawn.habits if hasattr(drawn.habits, key) else drawn, key, value)

    plant.__name__ = name
    return plant


def _folder_gone(root: Path) -> None:
    (root / FOLDER.strip("/")).rmdir()


def _folder_is_file(root: Path) -> None:
    _folder_gone(root)
    (root / FOLDER.strip("/")).write_text("x")


def _foreign(drawn: Drawn) -> None:
    drawn.fault, drawn.scripted = drawn.chance.choice((
        ("sftp.banner.is_http", "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"), ("sftp.banner.is_ftp", "220 (vsFTPd 3.0.3)"),
        ("sftp.banner.is_ftp", "220-FileZilla Server 1.8.2\r\n220 Please visit https://filezilla-project.org/"),
        ("sftp.banner.is_ftp", "220 mail.serraazul.example ESMTP Postfix")))


DENIED, FAILED, GONE = paramiko.SFTP_PERMISSION_DENIED, paramiko.SFTP_FAILURE, paramiko.SFTP_NO_SUCH_FILE
PLANTS: tuple[Plant, ...] = (
    _foreign, _foreign,
    _habit("hung_up", "sftp.banner.hung_up", scripted=CLOSE),
    _habit("silent", "sftp.banner.silent", scripted=SILENCE, timeout=QUIET),
    _habit("first_contact", "sftp.hostkey.unknown", pinned="none"),
    _habit("key_changed", "sftp.hostkey.changed", pinned="other"),
    _habit("wrong_password", "sftp.auth.refused", submitted="outra-senha"),
    _habit("wrong_password", "sftp.auth.refused", submitted="outra-senha", methods="password"),
    _habit("wrong_answer", "sftp.auth.refused", submitted="outra-senha", methods="keyboard-interactive"),
    _habit("only_keys", "sftp.auth.only_keys", methods="publickey"),
    _habit("only_keys_or_hosts", "sftp.auth.only_keys", methods="publickey,hostbased"),
    _habit("second_factor", "sftp.auth.more_factors", methods="publickey,password", partial="publickey"),
    _habit("two_prompts", "sftp.auth.more_factors", methods="keyboard-interactive", prompts=("Password: ", "Verification code: ")),
    _habit("cut_at_login", "sftp.auth.dropped", cut_at_login=True),
    _habit("no_subsystem", "sftp.subsystem.missing", subsystem=False),
    _habit("ends", "sftp.subsystem.ended", ends_session=True),
    _habit("no_folder", "sftp.folder.missing", change=_folder_gone),
    _habit("folder_denied", "sftp.folder.denied", wrong={"stat": DENIED}),
    _habit("folder_is_file", "sftp.folder.not_a_folder", change=_folder_is_file),
    _habit("not_writable", "sftp.upload.denied", wrong={"create": DENIED}),
    _habit("read_only", "sftp.upload.read_only", wrong={"write": DENIED}),
    _habit("failure", "sftp.upload.refused", wrong={"write": FAILED}),
    _habit("unreadable", "sftp.readback.denied", State.WARNING, wrong={"read": DENIED}),
    _habit("vanished", "sftp.readback.vanished", State.WARNING, wrong={"read": GONE}),
)


def quoting(words: str, secret: str) -> dict[str, Any]:
    """The report about a server that quotes the password before and after it was sent, and asks for more."""
    habits = Habits(banner=words, password=secret, methods="keyboard-interactive", prompts=("Password: ", words))
    with TemporaryDirectory(prefix="crm-console-planted-") as folder, ExitStack() as stack:
        server = Server(Path(folder), habits)
        stack.callback(server.close)
        return told(Setup(SftpTarget("127.0.0.1", server.port, "crm", FOLDER, server.host_key), secret))
