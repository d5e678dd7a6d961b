"""What every test stands on: a throw-away data folder, a keyring in memory, real workspaces, a real loop."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
NO_SKIPS = os.environ.get("CRM_CONSOLE_NO_SKIPS") == "1"


class MemoryKeyring(KeyringBackend):
    """A real backend of the keyring library that keeps its entries in this process."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("no such entry")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where CI says so, a skip is a failure."""
    outcome = yield
    report = outcome.get_result()
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where no skip is allowed: {report.longrepr}"


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("CRM_CONSOLE_DATA", str(folder))
    return folder


@pytest.fixture(autouse=True)
def vault() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    made = MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as the program makes it, to be copied: making one runs every migration."""
    from crm_console.store.workspace import create

    place = tmp_path_factory.mktemp("blank") / "cliente.crmc"
    create(str(place), "Serra Azul", "Marina Duarte").close()
    return place


@pytest.fixture
def workspace(made_once: Path, tmp_path: Path):
    from crm_console.store.workspace import open_workspace

    with open_workspace(str(shutil.copy(made_once, tmp_path / "cliente.crmc")), "Marina Duarte") as made:
        yield made


@pytest.fixture
def runner(qapp, qtbot):
    from crm_console.workers.loop import event_loop
    from crm_console.workers.pool import ThreadPool
    from crm_console.workers.runner import Runner

    loop = event_loop(qapp)
    asyncio.events._set_running_loop(loop)  # pytest-qt turns Qt's loop; asyncio must know that it is turning
    pool = ThreadPool()
    made = Runner(loop, pool)
    yield made
    made.stop_all()
    qtbot.waitUntil(lambda: made.running == 0)
    pool.shutdown()
    asyncio.events._set_running_loop(None)
    loop.close()
