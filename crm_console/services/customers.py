"""A new customer's workspace: its deployment record and the six stages of the funnel, unnamed."""

from __future__ import annotations

from crm_console.core.errors import RefusedError
from crm_console.core.text import N_
from crm_console.models.stage import STAGES
from crm_console.store.change import Added, Change, Rejected
from crm_console.store.store import new_uid
from crm_console.store.workspace import Workspace, create


def create_customer(
    place: str, customer: str, by: str, *, route: str | None = None, package: str | None = None
) -> Workspace:
    """Create the workspace and what every customer starts with. Mega's customers get Freemium (documented)."""
    made = create(place, customer, by)
    route = route or "standard"
    package = package or ("freemium" if route == "mega" else None)
    start: list[Change] = [Added("deployment", new_uid(), {"number": 1, "route": route, "package": package})]
    start += [Added("stage", new_uid(), {"number": number}) for number in range(1, STAGES + 1)]
    outcome = made.store.apply(start, N_("Criar a pasta de trabalho de {customer}", customer=customer), "new")
    if isinstance(outcome, Rejected):
        made.close()
        raise RefusedError(outcome.problems[0].text)
    return made
