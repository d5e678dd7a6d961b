"""Configurações gerais: one row per documented switch. Which keys exist, and what they may hold, is data here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Kind
from crm_console.core.problem import Problem
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_
from crm_console.models.base import Base, field
from crm_console.models.company import CRM

FLAG = ("true", "false")
REQUIRED = (
    "description", "expected_close", "expected_delivery", "expected_value", "expected_quantity", "subtype",
    "actual_close", "actual_delivery", "closed_value", "closed_quantity")
VALUES: Mapping[str, tuple[str, ...]] = {
    **{f"opportunity.required.{name}": FLAG for name in REQUIRED},
    "opportunity.quantitative_goals": FLAG,
    "opportunity.foreign_currency": FLAG,
    "documents.storage": ("ftp", "links"),
}
FREE = "occurrence.required."  # the vendor does not publish this list; any name is a switch


class Setting(Base):
    """One general setting of the customer's CRM."""

    __tablename__ = "setting"
    TYPE = "setting"
    LABEL, LABELS = N_("Configuração"), N_("Configurações")
    KEY = ("key",)
    TITLE = ("key",)
    MENU = (CRM, "Sistema", "Configurar o CRM Senior")

    key: Mapped[str] = field(Kind.TEXT, N_("Chave"), required=True, length=120, listed=True)
    value: Mapped[str | None] = field(Kind.TEXT, N_("Valor"), length=120, listed=True)

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """Only documented keys, with values that they can hold."""
        key, value = record["key"], record.get("value")
        allowed = FLAG if key.startswith(FREE) and key != FREE else VALUES.get(key)
        if allowed is None:
            yield Problem("key", "setting.unknown", N_("“{key}” não é uma configuração conhecida.", key=key))
        elif value is not None and value not in allowed:
            yield Problem(
                "value", "setting.value",
                N_("{key} aceita {allowed}; “{value}” não.", key=key, allowed=", ".join(allowed), value=value))
        elif key == "opportunity.required.actual_close" and value == "false":
            yield Problem(
                "value", "setting.fixed", N_("Data de Efetivação de Fechamento é sempre obrigatória (documentado)."))
