"""The servers as fixtures; a conftest imports the ones that its tests need. One instance a worker process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.certificates import Authority
from tests.servers.postfix import Postfix, running_postfix
from tests.servers.sshd import Sshd, running_sshd
from tests.servers.twin import Twin, running_twin


@pytest.fixture(scope="session")
def postfix() -> Iterator[Postfix]:
    with running_postfix() as server:
        yield server


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    with running_sshd() as server:
        yield server


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder: Path = tmp_path_factory.mktemp("authority")
    return Authority(folder)


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    with running_twin(tmp_path_factory.mktemp("twin")) as made:
        yield made
