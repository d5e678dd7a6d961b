"""Implantação: by which route, for which tenant and with which package the customer gets the CRM. One row, key `1`."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Mapped

from crm_console.core.checks import mega_url_problem
from crm_console.core.fields import Choice, Kind
from crm_console.core.problem import Fix, Problem, Who
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_
from crm_console.models.base import Base, field

ROUTES = (
    Choice("standard", N_("Padrão")), Choice("erpx", N_("ERPX")), Choice("mega", N_("Mega")))
PACKAGES = (
    Choice("freemium", N_("Freemium")), Choice("starter", N_("Starter")), Choice("advanced", N_("Advanced")))


class Deployment(Base):
    """The deployment of this customer."""

    __tablename__ = "deployment"
    TYPE = "deployment"
    LABEL, LABELS = N_("Implantação"), N_("Implantações")
    KEY = ("number",)
    PERMANENT = N_("A implantação é uma só e não se exclui. Mude os campos dela.")
    TITLE = ("route",)

    number: Mapped[int] = field(Kind.NUMBER, N_("Número"), required=True, low=1, high=1, default=1, assigned=True)
    route: Mapped[str | None] = field(
        Kind.CHOICE, N_("Rota"), choices=ROUTES, default="standard", required=True, listed=True)
    tenant: Mapped[str | None] = field(Kind.TEXT, N_("Tenant"), needed=True, who=Who.VENDOR, listed=True)
    domain: Mapped[str | None] = field(Kind.TEXT, N_("Domínio"), listed=True)
    package: Mapped[str | None] = field(Kind.CHOICE, N_("Pacote"), choices=PACKAGES, listed=True)
    integration: Mapped[str | None] = field(
        Kind.TEXT, N_("Integração padrão"), note=N_("lista não publicada"), listed=True)
    mega_url: Mapped[str | None] = field(
        Kind.TEXT, N_("URL da API do Mega"), shown_when=("route", "mega"), length=300, ending="/",
        checks=(mega_url_problem,), example="https://dominio:porta/",
        help=N_("https, a porta escrita e a barra no fim: https://dominio:porta/"))

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """Mega's customers get Freemium (documented)."""
        if record.get("route") == "mega" and record.get("package") not in (None, "freemium"):
            yield Problem(
                "package", "deployment.mega_package",
                N_("Pela rota Mega o pacote é sempre Freemium (documentado)."),
                fix=Fix(N_("Usar Freemium"), {"package": "freemium"}))
