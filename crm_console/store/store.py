"""The records of one workspace: read them, and change them through `apply` only."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert

from crm_console.core.errors import RefusedError
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import ledger
from crm_console.store.apply import write
from crm_console.store.change import Applied, Change, Rejected, packed
from crm_console.store.database import BUSY_MS
from crm_console.store.failures import explained
from crm_console.store.keys import Keys, find_uid
from crm_console.store.rows import Rows

Listener = Callable[[frozenset[str]], None]


def new_uid() -> str:
    """A uid for a record that does not exist yet."""
    return uuid.uuid4().hex


def now() -> str:
    """This moment as the workspace keeps times: UTC, ISO, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """`by` is the person whose name stands beside every commit."""

    def __init__(self, engine: Engine, by: str, *, read_only: bool = False) -> None:
        self.engine = engine
        self.by = by
        self.read_only = read_only
        self._listeners: list[Listener] = []
        self._writing = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose reads see one state."""
        with explained(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write beside records (drafts, reports). Records change through `apply`."""
        if self.read_only:
            raise RefusedError(
                N_("Esta pasta de trabalho está aberta só para leitura."),
                N_("Feche-a no outro console e abra de novo."))
        with (self._queued(), explained(), self.engine.connect().execution_options(writes=True) as connection,
              connection.begin()):
            yield connection

    @contextmanager
    def _queued(self) -> Iterator[None]:
        """This process's writers go one after the other: SQLite would let them sleep and try again."""
        mine = self._writing.acquire(timeout=BUSY_MS / 1000)
        try:
            yield
        finally:
            if mine:
                self._writing.release()

    def apply(self, changes: Sequence[Change], label: Text, origin: str = "form") -> Applied | Rejected:
        """Write all changes in one transaction, or none. Tells listeners which types changed."""
        try:
            with self.writing() as connection:
                written = write(connection, changes)
                if isinstance(written, Rejected):
                    raise _RolledBack(written)
                number = connection.execute(insert(ledger.commits).values(
                    at=now(), by=self.by, origin=origin, label=str(label)[:500], size=len(written),
                    changes=packed(written))).inserted_primary_key
        except _RolledBack as rolled:
            return rolled.rejected
        self._tell(frozenset(change.type for change in written))
        return Applied(tuple(written), number[0] if number else 0)

    def get(self, type_name: str, uid: str) -> Record | None:
        """The record, or None."""
        with self.reading() as connection:
            return Rows(connection).get(type_name, uid)

    def many(self, type_name: str, uids: Iterable[str]) -> list[Record]:
        """The records with these uids, in their order; those that do not exist are left out."""
        wanted = list(uids)
        with self.reading() as connection:
            found = Rows(connection).many(type_name, wanted)
        return [found[uid] for uid in wanted if uid in found]

    def where(self, type_name: str, **equal: object) -> Sequence[Record]:
        """All records of a type whose fields equal the values given."""
        with self.reading() as connection:
            return Rows(connection).where(type_name, **equal)

    def plain(self, type_name: str) -> list[Record]:
        """All records of a type without their sets: for counting."""
        with self.reading() as connection:
            return Rows(connection).plain(type_name)

    def find(self, type_name: str, key: str) -> Record | None:
        """The record with exactly this key, or None."""
        with self.reading() as connection:
            uid = find_uid(connection, type_name, key)
            return Rows(connection).get(type_name, uid) if uid else None

    def key(self, record: Record) -> str:
        """The record's key as people write it."""
        with self.reading() as connection:
            return Keys(connection).of(record)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the types that changed after each commit; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, types: frozenset[str]) -> None:
        for listener in list(self._listeners):
            listener(types)


class _RolledBack(Exception):
    def __init__(self, rejected: Rejected) -> None:
        super().__init__()
        self.rejected = rejected


