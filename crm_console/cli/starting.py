"""`bring`, and what `new --from` answers: sections of a template or of another customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from crm_console.cli.exchanging import DryRun
from crm_console.cli.output import File, Json, Lang, Output, opened, output, written
from crm_console.core.errors import RefusedError
from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.services import starting_from
from crm_console.services.bringing import LEAVE, SECTIONS, Item, Plan
from crm_console.store.workspace import Workspace

Sections = Annotated[str, typer.Option("--sections", metavar="A,B", help=str(N_(
    "Só estas seções: roles, departments, funnel, settings, companies, servers, users.")))]


def bring(
    file: File,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=str(N_(
        "A pasta de trabalho de outro cliente ou o nome de um modelo.")))],
    sections: Sections = "",
    dry_run: DryRun = False,
    update: Annotated[bool, typer.Option("--update", help=str(N_(
        "O que já existe recebe os valores da fonte; sem isto fica como está.")))] = False,
    json: Json = False, lang: Lang = "",
) -> int:
    """Take sections of a template or of another customer into a workspace."""
    out = output(json, lang)
    chosen = starting_from.known_sections(sections.split(","))
    with _opened(file, dry_run) as workspace:
        plan = starting_from.preview(workspace, source, chosen, update=update)
        outcome = None if dry_run else starting_from.take(workspace, plan)
        if outcome is not None:
            written(outcome)
    out.data({**summary(out, plan), "written": outcome is not None}, lambda: summary_lines(out, plan))
    return 1 if plan.left else 0


def _opened(file: str, dry_run: bool) -> Workspace:
    """A rehearsal needs to write what it rolls back; a workspace that somebody else holds is only read."""
    try:
        return opened(file, write=True)
    except RefusedError:
        if not dry_run:
            raise
        return opened(file, write=False)


def summary(out: Output, plan: Plan) -> dict[str, Any]:
    """A plan as scripts read it."""
    return {
        "from": plan.source, "sections": {name: asdict(tally) for name, tally in plan.tallies.items()},
        "secrets": plan.secrets,
        "notes": [{"type": item.type, "record": item.title, "what": item.what, "message": _said(out, item)}
                  for item in plan.items if item.dropped or item.why],
    }


def summary_lines(out: Output, plan: Plan) -> Sequence[str]:
    """The same for people: a line for each section with something in it, then what was not taken."""
    lines = [
        out.say("{section}: {created} criados, {updated} alterados, {unchanged} iguais, {kept} mantidos como estavam, "
                "{left} não trazidos, {links} vínculos sem par.", section=section.label, **asdict(tally))
        for section in SECTIONS
        if (tally := plan.tallies.get(section.id)) is not None and any(asdict(tally).values())]
    lines += [f"{out.say(TYPES[i.type].LABEL)} {i.title}: {_said(out, i)}" for i in plan.items if i.dropped or i.why]
    if plan.secrets:
        lines.append(out.say(starting_from.said_of_secrets(plan.secrets)))
    return lines or [out.say("A fonte não tem nada nestas seções.")]


def _said(out: Output, item: Item) -> str:
    if item.what == LEAVE and item.why is not None:
        return out.say("não trazido. {why}", why=item.why)
    labels = ", ".join(dict.fromkeys(map(out.say, item.dropped)))
    if item.why is not None:
        return out.say("vínculo não trazido: {labels}. {why}", labels=labels, why=item.why)
    return out.say("sem par aqui: {labels}.", labels=labels)
