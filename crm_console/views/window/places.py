"""The pages of the main window, in the order of the work.

To add one: a line in `PLACES` here, and how it is built in `Desk._built`.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm_console.core.text import N_, Text

PREPARE = N_("Preparar")


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
    Place("import", N_("Importar planilha"), "file-up", PREPARE),
)
