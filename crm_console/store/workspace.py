"""One customer, one workspace: opening and creating it, its lock, its secrets, its copies."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, delete, insert, select

from crm_console import __version__
from crm_console.core.errors import RefusedError, UnreadableError
from crm_console.core.fields import Kind
from crm_console.core.text import N_
from crm_console.models import TYPES, fields, ledger
from crm_console.store import backups, connections, migrate
from crm_console.store.database import APPLICATION_ID, file_engine, is_url, url_engine
from crm_console.store.edits import Edits
from crm_console.store.failures import explained
from crm_console.store.lock import Holder, WriterLock
from crm_console.store.rows import chunks, table_of
from crm_console.store.secrets import Secrets, from_environment
from crm_console.store.store import Store, now

SUFFIX = ".crmc"
HEADER = b"SQLite format 3\x00"


@dataclass(frozen=True)
class About:
    """Which customer's workspace it is."""

    id: str
    customer: str
    created_at: str


class Workspace:
    """An open workspace. `held_by` says who else writes it when it is open for reading only."""

    def __init__(self, place: str, engine: Engine, by: str, lock: WriterLock | None, held_by: Holder | None,
                 *, read_only: bool) -> None:
        self.place = place
        self.held_by = held_by
        self._engine = engine
        self._lock = lock
        self.store = Store(engine, by, read_only=read_only)
        self.edits = Edits(self.store)
        self.about = self._read_about()
        self.secrets = Secrets(self.about.id)
        self.trusts: str | None = None  # a certificate file that tests trust besides the system's (the twin's)
        self._companions: list[Callable[[], None]] = []

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self.store.read_only

    @property
    def path(self) -> Path | None:
        """The file, or None for a database."""
        return None if is_url(self.place) else Path(self.place)

    def keep_secret(self, value: str) -> str:
        """Put a value into the keyring and return the reference for a SECRET field."""
        reference = self.secrets.put(value)
        with self.store.writing() as connection:
            connection.execute(insert(ledger.references).values(reference=reference, made_at=now()))
        return reference

    def forget_unused_secrets(self) -> None:
        """Drop references that no record holds. Only right after opening: later, undo may want them back."""
        with self.store.reading() as connection:
            given = set(connection.execute(select(ledger.references.c.reference)).scalars())
            if not given:
                return
            for type_name, model in TYPES.items():
                for f in fields(model).values():
                    if f.kind is Kind.SECRET:
                        given -= set(connection.execute(select(table_of(type_name).c[f.name]).distinct()).scalars())
        self._forget(given - connections.references(self.store))

    def _forget(self, references: Iterable[str]) -> None:
        unused = list(references)
        if not unused:
            return
        self.secrets.forget(unused)
        with self.store.writing() as connection:
            for part in chunks(unused):
                connection.execute(delete(ledger.references).where(ledger.references.c.reference.in_(part)))

    def accompany(self, stop: Callable[[], None]) -> None:
        """Call `stop` when the workspace is closed."""
        self._companions.append(stop)

    def close(self) -> None:
        """Let go of the file, of the lock and of what accompanies it."""
        while self._companions:
            self._companions.pop()()
        self._engine.dispose()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_about(self) -> About:
        with self.store.reading() as connection:
            row = connection.execute(select(ledger.workspace)).one_or_none()
        if row is None:
            raise UnreadableError(N_("“{place}” não tem os dados de um cliente.", place=self.place))
        return About(row.id, row.customer, row.created_at)


def create(place: str, customer: str, by: str) -> Workspace:
    """Make an empty workspace for a customer. Refuses to write over anything."""
    if not customer.strip():
        raise RefusedError(N_("Falta o nome do cliente."), N_("Informe como o cliente se chama."))
    shared = is_url(place)
    engine, lock = (url_engine(place, from_environment("DATABASE")), None) if shared else _new_file(Path(place), by)
    try:
        if shared:
            _refuse_taken(engine)
        with explained():
            migrate.upgrade(engine)
        with explained(), engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(ledger.workspace).values(
                id=uuid.uuid4().hex, customer=customer.strip(), created_at=now(), created_with=__version__))
        return Workspace(place, engine, by, lock, None, read_only=False)
    except BaseException:
        engine.dispose()
        if lock:
            lock.release()
            _remove_file(Path(place))
        raise


def _refuse_taken(engine: Engine) -> None:
    with explained(), engine.connect() as connection:
        if migrate.revision(connection) is not None:
            raise RefusedError(N_("Esse banco já tem uma pasta de trabalho; nada foi gravado."))


def open_workspace(place: str, by: str, *, write: bool = True) -> Workspace:
    """Open a workspace. When somebody else writes the file it is opened for reading only and says who (`held_by`)."""
    if is_url(place):
        return _opened(place, None, url_engine(place, from_environment("DATABASE")), by, None, None, write=write)
    path = Path(place)
    _looks_right(path)
    lock = WriterLock(path) if write else None
    held_by = None
    if lock is not None and not lock.take(by):
        held_by, lock, write = lock.holder(), None, False
    return _opened(place, path, file_engine(path, read_only=not write), by, lock, held_by, write=write)


def _opened(
    place: str, path: Path | None, engine: Engine, by: str, lock: WriterLock | None, held_by: Holder | None,
    *, write: bool,
) -> Workspace:
    try:
        _bring_up(engine, path, write=write)
        return Workspace(place, engine, by, lock, held_by, read_only=not write)
    except BaseException:
        engine.dispose()
        if lock:
            lock.release()
        raise


def _bring_up(engine: Engine, path: Path | None, *, write: bool) -> None:
    with explained(), engine.connect() as connection:
        found = migrate.revision(connection)
    if path is not None:
        backups.quick_check(path)
    if found is None:
        raise UnreadableError(
            N_("“{place}” não é uma pasta de trabalho do CRM Console.", place=path or "banco"),
            N_("Escolha um arquivo .crmc, ou crie um com “new”."))
    migrate.refuse_newer(found)
    if found < migrate.HEAD:
        if not write:
            raise RefusedError(
                N_("Esta pasta de trabalho é de uma versão anterior e precisa ser atualizada antes de ler."),
                N_("Abra-a uma vez para edição."))
        if path is not None:
            backups.snapshot(path, f"antes-{migrate.HEAD}")
        with explained():
            migrate.upgrade(engine)


def _looks_right(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise UnreadableError(
            N_("O arquivo “{path}” não existe.", path=path), N_("Confira o nome e a pasta.")) from None
    except OSError as error:
        raise UnreadableError(
            N_("O arquivo “{path}” não pode ser lido: {said}.", path=path, said=error.strerror or "")) from error
    if len(header) < 100 or not header.startswith(HEADER) or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise UnreadableError(
            N_("“{path}” não é uma pasta de trabalho do CRM Console, ou está cortado.", path=path),
            N_("Escolha um arquivo .crmc, ou a última cópia que está ao lado dele."))


def refuse_existing(path: Path) -> None:
    """Raise where something has this name already."""
    if path.exists():
        raise RefusedError(N_("“{path}” já existe; nada foi gravado.", path=path), N_("Escolha outro nome."))


def _new_file(path: Path, by: str) -> tuple[Engine, WriterLock]:
    import sqlite3  # noqa: PLC0415 - only here: everything else goes through the engine

    lock = WriterLock(path)
    try:
        with path.open("xb"):
            pass
    except FileExistsError:
        raise RefusedError(N_("“{path}” já existe; nada foi gravado.", path=path), N_("Escolha outro nome.")) from None
    except OSError as error:
        raise UnreadableError(
            N_("Não dá para criar “{path}”: {said}.", path=path, said=error.strerror or ""),
            N_("Confira a pasta e as permissões.")) from error
    lock.take(by)
    with closing(sqlite3.connect(path)) as made:
        made.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        made.execute("PRAGMA journal_mode = WAL")
    return file_engine(path, read_only=False), lock


def _remove_file(path: Path) -> None:
    for left in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        left.unlink(missing_ok=True)
