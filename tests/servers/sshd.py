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
from tests.servers.ports import free_ports, listening, wait_until
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
        servers = {}
        for (name, kind), port in zip(kinds.items(), free_ports(len(kinds)), strict=True):
            user, logged = users[kind.shell], folder / f"{name}.log"
            stack.callback(_end, _start(folder, name, kind, port, user, logged))
            servers[name] = Sshd(port, user.name, user.home, keys[kind.key], logged, user.password)
        for name, server in servers.items():
            wait_until(lambda port=server.port: listening(port), f"sshd {name}")  # type: ignore[misc]
        yield servers


def _start(
    folder: Path, name: str, kind: Kind, port: int, user: Account, logged: Path
) -> subprocess.Popen[bytes]:
    private = kind.private
    if kind.pam:
        service = folder / f"{name}.pam"
        service.write_text(kind.pam)
        private = f"mount --bind '{service}' /etc/pam.d/sshd\n{private}"
    values = {"port": port, "user": user.name, "home": user.home, "folder": folder, "key": folder / f"{kind.key}_key",
              "startups": kind.startups}
    subsystem = f"Subsystem sftp {kind.subsystem}\n" if kind.subsystem else ""
    config = folder / f"{name}.conf"
    config.write_text((kind.options + "\n" + CONFIG + subsystem).format(**values))
    words = [program("sshd"), "-D", "-e", "-f", str(config)]
    if private:
        script = f"set -e\n{private.format(**values)}\nexec {' '.join(words)}"
        words = [program("unshare"), "--mount", "--propagation", "private", "/bin/sh", "-c", script]
    with open(logged, "wb") as log:
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _host_key(folder: Path, kind: str) -> str:
    """A new host key, and its fingerprint."""
    keygen, path = program("ssh-keygen"), folder / f"{kind}_key"
    subprocess.run([keygen, "-q", "-t", kind, "-N", "", "-f", path], check=True)
    shown = subprocess.run([keygen, "-l", "-f", f"{path}.pub"], check=True, capture_output=True, text=True)
    return shown.stdout.split()[1]


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(20)
