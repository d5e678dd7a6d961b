"""Everything wrong or missing before going live: the command `check`, the overview and the badges read this."""

from __future__ import annotations

from dataclasses import dataclass

from crm_console.core.jobs import Context, Job
from crm_console.core.problem import Severity
from crm_console.core.text import N_
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
        for crossed in cross_checks(connection, rows, types):
            uid, key = (crossed.about.uid, keys.of(crossed.about)) if crossed.about else ("", "")
            found.append(Finding(crossed.type, uid, key, Judged(
                crossed.problem, accepted.of(crossed.type, uid, crossed.problem))))
    return found


def states_job(store: Store, types: tuple[str, ...]) -> Job[dict[str, str]]:
    """Which of the types have something wrong (`fail`) or a warning that nobody accepted (`warn`), found aside."""

    def work(context: Context) -> dict[str, str]:
        context.check()
        states: dict[str, str] = {}
        for found in findings(store, types):
            problem = found.judged.problem
            if not found.judged.accepted and problem.severity is not Severity.MISSING:
                state = "fail" if problem.severity is Severity.ERROR else "warn"
                states[found.type] = "fail" if "fail" in (state, states.get(found.type)) else "warn"
        return states

    return Job(N_("Conferindo os registros"), work, f"states {' '.join(types)}")
