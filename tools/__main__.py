"""`python -m tools WORD`: install, run, test, test-long, torture, check, bench, faults, pictures, build, messages,
lock.

Only the standard library is used here: `install` runs before there is anything else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from tools import debian_servers, environment, lock, system_libraries
from tools.environment import ROOT, in_environment

PYTEST = ["-m", "pytest", "-q"]


def _ready(lock_file: str = "run", display: bool = False) -> None:
    environment.install(lock_file)
    system_libraries.install(display=display)


def install() -> int:
    """The environment, and nothing else."""
    _ready()
    return 0


def run() -> int:
    """The demonstration: in a window, or headless with pictures where there is no display."""
    _ready()
    if sys.platform == "win32" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return in_environment("-m", "crm_console", "demo")
    done = in_environment("-m", "crm_console", "demo", "--headless", "--out", str(ROOT / "build" / "demo"))
    print("No display here: the demonstration ran headless. Its pictures are in build/demo.")
    return done


def test() -> int:
    """All tests but the long ones."""
    _ready("test", display=True)
    debian_servers.install()
    workers = [] if sys.platform == "win32" else ["-n", "2", "--dist", "loadgroup"]
    return in_environment(*PYTEST, *workers, "-m", "not long")


def test_long() -> int:
    """The long tests too."""
    _ready("test", display=True)
    debian_servers.install()
    return in_environment(*PYTEST)


def torture() -> int:
    """The long tests, again and again, until stopped."""
    while (done := test_long()) == 0:
        continue
    return done


def check() -> int:
    """Lint, types, layers."""
    _ready("test")
    for words in (["-m", "ruff", "check", "."], ["-m", "mypy"], ["-m", "tools.layers"]):
        if code := in_environment(*words):
            return code
    return 0


def bench() -> int:
    """The figures of design.md section 7, each beside its peer, into build/bench.json."""
    _ready("test")
    return in_environment("-m", "benchmarks")


def faults() -> int:
    """Every fault of the lab beside the customary tools, into docs/faults.md (as root, on Linux; minutes)."""
    _ready("test")
    debian_servers.install()
    return in_environment("-m", "tests.lab.comparison")


def pictures() -> int:
    """docs/images from the running program."""
    _ready()
    return in_environment("-m", "crm_console", "demo", "--headless", "--pictures", str(ROOT / "docs" / "images"))


def build() -> int:
    """The frozen program, in dist/."""
    _ready("build")
    return in_environment("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build_installer.spec")


def messages() -> int:
    """Bring the catalogues up to date with the texts in the code, and compile them."""
    _ready("test")
    return in_environment("-m", "tools.messages")


WORDS: Mapping[str, Callable[[], int]] = {
    "install": install, "run": run, "test": test, "test-long": test_long, "torture": torture, "check": check,
    "bench": bench, "faults": faults, "pictures": pictures, "build": build, "messages": messages, "lock": lock.write,
}


def main() -> int:
    """Do the word; say the words when there is none."""
    word = sys.argv[1] if len(sys.argv) == 2 else ""
    if word not in WORDS:
        for name, function in WORDS.items():
            print(f"  {name:10} {(function.__doc__ or '').splitlines()[0]}")
        return 2
    return WORDS[word]()


if __name__ == "__main__":
    sys.exit(main())
