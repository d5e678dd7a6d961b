"""A real vsftpd in a temporary folder on free ports. It signs in through PAM, and sees an /etc of its own.

It lies over the system's only in the server's view of the disk (a mount namespace), so no user is made. The folder as a
whole: a single file would reappear as soon as somebody adds a user. A failed login costs its usual three seconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.network import Network
from tests.servers.ftp_home import OWNER, PASSWORD, USER, FtpHome, hashed, home_folder, passwd_line, running
from tests.servers.ports import free_ports, free_range, listening, wait_until
from tests.servers.unavailable import need_root, unpacked

CONFIG = """\
listen=YES
background=NO
listen_address={host}
listen_port={port}
local_enable=YES
anonymous_enable=NO
write_enable=YES
chroot_local_user=YES
allow_writeable_chroot=YES
secure_chroot_dir={folder}/empty
pam_service_name=vsftpd
xferlog_enable=YES
vsftpd_log_file={folder}/log
log_ftp_protocol=YES
pasv_min_port={first}
pasv_max_port={last}
seccomp_sandbox=NO
"""
PAM = "auth required pam_unix.so\naccount required pam_unix.so\n"
SYSTEM = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
PASSIVE = (42001, 42016)  # on the server's side of a network nothing else listens
ONLY_HERE = """\
mount --bind {folder}/etc /etc
exec {vsftpd} {folder}/conf
"""


@contextmanager
def running_vsftpd(network: Network | None = None, **options: object) -> Iterator[FtpHome]:
    """`options` are lines of its configuration. On the server's side of `network`, or else on loopback."""
    need_root()
    vsftpd = unpacked("usr/sbin/vsftpd")
    with home_folder("vsftpd") as folder:
        host, port = (network.address, 21) if network else ("127.0.0.1", free_ports(1)[0])
        first, last = PASSIVE if network else free_range(16)
        lines = CONFIG.format(folder=folder, host=host, port=port, first=first, last=last)
        (folder / "conf").write_text(lines + "".join(f"{name}={value}\n" for name, value in options.items()))
        (folder / "empty").mkdir()
        _etc(folder / "etc")
        only_here = ONLY_HERE.format(folder=folder, vsftpd=vsftpd)
        with running("sh", "-ec", only_here, network=network):
            wait_until(lambda: network.listens(port) if network else listening(port), "vsftpd")
            yield FtpHome(host, port, folder)


def _etc(folder: Path) -> None:
    """All that vsftpd and PAM read under /etc."""
    (folder / "pam.d").mkdir(parents=True)
    (folder / "pam.d" / "vsftpd").write_text(PAM)
    (folder / "nsswitch.conf").write_text("passwd: files\ngroup: files\nshadow: files\n")
    (folder / "passwd").write_text(f"{SYSTEM}{passwd_line(folder.parent / 'home')}\n")
    (folder / "group").write_text(f"root:x:0:\nnogroup:x:65534:\n{USER}:x:{OWNER}:\n")
    (folder / "shadow").touch(0o600)
    (folder / "shadow").write_text(f"{USER}:{hashed(PASSWORD)}:19000:0:99999:7:::\n")
    shutil.copy("/etc/ld.so.cache", folder)
