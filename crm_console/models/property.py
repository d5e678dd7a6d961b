"""Tecnologia > Configuração > Por Tenant: the properties of `crm` / `integration_mega`, as seen on that screen.

The vendor publishes none of their names but the URL, which the deployment holds; the list is data of each workspace.
"""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Kind
from crm_console.core.text import N_
from crm_console.models.base import Base, field

DOMAIN, SERVICE = "crm", "integration_mega"


class Property(Base):
    """One property of the Mega integration."""

    __tablename__ = "property"
    TYPE = "property"
    LABEL, LABELS = N_("Propriedade do Mega"), N_("Propriedades do Mega")
    KEY = ("name",)
    TITLE = ("name",)
    MENU = ("Tecnologia", "Configuração", "Por Tenant")

    name: Mapped[str] = field(
        Kind.TEXT, N_("Propriedade"), required=True, length=160, listed=True, note=N_("nomes não publicados"),
        help=N_("O nome como aparece na tela, domínio crm, serviço integration_mega."))
    confidential: Mapped[bool | None] = field(Kind.FLAG, N_("Valor secreto"), default=False, listed=True)
    value: Mapped[str | None] = field(
        Kind.TEXT, N_("Valor"), length=1000, listed=True, shown_when=("confidential", False))
    secret: Mapped[str | None] = field(Kind.SECRET, N_("Valor guardado"), shown_when=("confidential", True))
