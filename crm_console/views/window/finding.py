"""What the palette finds: pages and commands by their words, records by a limited query in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from crm_console.core.codecs import fold
from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_, Text
from crm_console.models import TYPES
from crm_console.services import records
from crm_console.store import queries
from crm_console.store.keys import Keys
from crm_console.store.store import Store

TYPES_FOUND = ("company", "branch", "smtp", "ftp", "role", "user", "department", "function", "resource")
PER_TYPE = 6


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    title: str
    detail: str
    icon: str
    run: Callable[[], object]
    words: str = ""  # further words that find it
    keys: str = ""  # the shortcut, to show


@dataclass(frozen=True)
class FoundRecord:
    """A record that matched."""

    type: str
    uid: str
    title: str
    key: str


def matching(entries: Iterable[Entry], typed: str) -> list[Entry]:
    """The entries that hold every word typed; those whose title starts with it first."""
    wanted = fold(typed)
    found = [e for e in entries if all(word in fold(f"{e.title} {e.detail} {e.words}") for word in wanted.split())]
    return sorted(found, key=lambda e: not fold(e.title).startswith(wanted))


def record_job(store: Store, typed: str) -> Job[list[FoundRecord]]:
    """Look for records; limited in SQL, so that 100,000 of them do not matter."""

    def work(context: Context) -> list[FoundRecord]:
        found: list[FoundRecord] = []
        for type_name in TYPES_FOUND:
            context.check()
            page = queries.page(store, queries.Listing(type_name, typed), 0, PER_TYPE)
            with store.reading() as connection:
                keys = Keys(connection)
                found += [FoundRecord(r.type, r.uid, records.title(r), keys.of(r)) for r in page]
        return found

    return Job(N_("Procurando registros"), work, "palette")


def label(type_name: str) -> Text:
    """What a record of this type is called."""
    return TYPES[type_name].LABEL
