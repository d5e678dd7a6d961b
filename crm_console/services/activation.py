"""How users get active in the CRM: the state with its reason, the request to CRM support, what does not match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_, Language, Nn_, Text
from crm_console.models.user import ACTIVATIONS, expected_activation, is_support
from crm_console.services.sharing import editing_many
from crm_console.store.change import Change

REASONS: Mapping[str, Text] = {
    "automatic": N_("No pacote Freemium a ativação no CRM é automática."),
    "pending": N_(
        "Nos pacotes Starter e Advanced quem ativa é o suporte do CRM. Peça, e marque aqui quando responderem."),
    "unknown": N_("Não se sabe como a ativação é feita neste caso. Pergunte ao suporte do CRM."),
    "active": N_("Ativado pelo suporte do CRM."),
}
ON_MEGA = N_("Na rota Mega a ativação no CRM é automática.")
ON_ERPX = N_("O pacote da rota ERPX não é publicado, por isso não se sabe quem ativa. Pergunte ao suporte do CRM.")
NO_PACKAGE = N_("O pacote ainda não foi escolhido na implantação; é ele que diz quem ativa.")


def word(activation: str | None) -> Text:
    """The state in one word or two."""
    return next((choice.label for choice in ACTIVATIONS if choice.value == activation), N_("não informada"))


def reason(lookup: Lookup, activation: str | None) -> Text:
    """Why a user is in this state, by route and package."""
    deployment = next(iter(lookup.where("deployment")), None)
    route, package = (deployment.get("route"), deployment.get("package")) if deployment else (None, None)
    expected = expected_activation(lookup)
    if activation not in (expected, "active"):
        return N_("Não corresponde à implantação. {reason}", reason=reason(lookup, expected))
    if activation == "automatic" and package != "freemium" and route == "mega":
        return ON_MEGA
    if activation == "unknown" and route == "erpx":
        return ON_ERPX
    if activation == "unknown" and package is None:
        return NO_PACKAGE
    return REASONS[activation or expected]


def concerned(people: Iterable[Record]) -> list[Record]:
    """The users whose activation is asked for: those of the CRM, without the one that the deployment creates."""
    return [person for person in people if person.get("crm_user") and not is_support(person)]


def pending(people: Iterable[Record]) -> list[Record]:
    """The users who wait for CRM support."""
    return [person for person in concerned(people) if person.get("activation") == "pending"]


def mismatched(lookup: Lookup, people: Iterable[Record]) -> list[Record]:
    """The users whose state does not follow from route and package. Who was activated stays so."""
    expected = expected_activation(lookup)
    return [person for person in concerned(people) if person.get("activation") not in (expected, "active")]


def settling(lookup: Lookup, people: Iterable[Record]) -> list[Change]:
    """The changes that give all of them the state that route and package lead to."""
    return editing_many(mismatched(lookup, people), {"activation": expected_activation(lookup)})


def marking(people: Iterable[Record]) -> list[Change]:
    """The changes that mark users as activated."""
    return editing_many(concerned(people), {"activation": "active"})


def request(lookup: Lookup, people: Sequence[Record], language: Language) -> str:
    """The text for CRM support that asks to activate these users."""
    deployment = next(iter(lookup.where("deployment")), None)
    tenant = (deployment.get("tenant") or deployment.get("domain")) if deployment else None
    package = (deployment.get("package") or "") if deployment else ""
    say = language.say
    lines = [
        say("Pedido de ativação de usuários no CRM"), "",
        say("Tenant: {tenant}", tenant=tenant) if tenant else say("Tenant: (a informar)"),
        *([say("Pacote: {package}", package=package.capitalize())] if package else []), "",
        say(Nn_("Ativem no CRM {count} usuário:", "Ativem no CRM {count} usuários:", len(people))), "",
        *(f"- {person['login']} · {person.get('full_name', '—')} · {person.get('email', '—')}" for person in people)]
    return "\n".join(lines) + "\n"
