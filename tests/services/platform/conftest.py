"""What the platform's tests share: a workspace with its Platform, and a short way to sign in."""

from __future__ import annotations

import pytest

from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.services.platform.connecting import Platform, Wanted
from crm_console.store.attempts import at_the_platform


@pytest.fixture
def platform(workspace) -> Platform:
    return Platform(workspace, at_the_platform(data_folder()))


@pytest.fixture
def enter():
    """Signs in at a platform as whom it is told, in one step."""
    def entered(platform: Platform, url: str, password: str, **given):
        wanted = Wanted(url, **given)
        answer = platform.begin(Context(), wanted, password)
        return platform.finish(Context(), wanted, answer, password if wanted.key else "")

    return entered
