"""Which methods an SSH server offers: its first packet (KEXINIT, RFC 4253 section 7.1), which travels in clear.

paramiko says only that there is nothing in common; the server's list says what would have to change there.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

KEXINIT = 20
COOKIE = 16
OLD_KEYS = {"ssh-rsa", "ssh-dss"}
SIGNALS = ("kex-strict-", "ext-info-")  # stand in the list of key exchanges and are none
_OLD = re.compile(r"sha1|cbc|3des|arcfour|md5|ssh-rsa$|ssh-dss")  # "hmac-sha1", "diffie-hellman-group1-sha1", …


@dataclass(frozen=True)
class Offer:
    """What one side can do, each list in its order of preference."""

    kex: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()

    def as_facts(self) -> dict[str, list[str]]:
        """For the report."""
        return {"kex": list(self.kex), "host_keys": list(self.keys), "ciphers": list(self.ciphers),
                "macs": list(self.macs)}


def old(names: Sequence[str]) -> bool:
    """Whether nothing among these methods is of today."""
    return bool(names) and all(_OLD.search(name) for name in names)


def read(start: bytes) -> Offer | None:
    """The offer in a server's first bytes (greeting included), None where it is not complete."""
    position = start.find(b"SSH-")
    end = start.find(b"\n", position)
    if position < 0 or end < 0:
        return None
    packet = start[end + 1 :]
    try:
        length, padding = struct.unpack_from(">IB", packet)
        payload = packet[5 : 4 + length - padding]
        if len(packet) < 4 + length or payload[0] != KEXINIT:
            return None
        lists = _name_lists(payload[1 + COOKIE :])
    except (struct.error, IndexError, UnicodeDecodeError):
        return None
    kex = tuple(name for name in lists[0] if not name.startswith(SIGNALS)) if lists else ()
    return Offer(kex, lists[1], lists[3], lists[5]) if len(lists) > 5 else None


def _name_lists(data: bytes) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    while len(found) < 10 and len(data) >= 4:
        (length,) = struct.unpack_from(">I", data)
        names = data[4 : 4 + length].decode("ascii")
        found.append(tuple(name for name in names.split(",") if name))
        data = data[4 + length :]
    return found
