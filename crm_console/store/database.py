"""Connections to the workspace's database: an SQLite file, or a schema of a PostgreSQL database that a team shares."""

from __future__ import annotations

import os
import sqlite3
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

APPLICATION_ID = 0x43524D43  # "CRMC" in the file's header
BUSY_MS = 5000


def is_url(place: str) -> bool:
    """Whether a workspace is named by a database URL rather than by a file."""
    return "://" in place


def file_engine(path: Path, *, read_only: bool) -> Engine:
    """An engine on the file. Every connection: WAL, synchronous FULL, foreign keys on."""
    target = uri(path, read_only=read_only)

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(target, uri=True, check_same_thread=False, timeout=BUSY_MS / 1000)
        made.isolation_level = None  # SQLAlchemy's BEGIN below; no implicit ones
        made.create_function("fold", 1, folded, deterministic=True)
        made.execute("PRAGMA foreign_keys = ON")
        made.execute("PRAGMA synchronous = FULL")
        if read_only:
            made.execute("PRAGMA query_only = ON")
        return made

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=8)
    event.listen(engine, "begin", _begin)
    return engine


def uri(path: Path, *, read_only: bool) -> str:
    """How SQLite is told to open the file. In a folder where nothing can be written there are no writers either.

    A reader opens for writing, too, where it may, and is held by `query_only`: only so can it tidy its files away.
    """
    writable = os.access(path.parent, os.W_OK)
    frozen = read_only and not writable and not path.with_name(path.name + "-wal").exists()
    alone = read_only and not (writable and os.access(path, os.W_OK))
    return f"file:{quote(path.as_posix())}?mode={'ro' if alone else 'rw'}{'&immutable=1' if frozen else ''}"


def url_engine(url: str, password: str | None = None) -> Engine:
    """An engine on PostgreSQL; `?schema=NAME` in the URL chooses the schema."""
    made = make_url(url)
    schema = made.query.get("schema", "public")
    made = made.difference_update_query(["schema"])
    if password:
        made = made.set(password=password)
    return create_engine(
        made, connect_args={"options": f"-c search_path={schema}", "connect_timeout": 10}, pool_pre_ping=True)


def _begin(connection: Any) -> None:
    # IMMEDIATE where something is written, so that `before` is compared under the lock that the write needs.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def folded(text: object) -> str:
    """For searching: without case and accents."""
    if text is None:
        return ""
    plain = unicodedata.normalize("NFKD", str(text))
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()
