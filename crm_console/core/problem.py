"""What is wrong with a value or a record, who can settle it, and how one click settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crm_console.core.text import N_, Text


class Severity(StrEnum):
    """Errors refuse. Warnings can be accepted by a person. Missing things wait for somebody."""

    ERROR = "error"
    WARNING = "warning"
    MISSING = "missing"


class Who(StrEnum):
    """Who has to act."""

    CONSULTANT = "consultant"
    CUSTOMER_IT = "customer_it"
    CRM_SUPPORT = "crm_support"
    VENDOR = "vendor"


WHO_LABELS: Mapping[Who, Text] = {
    Who.CONSULTANT: N_("você"),
    Who.CUSTOMER_IT: N_("TI do cliente"),
    Who.CRM_SUPPORT: N_("suporte do CRM"),
    Who.VENDOR: N_("Senior"),
}


@dataclass(frozen=True)
class Fix:
    """A link that settles the problem by setting `values` (field name to value)."""

    label: Text
    values: Mapping[str, object]


@dataclass(frozen=True)
class Problem:
    """One finding. `rule` is a stable name (`smtp.port_security`), so that an acceptance can be kept."""

    field: str
    rule: str
    text: Text
    severity: Severity = Severity.ERROR
    who: Who = Who.CONSULTANT
    fix: Fix | None = None
    record: tuple[str, str] = ("", "")  # (type, uid), filled in by the store
