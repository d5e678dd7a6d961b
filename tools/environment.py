"""The virtual environment in `.venv`: made once, filled from the hash-locked files, refreshed when they change."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
UNPACKED = ROOT / ".system" / "libraries"
LOWEST = (3, 11)


def python() -> Path:
    """The environment's interpreter."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def variables() -> dict[str, str]:
    """The process environment in which the project's programs run."""
    made = dict(os.environ)
    made.pop("PYTHONDONTWRITEBYTECODE", None)
    paths = [path for path in (library_path(), made.get("LD_LIBRARY_PATH", "")) if path]
    if paths:
        made["LD_LIBRARY_PATH"] = os.pathsep.join(paths)
    return made


def library_path() -> str:
    """Where unpacked system libraries lie (tools/system_libraries.py); empty when there are none."""
    return os.pathsep.join(sorted({str(path.parent) for path in UNPACKED.rglob("*.so*")}) if UNPACKED.exists() else [])


def in_environment(*words: str) -> int:
    """Run the environment's Python with these words in the checkout's folder; returns its exit code."""
    return subprocess.run([str(python()), *words], cwd=ROOT, env=variables(), check=False).returncode


def install(name: str = "run") -> None:
    """Make `.venv` hold exactly what requirements/<name>.txt locks, and the project itself. Nothing to do: no time."""
    if sys.version_info < LOWEST:
        sys.exit(f"CRM Console needs Python {LOWEST[0]}.{LOWEST[1]} or newer; this is {sys.version.split()[0]}.")
    if not python().exists():
        _make()
    stamp = VENV / f".installed-{name}"
    wanted = _fingerprint(name)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    pip = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _do([*pip, "--require-hashes", "--no-deps", "-r", str(REQUIREMENTS / f"{name}.txt")])
    _do([*pip, "--no-deps", "--no-build-isolation", "-e", "."])
    folders = [str(_packages()), str(ROOT / "crm_console")]
    _do([str(python()), "-m", "compileall", "-qq", "-j", "0", *folders], may_fail=True)
    _do([str(python()), "-m", "tools.messages", "compile"])
    stamp.write_text(wanted)


def _make() -> None:
    print("Making the virtual environment in .venv …")
    words = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode and shutil.which("apt-get") and os.geteuid() == 0:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", f"python{version}-venv"], check=True)
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("Python could not make a virtual environment. On Debian install python3-venv. It said:\n"
                 + (done.stderr or done.stdout))


def _fingerprint(name: str) -> str:
    parts = [REQUIREMENTS / f"{name}.txt", ROOT / "pyproject.toml"]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _packages() -> Path:
    return next(VENV.glob("lib/python*/site-packages"), VENV / "Lib" / "site-packages")


def _do(words: list[str], *, may_fail: bool = False) -> None:
    done = subprocess.run(words, cwd=ROOT, env=variables(), check=False)
    if done.returncode and not may_fail:
        sys.exit(f"This did not work (exit {done.returncode}): {' '.join(words)}")
