"""The CRM's deployment, all made up: the vendor publishes neither calls nor the names of the steps.

What is public: the master tenant does it, and afterwards a user and three roles are there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from crm_console.sandbox.platform import access, jobs, records, roles
from crm_console.sandbox.platform.authentication import domain_of
from crm_console.sandbox.platform.record_types import TYPES
from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.users import BLANK
from crm_console.sandbox.platform.work import Body, Call, Work, moment

SERVICE = ("crm", "sandbox_tenants")
JOB = "crm.tenant"
VALIDATE, USER, ROLES, SYNC, PACKAGE, INTEGRATION, FINISH = STEPS = (
    "validar tenant", "criar usuário suportecrm", "criar papéis", "sincronizar usuários/papéis/recursos",
    "aplicar pacote", "aplicar integração", "concluir")
DEFAULTS = {  # the third with a plain hyphen, as the vendor writes it
    "CRM – Diretor": "Papel com maior permissão no CRM.",
    "CRM – Coordenador": "Papel com permissão intermediária.",
    "CRM - Usuário": "Papel do vendedor ou representante."}
PACKAGES = ("freemium", "starter", "advanced")
ERP = "ERP senior X"
INTEGRATIONS: dict[str, Callable[[Work], None]] = {}  # what the step of an integration does
TOLD = ("tenantName", "name", "package", "integration", "owner", "state")


def create(work: Work, body: Body) -> Body:
    """Start the deployment on a tenant of the platform."""
    tenant, name, package = needed(body, "tenantName", "name", "package")
    seen = work.storage.get("", "tenant", str(tenant))
    if seen is None:
        raise Refused(404, f"Tenant não encontrado na plataforma: {tenant}.")
    if not seen["ready"]:
        raise Refused(400, f"O tenant {tenant} ainda não está pronto.")
    if str(package).casefold() not in PACKAGES:
        raise Refused(400, f"Pacote desconhecido: {package}.")
    made = begin(work, str(tenant), {
        "name": str(name), "package": str(package).casefold(), "integration": body.get("integration"),
        "owner": str(body.get("owner") or work.user)})
    work.effect(str(tenant))
    return {"crmTenant": made}


def begin(work: Work, tenant: str, facts: Body) -> Body:
    """A deployment's job; one that failed goes on where it stopped."""
    old = work.storage.get("", "crm", tenant)
    if old and old["state"] != "failed":
        raise Refused(409, f"O CRM já está implantado, ou em implantação, no tenant {tenant}.")
    there = Work(work.world, work.call, tenant, work.user)
    seen = there.get("job", str(old["job"])) if old else None
    job = jobs.resume(there, seen) if seen else jobs.start(there, JOB, {}, list(STEPS))
    made = work.storage.put("", "crm", tenant, {"tenantName": tenant, **facts, "state": "deploying", "job": job["id"]})
    return _told(made)


def _told(made: Document) -> Body:
    return {name: made[name] for name in TOLD}


def _crm(work: Work, body: Body) -> Document:
    (tenant,) = needed(body, "tenantName")
    own = tenant == work.tenant or (work.storage.get("", "tenant", work.tenant) or {}).get("master")
    seen = work.storage.get("", "crm", str(tenant)) if own else None
    if seen is None:
        raise Refused(404, f"Não há CRM no tenant {tenant}.")
    return seen


def read(work: Work, body: Body) -> Body:
    """What was deployed, and how far it is."""
    return {"crmTenant": _told(_crm(work, body))}


def steps(work: Work, body: Body) -> Body:
    """The progress screen."""
    seen = _crm(work, body)
    job = work.storage.get(seen["tenantName"], "job", str(seen["job"])) or {"steps": []}
    return {"steps": job["steps"], "state": seen["state"]}


def _step(work: Work, job: Document, step: str) -> None:
    doing = {USER: _make_user, ROLES: _make_roles, SYNC: sync_now, PACKAGE: _apply_package,
             INTEGRATION: _apply_integration, FINISH: _finish}
    if step in doing:
        doing[step](work)
        work.effect(step, job["id"])


def _make_user(work: Work) -> None:
    if work.get("user", "suportecrm") is None:
        work.put("user", "suportecrm", {
            "id": str(uuid.uuid4()), "username": "suportecrm", **BLANK, "fullName": "Suporte CRM",
            "email": f"suportecrm@{domain_of(work, work.tenant)}"})


def _make_roles(work: Work) -> None:
    for name, description in DEFAULTS.items():
        if work.get("role", name) is None:
            roles.make(work, name, description, ["suportecrm"] if name == "CRM – Diretor" else [])


def _apply_package(work: Work) -> None:
    for number in range(1, 7):
        if records.by_key(work, "negotiationStage", str(number)) is None:
            records.create(work, TYPES["negotiationStage"], {
                "stage": number, "name": f"Etapa {number}", "percentage": 0})
    if not work.all("accountType"):
        records.create(work, TYPES["accountType"], {"name": "Cliente"})


def _apply_integration(work: Work) -> None:
    """Companies and branches are in the initial load, from the ERP to the CRM."""
    chosen = (work.storage.get("", "crm", work.tenant) or {}).get("integration")
    if chosen in INTEGRATIONS:
        INTEGRATIONS[chosen](work)


def _finish(work: Work) -> None:
    seen = work.storage.get("", "crm", work.tenant) or {}
    work.storage.put("", "crm", work.tenant, {**seen, "state": "active", "at": moment()})
    admins = [user["username"] for user in work.all("user").values() if user["admin"]]
    work.notify(admins, "CRM implantado", "O CRM está apto para as configurações.")


def failed(work: Work) -> None:
    """The deployment stopped at a step."""
    seen = work.storage.get("", "crm", work.tenant)
    if seen and seen["state"] == "deploying":
        work.storage.put("", "crm", work.tenant, {**seen, "state": "failed"})


def sync_now(work: Work) -> None:
    """Users, roles and resources as the platform has them now; Freemium activates, the others wait for the support."""
    package = (work.storage.get("", "crm", work.tenant) or {}).get("package")
    for login, user in list(work.all("user").items()):
        seen = records.by_key(work, "crmUser", login)
        number = str(seen["id"] if seen else records.create(work, TYPES["crmUser"], {"login": login})["id"])
        old = work.found("crmUser", number, "crmUser")
        active = old["active"] if seen else package == "freemium" or login == "suportecrm"
        work.put("crmUser", number, {**old, "name": user["fullName"], "email": user["email"], "active": active})
    for name in work.all("role"):
        work.put("crmRole", name, {"name": name})
    access.seed(work)


def sync(work: Work, _body: Body) -> Body:
    """Sincronizar Usuários, Papéis e Recursos: answers at once, ends later with a notification."""
    job = jobs.start(work, "crm.sync", {}, ["sincronizar"])
    work.effect("crm.sync", job["id"])
    return {"id": job["id"]}


def _sync_step(work: Work, job: Document, _step_name: str) -> None:
    sync_now(work)
    work.notify([job["user"]], "Sincronização concluída", "Usuários, papéis e recursos foram sincronizados.")


def is_active(work: Work, body: Body) -> Body:
    """Whether a user is active in the CRM; me where none is named. What it asks for is not published."""
    name = str(body.get("username") or body.get("user") or work.user).partition("@")[0]
    seen = records.by_key(work, "crmUser", name)
    return {"active": bool(seen and seen["active"])}


def healthcheck(_work: Work, _body: Body) -> Body:
    """Up; this one has no checks."""
    return {"status": "up"}


jobs.STEPS[JOB] = _step
jobs.STEPS["crm.sync"] = _sync_step
jobs.FAILED[JOB] = failed

CALLS = [
    Call(*SERVICE, "actions", "createCrmTenant", create, master=True),
    Call(*SERVICE, "queries", "getCrmTenant", read),
    Call(*SERVICE, "queries", "listCrmTenantSteps", steps),
    Call("crm", "sandbox_user", "signals", "syncUsersRolesResources", sync, crm=True),
    Call("crm", "user", "queries", "isActive", is_active, crm=True),
    Call("crm", "user", "queries", "healthcheck", healthcheck, crm=True),
]
