"""A mail server that takes everything, as a program of its own: it stands where a real server makes the fault before it.

`python -m tests.servers.small_mail --on 127.0.0.1 --certificate a.pem --key a.key 2525 2526`. Without `--on` it answers
on all addresses of both families, for a network of its own. Like Exim and Exchange it greets with its clock.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path

from aiosmtpd.smtp import SMTP

from tests.servers.certificates import Pair
from tests.servers.ports import listening, wait_until

ROOT = Path(__file__).parents[2]


class Taking:
    async def handle_DATA(self, server: SMTP, session: object, envelope: object) -> str:
        return "250 2.0.0 Ok: queued as 4XyZ"


def command(*ports: int, on: str = "", pair: Pair | None = None) -> list[str]:
    """The command line that runs it; its folder must be the project's."""
    secure = ["--certificate", str(pair.certificate), "--key", str(pair.key)] if pair else []
    return [sys.executable, "-m", "tests.servers.small_mail", "--on", on, *secure, *map(str, ports)]


@contextmanager
def running_small_mail(*ports: int, pair: Pair | None = None) -> Iterator[None]:
    """It runs on these ports of this computer."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    server = subprocess.Popen(command(*ports, on="127.0.0.1", pair=pair), cwd=ROOT, **quiet)
    try:
        wait_until(lambda: all(map(listening, ports)), "the small mail server")
        yield
    finally:
        server.terminate()
        server.wait(10)


async def _serve(ports: list[int], on: str, context: ssl.SSLContext | None) -> None:
    loop = asyncio.get_running_loop()

    def meet() -> SMTP:
        clock = f"ESMTP; {formatdate()}"
        return SMTP(Taking(), hostname="mail.serraazul.example", ident=clock, tls_context=context, loop=loop)

    for port in ports:
        await loop.create_server(meet, on or None, port)
    await asyncio.Event().wait()


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--on", default="")
    words.add_argument("--certificate", type=Path)
    words.add_argument("--key", type=Path)
    words.add_argument("ports", type=int, nargs="+")
    told = words.parse_args()
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)  # clients that break off are what it is there for
    context = Pair(told.certificate, told.key).server() if told.certificate else None
    asyncio.run(_serve(told.ports, told.on, context))


if __name__ == "__main__":
    main()
