"""The stage machine under every probe: it times stages, keeps the server's words, turns what happens into Steps.

A probe opens one `stage` after another inside `running()`. A `FaultError` raised in a stage is its failure; a stop
makes it `stopped`; both end the run, and the steps that were never reached are skipped. `explain` turns a
connection's own errors into faults. `consult` hears of each failure before it is told, and may find out more: it asks
for second opinions. Everything else is a bug and goes up.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NoReturn

from crm_console.core.jobs import Context, StoppedError
from crm_console.core.problem import Who
from crm_console.core.report import Certainty, Note, Report, State, Step
from crm_console.core.text import N_, Text
from crm_console.services.probes.strike import Striker

DOING: Mapping[str, Text] = {
    "input": N_("Conferindo os dados"),
    "resolve": N_("Procurando o endereço do servidor"),
    "connect": N_("Conectando ao servidor"),
    "tls": N_("Negociando a conexão segura"),
    "greeting": N_("Aguardando a saudação do servidor"),
    "banner": N_("Aguardando a saudação do servidor"),
    "starttls": N_("Pedindo conexão segura"),
    "hostkey": N_("Conferindo a identidade do servidor"),
    "auth": N_("Entrando com usuário e senha"),
    "subsystem": N_("Abrindo a transferência de arquivos"),
    "sender": N_("Informando o remetente"),
    "recipient": N_("Informando o destinatário"),
    "data": N_("Enviando a mensagem"),
    "accepted": N_("Aguardando o aceite da mensagem"),
    "relay": N_("Perguntando por um destinatário de fora"),
    "folder": N_("Abrindo a pasta"),
    "upload": N_("Gravando o arquivo de teste"),
    "readback": N_("Lendo o arquivo de volta"),
}


@dataclass(frozen=True)
class Fault:
    """One way in which a stage goes wrong: `ref` is its row in the reference, `slug` the end of its public id.

    `ask`: other settings are tried after it, without a credential, and those that work are offered.
    """

    slug: str
    ref: str
    who: Who
    cause: Text
    remedy: Text
    certainty: Certainty = Certainty.CERTAIN
    ask: bool = False

    def filled(self, **values: object) -> Fault:
        """The same fault about a certain server: `values` fill the {names} of both sentences."""
        return replace(
            self, cause=replace(self.cause, values=values), remedy=replace(self.remedy, values=values)
        )


class FaultError(Exception):
    """A stage failed in a way that we know. `at` names an earlier stage whose fault only shows now."""

    def __init__(self, fault: Fault, said: str = "", at: str = "", **facts: Any) -> None:
        super().__init__(fault.slug)
        self.fault = fault
        self.said = said
        self.at = at
        self.facts = facts


Explain = Callable[[Exception, str], FaultError | None]  # the error and the id of its stage
Consult = Callable[[str, FaultError], FaultError]  # the id of the stage; answers with what is told in the end


class EndedError(Exception):
    """The run is over; the step that ended it is already recorded."""


@dataclass
class Stage:
    """The stage that is open: collects words and facts until its verdict."""

    id: str
    lines: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    warning: Fault | None = None
    notes: list[Fault] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def said(self, *lines: str) -> None:
        """Keep the server's words."""
        self.lines.extend(line for line in lines if line)

    def warn(self, fault: Fault) -> None:
        """It works, but: the first warning stays, later ones go into the facts."""
        if self.warning is None:
            self.warning = fault
        else:
            self.notes.append(fault)

    def note(self, fault: Fault) -> None:
        """It works, and this is worth knowing."""
        self.notes.append(fault)


class Stages:
    """Records the steps of one test, in the order of `ids`, and reports each one as it ends."""

    def __init__(
        self, protocol: str, ids: tuple[str, ...], ctx: Context, striker: Striker, explain: Explain,
        consult: Consult = lambda _, error: error,
    ) -> None:
        self.protocol = protocol
        self.ids = ids
        self.ctx = ctx
        self.striker = striker
        self._explain = explain
        self._consult = consult
        self.address = ""
        self._steps: dict[str, Step] = {}
        self._words: dict[str, Text] = {}
        self._started = datetime.now(UTC)
        self._began = time.monotonic()

    @contextmanager
    def running(self) -> Iterator[None]:
        """The whole run. A stop between two stages falls on the next one."""
        try:
            yield
        except EndedError:
            pass
        except StoppedError:
            self._record(Step(self._next(), State.STOPPED))

    @contextmanager
    def stage(self, step_id: str) -> Iterator[Stage]:
        """One stage, from its first byte to its verdict."""
        self.ctx.progress(DOING[step_id], self._done(step_id), len(self.ids))
        stage = Stage(step_id)
        try:
            yield stage
        except FaultError as error:
            self._fail(stage, error)
        except StoppedError:
            self._stop(stage)
        except Exception as error:
            if self.ctx.stopped:  # a library whose connection was cut for the stop raises odd things
                self._stop(stage)
            fault = self._explain(error, step_id)
            if fault is None:
                raise
            self._fail(stage, fault)
        else:
            self._pass(stage)

    def skip(self, step_id: str, why: Text) -> None:
        """Say why a step does not happen."""
        self._words[step_id] = why

    def report(self, target: str) -> Report:
        """All steps, the ones never reached as skipped. Every word in them has passed the striker; see `_worded`."""
        steps = tuple(self._steps.get(step_id) or self._unreached(step_id) for step_id in self.ids)
        seconds = time.monotonic() - self._began
        said = self.striker.text(target)
        return Report(said, steps, self._started, seconds, platform.node(), self.address)

    def _unreached(self, step_id: str) -> Step:
        return Step(step_id, State.SKIPPED, cause=self._words.get(step_id, Text("")))

    def _pass(self, stage: Stage) -> None:
        warning = stage.warning
        self._finish(stage, self._faulty(stage, warning, State.WARNING) if warning else Step(stage.id, State.OK))

    def _fail(self, stage: Stage, error: FaultError) -> NoReturn:
        with suppress(StoppedError):  # the failure itself is known; only the second opinions are missing
            error = self._consult(stage.id, error)
        stage.said(error.said)
        stage.facts.update(error.facts)
        if error.at and error.at in self._steps:
            self._fail_earlier(stage, error)
        self._finish(stage, self._faulty(stage, error.fault, State.FAILED))
        raise EndedError from error

    def _fail_earlier(self, stage: Stage, error: FaultError) -> NoReturn:
        """The server kept its refusal back: it is the earlier stage's fault, and shows there with these words."""
        before = self._steps[error.at]
        earlier = Stage(error.at, [before.said, *stage.lines], {**before.facts, **stage.facts, "told_at": stage.id})
        failed = self._worded(earlier, self._faulty(earlier, error.fault, State.FAILED))
        failed = replace(failed, seconds=before.seconds, notes=before.notes)
        late = N_("O servidor só respondeu aqui, mas o que ele recusa é da etapa anterior indicada.")
        self._record(Step(stage.id, State.SKIPPED, time.monotonic() - stage.began, cause=late))
        self._record(failed)
        self.ctx.progress(DOING[stage.id], self._done(stage.id) + 1, len(self.ids), failed)
        raise EndedError from error

    def _stop(self, stage: Stage) -> NoReturn:
        self._record(self._worded(stage, Step(stage.id, State.STOPPED)))
        raise EndedError

    def _faulty(self, stage: Stage, fault: Fault, state: State) -> Step:
        if fault.ref:
            stage.facts["ref"] = fault.ref
        stage.facts["certainty"] = str(fault.certainty)
        return Step(
            stage.id,
            state,
            fault=self._public(stage, fault),
            who=fault.who,
            cause=self.striker.sentence(fault.cause),
            remedy=self.striker.sentence(fault.remedy),
        )

    def _public(self, stage: Stage, fault: Fault) -> str:
        return f"{self.protocol}.{stage.id}.{fault.slug}"

    def _note(self, stage: Stage, fault: Fault) -> Note:
        return Note(self._public(stage, fault), fault.ref, self.striker.sentence(fault.cause))

    def _finish(self, stage: Stage, step: Step) -> None:
        step = self._worded(stage, step)
        self._record(step)
        self.ctx.progress(DOING[stage.id], self._done(stage.id) + 1, len(self.ids), step)

    def _worded(self, stage: Stage, step: Step) -> Step:
        return replace(
            step,
            seconds=time.monotonic() - stage.began,
            said=self.striker.text("\n".join(stage.lines)),
            facts=self.striker.value(stage.facts),
            notes=tuple(self._note(stage, fault) for fault in stage.notes),
        )

    def _record(self, step: Step) -> None:
        self._steps[step.id] = step

    def _done(self, step_id: str) -> int:
        return self.ids.index(step_id)

    def _next(self) -> str:
        reached = max((self._done(step_id) for step_id in self._steps), default=-1)
        return self.ids[min(reached + 1, len(self.ids) - 1)]
