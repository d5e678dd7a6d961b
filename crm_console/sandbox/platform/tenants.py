"""platform/tenant: looking tenants up. Making one is not a customer's call; the control does it as the vendor would."""

from __future__ import annotations

from crm_console.sandbox.platform.paging import window
from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.work import Body, Call, Work

SERVICE = ("platform", "tenant")
TOLD = ("name", "domain", "active", "master", "locale", "ready", "altDomains")


def told(tenant: Document) -> Body:
    """What look-ups tell."""
    return {name: tenant[name] for name in TOLD}


def by_name(work: Work, body: Body) -> Body:
    """By its name."""
    (name,) = needed(body, "tenantName")
    seen = work.storage.get("", "tenant", str(name))
    if seen is None:
        raise Refused(404, f"Tenant não encontrado: {name}.")
    return {"tenant": told(seen)}


def by_domain(work: Work, body: Body) -> Body:
    """By its domain, or one of its others."""
    (domain,) = needed(body, "tenantDomain")
    for seen in work.storage.all("", "tenant").values():
        if domain in (seen["domain"], *seen["altDomains"]):
            return {"tenant": told(seen)}
    raise Refused(404, f"Tenant não encontrado: {domain}.")


def by_property(work: Work, body: Body) -> Body:
    """Which tenants hold a value under a key; paged by records."""
    key, value = needed(body, "key", "value")
    rows = [told(tenant) for name, tenant in work.storage.all("", "tenant").items()
            if any(seen["propertyKey"] == key and seen["propertyValue"] == value
                   for seen in work.storage.all(name, "property").values())]
    return window(rows, body, "tenants")


CALLS = [
    Call(*SERVICE, "queries", "getTenantByName", by_name),
    Call(*SERVICE, "queries", "getTenantByDomain", by_domain),
    Call(*SERVICE, "queries", "listTenantsPropertyValue", by_property),
]
