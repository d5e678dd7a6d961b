"""The jobs behind the page that takes from another customer: preview, take, save a template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_
from crm_console.store.change import Applied, Rejected
from crm_console.store.workspace import Workspace

if TYPE_CHECKING:
    from crm_console.services.bringing import Plan, Section

KEY = "bring-in"


def previewing(workspace: Workspace, source: str, sections: Sequence[Section], *, update: bool) -> Job[Plan]:
    """What taking the sections would do."""

    def work(_: Context) -> Plan:
        from crm_console.services.starting_from import preview  # noqa: PLC0415 - start-up is measured

        return preview(workspace, source, sections, update=update)

    return Job(N_("Conferindo o que muda"), work, KEY)


def taking(workspace: Workspace, plan: Plan) -> Job[Applied | Rejected | None]:
    """Write what the preview showed, in one transaction."""

    def work(context: Context) -> Applied | Rejected | None:
        from crm_console.services.starting_from import take  # noqa: PLC0415

        context.check()
        return take(workspace, plan)

    return Job(N_("Trazendo de {customer}", customer=plan.customer), work, KEY)


def saving_template(workspace: Workspace, place: Path) -> Job[Path]:
    """Save what is no customer's own as a template."""

    def work(context: Context) -> Path:
        from crm_console.services.bringing import SECTIONS  # noqa: PLC0415
        from crm_console.services.starting_from import save_template  # noqa: PLC0415

        context.check()
        save_template(workspace, place, place.stem, [section for section in SECTIONS if section.general])
        return place

    return Job(N_("Salvando o modelo"), work, KEY)
