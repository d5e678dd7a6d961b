"""Carries a route out, step by step, and goes on where it stood: start and resume are one and the same path.

Look first, then write: the intent is in the journal before a byte leaves, the result with the new state. What nobody
knows for certain is looked at again, and written again only when nothing late can still take effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crm_console.core.errors import RefusedError, UsageError, UserError
from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_, Nn_, Text
from crm_console.services.deploy.routes import route_of
from crm_console.services.deploy.state import KIND, items_of, mode_of
from crm_console.services.deploy.steps import ONLY, Item, Mode, Seen, Sight, Step
from crm_console.services.deploy.work import Work
from crm_console.services.platform.connecting import Platform
from crm_console.services.platform.failures import Kind, PlatformError
from crm_console.store import runs
from crm_console.store.connections import CUSTOMER, MASTER
from crm_console.store.runs import DONE, FAILED, GUIDED, OPEN, PENDING, SKIPPED, WAITING, Row, Run
from crm_console.store.workspace import Workspace

SETTLE = 80.0  # seconds until nothing late can take effect any more: 10 client, 60 server, 10 list (sync.md b4)
POLL = 0.5  # seconds between two looks at what the platform is doing
PATIENCE = 600.0  # seconds without any progress after which watching ends and the run waits
SLOWER = 3  # times a call is put off because the platform asks for it
LONGEST_PUT_OFF = 60.0
FINISHED = (DONE, SKIPPED)
WORDS = {"done": DONE, "failed": FAILED, "skipped": SKIPPED}


@dataclass(frozen=True)
class Answer:
    """What a person says about a guided or waiting step, or about one item of its batch."""

    state: str
    by: str
    note: str = ""
    evidence: str | None = None


class Deployer:
    """Runs or resumes the route of one workspace. `watch` hears after each change."""

    def __init__(self, workspace: Workspace, platform: Platform, *, settle: float = SETTLE, poll: float = POLL,
                 patience: float = PATIENCE, watch: Callable[[], None] = lambda: None) -> None:
        self._workspace, self._platform = workspace, platform
        self._settle, self._poll, self._patience, self._watch = settle, poll, patience, watch
        self._store = workspace.store

    def job(self, answers: Mapping[str, Answer] | None = None) -> Job[Run]:
        """The run as a Job; two of one workspace never overlap."""
        return Job(N_("Implantação"), lambda ctx: self.run(ctx, answers or {}), f"deploy {self._workspace.place}")

    def run(self, ctx: Context, answers: Mapping[str, Answer]) -> Run:
        """Go as far as possible without a person. Raises RefusedError for what stands against the whole run."""
        with Work(ctx, self._workspace, self._platform) as work:
            steps = route_of(work)
            self._check_answers(steps, answers, work)
            run = self._current(str(work.deployment["route"]))
            try:
                self._take(run, steps, answers, work)
                self._go(run, steps, work)
            finally:
                if ctx.stopped:
                    runs.note(self._store, run, "stopped")
                    self._watch()
            return runs.latest(self._store, KIND) or run

    def _current(self, route: str) -> Run:
        known = self._platform.connection(CUSTOMER) or self._platform.connection(MASTER)
        fingerprint = known.fingerprint if known else ""
        run = runs.latest(self._store, KIND)
        if run is not None and run.state == runs.RUNNING and run.route == route:
            runs.note(self._store, run, "resumed", fingerprint=fingerprint)
            return run
        if run is not None and run.state == runs.ENDED and run.route == route:
            return run
        return runs.begin(self._store, KIND, route, fingerprint)

    def _check_answers(self, steps: Sequence[Step], answers: Mapping[str, Answer], work: Work) -> None:
        known = {step.id for step in steps}
        for name, answer in answers.items():
            if name.partition(":")[0] not in known:
                raise UsageError(N_("Não há a etapa “{name}” nesta rota.", name=name),
                                 N_("As etapas são: {known}.", known=", ".join(sorted(known))))
            if not answer.by.strip():
                raise UsageError(N_("Falta o nome de quem responde por “{name}”.", name=name), N_("Diga com --by."))

    def _take(self, run: Run, steps: Sequence[Step], answers: Mapping[str, Answer], work: Work) -> None:
        """Keep what people said; `done` is still looked at where the tenant can tell."""
        by_id = {step.id: step for step in steps}
        for name, answer in answers.items():
            step_id, _, uid = name.partition(":")
            step = by_id[step_id]
            wanted = [uid] if uid else [item.uid for item in items_of(step, work)]
            for each in wanted:
                runs.settle(self._store, run, step.id, answer.state, _told(answer), uid=each, by=answer.by,
                            kind=runs.ANSWER, evidence=answer.evidence, mode=mode_of(step, work))
        self._watch()

    def _go(self, run: Run, steps: Sequence[Step], work: Work) -> None:
        """Pass over the steps until a pass changes nothing; then what may still take effect is waited for."""
        for step in steps:
            work.ctx.check()
            self._step(run, step, work)
        ripe = self._ripe_in(run, steps)
        if ripe is not None:
            work.ctx.progress(N_("Esperando até que nada atrasado possa ainda acontecer"))
            work.ctx.wait(ripe)
            self._go(run, steps, work)
            return
        rows = runs.rows(self._store, run)
        if run.state != runs.ENDED and all(_state(rows, step.id) in FINISHED for step in steps):
            runs.end(self._store, run)
            self._watch()

    def _ripe_in(self, run: Run, steps: Sequence[Step]) -> float | None:
        """Seconds until an open write may be settled; None where none is open and able to move."""
        rows, known = runs.rows(self._store, run), {step.id: step for step in steps}
        waits = [self._settle - _age(since) for (step, uid), since in runs.open_intents(self._store, run).items()
                 if step in known and (row := rows.get((step, uid))) is not None and row.state == OPEN]
        return max(0.05, min(waits)) if waits else None

    def _step(self, run: Run, step: Step, work: Work) -> None:
        rows = runs.rows(self._store, run)
        if _state(rows, step.id) in FINISHED:
            return
        if any(_state(rows, need) not in FINISHED for need in step.needs):
            return
        mode = mode_of(step, work)
        work.ctx.progress(step.title)
        try:
            items = items_of(step, work)
        except UserError as error:  # what a person must fill in first
            self._keep(run, step, ONLY, FAILED, _whole(error), mode)
            return
        for place, listed in enumerate(items):
            work.ctx.check()
            item = listed
            row = rows.get((step.id, item.uid))
            item = replace(item, remote=row.remote) if row is not None and row.remote else item
            if row is None or row.state not in FINISHED or item.uid == "":
                self._item(run, step, item, mode, work, row)
            work.ctx.progress(step.title, place + 1, len(items))
            self._watch()
        if step.items is not None:
            self._sum(run, step, items, mode)

    def _item(self, run: Run, step: Step, item: Item, mode: Mode, work: Work, row: Row | None) -> None:
        """Bring one item further, and keep how that ended."""
        try:
            self._try(run, step, item, mode, work, row)
        except PlatformError as error:
            state = OPEN if not error.known and (step.id, item.uid) in runs.open_intents(self._store, run) else FAILED
            self._keep(run, step, item, state, _whole(error), mode,
                       kind="lost" if state == OPEN else runs.RESULT)
        except UserError as error:
            self._keep(run, step, item, FAILED, _whole(error), mode)

    def _try(self, run: Run, step: Step, item: Item, mode: Mode, work: Work, row: Row | None) -> None:
        opened = runs.open_intents(self._store, run).get((step.id, item.uid))
        seen = self._look(step, item, work) if mode is not Mode.GUIDED or self._may_look(step, work) else None
        if opened is not None and mode is Mode.AUTOMATIC:
            self._settle_open(run, step, item, work, seen, opened)
            return
        if seen is not None and seen.sight in (Sight.THERE, Sight.WRONG):
            self._keep(run, step, item, DONE if seen.sight is Sight.THERE else FAILED, seen.said, mode, seen.remote)
            return
        if seen is not None and seen.sight is Sight.COMING:
            self._watch_on(run, step, item, mode, work)
            return
        if mode is Mode.AUTOMATIC and step.act is not None:
            self._write(run, step, item, work)
            return
        self._ask(run, step, item, mode, work, row, seen)

    def _settle_open(self, run: Run, step: Step, item: Item, work: Work, seen: Seen | None, since: str) -> None:
        """A write whose end nobody saw: what the tenant shows decides, and only when nothing late can come."""
        if seen is not None and seen.sight in (Sight.THERE, Sight.COMING):
            self._keep(run, step, item, DONE if seen.sight is Sight.THERE else OPEN, seen.said, Mode.AUTOMATIC,
                       seen.remote, kind="looked" if seen.sight is Sight.COMING else runs.RESULT)
            if seen.sight is Sight.COMING:
                self._watch_on(run, step, item, Mode.AUTOMATIC, work)
        elif seen is None:
            self._keep(run, step, item, GUIDED, N_(
                "A gravação saiu e a resposta não chegou; a plataforma não deixa conferir. Olhe na tela e responda."),
                Mode.AUTOMATIC, kind="looked")
        elif _rung(step, work) <= 3 or _age(since) >= self._settle:
            self._write(run, step, item, work)
        else:
            self._keep(run, step, item, OPEN, N_("A gravação saiu e ninguém viu o fim. Nada é repetido até que nada "
                                                 "atrasado possa acontecer."), Mode.AUTOMATIC, kind="looked")

    def _may_look(self, step: Step, work: Work) -> bool:
        return bool(step.read) and work.can(step.read)

    def _look(self, step: Step, item: Item, work: Work) -> Seen | None:
        return step.look(work, item) if step.look is not None and self._may_look(step, work) else None

    def _write(self, run: Run, step: Step, item: Item, work: Work) -> None:
        assert step.act is not None, "only a step that can be done by the machine gets here"
        for attempt in range(SLOWER + 1):
            runs.intend(self._store, run, step.id, step.write, item.uid)
            try:
                remote = step.act(work, item)
                break
            except PlatformError as error:
                if error.kind is not Kind.THROTTLED or attempt == SLOWER:
                    raise
                runs.note(self._store, run, runs.RESULT, step.id, item.uid, state="throttled")
                work.ctx.wait(min(error.wait or self._poll * 2 ** attempt, LONGEST_PUT_OFF))
            except RefusedError:
                runs.note(self._store, run, runs.RESULT, step.id, item.uid, state="refused")
                raise
        work.forget_lists()
        if step.watched:
            self._keep(run, step, item, WAITING, N_("aceito pela plataforma"), Mode.AUTOMATIC, remote)
            self._watch_on(run, step, replace(item, remote=remote), Mode.AUTOMATIC, work)
            return
        self._keep(run, step, item, DONE, N_("gravado"), Mode.AUTOMATIC, remote)

    def _watch_on(self, run: Run, step: Step, item: Item, mode: Mode, work: Work) -> None:
        """Look again and again until it is there, or nothing moves any more."""
        last, since = (-1, Text("")), time.monotonic()
        while True:
            seen = self._look(step, item, work)
            if seen is None or seen.sight is Sight.THERE:
                said, remote = (seen.said, seen.remote) if seen else (N_("gravado"), "")
                self._keep(run, step, item, DONE, said, mode, remote)
                return
            if seen.sight is Sight.WRONG:
                self._keep(run, step, item, FAILED, seen.said, mode)
                return
            if (seen.done, seen.said) != last:
                last, since = (seen.done, seen.said), time.monotonic()
                self._keep(run, step, item, WAITING, seen.said, mode, kind="looked")
                work.ctx.progress(step.title, seen.done, seen.total)
            if time.monotonic() - since >= self._patience or (seen.sight is Sight.ABSENT and not step.watched):
                return
            work.ctx.wait(self._poll)

    def _ask(
        self, run: Run, step: Step, item: Item, mode: Mode, work: Work, row: Row | None, seen: Seen | None,
    ) -> None:
        """It is a person's turn; what was said before stays, unless the tenant shows otherwise."""
        if row is not None and row.state == DONE:
            if seen is not None:
                self._keep(run, step, item, FAILED, N_("{by} respondeu feito, mas a plataforma não mostra: {said}",
                                                       by=row.by, said=seen.said), mode)
            return
        if row is not None and (row.state == SKIPPED or (row.state == FAILED and mode is not Mode.AUTOMATIC)):
            return
        state = WAITING if mode is Mode.WAITING else GUIDED
        said = step.ask(work) if step.ask is not None and state == WAITING else seen.said if seen else step.how
        self._keep(run, step, item, state, said, mode, kind="asked")

    def _keep(self, run: Run, step: Step, item: Item, state: str, said: Text, mode: Mode, remote: str = "",
              kind: str = runs.RESULT) -> None:
        runs.settle(self._store, run, step.id, state, said, uid=item.uid, mode=mode, remote=remote, kind=kind,
                    only_new=True)
        self._watch()

    def _sum(self, run: Run, step: Step, items: Sequence[Item], mode: Mode) -> None:
        """The step is what its items are."""
        rows = runs.rows(self._store, run)
        states = [rows[step.id, item.uid].state if (step.id, item.uid) in rows else PENDING for item in items]
        worst = next((state for state in (FAILED, OPEN, GUIDED, WAITING, PENDING) if state in states), None)
        finished = sum(1 for state in states if state in FINISHED)
        said = Nn_("{done} de {count} registro", "{done} de {count} registros", len(items), done=finished)
        if worst is None and states and all(state == SKIPPED for state in states):
            worst = SKIPPED
        runs.settle(self._store, run, step.id, worst or DONE, said, mode=mode, only_new=True)
        self._watch()


def _state(rows: Mapping[tuple[str, str], Row], step: str) -> str:
    row = rows.get((step, ""))
    return row.state if row is not None else PENDING


def _rung(step: Step, work: Work) -> int:
    call = work.catalogue.get(step.write)
    return call.rung or 5 if call is not None else 5


def _age(moment: str) -> float:
    return (datetime.now().astimezone() - datetime.fromisoformat(moment)).total_seconds()


def _told(answer: Answer) -> Text:
    said = {DONE: N_("feito, disse {by}", by=answer.by), FAILED: N_("falhou, disse {by}", by=answer.by),
            SKIPPED: N_("deixado, disse {by}", by=answer.by)}[answer.state]
    return N_("{said}: {note}", said=said, note=answer.note) if answer.note else said


def _whole(error: UserError) -> Text:
    return N_("{message} {hint}", message=error.message, hint=error.hint) if error.hint else error.message
