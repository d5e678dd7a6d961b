"""Papéis: the Platform's roles and what each may do with the resources of `crm/core`. There is no deny.

The vendor publishes only part of the resource list, so it is data that each workspace edits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from sqlalchemy.orm import Mapped

from crm_console.core import grants as pairs
from crm_console.core.codecs import fold
from crm_console.core.fields import Choice, Kind
from crm_console.core.problem import Fix, Problem, Severity
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_, Text
from crm_console.models.base import Base, field, grants
from crm_console.models.company import CRM

ACCESS = "access"
ACTIONS = (
    Choice(ACCESS, N_("Acesso"), ("Acesso ao aplicativo", "Permitir Acesso ao Programa")),
    Choice("view", N_("Visualizar"), ("Visualizar informações",)),
    Choice("add", N_("Incluir")),
    Choice("edit", N_("Editar")),
    Choice("delete", N_("Excluir")),
    Choice("export", N_("Exportar")),
    Choice("filter", N_("Filtrar"), ("Filtragem",)),
)
EVIDENCE = (
    Choice("confirmed", N_("nomeado pela Senior")), Choice("inferred", N_("deduzido do manual")),
    Choice("own", N_("incluído aqui")))
PLATFORM = ("Tecnologia", "Administração")
ADMIN = "Admin"  # belongs to the Platform; a deployment of the CRM does not create it
DEFAULT_ROLES: Mapping[str, Text] = {  # created by a deployment, with the source document's own words
    "CRM – Diretor": N_("Papel com maior permissão no CRM."),
    "CRM – Coordenador": N_(
        "Papel com permissão intermediária, que pode visualizar os dados de seus subordinados."),
    "CRM – Usuário": N_(
        "Geralmente um papel atribuído ao vendedor ou representante. Este terá maior restrição de acesso."),
}
PLATFORM_ROLES: Mapping[str, Text] = {
    ADMIN: N_("Papel criado na Platform, com super acesso a qualquer módulo.")}
ALIKE = 0.85  # from here on two spellings are taken for one name
NAMED = 3  # how many examples a sentence gives


class Resource(Base):
    """One resource of `crm/core` on the Platform."""

    __tablename__ = "resource"
    TYPE = "resource"
    LABEL, LABELS = N_("Recurso"), N_("Recursos")
    KEY = ("name",)
    TITLE = ("name",)
    MENU = (*PLATFORM, "Autorização", "Gestão dos Papéis", "aba Permissões")

    name: Mapped[str] = field(Kind.TEXT, N_("Recurso"), required=True, length=160, listed=True, aliases=("Nome",))
    module: Mapped[str] = field(
        Kind.TEXT, N_("Módulo"), required=True, length=120, listed=True, example="Contas",
        help=N_("O grupo em que o recurso aparece na matriz."))
    uri: Mapped[str | None] = field(
        Kind.TEXT, N_("URI"), length=300, note=N_("não publicada"), example="res://crm/core/…")
    evidence: Mapped[str | None] = field(
        Kind.CHOICE, N_("De onde se sabe"), choices=EVIDENCE, default="own", assigned=True)
    position: Mapped[int | None] = field(Kind.NUMBER, N_("Ordem"), low=0, high=1_000_000, assigned=True)


class Role(Base):
    """A role of the Platform. A user's rights are the union of the roles."""

    __tablename__ = "role"
    TYPE = "role"
    LABEL, LABELS = N_("Papel"), N_("Papéis")
    KEY = ("name",)
    TITLE = ("name",)
    MENU = (*PLATFORM, "Autorização", "Gestão dos Papéis")

    name: Mapped[str] = field(
        Kind.TEXT, N_("Nome"), required=True, length=160, listed=True, example="CRM – Pós-venda", aliases=("Papel",))
    description: Mapped[str | None] = field(Kind.TEXT, N_("Descrição"), length=1000, listed=True)
    permissions: frozenset[str] = grants(
        N_("Permissões"), target="resource", choices=ACTIONS, assigned=True)

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """Grants without effect, rights that stay on a sibling, a default role's name spelt differently: warnings."""
        meant = spelt_like(record["name"])
        if meant and not any(fold(other["name"]) == fold(meant) for other in lookup.where("role")):
            yield Problem(
                "name", "role.default_spelt",
                N_("Parece o papel padrão “{name}”, escrito de outro jeito. Com outro nome, a conferência da "
                   "implantação não o encontra.", name=meant), Severity.WARNING,
                fix=Fix(N_("Usar {name}", name=meant), {"name": meant}))
        granted = pairs.by_target(record.get("permissions", ()))
        if not granted:
            return
        resources = [r for r in lookup.where("resource") if r.uid in granted]
        idle = [r["name"] for r in resources if ACCESS not in granted[r.uid]]
        if idle:
            yield Problem(
                "permissions", "role.no_access",
                N_("Sem efeito, porque falta Acesso: {names}.", names=some(idle)), Severity.WARNING)
        left = [said for said, _ in leftovers(granted, lookup.where("resource"))]
        if left:
            yield Problem(
                "permissions", "role.siblings",
                N_("O direito tirado de um recurso continua nos irmãos do módulo: {examples}.",
                   examples=Text("; ".join(f"{{e{i}}}" for i in range(len(left[:NAMED]))),
                                 {f"e{i}": said for i, said in enumerate(left[:NAMED])})),
                Severity.WARNING)


def leftovers(granted: Mapping[str, set[str]], resources: Sequence[Record]) -> Iterator[tuple[Text, tuple[str, str]]]:
    """Where an accessible resource lacks an action that others of its module keep: a sentence and (uid, action)."""
    modules: dict[str, list[Record]] = {}
    for resource in resources:
        if ACCESS in granted.get(resource.uid, ()):
            modules.setdefault(resource["module"], []).append(resource)
    for members in modules.values():
        for action in ACTIONS[1:]:
            without = [r for r in members if action.value not in granted[r.uid]]
            if without and len(without) < len(members):
                holders = [r["name"] for r in members if action.value in granted[r.uid]]
                yield N_("{action} falta em {resource} e continua em {others}", action=action.label,
                         resource=without[0]["name"], others=some(holders)), (without[0].uid, action.value)


def default_role(name: str) -> str | None:
    """The default role that has this name; case, kind of dash and repeated spaces do not tell them apart."""
    return next((role for role in DEFAULT_ROLES if fold(role) == fold(name)), None)


def is_admin(name: str) -> bool:
    """Whether this is the Platform's own role."""
    return fold(name) == fold(ADMIN)


def spelt_like(name: str) -> str | None:
    """The default role whose name this seems to be meant for, where it is spelt differently."""
    if default_role(name):
        return None
    return next((role for role in DEFAULT_ROLES
                 if SequenceMatcher(None, _bare(role), _bare(name)).ratio() >= ALIKE), None)


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum())


def some(names: Sequence[str]) -> Text:
    """Some of the names in a sentence: "Nova Conta, Contatos e mais 2"."""
    listed = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return Text("{listed}", {"listed": listed})
    return N_("{listed} e mais {count}", listed=listed, count=len(names) - NAMED)


class ProfileOption(Base):
    """One option of Gerenciar Perfis/Papéis. One is published; a workspace adds what its consultant sees there."""

    __tablename__ = "profile_option"
    TYPE = "profile-option"
    LABEL, LABELS = N_("Opção de perfil"), N_("Opções de perfil")
    KEY = ("name",)
    TITLE = ("name",)
    MENU = (CRM, "Sistema", "Gerenciar Perfis/Papéis")

    name: Mapped[str] = field(Kind.TEXT, N_("Opção"), required=True, length=160, listed=True, aliases=("Nome",))
    ticked: Mapped[bool | None] = field(Kind.FLAG, N_("Marcada por padrão"), default=False, listed=True)
    evidence: Mapped[str | None] = field(
        Kind.CHOICE, N_("De onde se sabe"), choices=EVIDENCE, default="own", assigned=True)
