"""The demonstration: the sample customer on the twin's servers, made anew each time it is opened."""

from __future__ import annotations

import shutil
from pathlib import Path

from crm_console.services.sample import create_sample
from crm_console.services.twin import Twin
from crm_console.store.workspace import Workspace


def place(folder: Path) -> Path:
    """Where the demonstration's workspace lies."""
    return folder / "demonstration" / "serra-azul.crmc"


def open_demonstration(folder: Path, by: str) -> Workspace:
    """Start the twin and open the sample customer; the twin goes when the workspace is closed."""
    target = place(folder)
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir(parents=True)
    twin = Twin(target.parent / "twin")
    try:
        workspace = create_sample(target, by, twin.servers)
    except BaseException:
        twin.stop()
        raise
    workspace.accompany(twin.stop)
    return workspace
