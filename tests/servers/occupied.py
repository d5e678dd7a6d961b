"""Connections that a test keeps open, so that a mail server has no more to give."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.ports import wait_until


@contextmanager
def occupied(port: int) -> Iterator[None]:
    """One connection that was greeted; those of earlier tests are given their time to end."""
    held: list[smtplib.SMTP] = []

    def greeted() -> bool:
        client = smtplib.SMTP()
        if client.connect("127.0.0.1", port)[0] == 220:
            held.append(client)
        else:
            client.close()
        return bool(held)

    wait_until(greeted, f"a greeting on port {port}")
    try:
        yield
    finally:
        held[0].close()
