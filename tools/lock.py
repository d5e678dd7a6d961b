"""Writes the hash-locked requirement files: universal (Windows and Linux), naming no host."""

from __future__ import annotations

import subprocess

from tools.environment import REQUIREMENTS, ROOT, install, python

GROUPS = {"run": ["install"], "test": ["install", "dev"], "build": ["install", "build"]}


def write() -> int:
    """Lock the dependencies of pyproject.toml again."""
    install("test")
    REQUIREMENTS.mkdir(exist_ok=True)
    for name, groups in GROUPS.items():
        words = [str(python()), "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11",
                 "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet",
                 "pyproject.toml", "-o", f"requirements/{name}.txt"]
        for group in groups:
            words += ["--group", group]
        done = subprocess.run(words, cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0
