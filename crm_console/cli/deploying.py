"""`deploy`: carry the route out as far as it goes without a person, take what people answer, tell how far.

What the window shows, this prints: one line a step, and what is left for a person with menu path and values.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_console.cli.connecting import signed_in_again
from crm_console.cli.output import File, Json, Lang, Output, opened, output, person
from crm_console.cli.stopping import stoppable
from crm_console.core.errors import UsageError
from crm_console.core.jobs import Progress, StoppedError
from crm_console.core.paths import data_folder
from crm_console.core.text import N_
from crm_console.services.deploy import evidence as pictures
from crm_console.services.deploy.answers import WORDS, Answer
from crm_console.services.deploy.engine import PATIENCE, Deployer
from crm_console.services.deploy.state import FINISHED, DeploymentState, ItemState, StepState, state
from crm_console.services.deploy.steps import MODES, OWNERS, Mode
from crm_console.services.deploy.words import STATES
from crm_console.services.platform.connecting import Platform
from crm_console.store.attempts import at_the_platform
from crm_console.store.connections import CUSTOMER
from crm_console.store.runs import DONE, FAILED, GUIDED, OPEN, PENDING, SKIPPED, WAITING
from crm_console.store.workspace import Workspace, open_workspace

SIGNS = {DONE: "✓", FAILED: "✗", WAITING: "…", GUIDED: "→", OPEN: "?", PENDING: "·", SKIPPED: "-"}
SECRET = N_("(secreto: copie na janela)")
STOPPED = 130


def deploy(
    file: File,
    answer: Annotated[list[str] | None, typer.Option(
        "--answer", metavar="STEP[:ITEM]=done|failed|skipped", help=str(N_(
            "O que uma pessoa responde sobre uma etapa, ou sobre um registro dela; pode repetir.")))] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help=str(N_("Quem responde.")))] = "",
    note: Annotated[str, typer.Option("--note", help=str(N_("O que mais há a dizer com a resposta.")))] = "",
    evidence: Annotated[str, typer.Option("--evidence", metavar="PICTURE", help=str(N_(
        "Uma imagem JPG ou PNG que mostra o que foi feito.")))] = "",
    patience: Annotated[float, typer.Option("--patience", metavar="SECONDS", min=0, help=str(N_(
        "Quanto esperar, sem nenhum avanço, pelo que a plataforma faz.")))] = PATIENCE,
    status: Annotated[bool, typer.Option("--status", help=str(N_("Só mostra até onde foi.")))] = False,
    json: Json = False, lang: Lang = "",
) -> int:
    """Run or resume the route; exit 1 while something waits, is left to a person, or failed."""
    out = output(json, lang)
    answers = _answers(answer or [], by, note, evidence, status=status)
    if status:
        with open_workspace(file, person(), write=False) as workspace:
            return _tell(out, state(workspace, Platform(workspace, at_the_platform(data_folder()))))
    with opened(file, write=True) as workspace:
        picture = pictures.keep_file(workspace.store, Path(evidence)) if evidence else None
        given = {name: Answer(word, by, note, picture) for name, word in answers.items()}
        return _run(out, workspace, given, patience)


def _run(out: Output, workspace: Workspace, answers: dict[str, Answer], patience: float) -> int:
    platform = Platform(workspace, at_the_platform(data_folder()))
    ctx = stoppable(_teller(out))
    stopped = False
    try:
        signed_in_again(out, ctx, platform)
        Deployer(workspace, platform, patience=patience).run(ctx, answers)
    except StoppedError:
        stopped = True
    finally:
        _teller_end()
    if platform.connection(CUSTOMER) is None:
        print(out.say("Ninguém entrou na plataforma como o cliente: o que se confere ou faz nela fica para uma pessoa. "
                      "Entre com “crm-console connect”."), file=sys.stderr)
    code = _tell(out, state(workspace, platform))
    return STOPPED if stopped else code


def _teller(out: Output) -> Any:
    """Progress on one line of the terminal; nothing where there is none."""
    def tell(progress: Progress) -> None:
        part = f" {progress.done}/{progress.total}" if progress.total else ""
        print(f"\r\x1b[K{out.say(progress.text)}{part}", end="", file=sys.stderr, flush=True)

    return tell if sys.stderr.isatty() else lambda _: None


def _teller_end() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _answers(words: Sequence[str], by: str, note: str, evidence: str, *, status: bool) -> dict[str, str]:
    """STEP[:ITEM] to done, failed or skipped. Raises UsageError."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, said = word.rpartition("=")
        if not equals or not name or said not in WORDS:
            raise UsageError(N_("“{word}” não é uma resposta.", word=word),
                             N_("A forma é ETAPA=done, ETAPA=failed ou ETAPA=skipped; para um registro, "
                                "ETAPA:REGISTRO=done."))
        found[name] = said
    if found and not by.strip():
        raise UsageError(N_("Falta dizer quem responde."), N_("Diga com --by NOME."))
    if (by or note or evidence) and not found:
        raise UsageError(N_("--by, --note e --evidence acompanham uma resposta."), N_("Diga qual com --answer."))
    if found and status:
        raise UsageError(N_("--status só mostra; com --answer nada se responde."), N_("Use um ou o outro."))
    return found


def _tell(out: Output, found: DeploymentState) -> int:
    out.data(as_json(out, found), lambda: lines(out, found))
    return 0 if found.complete else 1


def as_json(out: Output, found: DeploymentState) -> dict[str, Any]:
    """The document; no secret's value is ever in it."""
    return {
        "run": found.run.number if found.run else None, "route": found.route,
        "state": found.run.state if found.run else PENDING,
        "steps": [_step_json(out, each) for each in found.steps],
        "guided": [_guided_json(out, each) for each in for_people(found)]}


def _step_json(out: Output, each: StepState) -> dict[str, Any]:
    row = each.row
    return {
        "id": each.step.id, "title": out.say(each.step.title), "owner": str(each.step.owner),
        "owner_label": out.say(OWNERS[each.step.owner]), "mode": str(each.mode), "state": each.state,
        "message": _message(out, each), "needs": [step.id for step in each.missing],
        "items": {"total": len(each.items), "done": each.finished},
        "started": row.started if row else None, "ended": row.ended if row else None, "by": row.by if row else None,
        "evidence": row.evidence if row else None}


def _message(out: Output, each: StepState) -> str:
    """What stands in its way, else what was found."""
    if each.trouble is not None:
        return out.say(each.trouble)
    said = next((item.row.said for state in (FAILED, OPEN) for item in each.items
                 if item.row is not None and item.state == state and item.item.uid), None)
    return out.say(said) if said is not None else out.say(each.row.said) if each.row else ""


def for_people(found: DeploymentState) -> list[StepState]:
    """The steps whose turn it is and that a person must do, answer or ask for."""
    return [each for each in found.steps if not each.missing and (
        each.state in (GUIDED, WAITING) or any(item.state == GUIDED for item in each.items)
        or (each.state == FAILED and each.mode is not Mode.AUTOMATIC))]


def _guided_json(out: Output, each: StepState) -> dict[str, Any]:
    return {
        "id": each.step.id, "title": out.say(each.step.title), "owner": str(each.step.owner), "mode": str(each.mode),
        "menu": list(each.step.menu), "how": out.say(each.step.how),
        "request": out.say(each.request) if each.request is not None else None,
        "items": [{
            "uid": item.item.uid, "key": item.item.key or item.item.uid, "title": item.item.title, "state": item.state,
            "message": out.say(item.row.said) if item.row else "",
            "values": [{"label": out.say(value.label), "value": None if value.reference else value.text,
                        "secret": bool(value.reference)} for value in item.item.values]}
            for item in _left(each)]}


def _left(each: StepState) -> list[ItemState]:
    return [item for item in each.items if item.state not in FINISHED and item.item.uid]


def lines(out: Output, found: DeploymentState) -> list[str]:
    """One line a step; then what is left for people."""
    made = [f"{SIGNS[each.state]} {each.step.id:18} {out.say(each.step.title)} · "
            f"{out.say(OWNERS[each.step.owner])} · {out.say(STATES[each.state].word)}"
            + (f" · {said.splitlines()[0]}" if (said := _message(out, each)) else "") for each in found.steps]
    for each in for_people(found):
        made += ["", f"{each.step.id}: {out.say(each.step.title)} ({out.say(MODES[each.mode])})"]
        made += [f"  {' > '.join(each.step.menu)}"] if each.step.menu else []
        made += [f"  {out.say(each.step.how)}"]
        made += [f"  {line}" for line in out.say(each.request).splitlines()] if each.request is not None else []
        for item in _left(each):
            made.append(f"  - {item.item.title} ({item.item.key or item.item.uid})"
                        + (f": {out.say(item.row.said)}" if item.row and item.state == FAILED else ""))
            made += [f"      {out.say(value.label)}: {out.say(SECRET) if value.reference else value.text}"
                     for value in item.item.values]
    return made
