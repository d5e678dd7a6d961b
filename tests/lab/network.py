"""Two computers on one: a client's and a server's network namespace with a cable between them, and what lies in between.

Made and taken down by the test itself. The client finds names as its own resolv.conf and hosts file say; firewalls are
iptables on either side.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.ports import wait_until
from tests.servers.unavailable import need_root, program

_NUMBERS = itertools.count(1)
DNS = 53


@dataclass(frozen=True)
class Network:
    """`client` and `server` are the names of the namespaces; `address` and `six` are the server's addresses."""

    client: str
    server: str
    address: str
    six: str
    client_address: str
    folder: Path = field(repr=False)
    stack: ExitStack = field(repr=False)

    def in_server(self, *words: object) -> list[str]:
        """The command line that runs something on the server's side."""
        return ["ip", "netns", "exec", self.server, *map(str, words)]

    def in_client(self, *words: object) -> list[str]:
        """The command line that runs something on the client's side."""
        return ["ip", "netns", "exec", self.client, *map(str, words)]

    def start(self, *words: object, listens: int | None = None, **more) -> subprocess.Popen[bytes]:
        """Run a program on the server's side until the network is taken down."""
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(self.in_server(*words), **{**quiet, **more})
        self.stack.callback(_end, process)
        if listens is not None:
            wait_until(lambda: self.listens(listens), f"{words[0]} on port {listens}")
        return process

    def listens(self, port: int) -> bool:
        """Whether something on the server's side listens on that TCP port."""
        told = subprocess.run(self.in_server("ss", "-Hltn", f"sport = :{port}"), capture_output=True, check=True)
        return bool(told.stdout.strip())

    def firewall(self, *rule: str, side: str = "server", six: bool = False) -> None:
        """One more rule: `firewall("-A", "INPUT", "-p", "tcp", "--dport", "25", "-j", "DROP")`."""
        inside = self.in_server if side == "server" else self.in_client
        subprocess.run(inside("ip6tables" if six else "iptables", "-w", *rule), check=True, capture_output=True)

    def near(self, last: int) -> str:
        """The address on the same cable that ends in `last`, whether or not somebody has it."""
        return f"{self.address.rpartition('.')[0]}.{last}"

    def another(self, last: int) -> str:
        """The server gets that address too."""
        address = self.near(last)
        subprocess.run([program("ip"), "-n", self.server, "addr", "add", f"{address}/24", "dev", "cable"], check=True,
                       capture_output=True)
        return address

    def names(self, *options: str) -> None:
        """A dnsmasq on the server's side, asked by the client: `names("--host-record=a.example,10.0.0.1")`."""
        self.resolver(self.address)
        self.start(program("dnsmasq"), "--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null",
                   "--user=root", "--pid-file=", "--bind-interfaces", f"--listen-address={self.address}",
                   "--local=/example/", *options, listens=DNS)

    def resolver(self, *servers: str) -> None:
        """Which DNS servers the client asks."""
        (self.folder / "resolv.conf").write_text("".join(f"nameserver {server}\n" for server in servers))

    @contextmanager
    def asking(self, *servers: str) -> Iterator[None]:
        """For a while the client asks other DNS servers."""
        file = self.folder / "resolv.conf"
        before = file.read_text()
        self.resolver(*servers)
        try:
            yield
        finally:
            file.write_text(before)

    def hosts(self, *lines: str) -> None:
        """What the client's hosts file says."""
        (self.folder / "hosts").write_text("".join(f"{line}\n" for line in ("127.0.0.1 localhost", *lines)))


@contextmanager
def network() -> Iterator[Network]:
    """A new pair of computers."""
    need_root()
    ip = program("ip")
    number = next(_NUMBERS)
    name = f"crm{os.getpid()}-{number}"
    net = f"10.{90 + os.getpid() % 100}.{number % 250}"
    six = f"fd00:{os.getpid() % 0xFFFF:x}:{number:x}:"
    client, server, folder = f"{name}c", f"{name}s", Path("/etc/netns") / f"{name}c"

    def run(*words: str) -> None:
        subprocess.run([ip, *words], check=True, capture_output=True)

    with ExitStack() as stack:
        for each in (client, server):
            run("netns", "add", each)
            stack.callback(subprocess.run, [ip, "netns", "del", each], check=False, capture_output=True)
        folder.mkdir(parents=True)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        (folder / "resolv.conf").write_text("nameserver 127.0.0.1\n")
        (folder / "hosts").write_text("127.0.0.1 localhost\n")
        run("-n", client, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", server)
        for space, last in ((client, 2), (server, 1)):
            run("-n", space, "addr", "add", f"{net}.{last}/24", "dev", "cable")
            run("-n", space, "-6", "addr", "add", f"{six}:{last}/64", "dev", "cable", "nodad")
            run("-n", space, "link", "set", "lo", "up")
            run("-n", space, "link", "set", "cable", "up")
        yield Network(client, server, f"{net}.1", f"{six}:1", f"{net}.2", folder, stack)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
