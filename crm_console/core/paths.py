"""Where the program's own files lie: the resources it ships and the user's data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def resources() -> Path:
    """The folder `resources/`: beside the package in a checkout, inside the bundle when frozen."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).parents[2] / "resources"


def data_folder() -> Path:
    """Settings, recent customers, logs. `CRM_CONSOLE_DATA` names another one (tests, a throw-away run)."""
    named = os.environ.get("CRM_CONSOLE_DATA")
    if named:
        folder = Path(named)
    else:
        import platformdirs  # noqa: PLC0415 - only when needed: start-up is measured

        folder = Path(platformdirs.user_data_dir("crm-console", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
