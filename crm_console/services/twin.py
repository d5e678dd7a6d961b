"""The twin as a child process: servers to practise on, started by us and gone with us."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm_console.core.errors import FailedError
from crm_console.core.text import N_


def command() -> list[str]:
    """How this program starts its own `sandbox`, frozen or not."""
    frozen = getattr(sys, "frozen", False)
    return [sys.executable, "sandbox"] if frozen else [sys.executable, "-m", "crm_console", "sandbox"]


class Twin:
    """Running servers; `servers` is the first line that the twin prints. `latency`: the round trip in ms."""

    def __init__(self, folder: Path, latency: float = 0.0) -> None:
        self._process = subprocess.Popen(
            [*command(), "--folder", str(folder), "--latency", f"{latency:g}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise FailedError(N_("O ensaio não começou."), N_("Rode “crm-console sandbox” para ver por quê."))
        self.servers: Mapping[str, Any] = json.loads(line)

    def stop(self) -> None:
        """End it: it goes when its input closes."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> Twin:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
