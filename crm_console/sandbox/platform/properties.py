"""platform/configuration: the properties of a tenant. What is secret is kept as a hash and told as a mask."""

from __future__ import annotations

from typing import Any

from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.secrecy import salted
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.work import Body, Call, Work

SERVICE = ("platform", "configuration")
CUSTOM = ("platform", "__custom__")
MASK = "********"
TYPES = ("String", "Integer", "Long", "Double", "Boolean", "Date", "Time", "DateTime", "Secret")
MEGA = ("crm", "integration_mega")
KEYS = (("url", "String", "URL"), ("usuario", "String", "Usuário"), ("senha", "Secret", "Senha"))  # of that screen


def seed(work: Work) -> None:
    """The empty properties of the Mega integration."""
    for key, kind, label in KEYS:
        keep(work, MEGA, key, kind, "", label=label)


def keep(
    work: Work, place: tuple[str, str], key: str, kind: str, value: Any, label: str = "", tags: Any = (),
    level: str = "SYSTEM"
) -> Document:
    """Write a property."""
    if kind not in TYPES:
        raise Refused(400, f"Tipo de propriedade inválido: {kind}.")
    text = value if isinstance(value, str) else str(value).lower()
    return work.put("property", "/".join((*place, key)), {
        "ownerDomain": place[0], "ownerService": place[1], "propertyTenant": work.tenant, "propertyDomain": place[0],
        "propertyService": place[1], "propertyKey": key, "propertyType": kind,
        "propertyValue": salted(text) if kind == "Secret" and text else text, "propertyScope": "SERVICE",
        "propertyMaster": False, "propertyHashTags": list(tags or ()), "propertyLabel": label or key,
        "propertySource": "TENANT", "propertyLevel": level})


def told(seen: Document) -> Body:
    """A property without what is secret."""
    secret = seen["propertyType"] == "Secret" and seen["propertyValue"]
    return {**seen, "propertyValue": MASK} if secret else dict(seen)


def list_service_properties(work: Work, body: Body) -> Body:
    """The fields of this call are Portuguese."""
    domain, service = body.get("dominio"), body.get("servico")
    return {"propertyList": [told(seen) for seen in work.all("property").values()
                             if domain in (None, "", seen["propertyDomain"])
                             and service in (None, "", seen["propertyService"])]}


def _custom(work: Work, body: Body) -> tuple[str, Document | None]:
    (key,) = needed(body, "propertyKey")
    return str(key), work.get("property", "/".join((*CUSTOM, str(key))))


def get_custom(work: Work, body: Body) -> Body:
    """One of the tenant's own."""
    key, seen = _custom(work, body)
    if seen is None:
        raise Refused(404, f"Propriedade não encontrada: {key}.")
    return told(seen)


def _write_custom(work: Work, key: str, body: Body, old: Document | None) -> Body:
    kind = str(body.get("type") or (old or {}).get("propertyType") or "String")
    seen = keep(work, CUSTOM, key, kind, body.get("propertyValue", ""), str(body.get("label") or ""),
                body.get("hashTags"), str(body.get("propertyLevel") or "SYSTEM"))
    work.effect(key)
    return told(seen)


def create_custom(work: Work, body: Body) -> Body:
    """A new one."""
    key, old = _custom(work, body)
    if old:
        raise Refused(400, f"A propriedade {key} já existe.")
    return _write_custom(work, key, body, None)


def update_custom(work: Work, body: Body) -> Body:
    """Another value."""
    key, old = _custom(work, body)
    if old is None:
        raise Refused(404, f"Propriedade não encontrada: {key}.")
    return _write_custom(work, key, body, old)


def delete_custom(work: Work, body: Body) -> Body:
    """Gone."""
    key, old = _custom(work, body)
    if old is None:
        raise Refused(404, f"Propriedade não encontrada: {key}.")
    work.drop("property", "/".join((*CUSTOM, key)))
    work.effect(key)
    return {}


def write(work: Work, body: Body) -> Body:
    """Made up: the vendor publishes no way to write a property of another service than __custom__."""
    domain, service, key = needed(body, "domain", "service", "key")
    old = work.get("property", f"{domain}/{service}/{key}") or {}
    kind = str(body.get("type") or old.get("propertyType") or "String")
    keep(work, (domain, service), key, kind, body.get("value") or "", str(old.get("propertyLabel") or ""))
    work.effect(f"{domain}/{service}/{key}")
    return {"key": key}


CALLS = [
    Call(*SERVICE, "queries", "listServiceProperties", list_service_properties),
    Call(*SERVICE, "queries", "getCustomProperty", get_custom),
    Call(*SERVICE, "actions", "createCustomProperty", create_custom),
    Call(*SERVICE, "actions", "updateCustomProperty", update_custom),
    Call(*SERVICE, "actions", "deleteCustomProperty", delete_custom),
    Call("platform", "sandbox_configuration", "actions", "writeProperty", write),
]
