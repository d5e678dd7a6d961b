"""Everything wrong or missing before going live: the command `check`, the overview and the badges read this."""

from __future__ import annotations

from dataclasses import dataclass

from crm_console.models import TYPES
from crm_console.services.cross_checks import cross_checks, untouched
from crm_console.services.records import Judged, field_problems
from crm_console.store.keys import Keys
from crm_console.store.notes import Acceptances
from crm_console.store.rows import Memo, Rows
from crm_console.store.store import Store

CHECKED = tuple(TYPES)


@dataclass(frozen=True)
class Finding:
    """A judged problem of one record; an empty key speaks of the whole type."""

    type: str
    uid: str
    key: str
    judged: Judged


def findings(store: Store, types: tuple[str, ...] = CHECKED) -> list[Finding]:
    """All findings of these types, in the order of records and fields."""
    accepted = Acceptances(store)
    found: list[Finding] = []
    with store.reading() as connection:
        rows, keys = Memo(Rows(connection)), Keys(connection)
        for type_name in types:
            records = rows.where(type_name)
            if type_name == "stage" and untouched(records):
                continue
            for record in records:
                keys.learn([record])
                problems = [*field_problems(record), *TYPES[type_name].rules(record, rows)]
                found += [Finding(type_name, record.uid, keys.of(record),
                                  Judged(p, accepted.of(type_name, record.uid, p))) for p in problems]
        for crossed in cross_checks(connection, rows):
            if crossed.type in types:
                uid, key = (crossed.about.uid, keys.of(crossed.about)) if crossed.about else ("", "")
                found.append(Finding(crossed.type, uid, key, Judged(
                    crossed.problem, accepted.of(crossed.type, uid, crossed.problem))))
    return found
