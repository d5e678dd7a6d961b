"""Steps around roles and people: permissions, assignments, synchronising, signing in anew, activation, CRM data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_console.core import grants
from crm_console.core.codecs import fold
from crm_console.core.errors import RefusedError
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.models.company import CRM
from crm_console.models.role import ACTIONS
from crm_console.models.user import is_support
from crm_console.services import activation
from crm_console.services.deploy.sending import (
    WORDS,
    bare_login,
    body,
    differing,
    full_login,
    items_of_records,
    names_of,
    their_role,
)
from crm_console.services.deploy.steps import Item, Owner, Seen, Sight, Step, Value
from crm_console.services.deploy.tenant import ROLES_MENU
from crm_console.services.deploy.work import Work

CRM_USERS_MENU = (CRM, "Usuários", "Gestão dos Usuários")
SYNCED = "sincroniza"  # in the words of the notification, folded


def permissions() -> Step:
    """What the roles may do, a role an item."""
    return Step(
        "role_permissions", N_("Permissões dos papéis"), Owner.CONSULTANT,
        N_("Na aba Permissões digite CRM, abra crm/core e marque o que a lista diz."), ROLES_MENU, ("role",),
        "role.grant", "role.permissions", _grant, _granted, _granting)


def _granting(work: Work) -> list[Item]:
    found = []
    keys = work.keys(work.records("role"))
    for role in work.records("role"):
        granted = _by_resource(work, role)
        if granted:
            found.append(Item(role.uid, role["name"], [
                Value(N_("{name}", name=resource), ", ".join(str(c.label) for c in ACTIONS if c.value in actions),
                      choice=True) for resource, actions in granted.items()], key=keys[role.uid]))
    return found


def _by_resource(work: Work, role: Record) -> dict[str, list[str]]:
    granted = grants.by_target(role.get("permissions", ()))
    return {resource["name"]: [choice.value for choice in ACTIONS if choice.value in granted[resource.uid]]
            for resource in work.store.many("resource", granted)}


def _grant(work: Work, item: Item) -> str:
    role = work.store.get("role", item.uid)
    assert role is not None, "it was listed just now"
    work.call("role.grant", {"name": their_role(work, role["name"]), "permissions": [
        {"resource": resource, "actions": actions} for resource, actions in _by_resource(work, role).items()]})
    return ""


def _granted(work: Work, item: Item) -> Seen:
    role = work.store.get("role", item.uid)
    rows = work.found("role.permissions", {"name": their_role(work, role["name"])}) if role else None
    held = {str(row.get("resource")): set(row.get("actions") or ()) for row in rows or []}
    lacking = [resource for resource, actions in (_by_resource(work, role) if role else {}).items()
               if not set(actions) <= held.get(resource, set())]
    if lacking:
        return Seen(Sight.ABSENT, N_("Faltam direitos em {names}.", names=", ".join(lacking[:3])))
    return Seen(Sight.THERE, N_("O papel tem os direitos preparados."))


def assignments() -> Step:
    """The users of each role, a role an item."""
    return Step(
        "user_roles", N_("Usuários nos papéis"), Owner.CONSULTANT,
        N_("No detalhe do papel inclua os usuários da lista. Ninguém pode incluir a si mesmo."), ROLES_MENU,
        ("role", "user"), "role.assign", "role.users", _assign, _assigned, _assigning)


def _members(work: Work, role: str) -> list[str]:
    return sorted(full_login(work, user) for user in work.records("user")
                  if role in user.get("roles", ()) and not is_support(user))


def _assigning(work: Work) -> list[Item]:
    keys = work.keys(work.records("role"))
    return [Item(role.uid, role["name"], [Value(N_("Usuários"), ", ".join(members))], key=keys[role.uid])
            for role in work.records("role") if (members := _members(work, role.uid))]


def _held(work: Work, role: str) -> set[str]:
    rows = work.found("role.users", {"roles": [their_role(work, role)]}) or []
    return {bare_login(str(row.get("username") or row.get("name") or "") if isinstance(row, Mapping) else str(row))
            for row in rows}


def _assigned(work: Work, item: Item) -> Seen:
    held = _held(work, item.title)
    lacking = [login for login in _members(work, item.uid) if bare_login(login) not in held]
    if lacking:
        return Seen(Sight.ABSENT, N_("Falta incluir: {names}.", names=", ".join(lacking[:5])))
    return Seen(Sight.THERE, N_("Os usuários têm o papel."))


def _assign(work: Work, item: Item) -> str:
    held = _held(work, item.title)
    lacking = [login for login in _members(work, item.uid) if bare_login(login) not in held]
    if any(bare_login(login) == bare_login(work.user) for login in lacking):
        raise RefusedError(
            N_("{user} está entre os usuários do papel {role} e é quem entrou: ninguém atribui papel a si mesmo. "
               "Nenhum usuário deste papel foi incluído.", user=work.user, role=item.title),
            N_("Peça a outro administrador, entre com outro usuário, ou tire {user} do papel na pasta de trabalho.",
               user=work.user))
    work.call("role.assign", {"roles": [their_role(work, item.title)], "users": lacking})
    return ""


def synchronisation() -> Step:
    """Documented: after roles and users the CRM is told of them."""
    return Step(
        "sync", N_("Sincronizar Usuários, Papéis e Recursos"), Owner.CONSULTANT,
        N_("Clique em Sincronizar Usuários, Papéis e Recursos e espere terminar. Sem isso o CRM não vê papéis e "
           "usuários novos."), CRM_USERS_MENU, ("role_permissions", "user_roles", "role", "user"), "crm.sync",
        "notification.list", _synchronise, _synchronised, watched=True, mark=_told_before)


def _synchronise(work: Work, _: Item) -> str:
    return str(work.call("crm.sync") or "")


def _told_before(work: Work) -> str:
    """It ends later, with a notification: those that were there before are not its own."""
    return f"before:{','.join(sorted(_notifications(work)))}" if work.can("notification.list") else ""


def _notifications(work: Work) -> set[str]:
    return {str(row.get("id")) for row in work.listed("notification.list", fresh=True)
            if SYNCED in fold(f"{row.get('subject', '')} {row.get('content', '')}")}


def _synchronised(work: Work, item: Item) -> Seen | None:
    """Whether the notification has come. Nothing can tell of a synchronisation that was not begun from here."""
    if not item.remote:
        return None
    if _notifications(work) - set(item.remote.removeprefix("before:").split(",")):
        return Seen(Sight.THERE, N_("A plataforma avisou que a sincronização terminou."))
    return Seen(Sight.ABSENT, N_("O aviso do fim da sincronização ainda não chegou."))


def relogin() -> Step:
    """Documented: afterwards people sign out and in."""
    return Step(
        "relogin", N_("Usuários saem e entram de novo"), Owner.CONSULTANT,
        N_("Peça aos usuários que saiam da plataforma e entrem de novo: antes disso papéis e permissões novos não "
           "valem para quem está dentro."), (), ("sync",), reviewed=True)


def concerned(work: Work) -> list[Record]:
    """The users whose activation is still asked for."""
    return [user for user in activation.concerned(work.records("user")) if user.get("activation") != "active"]


def activation_step(work: Work) -> Step:
    """In the paid packages CRM support activates."""
    def ask(inner: Work) -> Text:
        return Text("{text}", {"text": activation.request(inner.store, concerned(inner), WORDS)})

    return Step(
        "activation", N_("Ativação dos usuários no CRM"), Owner.CRM_SUPPORT,
        N_("Nos pacotes pagos quem ativa é o suporte do CRM. Cada ativado entra na fatura."), CRM_USERS_MENU, ("sync",),
        ask=ask, waits=True)


def crm_users() -> Step:
    """The three documented tabs of Gerenciar Usuários CRM."""
    return Step(
        "crm_user", N_("Usuários do CRM: dados, empresas e filiais, preferências"), Owner.CONSULTANT,
        N_("Abra cada usuário e preencha as guias."), (CRM, "Sistema", "Gerenciar Usuários CRM"),
        ("sync", "branch", "department", "function"),
        "crm_user.create", "crm_user.list", _create_crm_user, _look_crm_user, _crm_user_items)


def _crm_user_items(work: Work) -> list[Item]:
    names = [f.name for f in fields(TYPES["user"]).values() if f.section]
    people = [user for user in work.records("user") if user.get("crm_user") and not is_support(user)]
    return items_of_records(work, people, names)


def _crm_user_row(work: Work, user: Record) -> dict[str, Any] | None:
    return next((row for row in work.listed("crm_user.list")
                 if bare_login(str(row.get("login"))) == bare_login(user["login"])), None)


def _look_crm_user(work: Work, item: Item) -> Seen:
    user = work.store.get("user", item.uid)
    row = _crm_user_row(work, user) if user is not None else None
    if row is None or user is None:
        return Seen(Sight.ABSENT, N_("Ainda não está no tenant."))
    different = differing(work, "user", user, row)
    if different:
        return Seen(Sight.ABSENT, N_("No tenant difere: {names}.", names=names_of(different)))
    return Seen(Sight.THERE, N_("Está no tenant, com os mesmos valores."))


def _create_crm_user(work: Work, item: Item) -> str:
    user = work.store.get("user", item.uid)
    assert user is not None, "it was looked at just now"
    row = _crm_user_row(work, user)
    call = "crm_user.update" if row is not None and work.can("crm_user.update") else "crm_user.create"
    remote = str(row["_"].get("id") or "") if row is not None else ""
    made = work.call(call, body(work, user, work.catalogue[call].fields), remote if call.endswith("update") else "")
    return str(made if isinstance(made, str | int) else remote)
