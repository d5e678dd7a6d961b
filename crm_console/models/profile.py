"""Gerenciar Perfis/Papéis: what a role of the Platform may do inside the CRM. A change hits all of its users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Kind
from crm_console.core.record import Lookup
from crm_console.core.text import N_
from crm_console.models.base import Base, field, links
from crm_console.models.company import CRM


class Profile(Base):
    """The options of one role inside the CRM."""

    __tablename__ = "profile"
    TYPE = "profile"
    LABEL, LABELS = N_("Perfil do CRM"), N_("Perfis do CRM")
    KEY = ("role",)
    TITLE = ()
    MENU = (CRM, "Sistema", "Gerenciar Perfis/Papéis")

    role: Mapped[str] = field(Kind.LINK, N_("Papel"), required=True, target="role", listed=True, aliases=("Perfil",))
    options: frozenset[str] = links(N_("Opções"), target="profile-option", named=True)

    @classmethod
    def starting(cls, lookup: Lookup) -> Mapping[str, Any]:
        """The options that are ticked by default."""
        return {"options": frozenset(o.uid for o in lookup.where("profile-option", ticked=True))}
