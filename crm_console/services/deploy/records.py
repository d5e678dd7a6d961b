"""The customer's records as batches: what is missing on the tenant is created, nothing that is there is overwritten.

Steps of one kind are one batch. The catalogue says how a record is found and created; without that a person types it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from crm_console.core import grants
from crm_console.core.codecs import fold
from crm_console.core.codecs import show as shown
from crm_console.core.errors import RefusedError
from crm_console.core.fields import Field, Kind
from crm_console.core.paths import resources
from crm_console.core.record import Record
from crm_console.core.text import N_, Language, Text
from crm_console.models import TYPES, fields
from crm_console.models.company import CRM
from crm_console.models.role import ACTIONS, PLATFORM
from crm_console.models.user import expected_activation, is_support
from crm_console.services import activation
from crm_console.services.cross_checks import untouched
from crm_console.services.deploy.steps import Item, Lazily, Owner, Seen, Sight, Step, Value
from crm_console.services.deploy.tenant import ROLES_MENU
from crm_console.services.deploy.work import Work
from crm_console.services.records import title
from crm_console.store.pictures import read as picture

USERS_MENU = (*PLATFORM, "Gestão dos Usuários")
CRM_USERS_MENU = (CRM, "Usuários", "Gestão dos Usuários")
WORDS = Language("pt_BR", resources() / "i18n")  # what is typed on the vendor's screens is in the vendor's language
SYNCED = "sincroniza"  # in the words of the notification, folded
TYPED = N_("Inclua cada registro na tela, campo por campo, e salve.")


def steps(work: Work, ready: str, *, from_erp: bool) -> list[Step]:
    """The batches in the documented order; a type without records has no step."""
    base = "erp_review" if from_erp else ready
    plain = ["company", "branch", "smtp", "ftp", "department", "function"]
    needs = {"branch": ("company",), "smtp": ("branch",), "ftp": ("branch",)}
    found = [_batch(name, (base, *needs.get(name, ()))) for name in plain]
    found += [
        _batch("role", (base,)), _permissions(), _batch("user", (base,)), _assignments(),
        _sync(), _relogin(), _activation(work), _batch("profile", ("sync",)), _crm_users(),
        _batch("account-type", (base,)), _batch("setting", (base,)), _batch("stage", ("account-type",))]
    return _connected([step for step in found if step.items is None or step.items(work)], work, base)


def _connected(found: list[Step], work: Work, base: str) -> list[Step]:
    """Steps that are not there cannot be needed; without people and roles there is nothing to synchronise."""
    ids = {step.id for step in found}
    people = ids & {"role", "role_permissions", "user", "user_roles"}
    if not people:
        found = [step for step in found if step.id not in ("sync", "relogin", "activation")]
        ids = {step.id for step in found}
    if not _concerned(work) or expected_activation(work.store) == "automatic":
        found = [step for step in found if step.id != "activation"]
        ids.discard("activation")
    return [replace(step, needs=tuple(n for n in step.needs if n in ids or n == base) or (base,)) for step in found]


def _batch(type_name: str, needs: tuple[str, ...]) -> Step:
    model, call = TYPES[type_name], type_name.replace("-", "_")
    write = f"{call}.update" if type_name in ("stage", "setting") else f"{call}.create"
    return Step(
        type_name, N_("{labels}: incluir", labels=model.LABELS), Owner.CONSULTANT, TYPED, model.MENU, needs,
        write, "user.read" if type_name == "user" else f"{call}.list", partial(_create, type_name),
        partial(_look, type_name), partial(_items, type_name))


def _records(work: Work, type_name: str) -> Sequence[Record]:
    found = work.records(type_name)
    if type_name == "stage":
        return () if untouched(found) else found
    if type_name == "setting":
        return [record for record in found if record.get("value") is not None]
    if type_name == "user":
        return [record for record in found if not is_support(record)]
    return found


def _items(type_name: str, work: Work) -> list[Item]:
    return _of(work, _records(work, type_name))


def _of(work: Work, records: Sequence[Record], names: Iterable[str] | None = None) -> list[Item]:
    keys = work.keys(records)
    return [Item(record.uid, title(record), Lazily(partial(values, work, record, names)), key=keys[record.uid])
            for record in records]


def values(work: Work, record: Record, names: Iterable[str] | None = None) -> list[Value]:
    """What a person types, in the vendor's order: fields of the vendor's form that hold something."""
    found: list[Value] = []
    for f in fields(TYPES[record.type]).values():
        if (names is None and (f.assigned or f.group == "support" or f.section)) or (
                names is not None and f.name not in names):
            continue
        value = record.get(f.name)
        if value in (None, frozenset()) or not f.opened(record.values) or f.kind in (Kind.GRANTS, Kind.PICTURE):
            continue
        if f.kind is Kind.SECRET:
            found.append(Value(f.label, "", str(value), f.name))
        else:
            found.append(Value(f.label, _typed(work, f, value), "", f.name,
                               f.kind in (Kind.CHOICE, Kind.FLAG, Kind.LINK, Kind.LINKS)))
    return found


def _typed(work: Work, f: Field, value: Any) -> str:
    if f.kind is Kind.LINK:
        other = work.store.get(f.target, value)
        return title(other) if other else "?"
    if f.kind is Kind.LINKS:
        return ", ".join(sorted(title(other) for other in work.store.many(f.target, value)))
    return shown(f, value, WORDS)


def _look(type_name: str, work: Work, item: Item) -> Seen:
    record = work.store.get(type_name, item.uid)
    if record is None:
        return Seen(Sight.WRONG, N_("O registro não existe mais nesta pasta de trabalho."))
    row = _theirs(work, type_name, record)
    if row is None:
        return Seen(Sight.ABSENT, N_("Ainda não está no tenant."))
    different = _differing(work, type_name, record, row)
    remote = str(row.get("_", {}).get("id") or "") if isinstance(row.get("_"), Mapping) else ""
    if different and type_name in ("stage", "setting"):
        return Seen(Sight.ABSENT, N_("No tenant difere: {names}.", names=_names(different)), remote)
    if different:
        return Seen(Sight.THERE, N_("Já está no tenant e difere em {names}; nada foi mudado lá.",
                                    names=_names(different)), remote, same=False)
    return Seen(Sight.THERE, N_("Está no tenant, com os mesmos valores."), remote)


def _names(different: Sequence[Field]) -> Text:
    labels = {f"l{at}": f.label for at, f in enumerate(different)}
    return Text(", ".join(f"{{{name}}}" for name in labels), labels)


def _theirs(work: Work, type_name: str, record: Record) -> dict[str, Any] | None:
    """The tenant's row of a record, found by its key."""
    if type_name == "user":
        found = work.found("user.read", {"login": _login(work, record)})
        names = work.catalogue["user.read"].fields
        return {ours: found[theirs] for ours, theirs in names.items() if theirs in found} if found else None
    keys = [f for f in fields(TYPES[type_name]).values() if f.name in TYPES[type_name].KEY]
    wanted = tuple(fold(str(_sent(work, f, record.get(f.name)))) for f in keys)
    for row in work.listed(f"{type_name.replace('-', '_')}.list"):
        if tuple(fold(str(row.get(f.name, ""))) for f in keys) == wanted:
            return row
    return None


def _login(work: Work, record: Record) -> str:
    """getUser takes user@domain."""
    return record["login"] if "@" in record["login"] or not work.domain else f"{record['login']}@{work.domain}"


def _differing(work: Work, type_name: str, record: Record, row: Mapping[str, Any]) -> list[Field]:
    """The fields that both sides show and that are not alike. Secrets are never shown."""
    found = []
    for f in fields(TYPES[type_name]).values():
        if f.name not in row or f.kind in (Kind.SECRET, Kind.PICTURE) or f.name in TYPES[type_name].KEY:
            continue
        ours, theirs = _sent(work, f, record.get(f.name)), row[f.name]
        if isinstance(ours, list) and isinstance(theirs, list):
            ours, theirs = sorted(map(str, ours)), sorted(map(str, theirs))
        if ours is not None and str(ours) != str(theirs):
            found.append(f)
    return found


def _create(type_name: str, work: Work, item: Item) -> str:
    record = work.store.get(type_name, item.uid)
    assert record is not None, "it was looked at just now"
    step = type_name.replace("-", "_")
    write = f"{step}.update" if type_name in ("stage", "setting") else f"{step}.create"
    row = _theirs(work, type_name, record) if write.endswith("update") else None
    if write.endswith("update") and row is None:
        write = f"{step}.create"
    sent = body(work, record, work.catalogue[write].fields)
    if type_name == "user" and not sent.get("password"):
        raise RefusedError(N_("{login}: falta a senha inicial.", login=record["login"]),
                           N_("A plataforma a exige para criar um usuário. Preencha-a no registro e continue."))
    remote = str(row["_"].get("id") or "") if row is not None else ""
    made = work.call(write, sent, remote)
    return str(made if isinstance(made, str | int) else remote)


def body(work: Work, record: Record, names: Iterable[str]) -> dict[str, Any]:
    """What is sent of a record: the fields that the call takes, as JSON. Raises RefusedError without a password."""
    sent: dict[str, Any] = {}
    for f in fields(TYPES[record.type]).values():
        value = record.get(f.name)
        if f.name not in names or value is None or not f.opened(record.values):
            continue
        sent[f.name] = _sent(work, f, value)
    return sent


def _sent(work: Work, f: Field, value: Any) -> Any:
    if value is None:
        return None
    if f.kind is Kind.SECRET:
        kept = work.workspace.secrets.get(value)
        if kept is None:
            raise RefusedError(N_("{label}: o valor não está neste computador.", label=f.label),
                               N_("Digite-o de novo no registro e continue."))
        return kept
    if f.kind is Kind.LINK:
        other = work.store.get(f.target, value)
        return _key(work, other) if other else None
    if f.kind is Kind.LINKS:
        return sorted(_key(work, other) for other in work.store.many(f.target, value))
    if f.kind is Kind.PICTURE:
        return base64.b64encode(picture(work.store, value) or b"").decode()
    return value


def _key(work: Work, record: Record) -> str:
    return their_role(work, record["name"]) if record.type == "role" else work.key(record)


def _permissions() -> Step:
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


def their_role(work: Work, name: str) -> str:
    """The role's name as the tenant spells it: the vendor itself varies the dash in the default roles' names."""
    if not work.can("role.list"):
        return name
    return next((str(row["name"]) for row in work.listed("role.list") if fold(str(row.get("name"))) == fold(name)),
                name)


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


def _assignments() -> Step:
    return Step(
        "user_roles", N_("Usuários nos papéis"), Owner.CONSULTANT,
        N_("No detalhe do papel inclua os usuários da lista. Ninguém pode incluir a si mesmo."), ROLES_MENU,
        ("role", "user"), "role.assign", "role.users", _assign, _assigned, _assigning)


def _members(work: Work, role: str) -> list[str]:
    return sorted(_login(work, user) for user in work.records("user")
                  if role in user.get("roles", ()) and not is_support(user))


def _assigning(work: Work) -> list[Item]:
    keys = work.keys(work.records("role"))
    return [Item(role.uid, role["name"], [Value(N_("Usuários"), ", ".join(members))], key=keys[role.uid])
            for role in work.records("role") if (members := _members(work, role.uid))]


def _held(work: Work, role: str) -> set[str]:
    rows = work.found("role.users", {"roles": [their_role(work, role)]}) or []
    return {_bare(str(row.get("username") or row.get("name") or "") if isinstance(row, Mapping) else str(row))
            for row in rows}


def _bare(login: str) -> str:
    return login.split("@", maxsplit=1)[0].casefold()


def _assigned(work: Work, item: Item) -> Seen:
    held = _held(work, item.title)
    lacking = [login for login in _members(work, item.uid) if _bare(login) not in held]
    if lacking:
        return Seen(Sight.ABSENT, N_("Falta incluir: {names}.", names=", ".join(lacking[:5])))
    return Seen(Sight.THERE, N_("Os usuários têm o papel."))


def _assign(work: Work, item: Item) -> str:
    held = _held(work, item.title)
    lacking = [login for login in _members(work, item.uid) if _bare(login) not in held]
    if any(_bare(login) == _bare(work.user) for login in lacking):
        raise RefusedError(
            N_("{user} está entre os usuários do papel {role} e é quem entrou: ninguém atribui papel a si mesmo. "
               "Nenhum usuário deste papel foi incluído.", user=work.user, role=item.title),
            N_("Peça a outro administrador, entre com outro usuário, ou tire {user} do papel na pasta de trabalho.",
               user=work.user))
    work.call("role.assign", {"roles": [their_role(work, item.title)], "users": lacking})
    return ""


def _sync() -> Step:
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


def _relogin() -> Step:
    return Step(
        "relogin", N_("Usuários saem e entram de novo"), Owner.CONSULTANT,
        N_("Peça aos usuários que saiam da plataforma e entrem de novo: antes disso papéis e permissões novos não "
           "valem para quem está dentro."), (), ("sync",), reviewed=True)


def _concerned(work: Work) -> list[Record]:
    return [user for user in activation.concerned(work.records("user")) if user.get("activation") != "active"]


def _activation(work: Work) -> Step:
    def ask(inner: Work) -> Text:
        return Text("{text}", {"text": activation.request(inner.store, _concerned(inner), WORDS)})

    return Step(
        "activation", N_("Ativação dos usuários no CRM"), Owner.CRM_SUPPORT,
        N_("Nos pacotes pagos quem ativa é o suporte do CRM. Cada ativado entra na fatura."), CRM_USERS_MENU, ("sync",),
        ask=ask, waits=True)


def _crm_users() -> Step:
    return Step(
        "crm_user", N_("Usuários do CRM: dados, empresas e filiais, preferências"), Owner.CONSULTANT,
        N_("Abra cada usuário e preencha as guias."), (CRM, "Sistema", "Gerenciar Usuários CRM"),
        ("sync", "branch", "department", "function"),
        "crm_user.create", "crm_user.list", _create_crm_user, _look_crm_user, _crm_user_items)


def _crm_user_items(work: Work) -> list[Item]:
    names = [f.name for f in fields(TYPES["user"]).values() if f.section]
    return _of(work, [user for user in work.records("user") if user.get("crm_user") and not is_support(user)], names)


def _look_crm_user(work: Work, item: Item) -> Seen:
    user = work.store.get("user", item.uid)
    row = next((row for row in work.listed("crm_user.list") if user and _bare(str(row.get("login"))) == _bare(
        user["login"])), None)
    if row is None or user is None:
        return Seen(Sight.ABSENT, N_("Ainda não está no tenant."))
    different = _differing(work, "user", user, row)
    if different:
        return Seen(Sight.ABSENT, N_("No tenant difere: {names}.", names=_names(different)))
    return Seen(Sight.THERE, N_("Está no tenant, com os mesmos valores."))


def _create_crm_user(work: Work, item: Item) -> str:
    user = work.store.get("user", item.uid)
    assert user is not None, "it was looked at just now"
    row = next((row for row in work.listed("crm_user.list") if _bare(str(row.get("login"))) == _bare(user["login"])),
               None)
    call = "crm_user.update" if row is not None and work.can("crm_user.update") else "crm_user.create"
    remote = str(row["_"].get("id") or "") if row is not None else ""
    made = work.call(call, body(work, user, work.catalogue[call].fields), remote if call.endswith("update") else "")
    return str(made if isinstance(made, str | int) else remote)


