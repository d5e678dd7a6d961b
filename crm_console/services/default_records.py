"""What a deployment creates by itself: three roles and the user suportecrm. Verifying them is a documented step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_console.core.record import Record
from crm_console.core.text import Text
from crm_console.models.role import ADMIN, DEFAULT_ROLES, PLATFORM_ROLES, default_role, is_admin, spelt_like
from crm_console.models.user import SUPPORT_LOGIN, is_support
from crm_console.services.permissions import all_roles
from crm_console.services.records import fresh
from crm_console.store.change import Added, Change, Edited
from crm_console.store.store import Store

PRESENT, MISSING, SPELT = "present", "missing", "spelt"


@dataclass(frozen=True)
class DefaultRecord:
    """One of them: its documented name, and whether the workspace has it, lacks it or spells it differently."""

    type: str
    name: str
    state: str
    uid: str = ""
    found: str = ""


def description_of(role: str) -> Text | None:
    """The source document's words for a role, where it describes it."""
    meant = default_role(role)
    if meant:
        return DEFAULT_ROLES[meant]
    return PLATFORM_ROLES[ADMIN] if is_admin(role) else None


def states(roles: Sequence[Record], users: Sequence[Record]) -> Iterator[DefaultRecord]:
    """The three roles in the source's order, then the user, among all that there are."""
    for name in DEFAULT_ROLES:
        same = next((r for r in roles if default_role(r["name"]) == name), None)
        like = next((r for r in roles if spelt_like(r["name"]) == name), None)
        if same is not None:
            yield DefaultRecord("role", name, PRESENT, same.uid, same["name"])
        elif like is not None:
            yield DefaultRecord("role", name, SPELT, like.uid, like["name"])
        else:
            yield DefaultRecord("role", name, MISSING)
    support = next((u for u in users if is_support(u)), None)
    yield DefaultRecord("user", SUPPORT_LOGIN, PRESENT, support.uid, support["login"]) if support else DefaultRecord(
        "user", SUPPORT_LOGIN, MISSING)


def stored(store: Store, type_name: str) -> list[DefaultRecord]:
    """Those of one type, by names alone: a role's grants are not read."""
    roles = all_roles(store) if type_name == "role" else []
    users = store.where("user", identity=SUPPORT_LOGIN) if type_name == "user" else []
    return [record for record in states(roles, users) if record.type == type_name]


def adding(store: Store, type_name: str) -> list[Change]:
    """Adds what is missing: roles get the source's words and no permissions, for those are not published."""
    found: list[Change] = []
    for record in stored(store, type_name):
        if record.state != MISSING:
            continue
        given = {"name": record.name, "description": str(DEFAULT_ROLES[record.name])} if record.type == "role" else {
            "login": record.name}
        made = fresh(store, record.type, **given)
        found.append(Added(made.type, made.uid, dict(made.values)))
    return found


def respelling(store: Store, uid: str, name: str) -> list[Change]:
    """Gives a role the documented name."""
    record = store.get("role", uid)
    return [Edited("role", uid, "name", record["name"], name)] if record else []
