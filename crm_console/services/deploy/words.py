"""How a deployment reads to people: states, what a step needs, how it is verified, the lines of its journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crm_console.core.text import N_, Language, Nn_, Text
from crm_console.services.deploy.state import FINISHED, DeploymentState, StepState
from crm_console.services.deploy.steps import MODES, OWNERS, Mode
from crm_console.services.platform.calls import STATUS
from crm_console.services.platform.catalogue import Call, Catalogue
from crm_console.store import runs
from crm_console.store.connections import Connection
from crm_console.store.runs import DONE, FAILED, GUIDED, OPEN, PENDING, SKIPPED, WAITING, Event


@dataclass(frozen=True)
class Look:
    """A state as it is shown: a colour's name, an icon, a word."""

    tone: str
    icon: str
    word: Text


STATES: Mapping[str, Look] = {
    PENDING: Look("skip", "circle-dashed", N_("ainda não")),
    DONE: Look("ok", "circle-check", N_("feita")),
    GUIDED: Look("hand", "hand", N_("à mão")),
    WAITING: Look("hand", "clock", N_("em espera")),
    FAILED: Look("fail", "circle-x", N_("falhou")),
    SKIPPED: Look("skip", "ban", N_("deixada")),
    OPEN: Look("warn", "triangle-alert", N_("em dúvida")),
}
RUNNING = Look("info", "loader", N_("em andamento"))
KINDS: Mapping[str, Text] = {
    "began": N_("começou"), "resumed": N_("continuou"), "stopped": N_("parou"), "ended": N_("terminou"),
    "reopened": N_("reabriu"), runs.INTENT: N_("vai gravar"), runs.RESULT: N_("resultado"), runs.ANSWER: N_("resposta"),
    "looked": N_("conferiu"), "asked": N_("espera uma pessoa"), "lost": N_("resposta perdida"),
}


def second_line(step: StepState, say: Language, *, running: bool = False) -> str:
    """Who acts, how, how many records; once something happened, when."""
    parts = [say.say(OWNERS[step.step.owner])]
    if step.row is not None and step.row.at and not running:
        parts.append(say.moment(datetime.fromisoformat(step.row.at)))
    elif step.state == PENDING:
        parts.append(say.say(MODES[step.mode]))
    if step.step.items is not None and len(step.items) > 1:
        parts.append(say.say(N_("{done} de {count}", done=step.finished, count=len(step.items))))
    return " · ".join(parts)


def sentence(step: StepState) -> Text:
    """What is to be said of the step now."""
    if step.trouble is not None:
        return step.trouble
    if step.missing and step.state not in FINISHED:
        return N_("Espera por: {names}.", names=_names([need.title for need in step.missing]))
    if len(step.items) == 1 and step.items[0].row is not None and str(step.items[0].row.said):
        return step.items[0].row.said
    if step.row is not None and str(step.row.said):
        return step.row.said
    return step.step.how


def _names(titles: Sequence[Text]) -> Text:
    names = {f"n{at}": title for at, title in enumerate(titles)}
    return Text(", ".join(f"{{{name}}}" for name in names), names)


def verification(step: StepState, calls: Catalogue) -> Text:
    """How one sees that it is done."""
    call = calls.get(step.step.read) if step.step.read else None
    if call is None:
        return N_("Nada no tenant mostra isso ao programa; vale o que uma pessoa responde.")
    if calls.automatic(call.id):
        return N_("O programa confere no tenant: {what} ({id}, {address}; {status}, fonte: {source}).",
                  what=Text(call.what), id=call.id, address=call.address, status=known_by(call), source=call.source)
    if not call.published:
        return N_("{what} ({id}): não publicada pela Senior. Confira na tela.", what=Text(call.what), id=call.id)
    return N_("{what} ({id}): {status}. Confira na tela.", what=Text(call.what), id=call.id, status=known_by(call))


def answerable(step: StepState) -> bool:
    """Whether a person may say how it went: it is their turn, or they said so before and may say otherwise."""
    if step.state in (GUIDED, WAITING):
        return True
    return step.mode is not Mode.AUTOMATIC and step.state in (OPEN, FAILED, SKIPPED)


def execution(step: StepState, calls: Catalogue) -> Text:
    """By what the machine does it, or why it does not."""
    call = calls.get(step.step.write) if step.step.write else None
    if call is None:
        return N_("Não há o que gravar nesta etapa.") if step.mode is Mode.AUTOMATIC else N_(
            "Não é uma chamada da plataforma.")
    if step.mode is Mode.AUTOMATIC:
        return N_("{what}: {address}, {status}.", what=Text(call.what), address=call.address, status=known_by(call))
    if not call.published:
        return N_("{what}: a Senior não publica essa chamada.", what=Text(call.what))
    return N_("{what}: falta a entrada que pode fazê-la.", what=Text(call.what))


def known_by(call: Call) -> Text:
    """From where a call is known."""
    return N_("dada pelo arquivo de catálogo") if call.given else STATUS[call.status]


def start(state: DeploymentState, known: Connection | None) -> Text:
    """The button that begins or goes on, and where."""
    if known is None:
        return N_("Continuar implantação") if state.run is not None else N_("Começar implantação")
    return N_("Continuar implantação em {tenant}", tenant=known.tenant) if state.run is not None else N_(
        "Começar implantação em {tenant}", tenant=known.tenant)


def locked() -> Text:
    """Why nothing can be begun here."""
    return N_("Aberto só para leitura: quem grava é outro console.")


def ahead(state: DeploymentState, *, signed_in: bool = True) -> Text:
    """What lies before the button, and what stands against more of it."""
    if not signed_in and any(step.state not in FINISHED for step in state.steps):
        return N_("Ninguém entrou na plataforma: o que se grava nela vira pedido ou trabalho à mão.")
    left = [step for step in state.steps if step.state not in FINISHED]
    if not left:
        return N_("Todas as etapas terminaram.")
    automatic = sum(1 for step in left if step.mode is Mode.AUTOMATIC)
    writes = sum(len(step.items) - step.finished for step in left if step.mode is Mode.AUTOMATIC and step.step.write)
    by_hand = sum(1 for step in left if step.mode is Mode.GUIDED)
    parts = [
        (writes, Nn_("até {count} gravação", "até {count} gravações", writes)),
        (automatic, Nn_("{count} etapa automática", "{count} etapas automáticas", automatic)),
        (by_hand, N_("{count} à mão", count=by_hand)),
        (len(left) - automatic - by_hand, N_("{count} em espera", count=len(left) - automatic - by_hand))]
    told = {f"p{at}": part for at, (count, part) in enumerate(parts) if count}
    return Text(" · ".join(f"{{{name}}}" for name in told), told)


def headline(state: DeploymentState, *, running: bool) -> tuple[str, Text]:
    """The verdict's tone and sentence."""
    if running:
        return "info", N_("A implantação está andando")
    if state.run is None:
        return "skip", N_("A implantação ainda não começou")
    if state.complete:
        return "ok", N_("A implantação terminou")
    failed = sum(1 for step in state.steps if step.state == FAILED)
    if failed:
        return "fail", Nn_("{count} etapa falhou", "{count} etapas falharam", failed)
    waiting = sum(1 for step in state.steps if step.state in (GUIDED, WAITING, OPEN))
    if waiting:
        return "hand", Nn_("{count} etapa espera uma pessoa", "{count} etapas esperam uma pessoa", waiting)
    return "info", N_("A implantação pode continuar")


def lines(events: Sequence[Event], step: str, language: Language) -> list[str]:
    """The journal of a step: when, who, what."""
    found = []
    for event in events:
        if event.step != step or event.uid:
            continue
        kind = language.say(KINDS.get(event.kind, Text(event.kind)))
        state = STATES.get(str(event.content.get("state", "")))
        when = language.moment(datetime.fromisoformat(event.at))
        found.append(f"{when} · {event.by} · {kind}" + (f": {language.say(state.word)}" if state else ""))
    return found
