"""Unhandled exceptions: one dialog a distinct traceback, no value in the report, expected ones as sentences."""

from __future__ import annotations

import asyncio
import sys
import threading

import pytest

from crm_console.core.errors import RefusedError
from crm_console.core.text import N_
from crm_console.views.window.crash_dialog import CrashDialog
from crm_console.views.window.crashes import Crashes


@pytest.fixture
def crashes(qapp):
    made = Crashes()
    yield made
    made.uninstall()


def broken(secret: str) -> None:
    raise ValueError(f"wrong password {secret}")


def caught(secret="s3gredo"):
    try:
        broken(secret)
    except ValueError as error:
        return error


def test_once_per_distinct_traceback(crashes, capsys):
    seen = []
    crashes.crashed.connect(seen.append)
    for _ in range(3):
        crashes.take(caught())
    assert len(seen) == 1
    try:
        raise KeyError("x")
    except KeyError as error:
        crashes.take(error)
    assert [crash.title for crash in seen] == ["ValueError", "KeyError"]


def test_the_report_holds_places_and_no_values(crashes, capsys):
    seen = []
    crashes.crashed.connect(seen.append)
    try:
        try:
            broken("s3gredo")
        except ValueError as error:
            raise RuntimeError("s3gredo again") from error
    except RuntimeError as error:
        crashes.take(error)
    report = seen[0].report
    assert "broken" in report
    assert "RuntimeError" in report
    assert "ValueError" in report
    assert "s3gredo" not in report
    assert "s3gredo" not in capsys.readouterr().err


def test_expected_failures_are_no_crashes(crashes):
    seen, refused = [], []
    crashes.crashed.connect(seen.append)
    crashes.refused.connect(refused.append)
    crashes.take(RefusedError(N_("Não.")))
    crashes.take(KeyboardInterrupt())
    assert not seen
    assert len(refused) == 1


def test_all_hooks_lead_to_one_function(crashes, qtbot, capsys):
    seen = []
    crashes.crashed.connect(seen.append)
    loop = asyncio.new_event_loop()
    crashes.install(loop)
    sys.excepthook(ValueError, caught(), None)
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    loop.call_exception_handler({"exception": KeyError("x"), "message": "m"})
    loop.close()
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert {crash.title for crash in seen} == {"ValueError", "ZeroDivisionError", "KeyError"}


def test_the_dialog_gives_the_report_to_copy(console, qapp, capsys):
    console.crashes.take(caught())
    console.crashes.take(caught())
    shown = [w for w in qapp.topLevelWidgets() if isinstance(w, CrashDialog) and w.isVisible()]
    assert len(shown) == 1
    shown[0]._copy()
    assert "ValueError" in qapp.clipboard().text()
    shown[0].close()
