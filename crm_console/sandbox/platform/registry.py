"""Every call that the platform answers, and how one is found by its address."""

from __future__ import annotations

from crm_console.sandbox.platform import (
    access,
    authentication,
    crm_tenants,
    erp,
    groups,
    notifications,
    properties,
    roles,
    tenants,
    users,
)
from crm_console.sandbox.platform.address import Address
from crm_console.sandbox.platform.work import Call

MODULES = (
    authentication, users, groups, roles, access, tenants, properties, notifications, crm_tenants, erp)
CALLS = {call.path: call for module in MODULES for call in module.CALLS}
_NAMED: dict[tuple[str, str, str], list[Call]] = {}
for _call in CALLS.values():
    _NAMED.setdefault((_call.domain, _call.service, _call.name), []).append(_call)


def find(address: Address) -> Call | None:
    """The call, unless the segment is wrong and enforced, or it is not one for the anonymous."""
    for call in _NAMED.get((address.domain, address.service, address.name), ()):
        if address.primitive not in ("", call.primitive) and not (call.loose and address.primitive != "entities"):
            continue
        if address.anonymous and not call.anonymous:
            continue
        if call.anonymous and not address.anonymous:
            continue
        return call
    return None
