"""A screen without a monitor, real keys and clicks on it, and the real program."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

WIDTH, HEIGHT = 1366, 768
MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


class Screen:
    """Xvfb on a display of its own choosing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        reading, writing = os.pipe()
        self._process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-noreset",
             "-fbdir", str(folder)], pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.display = f":{pipe.readline().strip()}"

    def do(self, *words: str) -> str:
        """One xdotool command."""
        done = subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": self.display}, check=False,
                              capture_output=True, text=True, timeout=30)
        return done.stdout

    def key(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self.do("key", "--delay", "60", *keys)
        time.sleep(0.15)

    def type(self, text: str) -> None:
        """Type a text."""
        self.do("type", "--delay", "12", text)
        time.sleep(0.15)

    def click(self, x: int, y: int) -> None:
        """Click at a place."""
        self.do("mousemove", str(x), str(y), "click", "1")
        time.sleep(0.15)

    def picture(self, path: Path) -> None:
        """What is on the screen, as PNG."""
        from PySide6.QtGui import QImage

        raw = (self._folder / "Xvfb_screen0").read_bytes()
        head = struct.unpack(">25I", raw[:100])
        size, width, height, line, colours = head[0], head[4], head[5], head[12], head[19]
        pixels = raw[size + colours * 12:]
        QImage(pixels, width, height, line, QImage.Format.Format_RGB32).copy().save(str(path))

    def close(self) -> None:
        """Switch it off."""
        self._process.terminate()
        self._process.wait(10)


class Program:
    """`python -m crm_console` on a screen."""

    def __init__(self, screen: Screen, home: Path, *words: str) -> None:
        self._screen = screen
        environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        environment |= {"DISPLAY": screen.display, "HOME": str(home), "CRM_CONSOLE_DATA": str(home / "data"),
                        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "LANG": "pt_BR.UTF-8"}
        environment.pop("WAYLAND_DISPLAY", None)
        self.said = home / "said.txt"
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "crm_console", *words], env=environment, stdout=said, stderr=said)
        self.focus()

    def focus(self) -> None:
        """Wait for the window and give it the keyboard: no window manager does."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            found = self._screen.do("search", "--onlyvisible", "--name", "CRM Console").split()
            if found:
                self._screen.do("windowmove", found[0], "0", "0")
                self._screen.do("windowsize", found[0], str(WIDTH), str(HEIGHT))
                self._screen.do("windowfocus", found[0])
                time.sleep(0.7)
                return
            assert self._process.poll() is None, self.said.read_text(encoding="utf-8")
            time.sleep(0.1)
        raise AssertionError("no window came up")

    def ended(self) -> int:
        """Its exit code; waits a little."""
        return self._process.wait(40)

    def kill(self) -> None:
        """Whatever happened, it is gone."""
        if self._process.poll() is None:
            self._screen.picture(self.said.with_name("last.png"))
            self._process.kill()
            self._process.wait(10)
