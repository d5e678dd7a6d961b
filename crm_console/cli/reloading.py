"""`reload`: companies and branches from the ERP. What would change is listed first; `--dry-run` ends there."""

from __future__ import annotations

import signal
from typing import Annotated, Any

import typer

from crm_console.cli.output import File, Json, Lang, Output, opened, output, written
from crm_console.core.codecs import show
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.core.text import N_
from crm_console.services.deploy import erp_reload
from crm_console.services.deploy.erp_reload import Found, Overwritten, Preview
from crm_console.services.platform.connecting import Platform
from crm_console.store.attempts import at_the_platform


def reload(
    file: File,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=str(N_("Só mostra o que mudaria.")))] = False,
    json: Json = False, lang: Lang = "",
) -> int:
    """Compare with the ERP, list what differs, and take it over; exit 1 when something could not be taken."""
    out = output(json, lang)
    with opened(file, write=not dry_run) as workspace:
        ctx = Context()
        before = signal.signal(signal.SIGINT, lambda *_: ctx.stop())
        try:
            found = erp_reload.preview(ctx, workspace, Platform(workspace, at_the_platform(data_folder())))
            ctx.check()
        finally:
            signal.signal(signal.SIGINT, before)
        if not json:
            for line in lines(out, found):
                print(line)
        done = None if dry_run else erp_reload.apply(workspace, found)
        if done is not None:
            written(done)
    if json:
        out.data({**as_json(out, found), "written": done is not None}, list)
    else:
        print(out.say("Gravado.") if done is not None else out.say("Nada foi gravado."))
    return 1 if found.left else 0


def as_json(out: Output, found: Preview) -> dict[str, Any]:
    """The preview as a document."""
    return {
        "create": [_named(each) for each in found.create],
        "change": [{**_named(each), "fields": [
            {"field": one.field.name, "ours": one.ours, "theirs": one.theirs} for one in each.fields]}
            for each in found.change],
        "unchanged": [_named(each) for each in found.unchanged],
        "only_here": [_named(each) for each in found.only_here],
        "left": [{"type": each.type, "key": each.key, "message": out.say(each.said)} for each in found.left]}


def _named(each: Found) -> dict[str, Any]:
    return {"type": each.record.type, "key": each.key, "title": each.title}


def lines(out: Output, found: Preview) -> list[str]:
    """The preview for people."""
    def one(each: Overwritten) -> str:
        ours, theirs = (show(each.field, value, out.language) or "∅" for value in (each.ours, each.theirs))
        return f"    {out.say(each.field.label)}: {ours} → {theirs}"

    made = [f"+ {each.record.type} {each.key}: {each.title}" for each in found.create]
    for each in found.change:
        made += [f"~ {each.record.type} {each.key}: {each.title}", *(one(field) for field in each.fields)]
    made += [f"= {each.record.type} {each.key}" for each in found.unchanged]
    made += [f"{out.say('só aqui')}: {each.record.type} {each.key}: {each.title}" for each in found.only_here]
    return made + [f"! {each.type} {each.key}: {out.say(each.said)}" for each in found.left]
