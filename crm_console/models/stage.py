"""Funil: the six stages and the account types they may promote to. Names and percentages have no published default."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Kind
from crm_console.core.problem import Problem, Severity
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_, Text
from crm_console.models.base import Base, field
from crm_console.models.company import CRM

STAGES = 6


def stage_number_problem(value: int) -> Text | None:
    """There are six, no more and no less."""
    return None if 1 <= value <= STAGES else N_("O funil tem sempre seis etapas, de 1 a 6; não há etapa {value}.",
                                                value=value)


class AccountType(Base):
    """A type of account; in the CRM these are records, not a fixed list."""

    __tablename__ = "account_type"
    TYPE = "account-type"
    LABEL, LABELS = N_("Tipo de conta"), N_("Tipos de conta")
    KEY = ("name",)
    TITLE = ("name",)

    name: Mapped[str] = field(
        Kind.TEXT, N_("Nome"), required=True, length=120, listed=True, aliases=("Tipo de conta",))
    active: Mapped[bool | None] = field(Kind.FLAG, N_("Cadastro ativo"), default=True, listed=True)


class Stage(Base):
    """One of exactly six stages of the funnel."""

    __tablename__ = "stage"
    TYPE = "stage"
    LABEL, LABELS = N_("Etapa do funil"), N_("Etapas do funil")
    KEY = ("number",)
    TITLE = ("number", "name")
    MENU = (CRM, "Sistema", "Configurar o CRM Senior")
    PERMANENT = N_("O funil tem sempre seis etapas; nenhuma se exclui. Mude o nome ou a probabilidade dela.")

    number: Mapped[int] = field(
        Kind.NUMBER, N_("Nº"), required=True, assigned=True, listed=True, checks=(stage_number_problem,))
    name: Mapped[str | None] = field(Kind.TEXT, N_("Etapa"), needed=True, length=120, listed=True, aliases=("Nome",))
    probability: Mapped[int | None] = field(
        Kind.NUMBER, N_("Probabilidade"), needed=True, low=0, high=100, listed=True, percent=True,
        aliases=("Probabilidade (%)", "%"))
    account_type: Mapped[str | None] = field(
        Kind.LINK, N_("Muda a conta para"), target="account-type", listed=True,
        nothing=N_("não alterar"))
    charts: Mapped[bool | None] = field(Kind.FLAG, N_("Nos gráficos dos usuários"), listed=True)

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """A falling probability and a type out of use work as set, so they are warnings."""
        value = record.get("probability")
        before = [s for s in lookup.where("stage")
                  if s["number"] < record["number"] and s.get("probability") is not None]
        last = max(before, key=lambda s: int(s["number"]), default=None)
        if value is not None and last is not None and value < last["probability"]:
            yield Problem(
                "probability", "stage.falls",
                N_("Etapa {number}, {name}: {value} % é menor que os {before} % da etapa {earlier}, {other}. "
                   "Se for de propósito, deixe assim.",
                   number=record["number"], name=record.get("name") or "—", value=value, before=last["probability"],
                   earlier=last["number"], other=last.get("name") or "—"), Severity.WARNING)
        kind = lookup.get("account-type", record["account_type"]) if record.get("account_type") else None
        if kind is not None and kind.get("active") is False:
            yield Problem(
                "account_type", "stage.inactive_type",
                N_("O tipo de conta {name} não está ativo. Escolha outro, ou ative-o.", name=kind["name"]),
                Severity.WARNING)
