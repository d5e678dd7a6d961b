"""Why a name leads nowhere, or elsewhere than one thinks: asks the DNS servers themselves, reads the hosts file.

The system's resolver says "temporary failure" for five different causes; here they are told apart.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver

ONE_ANSWER = 1.5  # seconds that one DNS server may take
MOST_SERVERS = 3
DNS = 53
LARGEST = 65535


@dataclass(frozen=True)
class Answer:
    """What one DNS server did: `code` is its answer's, "silent", or "closed" where nothing listens."""

    server: str
    code: str
    addresses: tuple[str, ...] = ()
    alias: str = ""


def punycode(host: str) -> str:
    """The form in which a name travels."""
    return host if host.isascii() else host.encode("idna").decode()


def servers() -> list[str]:
    """The DNS servers that this computer uses."""
    try:
        return [str(server) for server in dns.resolver.Resolver().nameservers[:MOST_SERVERS]]
    except (dns.exception.DNSException, OSError):
        return []


def ask_servers(host: str) -> list[Answer]:
    """Ask them, one after the other."""
    return [_ask(server, punycode(host)) for server in servers()]


def _ask(server: str, host: str) -> Answer:
    """On a connected socket: only there the system tells that nothing listens."""
    question = dns.message.make_query(host, dns.rdatatype.A)
    try:
        family, _, _, _, where = socket.getaddrinfo(server, DNS, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.settimeout(ONE_ANSWER)
            sock.connect(where)
            sock.send(question.to_wire())
            reply = dns.message.from_wire(sock.recv(LARGEST))
        if not question.is_response(reply):
            return Answer(server, "silent")
    except ConnectionError:
        return Answer(server, "closed")
    except (dns.exception.DNSException, OSError, ValueError):
        return Answer(server, "silent")
    found = [row for rows in reply.answer for row in rows]
    addresses = tuple(row.address for row in found if row.rdtype == dns.rdatatype.A)
    aliases = [str(row.target).removesuffix(".") for row in found if row.rdtype == dns.rdatatype.CNAME]
    return Answer(server, dns.rcode.to_text(reply.rcode()), addresses, aliases[-1] if aliases else "")


def overridden(host: str) -> Sequence[str]:
    """The addresses that this computer's hosts file gives the name."""
    name = punycode(host).rstrip(".").lower()
    found: list[str] = []
    try:
        lines = _hosts_file().read_text("utf-8", "replace").splitlines()
    except OSError:
        return found
    for line in lines:
        address, *names = line.partition("#")[0].split() or [""]
        if name in (n.lower() for n in names):
            found.append(address)
    return found


def _hosts_file() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "drivers" / "etc" / "hosts"
    return Path("/etc/hosts")
