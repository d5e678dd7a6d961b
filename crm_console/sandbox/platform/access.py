"""platform/authorization: resources, of which only a tenant's own may be changed, and what one may do."""

from __future__ import annotations

from typing import Any

from crm_console.sandbox.platform.authentication import domain_of
from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.work import Body, Call, Work

SERVICE = ("platform", "authorization")
ACTIONS = ("Visualizar", "Incluir", "Editar", "Excluir")
CORE = "res://senior.com.br/crm/core/"  # made up: the vendor publishes no URI of the CRM's resources
PRODUCT = ("Contas", "Contatos", "Oportunidades", "Propostas", "Ocorrências", "Tarefas", "Meu Portal")


def seed(work: Work) -> None:
    """The CRM's resources; they come with its deployment."""
    for name in PRODUCT:
        uri = CORE + name
        work.put("resource", uri, {
            "uri": uri, "name": name, "label": name, "description": "", "domainName": "crm", "serviceName": "core",
            "actions": [{"name": one, "label": one, "master": False, "hasAttributes": False, "locked": False}
                        for one in ACTIONS]})


def get_resource(work: Work, body: Body) -> Body:
    """One."""
    (uri,) = needed(body, "uri")
    return {"resource": work.found("resource", str(uri), "Recurso")}


def get_resources(work: Work, body: Body) -> Body:
    """Some; who is not there is left out."""
    (uris,) = needed(body, "uris")
    return {"resources": [seen for uri in uris if (seen := work.get("resource", str(uri)))]}


def _own(work: Work, uri: str) -> None:
    if not uri.startswith(f"res://{domain_of(work, work.tenant)}/"):
        raise Refused(403, f"Só recursos do próprio tenant podem ser alterados: {uri}.")


def save_resources(work: Work, body: Body) -> Body:
    """New ones and changed ones, all or none."""
    (resources,) = needed(body, "resources")
    for resource in resources:
        if not isinstance(resource, dict):
            raise Refused(400, "Cada recurso tem uri e name.")
        uri, name = needed(resource, "uri", "name")
        _own(work, str(uri))
        work.put("resource", str(uri), {
            "uri": uri, "name": name, "label": resource.get("label") or name,
            "description": resource.get("description") or "", "domainName": resource.get("domainName") or "custom",
            "serviceName": resource.get("serviceName") or "", "actions": resource.get("actions") or []})
    work.effect(",".join(str(one["uri"]) for one in resources))
    return {}


def delete_resources(work: Work, body: Body) -> Body:
    """Gone."""
    (uris,) = needed(body, "resources")
    for uri in uris:
        _own(work, str(uri))
        work.found("resource", str(uri), "Recurso")
        work.drop("resource", str(uri))
    work.effect(",".join(map(str, uris)))
    return {}


def _allowed(work: Work, resource: Any, action: Any) -> bool:
    return any(
        role["name"] == "Admin" or action in role["permissions"].get(str(resource), [])
        for role in work.all("role").values() if work.user in role["users"])


def check_access(work: Work, body: Body) -> Body:
    """Whether I may."""
    (permissions,) = needed(body, "permissions")
    answered = [{"resource": one.get("resource"), "action": one.get("action"), "owner": False,
                 "authorized": _allowed(work, one.get("resource"), one.get("action"))} for one in permissions]
    return {"permissions": answered, "authorized": all(one["authorized"] for one in answered)}


def get_role_filters(work: Work, body: Body) -> Body:
    """Nobody has set any."""
    (roles,) = needed(body, "roles")
    for name in roles:
        work.found("role", str(name), "Papel")
    return {"filters": []}


def healthcheck(_work: Work, _body: Body) -> Body:
    """Up."""
    return {"status": "up", "checks": []}


def enabled_features(_work: Work, _body: Body) -> Body:
    """None."""
    return {"features": []}


def integration_parameters(work: Work, body: Body) -> Body:
    """The parameters of an integration: the Mega one's, without what is secret."""
    needed(body, "integrationId")
    rows = [seen for seen in work.all("property").values() if seen["propertyService"] == "integration_mega"]
    return {"parameters": [
        {"key": seen["propertyKey"], "value": None if seen["propertyType"] == "Secret" else seen["propertyValue"],
         "secret": seen["propertyType"] == "Secret"} for seen in rows]}


CALLS = [
    Call(*SERVICE, "queries", "getResource", get_resource),
    Call(*SERVICE, "queries", "getResources", get_resources),
    Call(*SERVICE, "actions", "saveResources", save_resources),
    Call(*SERVICE, "actions", "deleteResources", delete_resources),
    Call(*SERVICE, "queries", "checkAccess", check_access, loose=True),
    Call(*SERVICE, "queries", "getRoleFilters", get_role_filters),
    Call(*SERVICE, "queries", "healthcheck", healthcheck),
    Call("platform", "user", "queries", "healthcheck", healthcheck),
    Call("platform", "feature_toggle", "queries", "getEnabledFeatures", enabled_features),
    Call("integration", "management", "queries", "getParameters", integration_parameters),
]
