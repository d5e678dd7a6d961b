"""Funil: the six stages and the account types they may promote to. Names and percentages have no published default."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Kind
from crm_console.core.text import N_
from crm_console.models.base import Base, field
from crm_console.models.company import CRM


class AccountType(Base):
    """A type of account; in the CRM these are records, not a fixed list."""

    __tablename__ = "account_type"
    TYPE = "account-type"
    LABEL, LABELS = N_("Tipo de conta"), N_("Tipos de conta")
    KEY = ("name",)
    TITLE = ("name",)

    name: Mapped[str] = field(Kind.TEXT, N_("Nome"), required=True, length=120, listed=True)
    active: Mapped[bool | None] = field(Kind.FLAG, N_("Cadastro ativo"), default=True, listed=True)


class Stage(Base):
    """One of exactly six stages of the funnel."""

    __tablename__ = "stage"
    TYPE = "stage"
    LABEL, LABELS = N_("Etapa do funil"), N_("Etapas do funil")
    KEY = ("number",)
    TITLE = ("number", "name")
    MENU = (CRM, "Sistema", "Configurar o CRM Senior")

    number: Mapped[int] = field(Kind.NUMBER, N_("Nº"), required=True, low=1, high=6, assigned=True, listed=True)
    name: Mapped[str | None] = field(Kind.TEXT, N_("Etapa"), needed=True, length=120, listed=True)
    probability: Mapped[int | None] = field(
        Kind.NUMBER, N_("Probabilidade"), needed=True, low=0, high=100, listed=True)
    account_type: Mapped[str | None] = field(
        Kind.LINK, N_("Muda a conta para"), target="account-type", listed=True)
    charts: Mapped[bool | None] = field(Kind.FLAG, N_("Nos gráficos dos usuários"), listed=True)
