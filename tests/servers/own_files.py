"""Programs that see other files in /etc than everybody else, and a DNS server of their own to go with it."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import listening, wait_until
from tests.servers.unavailable import program

DNS = 53
_BIND = 'while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit 1; shift 2; done; shift; exec "$@"'
_NUMBERS = itertools.count(77)


def seeing(files: Mapping[str, Path]) -> list[str]:
    """The command line under which a program finds `files[name]` where `name` is; nothing else in the system changes."""
    pairs = [str(part) for name, path in files.items() for part in (path, name)]
    return [program("unshare"), "--mount", program("sh"), "-c", _BIND, "sh", *pairs, "--"]


@contextmanager
def running_names(*options: str) -> Iterator[str]:
    """A dnsmasq on a loopback address, which it yields. It knows what the options say, and asks nobody."""
    pid = os.getpid()  # two processes must not meet at one address
    address = f"127.{next(_NUMBERS)}.{pid >> 8 & 255}.{pid & 255}"
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(
        [program("dnsmasq"), "--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null",
         "--user=root", "--pid-file=", "--bind-interfaces", f"--listen-address={address}", "--local=/#/", *options],
        **quiet)
    try:
        wait_until(lambda: listening(DNS, address), "dnsmasq")
        yield address
    finally:
        server.terminate()
        server.wait(20)
