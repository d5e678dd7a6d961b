"""What no single record can know: records that ought to exist, and what does not fit together (section 12)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from crm_console.core.problem import Problem, Severity, Who
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import fields, link_tables
from crm_console.models.stage import Stage
from crm_console.models.user import ACTIVATIONS, SUPPORT_LOGIN, User, expected_activation, is_support
from crm_console.services.default_records import MISSING, states
from crm_console.store.rows import table_of

ABSENT = "absent"
UNTOUCHED = "stage.untouched"
COUNTED = (ABSENT, "role.default_missing", "user.default_missing", "profile.absent")  # each speaks of one record


@dataclass(frozen=True)
class Crossed:
    """A problem of a type; `about` is the record that it speaks of, None for the type as a whole."""

    type: str
    about: Record | None
    problem: Problem


def cross_checks(connection: Connection, lookup: Lookup, types: Collection[str]) -> Iterator[Crossed]:
    """Those that speak of these types, in the order of the sections."""
    for spoken, check in CHECKS:
        if not spoken.isdisjoint(types):
            yield from (crossed for crossed in check(connection, lookup) if crossed.type in types)


def _companies(connection: Connection, lookup: Lookup) -> Iterator[Crossed]:
    if not lookup.where("company"):
        yield Crossed("company", None, _missing(N_("Nenhuma empresa cadastrada.")))
    by_link = next((r["value"] for r in lookup.where("setting", key="documents.storage")), None) == "links"
    for type_name in ("smtp", "ftp") if not by_link else ("smtp",):
        for branch in _branches_without(connection, lookup, type_name):
            text = N_("A filial não tem servidor SMTP.") if type_name == "smtp" else N_(
                "A filial não tem servidor FTP. Se os documentos vão só por link, diga isso em documents.storage.")
            yield Crossed(type_name, branch, _missing(text, Who.CUSTOMER_IT))


def _branches_without(connection: Connection, lookup: Lookup, type_name: str) -> list[Record]:
    branch, other = table_of("branch"), table_of(type_name)
    return _branches(connection, lookup, select(branch.c.uid).where(
        branch.c.uid.not_in(select(other.c.branch).where(other.c.branch.is_not(None)))))


def _branches(connection: Connection, lookup: Lookup, query: Select[Any]) -> list[Record]:
    """In their own order; all branches are known already, so none is asked for by itself."""
    uids = set(connection.execute(query).scalars())
    return [branch for branch in lookup.where("branch") if branch.uid in uids] if uids else []


def _default_records(_: Connection, lookup: Lookup) -> Iterator[Crossed]:
    for record in states(lookup.where("role"), lookup.where("user")):
        if record.state == MISSING:
            text = N_("Falta o papel padrão {name}, que a implantação cria.", name=record.name) \
                if record.type == "role" else N_("Falta o usuário {name}, que a implantação cria.", name=record.name)
            yield Crossed(record.type, None, Problem("", f"{record.type}.default_missing", text, Severity.WARNING))


def _profiles(_: Connection, lookup: Lookup) -> Iterator[Crossed]:
    """What a seller sees depends on the profile, the hierarchy and the pairs: a role in use wants its profile."""
    used = {uid for user in lookup.where("user") for uid in user.get("roles", ())}
    with_profile = {profile["role"] for profile in lookup.where("profile")}
    for role in lookup.where("role"):
        if role.uid in used - with_profile:
            yield Crossed("profile", role, Problem(
                "", "profile.absent",
                N_("{name} tem usuários e não tem perfil do CRM definido: confira o que eles veem.",
                   name=role["name"]), Severity.WARNING))


def _activation(_: Connection, lookup: Lookup) -> Iterator[Crossed]:
    users = _people(lookup)
    expected = expected_activation(lookup)
    pending = [user for user in users if user.get("activation") == "pending"]
    if pending:
        yield Crossed("user", None, Problem(
            "activation", "user.pending",
            Nn_("{count} usuário espera a ativação no CRM. Cada ativado entra na fatura.",
                "{count} usuários esperam a ativação no CRM. Cada ativado entra na fatura.", len(pending)),
            Severity.MISSING, Who.CRM_SUPPORT))
    differing = [user for user in users if user.get("activation") not in ("active", expected)]
    if differing:
        label = next(choice.label for choice in ACTIVATIONS if choice.value == expected)
        yield Crossed("user", None, Problem(
            "activation", "user.activation_differs",
            Nn_("A ativação de {count} usuário não combina com a rota e o pacote; a esperada é “{expected}”.",
                "A ativação de {count} usuários não combina com a rota e o pacote; a esperada é “{expected}”.",
                len(differing), expected=label), Severity.WARNING))


def _people(lookup: Lookup) -> list[Record]:
    return [user for user in lookup.where("user") if user.get("crm_user") and not is_support(user)]


def _pairs(_: Connection, lookup: Lookup) -> Iterator[Crossed]:
    people = _people(lookup)
    if not people and lookup.where("company"):
        yield Crossed("user", None, Problem("", "user.none", N_("Nenhum usuário cadastrado."), Severity.WARNING))
    for user in people:
        if user.get("branches") and not user.get("default_branch"):
            yield Crossed("user", user, Problem(
                "default_branch", "user.no_default", N_("Sem empresa/filial padrão."), Severity.WARNING))


def _unseen(connection: Connection, lookup: Lookup) -> Iterator[Crossed]:
    """Only once there are people: before that every branch would be named."""
    user = table_of("user")
    people = select(user.c.uid).where(user.c.crm_user.is_(True), user.c.identity != SUPPORT_LOGIN)
    if not connection.execute(people.limit(1)).first():
        return
    branch, pairs = table_of("branch"), link_tables(User)["branches"]
    for unseen in _branches(connection, lookup, select(branch.c.uid).where(
            branch.c.uid.not_in(select(pairs.c.target).where(pairs.c.source.in_(people))))):
        yield Crossed("branch", unseen, Problem(
            "", "branch.unseen", N_("Nenhum usuário do CRM vê esta filial."), Severity.WARNING))


def untouched(stages: Sequence[Record]) -> bool:
    """Whether nobody has prepared the funnel: then the CRM keeps what it came with."""
    return not any(stage.get(f.name) is not None for stage in stages for f in fields(Stage).values() if not f.required)


def _funnel(_: Connection, lookup: Lookup) -> Iterator[Crossed]:
    stages = lookup.where("stage")
    if untouched(stages):
        yield Crossed("stage", None, Problem(
            "", UNTOUCHED,
            N_("O funil ainda não foi preparado: as seis etapas estão em branco, e vale o que o CRM trouxer."),
            Severity.WARNING))
    integration = next((d.get("integration") for d in lookup.where("deployment")), None)
    promoted = [stage for stage in stages if stage.get("account_type")]
    if integration and promoted:
        names = {kind["name"] for stage in promoted
                 if (kind := lookup.get("account-type", stage["account_type"])) is not None}
        yield Crossed("stage", None, Problem(
            "account_type", "stage.integration",
            N_("A promoção para {types} muda também o que pode ir ao ERP. Confira se a integração {integration} "
               "aceita esses tipos de conta.", types=", ".join(sorted(names)), integration=integration),
            Severity.WARNING))


CHECKS: tuple[tuple[frozenset[str], Callable[[Connection, Lookup], Iterator[Crossed]]], ...] = (
    (frozenset({"company", "smtp", "ftp"}), _companies),
    (frozenset({"role", "user"}), _default_records),
    (frozenset({"profile"}), _profiles),
    (frozenset({"user"}), _activation),
    (frozenset({"user"}), _pairs),
    (frozenset({"branch"}), _unseen),
    (frozenset({"stage"}), _funnel),
)


def _missing(text: Text, who: Who = Who.CONSULTANT) -> Problem:
    return Problem("", ABSENT, text, Severity.MISSING, who)
