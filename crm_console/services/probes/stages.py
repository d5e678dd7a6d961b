"""The stage machine under every probe: it times stages, keeps the server's words, turns what happens into Steps.

A probe opens one `stage` after another inside `running()`. A `FaultError` raised in a stage is its failure; a stop
makes it `stopped`; both end the run, and the steps that were never reached are skipped. `explain` turns a
connection's own errors into faults. Everything else is a bug and goes up.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NoReturn

from crm_console.core.jobs import Context, StoppedError
from crm_console.core.problem import Who
from crm_console.core.report import Report, State, Step
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
    """One way in which a stage goes wrong: `ref` is its row in the reference, `slug` the end of its public id."""

    slug: str
    ref: str
    who: Who
    cause: Text
    remedy: Text

    def filled(self, **values: object) -> Fault:
        """The same fault about a certain server: `values` fill the {names} of both sentences."""
        return replace(
            self, cause=replace(self.cause, values=values), remedy=replace(self.remedy, values=values)
        )


class FaultError(Exception):
    """A stage failed in a way that we know."""

    def __init__(self, fault: Fault, said: str = "", **facts: Any) -> None:
        super().__init__(fault.slug)
        self.fault = fault
        self.said = said
        self.facts = facts


Explain = Callable[[Exception], FaultError | None]


class EndedError(Exception):
    """The run is over; the step that ended it is already recorded."""


@dataclass
class Stage:
    """The stage that is open: collects words and facts until its verdict."""

    id: str
    lines: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    warning: Fault | None = None
    began: float = field(default_factory=time.monotonic)

    def said(self, *lines: str) -> None:
        """Keep the server's words."""
        self.lines.extend(line for line in lines if line)

    def warn(self, fault: Fault) -> None:
        """It works, but: the first warning stays, later ones go into the facts."""
        if self.warning is None:
            self.warning = fault
        else:
            self.facts.setdefault("also", []).append(fault.slug)


class Stages:
    """Records the steps of one test, in the order of `ids`, and reports each one as it ends."""

    def __init__(self, protocol: str, ids: tuple[str, ...], ctx: Context, striker: Striker, explain: Explain) -> None:
        self.protocol = protocol
        self.ids = ids
        self.ctx = ctx
        self.striker = striker
        self._explain = explain
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
            fault = self._explain(error)
            if fault is None:
                raise
            self._fail(stage, fault)
        else:
            self._pass(stage)

    def skip(self, step_id: str, why: Text) -> None:
        """Say why a step does not happen."""
        self._words[step_id] = why

    def report(self, target: str) -> Report:
        """All steps, the ones never reached as skipped."""
        steps = tuple(self._steps.get(step_id) or self._unreached(step_id) for step_id in self.ids)
        seconds = time.monotonic() - self._began
        return Report(target, steps, self._started, seconds, platform.node(), self.address)

    def _unreached(self, step_id: str) -> Step:
        return Step(step_id, State.SKIPPED, cause=self._words.get(step_id, Text("")))

    def _pass(self, stage: Stage) -> None:
        warning = stage.warning
        self._finish(stage, self._faulty(stage, warning, State.WARNING) if warning else Step(stage.id, State.OK))

    def _fail(self, stage: Stage, error: FaultError) -> NoReturn:
        stage.said(error.said)
        stage.facts.update(error.facts)
        self._finish(stage, self._faulty(stage, error.fault, State.FAILED))
        raise EndedError from error

    def _stop(self, stage: Stage) -> NoReturn:
        self._record(self._worded(stage, Step(stage.id, State.STOPPED)))
        raise EndedError

    def _faulty(self, stage: Stage, fault: Fault, state: State) -> Step:
        if fault.ref:
            stage.facts["ref"] = fault.ref
        return Step(
            stage.id,
            state,
            fault=f"{self.protocol}.{stage.id}.{fault.slug}",
            who=fault.who,
            cause=self.striker.sentence(fault.cause),
            remedy=self.striker.sentence(fault.remedy),
        )

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
        )

    def _record(self, step: Step) -> None:
        self._steps[step.id] = step

    def _done(self, step_id: str) -> int:
        return self.ids.index(step_id)

    def _next(self) -> str:
        reached = max((self._done(step_id) for step_id in self._steps), default=-1)
        return self.ids[min(reached + 1, len(self.ids) - 1)]
