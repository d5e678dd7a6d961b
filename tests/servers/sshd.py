"""A real OpenSSH server for one throw-away system user, in a temporary folder on a free port."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.ports import free_ports, listening, wait_until
from tests.servers.unavailable import need_root, program

CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile {folder}/sshd.pid
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PubkeyAuthentication no
PermitRootLogin no
AllowUsers {user}
UseDNS no
LogLevel VERBOSE
MaxStartups 100
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True)
class Sshd:
    port: int
    user: str
    home: Path
    fingerprint: str
    password: str = field(repr=False)

    def log(self) -> str:
        return (self.home.parent / "sshd.log").read_text(encoding="utf-8", errors="replace")

    @property
    def folder(self) -> str:
        """A folder that the user may write to."""
        return f"{self.home}/documentos"


@contextmanager
def running_sshd() -> Iterator[Sshd]:
    need_root()
    sshd, keygen = program("sshd"), program("ssh-keygen")
    useradd, userdel, chpasswd = program("useradd"), program("userdel"), program("chpasswd")
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="crm-console-sshd-"))
    folder.chmod(0o755)
    user, password = f"crm{os.getpid()}{secrets.token_hex(2)}", f"Ipê-{secrets.token_urlsafe(12)}"
    home = folder / "home"
    try:
        (port,) = free_ports(1)
        subprocess.run([useradd, "-M", "-d", home, "-s", "/bin/sh", user], check=True, capture_output=True)
        try:
            subprocess.run([chpasswd], input=f"{user}:{password}".encode(), check=True, capture_output=True)
            _folders(home, user)
            subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / "host_key"], check=True)
            shown = subprocess.run(
                [keygen, "-l", "-f", folder / "host_key.pub"], check=True, capture_output=True, text=True
            )
            config = folder / "sshd_config"
            config.write_text(CONFIG.format(port=port, folder=folder, user=user))
            with open(folder / "sshd.log", "wb") as log:
                server = subprocess.Popen([sshd, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stderr=log)
            try:
                wait_until(lambda: listening(port), "sshd")
                yield Sshd(port, user, home, shown.stdout.split()[1], password)
            finally:
                server.terminate()
                server.wait(20)
        finally:
            subprocess.run([userdel, "-f", user], check=False, capture_output=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folders(home: Path, user: str) -> None:
    """A home with a folder that is the user's, and one that is not."""
    owner = pwd.getpwnam(user)
    for path in (home, home / "documentos"):
        path.mkdir()
        os.chown(path, owner.pw_uid, owner.pw_gid)
    (home / "alheia").mkdir(mode=0o755)
