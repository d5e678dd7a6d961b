"""A write as data: what a form, a cell, an import, an undo or a pull asks for, and what the audit trail keeps."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_console.core.problem import Problem


@dataclass(frozen=True)
class Edited:
    """One field of one record. For LINKS one element: `before` None adds `after`, `after` None takes `before` away."""

    type: str
    uid: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Added:
    """A new record; fields not named get their defaults."""

    type: str
    uid: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Removed:
    """A record that goes; `values` is what it held, for the way back."""

    type: str
    uid: str
    values: Mapping[str, Any]


Change = Edited | Added | Removed


@dataclass(frozen=True)
class Applied:
    """The changes as they were written (an `Added` with all its values), in one commit with this number."""

    changes: tuple[Change, ...]
    number: int


@dataclass(frozen=True)
class Rejected:
    """Nothing was written, and this is why."""

    problems: tuple[Problem, ...]


def reversed_changes(changes: Sequence[Change]) -> list[Change]:
    """The changes that lead back, last first."""
    return [_back(change) for change in reversed(changes)]


def _back(change: Change) -> Change:
    if isinstance(change, Added):
        return Removed(change.type, change.uid, change.values)
    if isinstance(change, Removed):
        return Added(change.type, change.uid, change.values)
    return Edited(change.type, change.uid, change.field, change.after, change.before)


def packed(changes: Iterable[Change]) -> bytes:
    """The form in which the audit trail keeps changes."""
    rows: list[list[Any]] = []
    for change in changes:
        if isinstance(change, Edited):
            rows.append(["edited", change.type, change.uid, change.field, change.before, change.after])
        else:
            values = {name: value for name, value in change.values.items() if value is not None}
            rows.append(["added" if isinstance(change, Added) else "removed", change.type, change.uid, values])
    return zlib.compress(json.dumps(rows, ensure_ascii=False, default=sorted, separators=(",", ":")).encode(), 1)


def unpacked(content: bytes) -> list[list[Any]]:
    """The rows that `packed` wrote."""
    rows: list[list[Any]] = json.loads(zlib.decompress(content))
    return rows
