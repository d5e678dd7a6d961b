"""The pages of the main window, in the order of the work.

To add one: a line in `PLACES` here, and how it is built in `Desk._built`.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm_console.core.text import N_, Text

PREPARE = N_("Preparar")
BRING = N_("Levar ao tenant")


@dataclass(frozen=True)
class Place:
    """A page as navigation and palette name it."""

    id: str
    label: Text
    icon: str
    group: Text | None = None
    types: tuple[str, ...] = ()  # whose errors and warnings the badge counts


PLACES = (
    Place("overview", N_("Visão geral"), "layout-dashboard"),
    Place("companies", N_("Empresa/Filial"), "building-2", PREPARE, ("company", "branch", "smtp", "ftp")),
    Place("roles", N_("Papéis"), "shield-check", PREPARE, ("role", "profile", "resource", "profile-option")),
    Place("users", N_("Usuários"), "users", PREPARE, ("user", "department", "function")),
    Place("general", N_("Configurações gerais"), "sliders-horizontal", PREPARE, ("setting", "stage", "account-type")),
    Place("import", N_("Importar planilha"), "file-up", PREPARE),
    Place("deployment", N_("Implantação"), "rocket", BRING, ("deployment",)),
    Place("integration", N_("Integração"), "plug", BRING, ("property",)),
)


def place_of(type_name: str) -> str:
    """The page that shows records of this type."""
    return next(place.id for place in PLACES if type_name in place.types)
