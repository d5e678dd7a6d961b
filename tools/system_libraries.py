"""Qt's system libraries on Debian: when missing installed (root) or unpacked in the checkout (not root)."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.environment import UNPACKED, library_path

# library that must load -> the Debian package that brings it
QT = {
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3", "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
}
XCB = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0", "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1", "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0", "libxcb-xkb.so.1": "libxcb-xkb1", "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0", "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0", "libxcb-shm.so.0": "libxcb-shm0",
}
PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool"}  # for the tests with a real display


def install(*, display: bool) -> None:
    """See to it that Qt can start; with `display` also that tests can make a virtual screen."""
    if not sys.platform.startswith("linux"):
        return
    wanted = [package for library, package in {**QT, **XCB}.items() if not _loads(library)]
    if display:
        wanted += [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if wanted:
        bring(wanted, UNPACKED)


def bring(packages: list[str], folder: Path) -> None:
    """Install Debian packages as root (or by a sudo that asks nothing), else unpack them into `folder`."""
    if not shutil.which("apt-get"):
        print("This is no Debian; please install what gives you: " + " ".join(packages))
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not _works([*prefix, "true"]):
        unpack(packages, folder)
        return
    print("Installing Debian packages: " + " ".join(packages))
    words = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq",
             "--no-install-recommends", *packages]
    if not _works(words):
        _works([*prefix, "apt-get", "update", "-qq"])
        if not _works(words, say=True):
            sys.exit("Debian's packages could not be installed: " + " ".join(packages))


def _works(words: list[str], *, say: bool = False) -> bool:
    if not shutil.which(words[0]):
        return False
    errors = None if say else subprocess.DEVNULL
    return not subprocess.run(
        words, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors).returncode


def unpack(packages: list[str], folder: Path, *, alone: bool = False) -> None:
    """Lay packages, and unless `alone` what they depend on, side by side in `folder`, installing nothing."""
    store = folder / "packages"
    store.mkdir(parents=True, exist_ok=True)
    missing = packages if alone else _with_what_they_need(packages)
    print("Unpacking Debian packages: " + " ".join(missing))
    subprocess.run(["apt-get", "download", "-qq", *missing], cwd=store, stderr=subprocess.DEVNULL, check=False)
    for package in store.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)


def _with_what_they_need(packages: list[str]) -> list[str]:
    listed = subprocess.run(
        ["apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
         "--no-replaces", "--no-enhances", *packages], capture_output=True, text=True, check=False)
    names = {line for line in listed.stdout.splitlines() if line and not line.startswith((" ", "<"))}
    installed = subprocess.run(["dpkg-query", "-W", "-f", "${Package}\n"], capture_output=True, text=True, check=False)
    return sorted((names | set(packages)) - set(installed.stdout.split()))


def _loads(library: str) -> bool:
    for folder in [None, *([Path(p) for p in library_path().split(os.pathsep)] if library_path() else [])]:
        try:
            ctypes.CDLL(library if folder is None else str(folder / library))
        except OSError:
            continue
        return True
    return False
