"""A record as it stands outside the database: frozen values, safe to hand to threads, views and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Record:
    """One row of `type`. LINK values are uids, LINKS values frozensets of uids, SECRET values references."""

    type: str
    uid: str
    values: Mapping[str, Any]
    revision: int = 0

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field, or `default` where it is empty."""
        value = self.values.get(name)
        return default if value is None else value

    def replaced(self, **values: object) -> Record:
        """The same record with other values."""
        return Record(self.type, self.uid, {**self.values, **values}, self.revision)


class Lookup(Protocol):
    """What a rule may ask about other records."""

    def get(self, type_name: str, uid: str) -> Record | None:
        """The record, or None."""

    def where(self, type_name: str, **equal: object) -> Sequence[Record]:
        """All records of a type whose fields equal the values given."""
