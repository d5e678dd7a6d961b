"""Faults on the way: real firewalls and a proxy between two computers, and foreign servers on the tested port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_console.services.probes.target import FtpTarget, SftpTarget, SmtpTarget, Target
from tests.lab.network import Network, network
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers import small_mail
from tests.servers.certificates import Authority
from tests.servers.ports import free_ports, listening, wait_until
from tests.servers.postfix import running_postfix
from tests.servers.probing import refused_port
from tests.servers.sshd import running_sshd
from tests.servers.stunnel import running_stunnel
from tests.servers.unavailable import program, unpacked

SENDER = "crm@serraazul.example"
MANY = range(2601, 2611)  # each recipe on the road has a port of its own, and its own rule there
PORTS = iter(MANY)
PROXY = 3128
WALLED = 79  # last number of the address to which no packet comes
TINYPROXY = "Port {port}\nListen {address}\nConnectPort 443\nConnectPort 2525\nMaxClients 10\n"
VSFTPD = """\
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
anonymous_enable=NO
local_enable=YES
secure_chroot_dir={folder}
seccomp_sandbox=NO
"""


@contextmanager
def running_road() -> Iterator[Network]:
    """Two computers, and a mail server with STARTTLS on many ports of the other one."""
    with network() as made, TemporaryDirectory(prefix="crm-console-road-") as folder:
        pair = Authority(Path(folder)).issue("mail.serraazul.example", made.address)
        made.start(*small_mail.command(587, 25, 2525, *MANY, pair=pair), listens=MANY[-1], cwd=small_mail.ROOT)
        config = Path(folder) / "tinyproxy.conf"
        config.write_text(TINYPROXY.format(port=PROXY, address=made.address))
        made.start(program("tinyproxy"), "-d", "-c", config, listens=PROXY)
        made.firewall("-A", "INPUT", "-i", "cable", "-d", made.another(WALLED), "-p", "tcp", "-j", "DROP")
        yield made


@contextmanager
def barred(made: Network, side: str, *rule: str) -> Iterator[None]:
    """The firewall of that side has one more rule about what comes in, for a while."""
    made.firewall("-A", "INPUT", "-p", "tcp", *rule, side=side)
    try:
        yield
    finally:
        made.firewall("-D", "INPUT", "-p", "tcp", *rule, side=side)


def firewall(
    ref: str, fault: str, *rule: str, name: str, side: str = "server", port: int = 0
) -> None:
    """One rule of a firewall makes the fault: of the server's, or of the client's, which sees the answers."""
    port = port or next(PORTS)
    which = "--dport" if side == "server" else "--sport"

    def walled(lab: Lab) -> Iterator[Setup]:
        made = lab.shared(running_road)
        with barred(made, side, which, str(port), *rule):
            yield Setup(SmtpTarget(made.address, port, "tls", SENDER, timeout=2.0), namespace=made.client)

    walled.__name__ = f"{ref}_{name}"
    recipe(ref, "iptables", fault)(walled)


firewall("T01", "smtp.connect.refused", "-j", "REJECT", "--reject-with", "tcp-reset", name="rejected")
firewall("T02", "smtp.connect.timeout", "-j", "DROP", name="dropped")
firewall("T03", "smtp.connect.forbidden", "-j", "REJECT", "--reject-with", "icmp-host-prohibited", name="prohibited")
firewall("T12", "smtp.connect.port_25_blocked", "-j", "DROP", name="port_25_dropped", port=25)
firewall("T14", "smtp.tls.large_lost", "-m", "connbytes", "--connbytes", "600:", "--connbytes-dir", "original",
         "--connbytes-mode", "bytes", "-j", "DROP", name="nothing_after_600_bytes")
firewall("T14", "smtp.tls.large_lost", "-m", "length", "--length", "400:", "-j", "DROP", name="large_packets_dropped")
firewall("T15", "smtp.starttls.inspected", "-m", "string", "--algo", "bm", "--string", "STARTTLS", "-j", "DROP",
         name="word_dropped")
firewall("S20", "smtp.tls.stalled", "-m", "length", "--length", "600:", "-j", "DROP", name="server_hello_dropped",
         side="client")


def behind_proxy(made: Network, port: int) -> Setup:
    return Setup(SmtpTarget(made.near(WALLED), port, "tls", SENDER, timeout=2.0), namespace=made.client,
                 environment={"https_proxy": f"http://{made.address}:{PROXY}"})


@recipe("X09", "tinyproxy", "smtp.connect.only_proxy")
def proxy_refuses_port(lab: Lab) -> Iterator[Setup]:
    yield behind_proxy(lab.shared(running_road), 587)


@recipe("X09", "tinyproxy", "smtp.connect.through_proxy")
def proxy_lets_port_pass(lab: Lab) -> Iterator[Setup]:
    yield behind_proxy(lab.shared(running_road), 2525)


@recipe("T06", "stunnel4", "smtp.greeting.hung_up")
def hangs_up(_: Lab) -> Iterator[Setup]:
    """A tunnel in front of a mail server that is not there."""
    with TemporaryDirectory(prefix="crm-console-hung-up-") as folder:
        (port,) = free_ports(1)
        dead = {"client": "yes", "accept": f"127.0.0.1:{port}", "connect": f"127.0.0.1:{refused_port()}"}
        with running_stunnel(Path(folder), {"dead": dead}):
            yield Setup(SmtpTarget("127.0.0.1", port, "none", SENDER))


@contextmanager
def running_program(*words: object, port: int) -> Iterator[int]:
    """A server that stays in the foreground, until it listens on that port."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with TemporaryDirectory(prefix="crm-console-foreign-") as folder:
        server = subprocess.Popen([str(word) for word in words], cwd=folder, **quiet)
        try:
            wait_until(lambda: listening(port), str(words[0]))
            yield port
        finally:
            server.terminate()
            server.wait(10)


@contextmanager
def running_web() -> Iterator[int]:
    (port,) = free_ports(1)
    with running_program(sys.executable, "-m", "http.server", "--bind", "127.0.0.1", port, port=port):
        yield port


@contextmanager
def running_vsftpd() -> Iterator[int]:
    (port,) = free_ports(1)
    with TemporaryDirectory(prefix="crm-console-vsftpd-") as folder:
        config = Path(folder) / "vsftpd.conf"
        config.write_text(VSFTPD.format(port=port, folder=folder))
        with running_program(unpacked("usr/sbin/vsftpd"), config, port=port):
            yield port


@contextmanager
def running_ssh() -> Iterator[int]:
    with running_sshd() as server:
        yield server.port


@contextmanager
def running_submission() -> Iterator[int]:
    with running_postfix() as server:
        yield server.submission


def tested(kind: str, port: int) -> Target:
    if kind == "smtp":
        return SmtpTarget("127.0.0.1", port, "tls", SENDER, timeout=3.0)
    if kind == "ftp":
        return FtpTarget("127.0.0.1", port, "crm", "/documentos", timeout=3.0)
    return SftpTarget("127.0.0.1", port, "crm", "/documentos", timeout=3.0)


SERVERS = {"sshd": running_ssh, "http.server": running_web, "vsftpd": running_vsftpd, "postfix": running_submission}


def lives_there(ref: str, by: str, fault: str) -> None:
    """Another server lives on the tested port."""
    kind = fault.partition(".")[0]

    def foreign(lab: Lab) -> Iterator[Setup]:
        yield Setup(tested(kind, lab.shared(SERVERS[by])), "Araucária-77-mata")

    foreign.__name__ = f"{ref}_{kind}"
    recipe(ref, by, fault)(foreign)


lives_there("T07", "sshd", "smtp.greeting.is_ssh")
lives_there("T09", "http.server", "smtp.greeting.is_http")
lives_there("T09", "http.server", "ftp.banner.is_http")
lives_there("T09", "http.server", "sftp.banner.is_http")
lives_there("T10", "vsftpd", "sftp.banner.is_ftp")
lives_there("T10", "postfix", "sftp.banner.is_ftp")
lives_there("T11", "sshd", "ftp.banner.is_sftp")
