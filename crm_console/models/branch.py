"""Empresa Filial: a branch of a company. Its code is unique within the company, not beyond."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Kind
from crm_console.core.problem import Problem, Severity
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_
from crm_console.models.base import Base, field
from crm_console.models.company import CRM, Supporting


class Branch(Supporting, Base):
    """A company-branch pair: the scope of nearly everything else."""

    __tablename__ = "branch"
    TYPE = "branch"
    LABEL, LABELS = N_("Filial"), N_("Filiais")
    KEY = ("company", "code")
    TITLE = ("code", "name")
    MENU = (CRM, "Sistema", "Configurar Empresa/Filial", "guia Empresa Filial")

    company: Mapped[str] = field(
        Kind.LINK, N_("Empresa"), required=True, target="company", listed=True, aliases=("Código da Empresa",))
    head_office: Mapped[bool | None] = field(
        Kind.FLAG, N_("Matriz"), default=False, listed=True,
        help=N_("Diz se o registro é uma matriz ou apenas uma filial."))
    code: Mapped[str] = field(
        Kind.CODE, N_("Código da filial"), required=True, length=30, listed=True, note=N_("código no ERP"),
        example="1", aliases=("Código", "Cód. Filial", "Filial"))
    name: Mapped[str | None] = field(
        Kind.TEXT, N_("Nome"), needed=True, listed=True, aliases=("Razão social", "Nome da filial"))
    cnpj: Mapped[str | None] = field(Kind.CNPJ, N_("CNPJ"), length=14, listed=True)

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """At most one head office per company: inferred, so a warning."""
        if not record.get("head_office"):
            return
        for other in lookup.where("branch", company=record["company"], head_office=True):
            if other.uid != record.uid:
                yield Problem(
                    "head_office", "branch.second_head_office",
                    N_("A empresa já tem uma matriz: {code} · {name}. Confira qual das duas é.",
                       code=other["code"], name=other.get("name", "")),
                    Severity.WARNING)
                return
