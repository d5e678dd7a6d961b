"""Usuários: the Platform's form and the CRM's three documented tabs, one record; and the registries they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Mapped

from crm_console.core.codecs import fold
from crm_console.core.fields import Choice, Kind
from crm_console.core.problem import Problem, Severity, Who
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.models.base import Base, field, links
from crm_console.models.company import CRM
from crm_console.models.role import PLATFORM

SUPPORT_LOGIN = "suportecrm"  # the user that a deployment creates (documented)
ACTIVATIONS = (
    Choice("automatic", N_("automática")), Choice("pending", N_("pendente: suporte do CRM")),
    Choice("active", N_("ativado")), Choice("unknown", N_("não se sabe")))
DATA, BRANCHES, LEGACY = "data", "branches", "legacy"
SECTIONS = {DATA: N_("Dados do Usuário"), BRANCHES: N_("Empresa Filial do Usuário"),
            LEGACY: N_("Preferências Gerais Legado")}  # the tabs of Gerenciar Usuários CRM, in their order
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def login_problem(value: str) -> Text | None:
    """A login holds no space."""
    if re.search(r"\s", value):
        return N_("“{value}” tem espaço; o login não pode ter. Use o e-mail ou nome.sobrenome.", value=value)
    return None


def language_problem(value: str) -> Text | None:
    """A language tag, "pt-BR"; which ones the Platform takes is not published."""
    return None if _LANGUAGE.fullmatch(value) else N_("“{value}” não é um idioma como pt-BR.", value=value)


class Department(Base):
    """Cadastros > Departamentos. Only the registry's name is published."""

    __tablename__ = "department"
    TYPE = "department"
    LABEL, LABELS = N_("Departamento"), N_("Departamentos")
    KEY = ("name",)
    TITLE = ("name",)
    MENU = (CRM, "Cadastros", "Departamentos")

    name: Mapped[str] = field(
        Kind.TEXT, N_("Nome"), required=True, length=160, listed=True, aliases=("Descrição", "Departamento"))
    active: Mapped[bool | None] = field(Kind.FLAG, N_("Cadastro ativo"), default=True, listed=True)


class Function(Base):
    """Cadastros > Funções. Only the registry's name is published."""

    __tablename__ = "function"
    TYPE = "function"
    LABEL, LABELS = N_("Função"), N_("Funções")
    KEY = ("name",)
    TITLE = ("name",)
    MENU = (CRM, "Cadastros", "Funções")

    name: Mapped[str] = field(
        Kind.TEXT, N_("Nome"), required=True, length=160, listed=True, aliases=("Descrição", "Função"))
    active: Mapped[bool | None] = field(Kind.FLAG, N_("Cadastro ativo"), default=True, listed=True)


class User(Base):
    """One person: the Platform's data, and what the CRM adds. The CRM's part never affects other products."""

    __tablename__ = "user"
    TYPE = "user"
    LABEL, LABELS = N_("Usuário"), N_("Usuários")
    KEY = ("login",)
    TITLE = ("full_name", "login")
    MENU = (*PLATFORM, "Gestão dos Usuários")
    MENU_CRM = (CRM, "Sistema", "Gerenciar Usuários CRM")

    full_name: Mapped[str | None] = field(
        Kind.TEXT, N_("Nome completo"), needed=True, listed=True, aliases=("Nome",))
    login: Mapped[str] = field(
        Kind.TEXT, N_("Login"), required=True, length=160, listed=True, note=N_("sem o domínio do tenant"),
        example="ana.souza", checks=(login_problem,), aliases=("Usuário",),
        help=N_("O domínio do tenant entra sozinho: login@domínio."))
    email: Mapped[str | None] = field(Kind.EMAIL, N_("E-mail"), needed=True, listed=True)
    language: Mapped[str | None] = field(
        Kind.TEXT, N_("Idioma"), length=20, default="pt-BR", note=N_("lista não publicada"),
        checks=(language_problem,))
    mobile: Mapped[str | None] = field(Kind.CODE, N_("Celular"), length=40)
    description: Mapped[str | None] = field(Kind.TEXT, N_("Descrição"), length=1000)
    password: Mapped[str | None] = field(Kind.SECRET, N_("Senha inicial"), needed=True, aliases=("Senha",))
    must_change_password: Mapped[bool | None] = field(
        Kind.FLAG, N_("Alterar senha após autenticar"), default=True)
    blocked: Mapped[bool | None] = field(Kind.FLAG, N_("Bloqueado"), default=False)
    photo: Mapped[str | None] = field(
        Kind.PICTURE, N_("Foto"), note=N_("JPG ou PNG, até 1 MB"))
    roles: frozenset[str] = links(
        N_("Papéis"), target="role", aliases=("Papel",),
        help=N_("Os direitos do usuário são a soma dos papéis."))
    crm_user: Mapped[bool | None] = field(
        Kind.FLAG, N_("Usuário do CRM"), default=True, aliases=("Usuário CRM",), section=DATA,
        help=N_("A Platform leva os usuários ao CRM sozinha."))
    activation: Mapped[str | None] = field(
        Kind.CHOICE, N_("Ativação no CRM"), choices=ACTIVATIONS, aliases=("Ativação",), section=DATA)
    department: Mapped[str | None] = field(
        Kind.LINK, N_("Departamento"), target="department", listed=True, section=DATA)
    function: Mapped[str | None] = field(Kind.LINK, N_("Função"), target="function", listed=True, section=DATA)
    manager: Mapped[str | None] = field(
        Kind.LINK, N_("Subordinado de"), target="user", acyclic=True, listed=True, aliases=("Gestor",), section=DATA,
        help=N_("O gestor também precisa ser usuário do CRM."))
    branches: frozenset[str] = links(
        N_("Empresas e filiais"), target="branch", section=BRANCHES, aliases=("Filiais", "Empresa Filial do Usuário"),
        help=N_("Onde o usuário pode incluir, visualizar, alterar e excluir informações."))
    default_branch: Mapped[str | None] = field(
        Kind.LINK, N_("Empresa/filial padrão"), target="branch", section=BRANCHES, aliases=("Filial padrão",))
    all_charts: Mapped[bool | None] = field(
        Kind.FLAG, N_("Vê todos os gráficos do Meu Portal"), section=LEGACY, aliases=("Todos os gráficos",),
        note=N_("lista de gráficos não publicada"))

    @classmethod
    def starting(cls, lookup: Lookup) -> Mapping[str, Any]:
        """How the user will be activated, by route and package."""
        return {"activation": expected_activation(lookup)}

    @classmethod
    def excused(cls, record: Record) -> frozenset[str]:
        """The deployment creates suportecrm; its data are not ours to ask for."""
        return frozenset({"email", "full_name", "password"}) if is_support(record) else frozenset()

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """What is documented refuses; what is inferred warns."""
        yield from _manager(record, lookup)
        yield from _pairs(record, lookup)
        if not record.get("roles") and not is_support(record):
            yield Problem(
                "roles", "user.no_role",
                N_("Sem papel: a Platform dá os papéis padrão do tenant a quem não tem nenhum."), Severity.WARNING)
        domain = next((d.get("domain") for d in lookup.where("deployment")), None)
        if domain and record["login"].casefold().endswith("@" + domain.casefold()):
            yield Problem(
                "login", "user.domain", N_("O domínio {domain} entra sozinho; assim ficaria duas vezes.",
                                           domain=domain), Severity.WARNING)


def is_support(record: Record) -> bool:
    """Whether this is the user that a deployment creates."""
    return fold(str(record.get("login", ""))) == SUPPORT_LOGIN


def expected_activation(lookup: Lookup) -> str:
    """Automatic under Freemium, pending with CRM support under the paid packages; ERPX's package is not published."""
    found = next(iter(lookup.where("deployment")), None)
    route, package = (found.get("route"), found.get("package")) if found else (None, None)
    if package == "freemium" or route == "mega":
        return "automatic"
    return "unknown" if route == "erpx" or package is None else "pending"


def _manager(record: Record, lookup: Lookup) -> Iterator[Problem]:
    manager = lookup.get("user", record["manager"]) if record.get("manager") else None
    if manager is not None and not manager.get("crm_user"):
        yield Problem(
            "manager", "user.manager_outside",
            N_("{name} não é usuário do CRM, e o gestor precisa ser. Marque antes Usuário do CRM no cadastro dele.",
               name=manager.get("full_name") or manager["login"]))
    if not record.get("crm_user"):
        under = lookup.where("user", manager=record.uid)
        if under:
            yield Problem(
                "crm_user", "user.manages",
                Nn_("É gestor de {count} pessoa, e o gestor precisa ser usuário do CRM. Dê a ela outro gestor antes.",
                    "É gestor de {count} pessoas, e o gestor precisa ser usuário do CRM. Dê a elas outro gestor antes.",
                    len(under)))


def _pairs(record: Record, lookup: Lookup) -> Iterator[Problem]:
    linked, default = record.get("branches", frozenset()), record.get("default_branch")
    if default and default not in linked:
        branch = lookup.get("branch", default)
        yield Problem(
            "default_branch", "user.default_branch",
            N_("{name} não está entre as empresas e filiais do usuário. Inclua-a, ou escolha outra como padrão.",
               name=branch.get("name") or branch["code"] if branch else "?"))
    if not linked and record.get("crm_user") and not is_support(record):
        yield Problem(
            "branches", "user.no_pair", N_("Sem empresa e filial, o usuário não vê nada no CRM."), Severity.WARNING,
            Who.CONSULTANT)
