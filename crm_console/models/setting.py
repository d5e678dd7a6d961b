"""Configurações gerais: one row per documented switch. Which keys exist, and what they may hold, is data here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Kind
from crm_console.core.problem import Problem, Severity
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_, Text
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
LABELS: Mapping[str, Text] = {
    "opportunity.required.description": N_("Descrição da Oportunidade"),
    "opportunity.required.expected_close": N_("Data de Previsão de Fechamento"),
    "opportunity.required.expected_delivery": N_("Data de Previsão de Entrega"),
    "opportunity.required.expected_value": N_("Valor Previsto"),
    "opportunity.required.expected_quantity": N_("Quantitativo Previsto"),
    "opportunity.required.subtype": N_("Subtipo da Oportunidade"),
    "opportunity.required.actual_close": N_("Data de Efetivação de Fechamento"),
    "opportunity.required.actual_delivery": N_("Data de Efetivação de Entrega"),
    "opportunity.required.closed_value": N_("Valor Fechado"),
    "opportunity.required.closed_quantity": N_("Quantitativo Fechado"),
    "opportunity.quantitative_goals": N_("Metas Quantitativas"),
    "opportunity.foreign_currency": N_("Oportunidade e Metas em Moeda Estrangeira"),
    "documents.storage": N_("Onde ficam os documentos"),
}
AT_CLOSE = REQUIRED[6:]  # asked for when the opportunity is concluded; the others when it is entered (inferred)
FIXED = "opportunity.required.actual_close"  # always mandatory, cannot be switched off (documented)
GOALS = "opportunity.quantitative_goals"
QUANTITY = "opportunity.required.expected_quantity"
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
    value: Mapped[str | None] = field(
        Kind.TEXT, N_("Valor"), length=120, listed=True, synonyms=(
            *((word, "true") for word in ("sim", "sí", "si", "s", "x", "1", "yes", "verdadeiro", "true")),
            *((word, "false") for word in ("não", "nao", "n", "0", "no", "falso", "false")),
            ("ftp", "ftp"), ("links", "links")))
    label: Mapped[str | None] = field(
        Kind.TEXT, N_("Nome do campo"), length=160, listed=True,
        help=N_("Só para os campos de Ocorrências: como o campo se chama no CRM."))

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
        elif key == FIXED and value == "false":
            yield Problem(
                "value", "setting.fixed", N_("Data de Efetivação de Fechamento é sempre obrigatória (documentado)."))
        elif key == QUANTITY and value == "true":
            yield from _hidden_quantity(next((r.get("value") for r in lookup.where("setting", key=GOALS)), None))


def _hidden_quantity(goals: str | None) -> Iterable[Problem]:
    if goals != "true":
        said = N_("Quantitativo Previsto é obrigatório, mas Metas Quantitativas está desligada: o CRM pode pedir um "
                  "campo que o usuário não vê.") if goals == "false" else N_(
            "Quantitativo Previsto é obrigatório e Metas Quantitativas não está definida: se estiver desligada no CRM, "
            "ele pede um campo que o usuário não vê.")
        yield Problem("value", "setting.hidden_quantity", said, Severity.WARNING)
