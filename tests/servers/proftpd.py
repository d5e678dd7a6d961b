"""A real ProFTPD in a temporary folder on free ports, with its users in a file of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.ftp_home import OWNER, PASSWORD, USER, FtpHome, hashed, home_folder, own, passwd_line, running
from tests.servers.ports import free_ports, free_range, listening, wait_until
from tests.servers.unavailable import need_root, unpacked

CONFIG = """\
ServerType standalone
DefaultAddress 127.0.0.1
Port {port}
UseIPv6 off
UseReverseDNS off
User nobody
Group nogroup
ModulePath {modules}
LoadModule mod_digest.c
LoadModule mod_exec.c
AuthOrder mod_auth_file.c
AuthUserFile {folder}/passwd
AuthGroupFile {folder}/group
RequireValidShell off
WtmpLog off
PidFile {folder}/pid
ScoreboardFile {folder}/scoreboard
DelayTable {folder}/delay
SystemLog {folder}/system
TransferLog none
LogFormat said "%r %s"
ExtendedLog {folder}/log ALL said
PassivePorts {first} {last}
"""


@contextmanager
def running_proftpd(*folders: str, lines: str = "DefaultRoot ~\n") -> Iterator[FtpHome]:
    """`folders` are the user's, `lines` more of its configuration; {home} is where the user starts."""
    need_root()
    proftpd, modules = unpacked("usr/sbin/proftpd"), unpacked("usr/lib/proftpd")
    with home_folder("proftpd") as folder:
        (port,), (first, last) = free_ports(1), free_range(16)
        for name in folders:
            own(folder / "home" / name)
        config = CONFIG.format(folder=folder, port=port, modules=modules, first=first, last=last)
        (folder / "conf").write_text(config + lines.replace("{home}", str(folder / "home")).replace("{folder}", str(folder)))
        for name, line in (("passwd", passwd_line(folder / "home", hashed(PASSWORD))), ("group", f"{USER}:x:{OWNER}:")):
            (folder / name).touch(0o600)
            (folder / name).write_text(f"{line}\n")
        with running(proftpd, "--nodaemon", "--quiet", "--config", folder / "conf"):
            wait_until(lambda: listening(port), "proftpd")
            yield FtpHome("127.0.0.1", port, folder)
