"""Two hundred wrong set-ups, drawn at random from a fixed seed: the planted fault comes out, and no other is accused."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from crm_console.services.probes import ftp, sftp, smtp
from tests.lab.planted import ACCUSING, QUIET, Papers, Planted, draw
from tests.lab.told import told

SEED, MANY, AT_ONCE, RATE = 20261124, 200, 16, 0.98


@pytest.fixture
def impatient(monkeypatch):
    """The answer to a sign-in is awaited as long as any other: planted silence would cost twenty seconds each time."""
    for probe in (smtp, ftp, sftp):
        monkeypatch.setattr(probe, "AUTH_PATIENCE", QUIET)


def outcome(planted: Planted) -> tuple[Planted, dict[str, Any]]:
    with planted.make() as setup:
        return planted, told(setup)


def faults(report: dict[str, Any]) -> dict[str, str]:
    found = {step["fault"]: step["state"] for step in report["steps"] if step["fault"]}
    return {**{note["id"]: "ok" for step in report["steps"] for note in step["facts"].get("notes", [])}, **found}


def came_out(planted: Planted, report: dict[str, Any]) -> bool:
    found = faults(report)
    failed = [fault for fault, state in found.items() if state == "failed"]
    return found.get(planted.fault) == planted.state and failed in ([], [planted.fault])


def missed(planted: Planted, report: dict[str, Any]) -> str:
    said = next((step["said"] for step in report["steps"] if step["state"] == "failed"), "")
    return f"#{planted.number} {planted.fault}: {faults(report)} ({planted.about}) {said!r}"


@pytest.mark.usefixtures("impatient")
def test_the_planted_fault_comes_out(tmp_path: Path):
    papers = Papers(tmp_path)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told_all = list(pool.map(outcome, [draw(SEED, number, papers) for number in range(MANY)]))
    accused = [missed(p, r) for p, r in told_all if not p.wrong_password and set(faults(r)) & ACCUSING]
    misses = [missed(p, r) for p, r in told_all if not came_out(p, r)]
    rate = 1 - len(misses) / MANY
    sys.stdout.write(f"{MANY - len(misses)} of {MANY} planted faults came out ({rate:.1%})\n")
    assert not accused, "\n".join(accused)
    assert rate >= RATE, "\n".join([f"{rate:.1%}", *misses])
