"""Copies of a workspace file, made before it is migrated or a run changes much; the newest ones are kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from crm_console.core.errors import UnreadableError
from crm_console.core.text import N_
from crm_console.store.database import uri

KEPT = 10


def folder_of(path: Path) -> Path:
    """Where a workspace's copies lie: beside it."""
    return path.with_name(path.stem + " - cópias")


def snapshot(path: Path, reason: str) -> Path:
    """Copy the whole workspace, also what is still in its log; name it by time and reason."""
    folder = folder_of(path)
    folder.mkdir(exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"{path.stem}-{stamp}-{reason}{path.suffix}"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    for old in sorted(folder.glob(f"{path.stem}-*{path.suffix}"))[:-KEPT]:
        old.unlink()
    return target


def quick_check(path: Path) -> None:
    """Raise UnreadableError when the file's pages do not fit together."""
    try:
        with closing(sqlite3.connect(uri(path, read_only=True), uri=True)) as made:
            found = made.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise UnreadableError(
            N_("“{path}” está danificado: {said}.", path=path, said=found),
            N_("Abra a última cópia que está em “{folder}”.", folder=folder_of(path).name))
