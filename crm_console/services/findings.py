"""Everything wrong or missing before going live: the command `check`, the overview and the badges read this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crm_console.core.problem import Problem, Severity, Who
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES
from crm_console.services.records import Judged, field_problems
from crm_console.store.keys import Keys
from crm_console.store.notes import Acceptances
from crm_console.store.rows import Memo, Rows, table_of
from crm_console.store.store import Store

CHECKED = ("deployment", "company", "branch", "smtp", "ftp", "resource", "role", "profile", "department", "function",
           "user", "account-type", "stage", "setting")


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
            untouched = type_name == "stage" and not any(map(_prepared, rows.where("stage")))
            for record in rows.where(type_name) if not untouched else ():
                keys.learn([record])
                problems = [*field_problems(record), *TYPES[type_name].rules(record, rows)]
                found += [Finding(type_name, record.uid, keys.of(record),
                                  Judged(p, accepted.of(type_name, record.uid, p))) for p in problems]
        found += [f for f in _absent(connection, rows, keys) if f.type in types]
    return found


def _prepared(stage: Record) -> bool:
    return any(stage.get(name) is not None for name in ("name", "probability", "account_type", "charts"))


def _absent(connection: Connection, rows: Memo, keys: Keys) -> Iterator[Finding]:
    """Records that ought to exist and do not."""
    if not rows.where("company"):
        yield Finding("company", "", "", Judged(_missing(N_("Nenhuma empresa cadastrada."))))
    by_link = next((r["value"] for r in rows.where("setting", key="documents.storage")), None) == "links"
    for type_name in ("smtp", "ftp") if not by_link else ("smtp",):
        for branch in _branches_without(connection, rows, type_name):
            text = N_("A filial não tem servidor SMTP.") if type_name == "smtp" else N_(
                "A filial não tem servidor FTP. Se os documentos vão só por link, diga isso em documents.storage.")
            yield Finding(type_name, branch.uid, keys.of(branch), Judged(_missing(text, Who.CUSTOMER_IT)))


def _branches_without(connection: Connection, rows: Memo, type_name: str) -> list[Record]:
    branch, other = table_of("branch"), table_of(type_name)
    query = select(branch.c.uid).where(branch.c.uid.not_in(select(other.c.branch).where(other.c.branch.is_not(None))))
    uids = list(connection.execute(query.order_by(branch.c.identity)).scalars())
    return [record for record in (rows.get("branch", uid) for uid in uids) if record is not None]


def _missing(text: Text, who: Who = Who.CONSULTANT) -> Problem:
    return Problem("", "absent", text, Severity.MISSING, who)
