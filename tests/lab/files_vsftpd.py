"""Faults of a real vsftpd: what it is told to refuse, the folders it serves, and the firewalls around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_console.core.report import State
from tests.lab.network import Network, network
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.certificates import Authority
from tests.servers.ftp_home import USER, FtpHome, first_client, home_gone
from tests.servers.vsftpd import PASSIVE, running_vsftpd

BY = "vsftpd"
ELSEWHERE = "192.168.178.2"  # announced, never called


@recipe("F01", BY, "ftp.auth.refused")
def wrong_password(lab: Lab) -> Iterator[Setup]:
    yield Setup(lab.shared(running_vsftpd).target(), "errada")


def folder(ref: str, fault: str, name: str) -> None:
    """The usual server, and one of its folders."""

    def asked(lab: Lab) -> Iterator[Setup]:
        server = lab.shared(running_vsftpd)
        yield Setup(server.target(name.format(home=server.home)), server.password)

    asked.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, BY, fault)(asked)


folder("F14", "ftp.folder.missing", "/nada")
folder("F15", "ftp.upload.denied", "/alheia")
folder("F17", "ftp.folder.other_root", "{home}/documentos")
folder("F21", "ftp.upload.disk_full", "/cheia")


def set_up(ref: str, fault: str, state: State = State.FAILED, **options: object) -> None:
    """A server of its own with these lines in its configuration."""

    def running(_: Lab) -> Iterator[Setup]:
        with running_vsftpd(**options) as server:
            yield Setup(server.target(), server.password)

    running.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, BY, fault, state)(running)


set_up("F08", "ftp.upload.private_address", State.WARNING, pasv_address=ELSEWHERE)
set_up("F12", "ftp.upload.no_passive", pasv_enable="NO")
set_up("F16", "ftp.upload.read_only", write_enable="NO")


@contextmanager
def encrypting(**options: object) -> Iterator[FtpHome]:
    with TemporaryDirectory(prefix="crm-console-ftps-") as name:
        pair = Authority(Path(name)).issue("localhost")
        with running_vsftpd(ssl_enable="YES", rsa_cert_file=pair.certificate, rsa_private_key_file=pair.key,
                            **options) as server:
            yield server


@recipe("F02", BY, "ftp.auth.tls_required")
def only_ftps(_: Lab) -> Iterator[Setup]:
    with encrypting(force_local_logins_ssl="YES") as server:
        yield Setup(server.target(), server.password)


@recipe("F04", BY, "ftp.banner.starts_secure")
def ftps_from_the_start(_: Lab) -> Iterator[Setup]:
    with encrypting(implicit_ssl="YES") as server:
        yield Setup(server.target(), server.password, seconds=2.0)


@recipe("F23", BY, "ftp.banner.busy")
def one_connection_an_address(_: Lab) -> Iterator[Setup]:
    with running_vsftpd(max_per_ip=1) as server, first_client(server):
        yield Setup(server.target(), server.password)


@recipe("F27", BY, "ftp.auth.home")
def no_home(_: Lab) -> Iterator[Setup]:
    with running_vsftpd() as server, home_gone(server):
        yield Setup(server.target(), server.password)


@recipe("F28", BY, "ftp.auth.listed")
def on_the_list_of_the_refused(_: Lab) -> Iterator[Setup]:
    with TemporaryDirectory(prefix="crm-console-list-") as name:
        listed = Path(name) / "user_list"
        listed.write_text(f"{USER}\n")
        with running_vsftpd(userlist_enable="YES", userlist_file=listed) as server:
            yield Setup(server.target(), server.password)


@contextmanager
def in_between() -> Iterator[tuple[Network, FtpHome]]:
    """The server at the other end of a cable."""
    with network() as net, running_vsftpd(net) as server:
        yield net, server


@contextmanager
def firewall(net: Network, side: str, *rule: str) -> Iterator[None]:
    """A rule for the packets that come in on that side."""
    net.firewall("-I", "INPUT", "-p", "tcp", *rule, "-j", "DROP", side=side)
    try:
        yield
    finally:
        net.firewall("-D", "INPUT", "-p", "tcp", *rule, "-j", "DROP", side=side)


@recipe("F09", BY, "ftp.upload.data_blocked")
def passive_ports_closed(lab: Lab) -> Iterator[Setup]:
    net, server = lab.shared(in_between)
    with firewall(net, "server", "--dport", f"{PASSIVE[0]}:{PASSIVE[1]}"):
        yield Setup(server.target(timeout=2.0), server.password, net.client)


@recipe("F11", BY, "ftp.upload.no_call_back")
def no_way_back(lab: Lab) -> Iterator[Setup]:
    net, server = lab.shared(in_between)
    with firewall(net, "client", "--syn"):
        yield Setup(server.target(method="server"), server.password, net.client, seconds=6.0)
