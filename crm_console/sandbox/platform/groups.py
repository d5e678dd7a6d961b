"""platform/user: groups of users."""

from __future__ import annotations

import uuid

from crm_console.sandbox.platform.paging import holds, page
from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.users import bare
from crm_console.sandbox.platform.work import Body, Call, Work

SERVICE = ("platform", "user")
TOLD = ("id", "name", "description", "email")
MEMBER = ("username", "fullName", "email", "blocked", "authenticationType")


def _told(group: Document) -> Body:
    return {name: group[name] for name in TOLD}


def _members(work: Work, group: Document) -> list[Body]:
    users = [work.get("user", login) for login in group["users"]]
    return [{name: user[name] for name in MEMBER} for user in users if user]


def list_groups(work: Work, body: Body) -> Body:
    """Found by a word; the master may ask for another tenant's."""
    tenant = body.get("tenant") or work.tenant
    if tenant != work.tenant and not (work.storage.get("", "tenant", work.tenant) or {}).get("master"):
        raise Refused(403, "Só o tenant master consulta outro tenant.")
    rows = [_told(group) for group in work.storage.all(str(tenant), "group").values()
            if holds(body.get("searchValue"), group["name"], group["description"])]
    return page(rows, body, "groups")


def list_group_users(work: Work, body: Body) -> Body:
    """Who is in it."""
    (number,) = needed(body, "id")
    rows = [user for user in _members(work, work.found("group", str(number), "Grupo"))
            if holds(body.get("searchValue"), user["username"], user["fullName"], user["email"])]
    return page(rows, body, "users")


def get_group(work: Work, body: Body) -> Body:
    """One group with its users."""
    (number,) = needed(body, "id")
    group = work.found("group", str(number), "Grupo")
    return {**_told(group), "users": _members(work, group)}


def _known(work: Work, users: object) -> list[str]:
    logins = [bare(work, one) for one in users] if isinstance(users, list) else []
    for login in logins:
        work.found("user", login, "Usuário")
    return logins


def create_group(work: Work, body: Body) -> Body:
    """A new group."""
    (name,) = needed(body, "name")
    if any(group["name"] == name for group in work.all("group").values()):
        raise Refused(400, f"Já existe um grupo com o nome {name}.")
    made = str(uuid.uuid4())
    work.put("group", made, {
        "id": made, "name": name, "description": body.get("description") or "", "email": body.get("email") or "",
        "users": _known(work, body.get("users"))})
    work.effect(str(name), made)
    return {"id": made}


def _change(work: Work, body: Body, number: str, more: Body) -> None:
    group = work.found("group", number, "Grupo")
    gone = _known(work, body.get("usersToRemove"))
    users = [one for one in group["users"] if one not in gone]
    users += [one for one in _known(work, body.get("usersToAdd")) if one not in users]
    work.put("group", number, {**group, **more, "users": users})
    work.effect(group["name"], number)


def update_group(work: Work, body: Body) -> Body:
    """Its texts and its users."""
    (number,) = needed(body, "id")
    _change(work, body, str(number), {name: body[name] for name in TOLD[1:] if body.get(name) is not None})
    return {"id": number}


def update_group_users(work: Work, body: Body) -> Body:
    """Its users alone."""
    (number,) = needed(body, "groupId")
    _change(work, body, str(number), {})
    return {}


def remove_group(work: Work, body: Body) -> Body:
    """Gone; its users stay."""
    (number,) = needed(body, "id")
    group = work.found("group", str(number), "Grupo")
    work.drop("group", str(number))
    work.effect(group["name"], number)
    return {}


CALLS = [
    Call(*SERVICE, "queries", "listGroups", list_groups),
    Call(*SERVICE, "queries", "listGroupUsers", list_group_users),
    Call(*SERVICE, "queries", "getGroup", get_group),
    Call(*SERVICE, "actions", "createGroup", create_group),
    Call(*SERVICE, "actions", "updateGroup", update_group),
    Call(*SERVICE, "actions", "updateGroupUsers", update_group_users),
    Call(*SERVICE, "actions", "removeGroup", remove_group),
]
