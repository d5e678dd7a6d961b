"""What people say about steps that no machine can do: whom an answer concerns, and that it names something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_console.core.errors import UsageError
from crm_console.core.text import N_, Text
from crm_console.services.deploy.ledger import FINISHED, Ledger
from crm_console.services.deploy.state import items_of, mode_of
from crm_console.services.deploy.steps import Item, Step
from crm_console.services.deploy.work import Work
from crm_console.store.runs import ANSWER, DONE, FAILED, SKIPPED

WORDS = {"done": DONE, "failed": FAILED, "skipped": SKIPPED}


@dataclass(frozen=True)
class Answer:
    """What a person says about a guided or waiting step, or about one item of its batch. `evidence`: a picture's id."""

    state: str
    by: str
    note: str = ""
    evidence: str | None = None


@dataclass(frozen=True)
class Given:
    """An answer and what it is about; without `item` it is about all that is not finished."""

    step: Step
    items: Sequence[Item]
    one: bool
    answer: Answer


def understood(steps: Sequence[Step], answers: Mapping[str, Answer], work: Work) -> list[Given]:
    """The answers by step and record (`STEP` or `STEP:ITEM`, the item by uid or key). Raises UsageError."""
    return [_understood(steps, name, answer, work) for name, answer in answers.items()]


def _understood(steps: Sequence[Step], name: str, answer: Answer, work: Work) -> Given:
    step_id, colon, wanted = name.partition(":")
    step = next((step for step in steps if step.id == step_id), None)
    if step is None:
        raise UsageError(N_("Não há a etapa “{name}” nesta rota.", name=step_id),
                         N_("As etapas são: {known}.", known=", ".join(step.id for step in steps)))
    if answer.state not in WORDS:
        raise UsageError(N_("“{word}” não é uma resposta para “{name}”.", word=answer.state, name=name),
                         N_("As respostas são: {known}.", known=", ".join(WORDS)))
    if not answer.by.strip():
        raise UsageError(N_("Falta o nome de quem responde por “{name}”.", name=name), N_("Diga com --by."))
    items = items_of(step, work)
    if not colon:
        return Given(step, items, False, answer)
    found = next((item for item in items if wanted and wanted in (item.uid, item.key)), None)
    if found is None:
        known = [item.key or item.uid for item in items if item.uid]
        if not known:
            raise UsageError(N_("A etapa “{step}” não tem registros.", step=step_id),
                             N_("Responda pela etapa inteira: {step}=done.", step=step_id))
        raise UsageError(
            N_("A etapa “{step}” não tem o registro “{item}”.", step=step_id, item=wanted),
            N_("Os registros são: {known}.", known=", ".join(known[:20]) + (", …" if len(known) > 20 else "")))
    return Given(step, [found], True, answer)


def keep(given: Sequence[Given], ledger: Ledger, work: Work) -> Iterator[Step]:
    """Write the answers down; yields the steps that got one.

    A word for a whole batch is about what is not finished; where everything is, it takes all of it back.
    """
    for each in given:
        step, answer = each.step, each.answer
        rest = [item for item in each.items if ledger.state(step.id, item.uid) not in FINISHED]
        for item in each.items if each.one or not rest else rest:
            if ledger.state(step.id, item.uid) == WORDS[answer.state] and not (answer.note or answer.evidence):
                continue  # it says so already
            ledger.settle(step.id, WORDS[answer.state], _told(answer), uid=item.uid, by=answer.by.strip(), kind=ANSWER,
                          evidence=answer.evidence, mode=mode_of(step, work), only_new=False)
        yield step


def _told(answer: Answer) -> Text:
    by = answer.by.strip()
    said = {DONE: N_("feito, disse {by}", by=by), FAILED: N_("falhou, disse {by}", by=by),
            SKIPPED: N_("deixado, disse {by}", by=by)}[answer.state]
    return N_("{said}: {note}", said=said, note=answer.note) if answer.note else said
