"""platform/authorization: roles, who has them, and what the twin made up because the vendor publishes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from crm_console.sandbox.platform.paging import holds, page
from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.users import bare
from crm_console.sandbox.platform.work import Body, Call, Work

SERVICE = ("platform", "authorization")
OURS = ("platform", "sandbox_authorization")


def told(role: Document) -> Body:
    """Name and description."""
    return {"name": role["name"], "description": role["description"]}


def make(work: Work, name: str, description: str, users: Iterable[str] = ()) -> Document:
    """Keep a new role."""
    return work.put("role", name, {
        "id": str(uuid.uuid4()), "name": name, "description": description, "users": list(users), "permissions": {}})


def create_role(work: Work, body: Body) -> Body:
    """The name is the key."""
    (name,) = needed(body, "name")
    if work.get("role", name):
        raise Refused(400, f"Já existe um papel com o nome {name}.")
    make(work, name, body.get("description") or "")
    work.effect(name)
    return {"name": name}


def get_role(work: Work, body: Body) -> Body:
    """One role."""
    (name,) = needed(body, "name")
    return {"role": told(work.found("role", name, "Papel"))}


def list_roles(work: Work, body: Body) -> Body:
    """Found by a word."""
    rows = [told(role) for role in work.all("role").values()
            if holds(body.get("searchValue"), role["name"], role["description"])]
    return page(sorted(rows, key=lambda role: role["name"].casefold()), body, "roles")


def delete_role(work: Work, body: Body) -> Body:
    """Not Admin."""
    (name,) = needed(body, "name")
    work.found("role", name, "Papel")
    if name == "Admin":
        raise Refused(403, "O papel Admin não pode ser excluído.")
    work.drop("role", name)
    work.effect(name)
    return {}


def _change(work: Work, names: list[Any], give: Iterable[Any], take: Iterable[Any]) -> None:
    """One call, all or nothing."""
    roles = [work.found("role", str(name), "Papel") for name in names]
    given, taken = [bare(work, one) for one in give], [bare(work, one) for one in take]
    for login in (*given, *taken):
        work.found("user", login, "Usuário")
    if work.user in given:
        raise Refused(403, "Não é permitido atribuir um papel ao seu próprio usuário.")
    for role in roles:
        users = [one for one in role["users"] if one not in taken]
        work.put("role", role["name"], {**role, "users": users + [one for one in given if one not in users]})
    said = ",".join(map(str, names)) + ":" + ",".join([*given, *(f"-{one}" for one in taken)])
    work.effect(said)


def assign_users(work: Work, body: Body) -> Body:
    """Give roles to users."""
    roles, users = needed(body, "roles", "users")
    _change(work, roles, users, [])
    return {}


def unassign_users(work: Work, body: Body) -> Body:
    """Take roles from users."""
    roles, users = needed(body, "roles", "users")
    _change(work, roles, [], users)
    return {}


def reassign_users(work: Work, body: Body) -> Body:
    """Both at once."""
    (roles,) = needed(body, "roles")
    _change(work, roles, body.get("toAssign") or [], body.get("toUnassign") or [])
    return {}


def get_assigned_users(work: Work, body: Body) -> Body:
    """Who has any of the roles."""
    (roles,) = needed(body, "roles")
    found = {user: None for name in roles for user in work.found("role", str(name), "Papel")["users"]}
    return {"users": list(found)}


def list_role_assigned_users(work: Work, body: Body) -> Body:
    """Who has one role, page by page."""
    (name,) = needed(body, "role")
    role = work.found("role", name, "Papel")
    users = [work.get("user", login) for login in role["users"]]
    rows = [{"name": user["username"], "fullName": user["fullName"], "email": user["email"], "assigned": True}
            for user in users if user and (not user["blocked"] or body.get("blockedUsers") in (True, "true"))]
    return page(rows, body, "users")


def get_user_detail_roles(work: Work, body: Body) -> Body:
    """Which roles a user has."""
    (user,) = needed(body, "user")
    login = bare(work, user)
    work.found("user", login, "Usuário")
    return {"roles": [{"id": role["id"], **told(role)} for role in work.all("role").values()
                      if login in role["users"]]}


def update_role(work: Work, body: Body) -> Body:
    """Made up: the vendor publishes no way to change a role's text."""
    (name,) = needed(body, "name")
    role = work.found("role", name, "Papel")
    work.put("role", name, {**role, "description": body.get("description") or ""})
    work.effect(name)
    return {"name": name}


def grant(work: Work, body: Body) -> Body:
    """Made up: from now on the role may do this, and nothing else."""
    (name,) = needed(body, "role")
    role = work.found("role", name, "Papel")
    granted: dict[str, list[str]] = {}
    for one in body.get("permissions") or []:
        if not isinstance(one, dict):
            raise Refused(400, "Cada permissão tem resource e actions.")
        resource, actions = needed(one, "resource", "actions")
        granted[str(resource)] = sorted({*granted.get(str(resource), []), *map(str, actions)})
    work.put("role", name, {**role, "permissions": granted})
    work.effect(name)
    return {"role": name}


def list_permissions(work: Work, body: Body) -> Body:
    """Made up: what a role may do."""
    (name,) = needed(body, "role")
    role = work.found("role", name, "Papel")
    return {"permissions": [{"resource": resource, "actions": actions}
                            for resource, actions in sorted(role["permissions"].items())]}


CALLS = [
    Call(*SERVICE, "actions", "createRole", create_role),
    Call(*SERVICE, "queries", "getRole", get_role),
    Call(*SERVICE, "queries", "listRoles", list_roles),
    Call(*SERVICE, "actions", "deleteRole", delete_role),
    Call(*SERVICE, "actions", "assignUsers", assign_users),
    Call(*SERVICE, "actions", "unassignUsers", unassign_users),
    Call(*SERVICE, "actions", "reassignUsers", reassign_users),
    Call(*SERVICE, "queries", "getAssignedUsers", get_assigned_users),
    Call(*SERVICE, "queries", "listRoleAssignedUsers", list_role_assigned_users),
    Call(*SERVICE, "queries", "getUserDetailRoles", get_user_detail_roles),
    Call(*SERVICE, "queries", "getUserRoles", get_user_detail_roles),
    Call(*OURS, "actions", "updateRole", update_role),
    Call(*OURS, "actions", "grantPermissions", grant),
    Call(*OURS, "queries", "listPermissions", list_permissions),
]
