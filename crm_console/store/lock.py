"""One writer per workspace file: a lock that dies with its process, and a note beside it that says who holds it."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


@dataclass(frozen=True)
class Holder:
    """Who has the workspace open for writing."""

    by: str
    computer: str
    since: str


class WriterLock:
    """Held from `take` to `release`; another process gets False and can ask who the holder is."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace.with_name(workspace.name + ".lock")
        self._note = workspace.with_name(workspace.name + ".holder")
        self._lock: BaseFileLock | None = None

    def take(self, by: str) -> bool:
        """Become the writer, or return False at once when somebody else is."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 - start-up is measured

        lock = FileLock(self._path, timeout=0, thread_local=False)  # a job may open what the window closes
        try:
            lock.acquire()
        except (Timeout, PermissionError):
            return False
        self._lock = lock
        note = {"by": by, "computer": platform.node(), "since": datetime.now(UTC).isoformat(timespec="seconds"),
                "process": os.getpid()}
        self._note.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        return True

    def holder(self) -> Holder:
        """Who wrote the note beside the lock; unknown parts are empty."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            note = {}
        return Holder(str(note.get("by", "")), str(note.get("computer", "")), str(note.get("since", "")))

    def release(self) -> None:
        """Let the next writer in."""
        if self._lock is not None:
            self._note.unlink(missing_ok=True)
            self._lock.release()
            self._lock = None
