"""Faults of SFTP servers, made by the real OpenSSH: one sshd a configuration, all started at once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

from crm_console.core.report import State
from crm_console.services.probes.target import SftpTarget
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.sshd import Kind, Sshd, running_sshds

WRONG = "Maritaca-77"
PAM = "auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n"
ASKED = "UsePAM yes\nPasswordAuthentication no\nKbdInteractiveAuthentication yes"
CODE = "auth required pam_google_authenticator.so secret={folder}/codes user=root no_increment_hotp"
SECRET = "printf 'JBSWY3DPEHPK3PXPJBSWY3DPEH\\n\" TOTP_AUTH\\n' > {folder}/codes\nchmod 600 {folder}/codes\n"
EXTERNAL = "/usr/lib/openssh/sftp-server"
SMALL_DISK = "mount -t tmpfs -o size=64k,mode=777 none {home}/alheia\n"
NO_ENTRIES = "mount -t tmpfs -o size=64k,nr_inodes=2,mode=777 none {home}/alheia\ntouch {home}/alheia/um\n"
FULL_DISK = SMALL_DISK + "head -c 65536 /dev/zero > {home}/alheia/cheio || true\n"
KINDS = {
    "plain": Kind(),
    "sha1": Kind("HostKeyAlgorithms ssh-rsa", key="rsa"),
    "group1": Kind("KexAlgorithms diffie-hellman-group1-sha1"),
    "group14": Kind("KexAlgorithms diffie-hellman-group14-sha1"),
    "cbc": Kind("Ciphers aes128-cbc,3des-cbc"),
    "umac": Kind("Ciphers aes128-ctr\nMACs umac-64@openssh.com"),
    "chacha": Kind("Ciphers chacha20-poly1305@openssh.com"),
    "denied": Kind("DenyUsers {user}"),
    "keys": Kind("PasswordAuthentication no\nPubkeyAuthentication yes"),
    "asked": Kind(ASKED, pam=PAM),
    "password_then_key": Kind("PubkeyAuthentication yes\nAuthenticationMethods password,publickey"),
    "key_then_password": Kind("PubkeyAuthentication yes\nAuthenticationMethods publickey,password"),
    "password_then_code": Kind(ASKED, pam=PAM.replace("account", f"{CODE}\naccount", 1), private=SECRET),
    "code_then_password": Kind(ASKED, pam=f"{CODE}\n{PAM}", private=SECRET),
    "one_try": Kind("MaxAuthTries 1"),
    "no_subsystem": Kind(subsystem=None),
    "wrong_path": Kind(subsystem="/usr/libexec/openssh/nao-existe"),
    "forced": Kind("ForceCommand /bin/true"),
    "forced_words": Kind("ForceCommand echo 'Somente leitura de e-mail'"),
    "nologin": Kind(subsystem=EXTERNAL, shell="/usr/sbin/nologin"),
    "read_only": Kind(subsystem="internal-sftp -R"),
    "no_removal": Kind(subsystem="internal-sftp -P remove,rename,mkdir,rmdir"),
    "disk_full": Kind(private=FULL_DISK),
    "no_entries": Kind(private=NO_ENTRIES),
    "disk_read_only": Kind(private="mount -t tmpfs -o ro,mode=777 none {home}/alheia\n"),
    "no_statvfs": Kind(subsystem="internal-sftp -P statvfs"),
    "one_start": Kind(startups=1),
    "one_source": Kind("PerSourceMaxStartups 1"),
}


def running_openssh() -> AbstractContextManager[dict[str, Sshd]]:
    return running_sshds(KINDS)


def target(server: Sshd, **more) -> SftpTarget:
    """The folder that the user may write to, on a server whose identity is known."""
    return replace(SftpTarget("127.0.0.1", server.port, server.user, server.folder, server.fingerprint), **more)


def says(ref: str, fault: str, kind: str, state: State = State.FAILED, folder: str = "", password: str | None = None,
         **more) -> None:
    """One recipe from a server of that kind. `folder` is counted from the user's home."""

    def run(lab: Lab) -> Iterator[Setup]:
        server = lab.shared(running_openssh)[kind]
        where = {"folder": f"{server.home}/{folder}"} if folder else {}
        yield Setup(target(server, **{**where, **more}), password or server.password)

    run.__name__ = f"{kind}_{fault.rpartition('.')[2]}"
    recipe(ref, "openssh", fault, state)(run)


says("H01", "sftp.hostkey.unknown", "plain", host_key=None)
says("H02", "sftp.hostkey.changed", "plain", host_key="SHA256:BX7wvUpBBkMZHVzYWDCzW1DFiUfGGIsWxBLeSSh5bWk")
says("H03", "sftp.hostkey.old_host_key", "sha1")
says("H04", "sftp.hostkey.incompatible", "group1")
says("H04", "sftp.hostkey.incompatible", "group14")
says("H04", "sftp.hostkey.old_ciphers", "cbc", State.OK)
says("H04", "sftp.hostkey.other_methods", "umac")
says("H04", "sftp.hostkey.other_methods", "chacha")
says("H05", "sftp.auth.refused", "plain", password=WRONG)
says("H05", "sftp.auth.refused", "asked", password=WRONG)
says("H05", "sftp.auth.refused", "denied")  # H06: the server says the same
says("H07", "sftp.auth.only_keys", "keys")
says("H07", "sftp.auth.only_keys", "key_then_password")  # what comes after the key is not told
says("H08", "sftp.auth.interactive", "asked", State.OK)
says("H09", "sftp.auth.more_factors", "password_then_key")
says("H09", "sftp.auth.more_factors", "password_then_code")
says("H09", "sftp.auth.more_factors", "code_then_password")
says("H10", "sftp.auth.dropped", "one_try", password=WRONG)
says("H12", "sftp.subsystem.missing", "no_subsystem")
says("H12", "sftp.subsystem.missing", "wrong_path")
says("H13", "sftp.subsystem.ended", "forced")
says("H13", "sftp.subsystem.ended", "forced_words")
says("H13", "sftp.subsystem.ended", "nologin")
says("H15", "sftp.upload.read_only", "read_only")
says("H16", "sftp.folder.missing", "plain", folder="nao-existe")
says("H17", "sftp.upload.denied", "plain", folder="alheia")
says("H17", "sftp.upload.denied", "no_removal", folder="alheia")
says("H15", "sftp.upload.disk_read_only", "disk_read_only", folder="alheia")
says("H18", "sftp.upload.disk_full", "disk_full", folder="alheia")
says("H18", "sftp.upload.no_entries", "no_entries", folder="alheia")
says("H22", "sftp.subsystem.space_untold", "no_statvfs", State.OK)


@recipe("H23", "openssh", "sftp.banner.hung_up")
def startups_held(lab: Lab) -> Iterator[Setup]:
    """Somebody else is about to sign in, and the server takes one at a time."""
    yield from _held(lab.shared(running_openssh)["one_start"])


@recipe("H23", "openssh", "sftp.banner.hung_up")
def source_held(lab: Lab) -> Iterator[Setup]:
    """The same for one address."""
    yield from _held(lab.shared(running_openssh)["one_source"])


def _held(server: Sshd) -> Iterator[Setup]:
    with socket.create_connection(("127.0.0.1", server.port)) as other:
        assert other.recv(100)
        yield Setup(target(server), server.password)
