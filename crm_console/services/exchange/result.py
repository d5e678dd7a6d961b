"""What an import answers: how many records, which rows were bad and why, and what it did not look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crm_console.core.text import Text
from crm_console.store.change import Applied


@dataclass(frozen=True)
class RowError:
    """One cause at one cell; the value of a password is never in it."""

    sheet: str
    row: int
    column: str
    value: str
    cause: Text


@dataclass(frozen=True)
class BadRow:
    """A row with all its causes, as it goes back to the customer; cells of passwords are empty."""

    sheet: str
    row: int
    titles: Sequence[str]
    cells: Sequence[object]
    causes: tuple[RowError, ...]


@dataclass(frozen=True)
class Ignored:
    """A column behind whose title there is no field."""

    sheet: str
    column: str


@dataclass(frozen=True)
class ImportResult:
    """`skipped` names the sheets without a header that is known. `applied` is None where nothing was written."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    applied: Applied | None = None
    bad: list[BadRow] = field(default_factory=list)
