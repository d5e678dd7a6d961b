"""A real stunnel with any number of services, each with a certificate and settings of its own, in one process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import listening, wait_until
from tests.servers.unavailable import program

Settings = Mapping[str, object]  # by stunnel's own words; `accept` is the port


@contextmanager
def running_stunnel(folder: Path, services: Mapping[str, Settings]) -> Iterator[None]:
    """It runs until the end of the block. A setting that is a list is written once for each of its values."""
    config = folder / "stunnel.conf"
    rows = ["foreground = yes", "pid =", "debug = err"]
    for name, settings in services.items():
        rows.append(f"[{name}]")
        for word, value in settings.items():
            rows += [f"{word} = {each}" for each in (value if isinstance(value, list) else [value])]
    config.write_text("\n".join([*rows, ""]))
    ports = [int(str(settings["accept"]).rpartition(":")[2]) for settings in services.values() if "accept" in settings]
    log = folder / "stunnel.log"
    with log.open("wb") as errors:
        process = subprocess.Popen([program("stunnel4"), config], stdin=subprocess.DEVNULL, stdout=errors,
                                   stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: process.poll() is not None or all(map(listening, ports)), "stunnel")
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.terminate()
        process.wait(10)
