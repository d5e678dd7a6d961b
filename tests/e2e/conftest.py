"""A screen for a story; `last.png` in its home is what stood on it when the story failed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def home(tmp_path):
    made = tmp_path / "home"
    (made / "data").mkdir(parents=True)
    return made


@pytest.fixture
def screen(tmp_path, request):
    from screen import MISSING, Screen

    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    folder = tmp_path / "screen"
    folder.mkdir()
    made = Screen(folder)
    yield made
    made.close()
