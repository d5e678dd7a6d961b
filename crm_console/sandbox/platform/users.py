"""platform/user: the users of a tenant. Logins are kept in lower case and without the domain."""

from __future__ import annotations

import uuid
from typing import Any

from crm_console.sandbox.platform import jobs
from crm_console.sandbox.platform.authentication import domain_of
from crm_console.sandbox.platform.paging import holds, page
from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.work import Body, Call, Work

SERVICE = ("platform", "user")
WRITABLE = (
    "fullName", "email", "description", "locale", "blocked", "changePassword", "photo", "properties",
    "allowedToChangePassword")
BLANK: Document = {
    "fullName": "", "description": "", "email": "", "locale": "pt-BR", "blocked": False, "authenticationType": "G7",
    "integration": None, "changePassword": False, "photo": None, "properties": [], "admin": False,
    "allowedToChangePassword": True, "mfa": False}
PHOTO = 1_400_000  # 1 MB in base64


def bare(work: Work, username: Any) -> str:
    """The login without the tenant's domain."""
    name, _, domain = str(username).casefold().partition("@")
    if domain and domain != domain_of(work, work.tenant):
        raise Refused(404, f"Usuário não encontrado: {username}.")
    return name


def shown(work: Work, user: Document, photo: bool = True) -> Body:
    """A user as getUser tells it."""
    tenant = work.storage.get("", "tenant", work.tenant) or {}
    told = {name: value for name, value in user.items() if name != "mfa" and (photo or name != "photo")}
    return {**told, "tenantDomain": tenant.get("domain"), "tenantName": work.tenant,
            "tenantLocale": tenant.get("locale")}


def get_user(work: Work, body: Body) -> Body:
    """One user; me where none is named."""
    name = bare(work, body.get("username") or work.user)
    if name.startswith("application:"):
        raise Refused(404, "A aplicação não é um usuário.")
    user = work.found("user", name, "Usuário")
    return shown(work, user, body.get("includePhoto") not in (False, "false"))


def create_user(work: Work, body: Body) -> Body:
    """A new user."""
    username, name, email, password = needed(body, "username", "fullName", "email", "password")
    for flag in ("blocked", "changePassword"):
        if flag not in body:
            raise Refused(400, f"O campo '{flag}' é obrigatório.")
    login = bare(work, username)
    if " " in login or not login:
        raise Refused(400, "O nome do usuário não pode conter espaços.")
    if work.get("user", login):
        raise Refused(400, f"Já existe um usuário com o nome {login}.")
    _photo(body)
    work.world.credentials.set(work.tenant, login, str(password))
    work.put("user", login, {
        "id": str(uuid.uuid4()), "username": login, **BLANK, **_given(body), "fullName": name, "email": email})
    work.effect(login)
    return {"username": login}


def _given(body: Body) -> Body:
    return {name: body[name] for name in WRITABLE if name in body}


def _photo(body: Body) -> None:
    if len(str(body.get("photo") or "")) > PHOTO:
        raise Refused(400, "A foto deve ter no máximo 1 MB.")


def update_user(work: Work, body: Body) -> Body:
    """Change what is given; a password cannot be given."""
    (username,) = needed(body, "username")
    login = bare(work, username)
    user = work.get("user", login)
    if user is None:
        raise Refused(404, f"O usuário {login} não existe ou você não tem permissão para alterá-lo.")
    _photo(body)
    work.put("user", login, {**user, **_given(body)})
    work.effect(login)
    return {"username": login}


def remove(work: Work, login: str) -> None:
    """The user and what hangs on the user."""
    work.drop("user", login)
    work.world.credentials.forget(work.tenant, login)
    work.world.tokens.end_all(work.tenant, login)
    for kind in ("role", "group"):
        for key, seen in list(work.all(kind).items()):
            if login in seen["users"]:
                work.put(kind, key, {**seen, "users": [one for one in seen["users"] if one != login]})


def delete_user(work: Work, body: Body) -> Body:
    """At once."""
    (username,) = needed(body, "username")
    login = bare(work, username)
    work.found("user", login, "Usuário")
    if login == work.user:
        raise Refused(403, "Você não pode excluir o seu próprio usuário.")
    remove(work, login)
    work.effect(login)
    return {}


def delete_users(work: Work, body: Body) -> Body:
    """Answers at once, ends later, tells the end by a notification."""
    (usernames,) = needed(body, "usernames")
    logins = [bare(work, one) for one in usernames]
    jobs.start(work, "users.delete", {"users": logins}, ["excluir usuários"])
    work.effect(",".join(logins))
    return {}


def _delete_step(work: Work, job: Document, _step: str) -> None:
    gone = [one for one in job["facts"]["users"] if work.get("user", one) and one != job["user"]]
    for login in gone:
        remove(work, login)
    work.notify([job["user"]], "Exclusão de usuários", f"{len(gone)} usuário(s) excluído(s): {', '.join(gone)}.")


jobs.STEPS["users.delete"] = _delete_step


def list_users(work: Work, body: Body) -> Body:
    """Found by a word, in the order of their names."""
    rows = [
        {name: user[name] for name in
         ("id", "username", "fullName", "email", "blocked", "description", "locale", "authenticationType")}
        for user in work.all("user").values()
        if (body.get("includeBlocked") in (True, "true") or not user["blocked"])
        and holds(body.get("searchTerm"), user["username"], user["fullName"], user["email"])]
    by = (body.get("ordination") or {}).get("sortBy") or "username"
    rows.sort(key=lambda row: str(row.get(by, row["username"])).casefold())
    return page(rows, body, "users")


def get_user_photo(work: Work, body: Body) -> Body:
    """The picture alone."""
    (username,) = needed(body, "username")
    return {"photo": work.found("user", bare(work, username), "Usuário")["photo"]}


CALLS = [
    Call(*SERVICE, "queries", "getUser", get_user),
    Call(*SERVICE, "actions", "createUser", create_user, loose=True),
    Call(*SERVICE, "actions", "updateUser", update_user),
    Call(*SERVICE, "actions", "deleteUser", delete_user),
    Call(*SERVICE, "signals", "deleteUsers", delete_users),
    Call(*SERVICE, "queries", "listUsers", list_users),
    Call(*SERVICE, "queries", "getUserPhoto", get_user_photo),
]
