"""What the platform keeps: documents in one SQLite file, which outlives a killed process, and the ledger of effects.

Every answer is made under one lock and inside one transaction. What was read stays in memory; a transaction that is
taken back forgets what it touched.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Document = dict[str, Any]

TABLES = """
create table if not exists document(
  number integer primary key, tenant text not null, kind text not null, key text not null, data text not null,
  unique(tenant, kind, key));
create table if not exists counter(name text primary key, value integer not null);
create table if not exists effect(number integer primary key, line text not null);
create table if not exists credential(number integer primary key, tenant text, user text, hashed text);
create table if not exists token(
  hashed text primary key, kind text, tenant text, user text, scope text, expires real);
"""


class Storage:
    """The file and what lies beside it."""

    def __init__(self, folder: Path) -> None:
        self.effects = folder / "effects.jsonl"
        self.lock = threading.RLock()
        self.base = sqlite3.connect(folder / "platform.sqlite", check_same_thread=False, isolation_level=None)
        self.base.execute("pragma journal_mode=wal")
        self.base.execute("pragma synchronous=normal")  # a killed process loses nothing; a power cut may
        self.base.execute("pragma secure_delete=on")
        self.base.executescript(TABLES)
        self._seen: dict[tuple[str, str], dict[str, Document]] = {}
        self._touched: set[tuple[str, str]] = set()
        self._lines: list[str] = []
        self._complete()

    def _complete(self) -> None:
        """The ledger is written after the commit: what a kill kept from it is made up for."""
        rows = [line for (line,) in self.base.execute("select line from effect order by number")]
        self.effects.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        self._ledger = self.effects.open("a", encoding="utf-8")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; the ledger's lines follow the commit."""
        with self.lock:
            self.base.execute("begin immediate")
            try:
                yield
            except BaseException:
                self.base.execute("rollback")
                for place in self._touched:
                    self._seen.pop(place, None)
                self._touched.clear()
                self._lines.clear()
                raise
            self.base.execute("commit")
            self._touched.clear()
            if self._lines:
                self._ledger.write("".join(f"{line}\n" for line in self._lines))
                self._ledger.flush()
                self._lines.clear()

    def all(self, tenant: str, kind: str) -> dict[str, Document]:
        """Key to document, in the order of their making. Not to be changed by the caller."""
        place = (tenant, kind)
        if place not in self._seen:
            rows = self.base.execute(
                "select key, data from document where tenant=? and kind=? order by number", place)
            self._seen[place] = {key: json.loads(data) for key, data in rows}
        return self._seen[place]

    def get(self, tenant: str, kind: str, key: str) -> Document | None:
        """One document, or none."""
        return self.all(tenant, kind).get(key)

    def put(self, tenant: str, kind: str, key: str, data: Document) -> Document:
        """Write a document as a whole."""
        self._touched.add((tenant, kind))
        self.all(tenant, kind)[key] = data
        self.base.execute(
            "insert into document(tenant, kind, key, data) values(?,?,?,?) "
            "on conflict(tenant, kind, key) do update set data=excluded.data",
            (tenant, kind, key, json.dumps(data, ensure_ascii=False)))
        return data

    def drop(self, tenant: str, kind: str, key: str) -> None:
        """Delete a document."""
        self._touched.add((tenant, kind))
        self.all(tenant, kind).pop(key, None)
        self.base.execute("delete from document where tenant=? and kind=? and key=?", (tenant, kind, key))

    def next(self, name: str) -> int:
        """The next number of a row of numbers."""
        (value,) = self.base.execute(
            "insert into counter values(?, 1) on conflict(name) do update set value=value+1 returning value",
            (name,)).fetchone()
        return int(value)

    def effect(self, **facts: Any) -> None:
        """Note a write that the running transaction makes."""
        number = self.next("effect")
        line = json.dumps({"number": number, **facts}, ensure_ascii=False)
        self.base.execute("insert into effect values(?,?)", (number, line))
        self._lines.append(line)

    def clear(self) -> None:
        """Everything is gone, the ledger too."""
        with self.lock:
            for table in ("document", "counter", "effect", "credential", "token"):
                self.base.execute(f"delete from {table}")
            self._seen.clear()
            self._ledger.close()
            self._complete()

    def close(self) -> None:
        """Let go of the files."""
        with self.lock:
            self._ledger.close()
            self.base.close()
