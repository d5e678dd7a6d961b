"""Free loopback ports, and waiting until something listens there."""

from __future__ import annotations

import contextlib
import random
import socket
import time
from collections.abc import Callable


def free_ports(count: int) -> list[int]:
    """Different ones, below the range from which systems take ports for outgoing connections: nobody is in between."""
    found: set[int] = set()
    while len(found) < count:
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind(("127.0.0.1", random.randrange(10_000, 32_000)))
            found.add(sock.getsockname()[1])
    return list(found)


def listening(port: int, address: str = "127.0.0.1") -> bool:
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex((address, port)) == 0


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def free_range(count: int) -> tuple[int, int]:
    """The first and the last of so many free ports in a row, away from those that the system hands out."""
    for first in random.sample(range(20000, 32000 - count, count), 200):
        if all(_is_free(port) for port in range(first, first + count)):
            return first, first + count - 1
    raise AssertionError(f"no {count} free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("0.0.0.0", port))
        except OSError:
            return False
        return True
