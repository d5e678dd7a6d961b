"""Real OpenSSH servers for throw-away system users, in a temporary folder on free ports: one process a configuration."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.account import Account, account
from tests.servers.ports import free_ports, wait_until
from tests.servers.unavailable import need_root, program

CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {key}
PidFile none
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PubkeyAuthentication no
PermitRootLogin no
AllowUsers {user}
UseDNS no
LogLevel DEBUG
MaxStartups {startups}
"""


@dataclass(frozen=True)
class Kind:
    """One configuration. `options` come first, and so they hold (sshd takes the first value that it reads); `{user}`,
    `{home}` and `{folder}` in them are filled. `private` are shell commands that run in a mount namespace of the
    server's own before it starts: what they mount is seen by nobody else, and gone when the server is.
    """

    options: str = ""
    subsystem: str | None = "internal-sftp"
    key: str = "ed25519"
    shell: str = "/bin/sh"
    private: str = ""
    startups: int = 100  # the one option whose last value holds
    pam: str = ""  # the server's /etc/pam.d/sshd


@dataclass(frozen=True)
class Sshd:
    port: int
    user: str
    home: Path
    fingerprint: str
    logged: Path = field(repr=False)
    password: str = field(repr=False)

    def log(self) -> str:
        return self.logged.read_text(encoding="utf-8", errors="replace")

    @property
    def folder(self) -> str:
        """A folder that the user may write to."""
        return f"{self.home}/documentos"


@contextmanager
def running_sshd() -> Iterator[Sshd]:
    """One server that does what it should."""
    with running_sshds({"plain": Kind()}) as servers:
        yield servers["plain"]


@contextmanager
def running_sshds(kinds: Mapping[str, Kind]) -> Iterator[dict[str, Sshd]]:
    """A server of each kind, all at once. Users with the same shell are the same user, keys of one type one key."""
    need_root()
    program("sshd")
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="crm-console-sshd-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        users = {shell: stack.enter_context(account(folder / f"home{number}", shell))
                 for number, shell in enumerate(sorted({kind.shell for kind in kinds.values()}))}
        keys = {key: _host_key(folder, key) for key in {kind.key for kind in kinds.values()}}
        started = {name: _Started(folder, name, kind, users[kind.shell]) for name, kind in kinds.items()}
        for server in started.values():
            stack.callback(server.end)
            server.start()
        for server in started.values():
            wait_until(server.ready, f"sshd {server.name}")
        yield {name: Sshd(one.port, one.user.name, one.user.home, keys[one.kind.key], one.logged, one.user.password)
               for name, one in started.items()}


class _Started:
    """One process. Somebody else may take its port before it does: then it starts again on another."""

    def __init__(self, folder: Path, name: str, kind: Kind, user: Account) -> None:
        self.folder, self.name, self.kind, self.user = folder, name, kind, user
        self.logged = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.port,) = free_ports(1)
        values = {"port": self.port, "user": self.user.name, "home": self.user.home, "folder": self.folder,
                  "key": self.folder / f"{self.kind.key}_key", "startups": self.kind.startups}
        config = self.folder / f"{self.name}.conf"
        subsystem = f"Subsystem sftp {self.kind.subsystem}\n" if self.kind.subsystem else ""
        config.write_text((self.kind.options + "\n" + CONFIG + subsystem).format(**values))
        words = [program("sshd"), "-D", "-e", "-f", str(config)]
        if private := self._private():
            script = f"set -e\n{private.format(**values)}\nexec {' '.join(words)}"
            words = [program("unshare"), "--mount", "--propagation", "private", "/bin/sh", "-c", script]
        with open(self.logged, "wb") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _private(self) -> str:
        if not self.kind.pam:
            return self.kind.private
        service = self.folder / f"{self.name}.pam"
        service.write_text(self.kind.pam.format(folder=self.folder))
        return f"mount --bind '{service}' /etc/pam.d/sshd\n{self.kind.private}"

    def ready(self) -> bool:
        """Its own log says that it listens."""
        told = self.logged.read_text(encoding="utf-8", errors="replace")
        if "Server listening on" in told:
            return True
        assert self.process is not None
        if self.process.poll() is not None:
            assert "Address already in use" in told, told
            self.start()
        return False

    def end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)


def _host_key(folder: Path, kind: str) -> str:
    """A new host key, and its fingerprint."""
    keygen, path = program("ssh-keygen"), folder / f"{kind}_key"
    subprocess.run([keygen, "-q", "-t", kind, "-N", "", "-f", path], check=True)
    shown = subprocess.run([keygen, "-l", "-f", f"{path}.pub"], check=True, capture_output=True, text=True)
    return shown.stdout.split()[1]

