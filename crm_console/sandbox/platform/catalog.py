"""The call catalogue of the twin: an override file that says where its made-up calls are.

A row that is given here counts as proved for the twin; the shipped catalogue knows none of these endpoints, because the
vendor publishes none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crm_console.sandbox.platform.record_types import TYPES

SOURCE = "ensaio"
Row = dict[str, Any]


def call(name: str, what: str, path: str, **more: Any) -> Row:
    """One row."""
    domain, service, primitive, called = path.split("/")
    return {"id": name, "what": what, "domain": domain, "service": service, "primitive": primitive, "name": called,
            **more, "source": SOURCE}


def entity(kind: str, what: str, fields: dict[str, str], note: str = "", create: bool = True) -> list[Row]:
    """List, create and update of a record type."""
    made = TYPES[kind]
    name = RECORD_TYPES.get(kind, kind)
    identity = name.replace("-", "_") if name != "user" else "crm_user"
    path = f"crm/{made.service}/entities/{made.entity}"
    shared: Row = {"type": name, "fields": fields}
    public = "crm/basic_records/entities/accountType" if kind == "accountType" else path  # its list is the vendor's own
    rows = [call(f"{identity}.list", f"Listar {what}", public, op="list", **shared, answer="contents",
                 paging="entities", note=note)]
    if create:
        rows.append(call(f"{identity}.create", f"Incluir {what}", path, op="create", writes=True, rung=3, **shared,
                         answer=made.id_name, note=note))
    rows.append(call(f"{identity}.update", f"Alterar {what}", path, op="replace", writes=True, rung=2, **shared,
                     answer="", note=note))
    return [{name: value for name, value in row.items() if value != "" or name == "answer"} for row in rows]


RECORD_TYPES = {"crmUser": "user", "negotiationStage": "stage", "accountType": "account-type"}
KEYS = "vínculo = chave do registro, em texto (1, 1/1, nome ou login)"
NOT_TOLD = f"{KEYS}; a senha entra e nunca sai; fora de um PUT, fica como está"
SERVER = {"company": "company", "branch": "branch"}
ROWS: list[Row] = [
    call("password.change", "Trocar a senha, quando a plataforma exige",
         "platform/sandbox_authentication/actions/changePassword", writes=True, rung=5, answer="jsonToken",
         fields={"temporary_token": "temporaryToken", "new_password": "newPassword"},
         note="sem token de acesso; sai como o login"),
    call("role.update", "Mudar a descrição de um papel", "platform/sandbox_authorization/actions/updateRole",
         writes=True, type="role", rung=2, answer="name", fields={"name": "name", "description": "description"}),
    call("role.grant", "Dar permissões a um papel", "platform/sandbox_authorization/actions/grantPermissions",
         writes=True, type="role", rung=2, answer="role",
         fields={"name": "role", "permissions": "permissions", "resource": "resource", "actions": "actions"},
         note="permissions = [{resource, actions}]; vale o conjunto inteiro"),
    call("role.permissions", "Ler as permissões de um papel",
         "platform/sandbox_authorization/queries/listPermissions", type="role", answer="permissions",
         fields={"name": "role", "resource": "resource", "actions": "actions"}),
    call("property.write", "Gravar uma propriedade de um serviço",
         "platform/sandbox_configuration/actions/writeProperty", writes=True, rung=2, answer="key",
         fields={one: one for one in ("domain", "service", "key", "type", "value")}),
    call("notification.list", "Listar as minhas notificações",
         "platform/sandbox_notifications/queries/listNotifications", answer="notifications",
         fields={"id": "id", "at": "at", "subject": "notificationSubject", "content": "notificationContent",
                 "priority": "notificationPriority"}),
    call("crm.tenant.create", "Criar o tenant no CRM", "crm/sandbox_tenants/actions/createCrmTenant", master=True,
         writes=True, type="deployment", rung=3, answer="crmTenant",
         fields={"tenant": "tenantName", "name": "name", "package": "package", "integration": "integration",
                 "owner": "owner"}),
    call("crm.tenant.read", "Ler o tenant do CRM", "crm/sandbox_tenants/queries/getCrmTenant", master=True,
         type="deployment", answer="crmTenant",
         fields={"tenant": "tenantName", "name": "name", "package": "package", "integration": "integration",
                 "owner": "owner", "state": "state"},
         note="state: deploying, active ou failed; o próprio tenant também lê"),
    call("crm.tenant.steps", "Acompanhar a implantação do CRM", "crm/sandbox_tenants/queries/listCrmTenantSteps",
         master=True, type="deployment", answer="steps",
         fields={"tenant": "tenantName", "name": "name", "state": "state", "at": "at", "message": "message"},
         note="state: pending, running, done ou failed"),
    call("crm.sync", "Sincronizar Usuários, Papéis e Recursos", "crm/sandbox_user/signals/syncUsersRolesResources",
         writes=True, rung=2, answer="id", note="termina depois, com uma notificação"),
    call("erpx.modules", "Listar os módulos do ERPX", "erpx/sandbox_modules/queries/listModules", answer="modules",
         fields={"code": "code", "name": "name", "mode": "mode"}),
    call("erpx.module.activate", "Ativar um módulo do ERPX", "erpx/sandbox_modules/actions/activateModule",
         writes=True, rung=2, answer="", fields={"module": "module", "mode": "mode"},
         note="o CRM no modo Ativo começa a implantação, que termina com uma notificação"),
    call("erp.companies", "Listar empresas e filiais do ERP", "erpx/sandbox_erp/queries/listCompanies", answer="",
         fields={"companies": "companies", "branches": "branches", "company": "company", "code": "code",
                 "name": "name", "trade_name": "tradeName", "cnpj": "cnpj", "head_office": "headOffice"}),
    call("mega.load", "Começar a carga inicial", "crm/sandbox_mega/actions/startInitialLoad", writes=True, rung=5,
         answer="id"),
    call("mega.load.progress", "Acompanhar a carga inicial", "crm/sandbox_mega/queries/getInitialLoad", answer="",
         fields={"id": "id", "state": "state", "done": "done", "total": "total", "items": "items"},
         note="state: running, done ou failed; items = [{name, state, at}]"),
    *entity("company", "as empresas", {
        "code": "idErp", "name": "name", "trade_name": "fantasyName", "cnpj": "cnpj"}),
    *entity("branch", "as filiais", {
        "company": "company.idErp", "code": "idErp", "name": "name", "cnpj": "cnpj", "head_office": "headOffice"},
        "na lista, a empresa que se repete vem como $ref"),
    *entity("smtp", "os servidores SMTP", {
        **SERVER, "number": "sequence", "host": "address", "port": "port", "delay": "sendDelay",
        "sender": "senderEmail", "display_name": "displayName", "authenticates": "requiresAuthentication",
        "user": "userName", "password": "password", "secure": "useSecureConnection",
        "security_kind": "secureConnectionType", "principal": "mainServer"}, NOT_TOLD),
    *entity("ftp", "os servidores FTP", {
        **SERVER, "host": "address", "port": "port", "folder": "directory", "user": "userName",
        "password": "password", "kind": "connectionType", "method": "transferMethod"}, NOT_TOLD),
    *entity("department", "os departamentos", {"name": "name", "active": "active"}),
    *entity("function", "as funções", {"name": "name", "active": "active"}),
    *entity("profile", "os perfis do CRM", {"role": "role", "options": "options"},
            "options = nomes das opções; o papel precisa estar sincronizado"),
    *entity("crmUser", "os usuários do CRM", {
        "login": "login", "department": "department", "function": "function", "manager": "manager",
        "branches": "branches", "default_branch": "defaultBranch", "all_charts": "allCharts"},
        f"{KEYS}; active só se lê, é o suporte que ativa"),
    *entity("negotiationStage", "as etapas do funil", {
        "number": "stage", "name": "name", "probability": "percentage", "account_type": "accountType",
        "charts": "showInCharts"}, KEYS, create=False),
    *entity("setting", "as configurações gerais", {"key": "key", "value": "value", "label": "label"}),
    *entity("accountType", "os tipos de conta", {"name": "name", "active": "active"}),
]


def write(folder: Path) -> Path:
    """Write the file."""
    path = folder / "catalog.toml"
    lines = ["# As chamadas inventadas do ensaio; nenhuma é da Senior. Escrito a cada início, não edite."]
    for row in ROWS:
        lines += ["", "[[call]]", *(f"{name} = {toml(value)}" for name, value in row.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml(one)}" for name, one in value.items()) + " }"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
