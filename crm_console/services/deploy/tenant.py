"""The platform's tenant, the CRM's tenant in it, and the records that a deployment creates (route Padrão)."""

from __future__ import annotations

from crm_console.core.codecs import fold
from crm_console.core.errors import RefusedError
from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.models.company import CRM
from crm_console.models.deployment import PACKAGES
from crm_console.models.role import PLATFORM
from crm_console.services.default_records import MISSING, SPELT, states
from crm_console.services.deploy.steps import Item, Owner, Seen, Sight, Step, Value
from crm_console.services.deploy.work import Work

TENANTS = (*PLATFORM, "Gestão dos Tenants")
CRM_TENANTS = (CRM, "Tenants", "Gestão dos Tenants")
COMPANY_MENU = (CRM, "Sistema", "Configurar Empresa/Filial")
ROLES_MENU = (*PLATFORM, "Autorização", "Gestão dos Papéis")


def standard() -> list[Step]:
    """The steps until the CRM can be configured."""
    return [platform_tenant(), *crm_tenant(Owner.VENDOR)]


def platform_tenant() -> Step:
    """The tenant on the platform: found, or requested from the vendor."""
    return Step(
        "platform_tenant", N_("Tenant na plataforma"), Owner.VENDOR,
        N_("Confira que o tenant existe, está ativo e pronto para uso."), TENANTS,
        read="tenant.by_name", look=_platform_tenant, ask=_tenant_request, waits=True)


def _platform_tenant(work: Work, _: Item) -> Seen:
    name = work.tenant
    if not name:
        return Seen(Sight.ABSENT, N_("Falta o domínio do cliente na implantação; o nome do tenant é o domínio sem "
                                     "pontos."))
    found = work.found("tenant.by_name", {"tenant": name})
    if not isinstance(found, dict) or not found.get("name"):
        return Seen(Sight.ABSENT, N_("O tenant {name} não existe na plataforma.", name=name))
    if found.get("active") is False:
        return Seen(Sight.ABSENT, N_("O tenant {name} existe e está inativo.", name=name))
    if found.get("ready") is False:
        return Seen(Sight.ABSENT, N_(
            "O tenant {name} existe e ainda não está pronto para uso; nada foi feito nele.", name=name))
    return Seen(Sight.THERE, N_(
        "{name}, domínio {domain}: ativo e pronto", name=name, domain=found.get("domain", "?")))


def _tenant_request(work: Work) -> Text:
    if not work.tenant:
        return N_("Não se sabe ainda qual é o tenant deste cliente. Preencha o domínio em Dados da implantação, ou com "
                  "“crm-console set FILE deployment 1 domain=…”, e continue.")
    return N_("Peça à Senior: criar e ativar o tenant {name}, domínio {domain}, para {customer}. O prazo publicado é "
              "de até 3 dias. A implantação espera, e confere de novo a cada vez que você continua.",
              name=work.tenant or "?", domain=work.domain or "?", customer=work.workspace.about.customer)


def crm_tenant(owner: Owner) -> list[Step]:
    """The CRM's tenant, created in the master tenant and watched to its end, and what it must have created."""
    return [
        Step("crm_tenant", N_("Tenant no CRM"), owner,
             N_("No tenant master: Adicionar, preencha e salve. Depois aparece a tela com as etapas."), CRM_TENANTS,
             ("platform_tenant",), "crm.tenant.create", "crm.tenant.read", _create, _crm_tenant, _tenant_form,
             _crm_request, master=True),
        Step("deployment_steps", N_("Etapas da implantação"), owner,
             N_("Acompanhe a tela de etapas até a última terminar. A Senior não publica os nomes delas."), CRM_TENANTS,
             ("crm_tenant",), read="crm.tenant.steps", look=_progress, waits=True, watched=True),
        default_records("deployment_steps"),
    ]


def _tenant_form(work: Work) -> list[Item]:
    """The vendor's form, in its order: tenant, name, package, default integration."""
    record = work.deployment
    package = next((choice.label for choice in PACKAGES if choice.value == record.get("package")), None)
    return [Item("crm-tenant", work.tenant or "?", [
        Value(N_("Tenant"), work.tenant, choice=True), Value(N_("Nome"), work.workspace.about.customer),
        Value(N_("Pacote"), str(package) if package else "", choice=True),
        Value(N_("Integração padrão"), record.get("integration", "") or "Nenhuma", choice=True)])]


def _create(work: Work, _: Item) -> str:
    record = work.deployment
    if not record.get("package"):
        raise RefusedError(N_("Falta o pacote na implantação."),
                           N_("Escolha-o em Dados da implantação e continue; nada foi criado."))
    made = work.call("crm.tenant.create", {
        "tenant": work.tenant, "name": work.workspace.about.customer, "package": record.get("package"),
        "integration": record.get("integration"), "owner": "Mega" if record["route"] == "mega" else None})
    return str(made.get("tenantName", "")) if isinstance(made, dict) else ""


def _crm_tenant(work: Work, _: Item) -> Seen:
    found = work.found("crm.tenant.read", {"tenant": work.tenant})
    if not isinstance(found, dict) or not found:
        return Seen(Sight.ABSENT, N_("O CRM ainda não tem o tenant {name}.", name=work.tenant))
    theirs = _theirs(work, found)
    wanted = work.deployment.get("package")
    if wanted and theirs.get("package") and fold(str(theirs["package"])) != fold(str(wanted)):
        return Seen(Sight.WRONG, N_("O tenant {name} já existe no CRM com o pacote {package}, e aqui está {wanted}.",
                                    name=work.tenant, package=theirs["package"], wanted=wanted))
    return Seen(Sight.THERE, N_("O CRM tem o tenant {name}.", name=work.tenant), work.tenant)


def _theirs(work: Work, found: dict[str, object]) -> dict[str, object]:
    names = work.catalogue["crm.tenant.read"].fields
    return {ours: found.get(theirs) for ours, theirs in names.items()}


def _crm_request(work: Work) -> Text:
    record: Record = work.deployment
    return N_("Peça a quem entra no tenant master: criar no CRM o tenant {name}, pacote {package}, integração padrão "
              "{integration}. Sem a entrada do tenant master este console não faz essa etapa.", name=work.tenant or "?",
              package=record.get("package") or "?", integration=record.get("integration") or N_("nenhuma"))


def _progress(work: Work, _: Item) -> Seen:
    rows = work.call("crm.tenant.steps", {"tenant": work.tenant})
    names = work.catalogue["crm.tenant.steps"].fields
    found = [(str(row.get(names.get("name", "name"), "?")), str(row.get(names.get("state", "state"), "")))
             for row in rows or [] if isinstance(row, dict)]
    finished = sum(1 for _, state in found if state == "done")
    failed = next((name for name, state in found if state == "failed"), None)
    if failed is not None:
        return Seen(Sight.WRONG, N_(
            "A etapa “{name}” falhou na plataforma. Peça ajuda ao suporte do CRM.", name=failed))
    if found and finished == len(found):
        return Seen(Sight.THERE, Nn_("{count} etapa terminada", "{count} etapas terminadas", finished))
    current = next((name for name, state in found if state != "done"), "?")
    return Seen(Sight.COMING, N_("{done} de {total}: {name}", done=finished, total=len(found), name=current), "",
                finished, len(found))


def default_records(need: str) -> Step:
    """Three roles and the user suportecrm must be there (documented: verifying them is a step)."""
    return Step(
        "default_records", N_("Cadastros padrões"), Owner.CONSULTANT,
        N_("Confira o usuário suportecrm em Gestão dos Usuários e os papéis CRM – Diretor, CRM – Coordenador e "
           "CRM - Usuário em Gestão dos Papéis."), ROLES_MENU, (need,), read="role.list", look=_default_records)


def _default_records(work: Work, _: Item) -> Seen:
    roles = [Record("role", str(row.get("name")), {"name": str(row.get("name"))})
             for row in work.listed("role.list", fresh=True)]
    support = work.found("user.read", {"login": f"suportecrm@{work.domain}" if work.domain else "suportecrm"})
    users = [Record("user", "suportecrm", {"login": "suportecrm"})] if support else []
    wrong = [record.name for record in states(roles, users) if record.state in (MISSING, SPELT)]
    if wrong:
        return Seen(Sight.WRONG, Nn_("Falta na plataforma: {names}. Peça ao suporte do CRM.",
                                     "Faltam na plataforma: {names}. Peça ao suporte do CRM.", len(wrong),
                                     names=", ".join(wrong)))
    return Seen(Sight.THERE, N_("Os três papéis e o usuário suportecrm existem."))
