"""What the tenant holds of the Mega integration, by the confirmed query, beside what this workspace holds.

The names of the properties are not published: reading them is also how one gets to know them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_console.core.codecs import fold
from crm_console.core.errors import RefusedError
from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_, Nn_, Text
from crm_console.models.property import DOMAIN, SERVICE
from crm_console.services.deploy.work import Work
from crm_console.services.platform.connecting import Platform
from crm_console.services.records import blank
from crm_console.store.change import Added, Applied, Change, Rejected
from crm_console.store.workspace import Workspace

CALL, SECRET, URL = "property.list", "Secret", "url"


@dataclass(frozen=True)
class Held:
    """One property as the tenant shows it. `value` is empty for a secret one: it may come masked or not at all."""

    name: str
    value: str
    secret: bool
    filled: bool


@dataclass(frozen=True)
class Reading:
    """All of them, by name."""

    held: Sequence[Held]

    def of(self, name: str) -> Held | None:
        """The property of this name, however it is spelt."""
        return next((each for each in self.held if fold(each.name) == fold(name)), None)


def reading(workspace: Workspace, platform: Platform) -> Job[Reading]:
    """The reading as a Job."""
    return Job(N_("Lendo as propriedades do Mega no tenant"), lambda ctx: read(ctx, workspace, platform),
               f"mega {workspace.place}")


def read(ctx: Context, workspace: Workspace, platform: Platform) -> Reading:
    """Read them. Raises RefusedError where nobody is signed in, PlatformError."""
    with Work(ctx, workspace, platform) as work:
        if not work.can(CALL):
            raise RefusedError(N_("Ninguém entrou na plataforma; nada foi lido."), N_("Entre na página Implantação."))
        rows = work.call(CALL, {"domain": DOMAIN, "service": SERVICE}) or []
    return Reading([_held(row) for row in rows if isinstance(row, dict) and row.get("propertyKey")])


def _held(row: Mapping[str, Any]) -> Held:
    secret = str(row.get("propertyType")) == SECRET
    value = str(row.get("propertyValue") or "")
    return Held(str(row["propertyKey"]), "" if secret else value, secret, bool(value))


def told(found: Reading | None, name: str, ours: str, *, secret: bool) -> tuple[str, Text]:
    """A tone and a sentence: what the tenant shows of a property, beside ours."""
    if found is None:
        return "skip", N_("O tenant ainda não foi lido.")
    held = found.of(name)
    if held is None:
        return "hand", N_("No tenant não há esta propriedade. Confira o nome na tela Por Tenant.")
    if secret or held.secret:
        return ("info", N_("No tenant tem um valor; secreto, não dá para compará-lo.")) if held.filled else (
            "hand", N_("No tenant está vazia."))
    if not held.filled:
        return "hand", N_("No tenant está vazia.")
    if held.value == ours:
        return "ok", N_("No tenant: {value}. Igual.", value=held.value)
    return "warn", N_("No tenant: {value}. Aqui é outro valor.", value=held.value)


def unknown_here(found: Reading, workspace: Workspace) -> list[Held]:
    """Properties that the tenant has and this workspace lacks; the URL has its own field."""
    ours = {fold(record["name"]) for record in workspace.store.where("property")} | {URL}
    return [held for held in found.held if fold(held.name) not in ours]


def take_over(found: Sequence[Held], workspace: Workspace) -> Applied | Rejected | None:
    """Add these; a secret one comes without its value, which somebody must type."""
    changes: list[Change] = []
    for held in found:
        made = blank("property", name=held.name, confidential=held.secret, value=held.value or None)
        changes.append(Added("property", made.uid, dict(made.values)))
    if not changes:
        return None
    return workspace.edits.apply(changes, Nn_(
        "{count} propriedade trazida do tenant", "{count} propriedades trazidas do tenant", len(changes)))
