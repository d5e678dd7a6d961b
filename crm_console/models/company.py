"""Empresa: a company as the ERP knows it. Codes are text; the data flows from the ERP to the CRM only."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Choice, Kind
from crm_console.core.text import N_
from crm_console.models.base import Base, field

CRM = "Gestão de Relacionamento | CRM"
ORIGINS = (Choice("erp", N_("ERP")), Choice("typed", N_("digitada")), Choice("imported", N_("importada")))


class Supporting:
    """What the vendor never published a form for: optional, folded under *Dados de apoio*."""

    state_registration: Mapped[str | None] = field(
        Kind.CODE, N_("Inscrição estadual"), length=30, group="support", order=1, aliases=("I.E.", "IE"))
    city_registration: Mapped[str | None] = field(
        Kind.CODE, N_("Inscrição municipal"), length=30, group="support", order=2, aliases=("I.M.", "IM"))
    street: Mapped[str | None] = field(Kind.TEXT, N_("Endereço"), group="support", order=3, aliases=("Logradouro",))
    street_number: Mapped[str | None] = field(Kind.CODE, N_("Número"), length=20, group="support", order=4)
    complement: Mapped[str | None] = field(Kind.TEXT, N_("Complemento"), group="support", order=5)
    district: Mapped[str | None] = field(Kind.TEXT, N_("Bairro"), group="support", order=6)
    city: Mapped[str | None] = field(Kind.TEXT, N_("Cidade"), group="support", order=7, aliases=("Município",))
    state: Mapped[str | None] = field(Kind.TEXT, N_("UF"), length=30, group="support", order=8, aliases=("Estado",))
    postcode: Mapped[str | None] = field(Kind.CODE, N_("CEP"), length=20, group="support", order=9)
    phone: Mapped[str | None] = field(
        Kind.CODE, N_("Telefone"), length=40, group="support", order=10, aliases=("Fone",))
    contact_email: Mapped[str | None] = field(
        Kind.EMAIL, N_("E-mail de contato"), group="support", order=11, aliases=("E-mail geral",))
    origin: Mapped[str | None] = field(
        Kind.CHOICE, N_("Origem"), choices=ORIGINS, default="typed", assigned=True, order=20)
    reviewed_by: Mapped[str | None] = field(Kind.TEXT, N_("Revisada por"), assigned=True, order=21)
    reviewed_at: Mapped[str | None] = field(Kind.MOMENT, N_("Revisada em"), length=32, assigned=True, order=22)


class Company(Supporting, Base):
    """A company of the customer."""

    __tablename__ = "company"
    TYPE = "company"
    LABEL, LABELS = N_("Empresa"), N_("Empresas")
    KEY = ("code",)
    TITLE = ("code", "name")
    MENU = (CRM, "Sistema", "Configurar Empresa/Filial", "guia Empresa")

    code: Mapped[str] = field(
        Kind.CODE, N_("Código da Empresa"), required=True, length=30, listed=True, note=N_("código no ERP"),
        example="1", aliases=("Código", "Cód. Empresa"),
        help=N_("O código da empresa no ERP, com os zeros à esquerda que ele tiver."))
    name: Mapped[str | None] = field(
        Kind.TEXT, N_("Nome"), needed=True, listed=True, aliases=("Razão social", "Nome da empresa"))
    trade_name: Mapped[str | None] = field(Kind.TEXT, N_("Nome fantasia"), listed=True)
    cnpj: Mapped[str | None] = field(
        Kind.CNPJ, N_("CNPJ"), length=14, listed=True, example="12.ABC.345/01DE-35",
        help=N_("Só números, ou letras e números, como vale desde julho de 2026."))
