"""The fixtures of deployments: a twin with fast jobs, a prepared small customer, and a copy of it for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from tests.servers.filed_keyring import VARIABLE, Filed
from tests.servers.twin import Twin, running_twin
from tests.services.deploy.lab import Lab, copied, make_small


@pytest.fixture(scope="session")
def platform_twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    with running_twin(tmp_path_factory.mktemp("twin"), pace=0.02) as made:
        yield made


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small customer, made once."""
    folder = tmp_path_factory.mktemp("prepared")
    before = keyring.get_keyring()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder / "vault.json"))
        patch.setenv("CRM_CONSOLE_DATA", str(folder / "data"))
        keyring.set_keyring(Filed())
        make_small(folder / "cliente.crmc")
    keyring.set_keyring(before)
    return folder


@pytest.fixture
def lab(platform_twin: Twin, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """The twin as new, and a copy of the customer with its vault in a file that child processes share."""
    platform_twin.reset()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "vault.json"))
    keyring.set_keyring(Filed())
    return copied(prepared, tmp_path, platform_twin)
