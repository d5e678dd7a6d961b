"""Carries a route out, step by step, and goes on where it stood: start and resume are one and the same path.

Look first, then write: the intent is in the journal before a byte leaves, the result with the new state. What nobody
knows for certain is looked at again, and written again only when nothing late can still take effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_console.core.errors import RefusedError, UserError
from crm_console.core.jobs import Context, Job, StoppedError
from crm_console.core.text import N_, Nn_
from crm_console.services.deploy import answers as answering
from crm_console.services.deploy.answers import Answer
from crm_console.services.deploy.bringing import PATIENCE, POLL, SETTLE, Bringing, HaltedError, Times, whole
from crm_console.services.deploy.ledger import FINISHED, Ledger
from crm_console.services.deploy.records import DIFFERS
from crm_console.services.deploy.routes import route_of
from crm_console.services.deploy.state import KIND, current_run, items_of, mode_of
from crm_console.services.deploy.steps import Item, Mode, Step
from crm_console.services.deploy.work import Work
from crm_console.services.platform.connecting import Platform
from crm_console.store import runs
from crm_console.store.connections import CUSTOMER
from crm_console.store.runs import FAILED, GUIDED, OPEN, PENDING, SKIPPED, WAITING, Run
from crm_console.store.workspace import Workspace

UNLIKE = DIFFERS.source
__all__ = ["PATIENCE", "POLL", "SETTLE", "Answer", "Deployer"]


class Deployer:
    """Runs or resumes the route of one workspace. `watch` hears after each change."""

    def __init__(self, workspace: Workspace, platform: Platform, *, settle: float = SETTLE, poll: float = POLL,
                 patience: float = PATIENCE, watch: Callable[[], None] = lambda: None) -> None:
        self._workspace, self._platform, self._watch = workspace, platform, watch
        self._times = Times(settle, poll, patience)
        self._store = workspace.store

    def job(self, answers: Mapping[str, Answer] | None = None) -> Job[Run]:
        """The run as a Job; two of one workspace never overlap."""
        return Job(N_("Implantação"), lambda ctx: self.run(ctx, answers or {}), self.key)

    @property
    def key(self) -> str:
        """Jobs with this key are runs of this workspace."""
        return f"deploy {self._workspace.place}"

    def run(self, ctx: Context, answers: Mapping[str, Answer]) -> Run:
        """Go as far as possible without a person. Raises RefusedError for what stands against the whole run."""
        if self._store.read_only:
            raise RefusedError(N_("Esta pasta de trabalho está aberta só para leitura; nada foi feito."),
                               N_("Feche-a no outro console e continue."))
        with Work(ctx, self._workspace, self._platform) as work:
            self._check_tenant(work)
            steps = route_of(work)
            given = answering.understood(steps, answers, work)
            run = current_run(self._store, self._platform, str(work.deployment["route"]))
            if run is not None and run.state == runs.ENDED and not given and not _due(run, steps, work):
                return run
            run = self._going(run, str(work.deployment["route"]))
            ledger = Ledger(self._store, run)
            told = [self._summed(step, ledger, work) for step in answering.keep(given, ledger, work)]
            passing = _Passing(steps, ledger, work, self._times, self._watch, {step.id for step in told})
            try:
                passing.go()
            except StoppedError:
                ledger.note("stopped")
                self._watch()
                raise
            self._close(run, steps, ledger)
            return runs.current(self._store, KIND, run.route, run.fingerprint) or run

    def _check_tenant(self, work: Work) -> None:
        """The records go to the tenant of the sign-in; the deployment must be of that one."""
        known = self._platform.connection(CUSTOMER)
        for name, held in (("tenant", known.tenant), ("domain", known.domain)) if known else ():
            wanted = str(work.deployment.get(name) or "")
            if wanted and held and wanted.casefold() != held.casefold():
                raise RefusedError(
                    N_("Este é outro tenant: {new}. A implantação deste cliente é de {old}; nada foi feito.", new=held,
                       old=wanted), N_("Entre no tenant certo, ou corrija a implantação."))

    def _going(self, run: Run | None, route: str) -> Run:
        """The run by this route on this tenant, or a new one: another tenant starts from nothing."""
        known = self._platform.connection(CUSTOMER)
        fingerprint = known.fingerprint if known else ""
        if run is None:
            return runs.begin(self._store, KIND, route, fingerprint)
        return runs.reopen(self._store, run, fingerprint)

    def _summed(self, step: Step, ledger: Ledger, work: Work) -> Step:
        if step.items is not None:
            summed(step, items_of(step, work), mode_of(step, work), ledger)
        self._watch()
        return step

    def _close(self, run: Run, steps: Sequence[Step], ledger: Ledger) -> None:
        if all(ledger.finished(step.id) for step in steps):
            runs.end(self._store, run)
            self._watch()


class _Passing:
    """Passes over the steps until a pass changes nothing. What a person said just now is not tried at once."""

    def __init__(self, steps: Sequence[Step], ledger: Ledger, work: Work, times: Times, watch: Callable[[], None],
                 answered: set[str]) -> None:
        self._steps, self._ledger, self._work, self._watch = steps, ledger, work, watch
        self._bringing = Bringing(ledger, work, times, watch)
        self._visited = {(step.id, item.uid) for step in steps if step.id in answered
                         for item in items_of(step, work) if ledger.said_failed(step.id, item.uid)}
        self._left_open: dict[tuple[str, str], Step] = {}

    def go(self) -> None:
        """All passes; between two of them what may still take effect is waited for."""
        try:
            self._pass()
            while self._left_open:
                wait = min(self._bringing.ripe_in(step, uid) for (_, uid), step in self._left_open.items())
                if wait > 0:
                    self._work.ctx.progress(N_("Esperando até que nada atrasado possa ainda acontecer"))
                self._work.ctx.wait(max(0.05, wait))
                self._pass()
        except HaltedError:
            return  # the item says why; nothing else would fare better

    def _pass(self) -> None:
        self._left_open = {}
        for step in self._steps:
            self._work.ctx.check()
            if all(self._ledger.finished(need) for need in step.needs):
                self._step(step)

    def _step(self, step: Step) -> None:
        mode = mode_of(step, self._work)
        self._work.ctx.progress(step.title)
        try:
            items = items_of(step, self._work)
        except UserError as error:  # what a person must fill in first
            self._ledger.settle(step.id, FAILED, whole(error), mode=mode)
            self._watch()
            return
        try:
            self._items(step, items, mode)
        finally:
            if step.items is not None and summed(step, items, mode, self._ledger):
                self._watch()

    def _items(self, step: Step, items: Sequence[Item], mode: Mode) -> None:
        todo = [item for item in items if self._due(step, item)]
        if todo:
            self._work.forget_lists()
        for place, item in enumerate(todo):
            self._work.ctx.progress(step.title, len(items) - len(todo) + place, len(items))
            self._visited.add((step.id, item.uid))
            self._bringing.bring(step, item, mode)
            if self._ledger.state(step.id, item.uid) == OPEN and self._bringing.may_go_on(step, item):
                self._left_open[step.id, item.uid] = step
        self._bringing.read_back(step)
        if todo:
            self._work.ctx.progress(step.title, len(items), len(items))

    def _due(self, step: Step, item: Item) -> bool:
        """New, not finished, or said to be done and not looked at; in further passes only what was left open."""
        if (step.id, item.uid) in self._visited:
            return self._ledger.state(step.id, item.uid) == OPEN
        return due(self._ledger, step, item)


def due(ledger: Ledger, step: Step, item: Item) -> bool:
    """Whether an item is not finished, or said to be and nobody looked."""
    return ledger.state(step.id, item.uid) not in FINISHED or ledger.unlooked(step.id, item.uid)


def _due(run: Run, steps: Sequence[Step], work: Work) -> bool:
    """Whether there is anything to do in a run that had ended: a record that was added, say."""
    ledger = Ledger(work.store, run)
    return any(due(ledger, step, item) for step in steps for item in items_of(step, work))


def summed(step: Step, items: Sequence[Item], mode: Mode, ledger: Ledger) -> bool:
    """The step is what its items are; returns whether that is new."""
    states = [ledger.state(step.id, item.uid) for item in items]
    worst = next((state for state in (FAILED, OPEN, GUIDED, WAITING, PENDING) if state in states), None)
    finished = sum(1 for state in states if state in FINISHED)
    said = Nn_("{done} de {count} registro", "{done} de {count} registros", len(items), done=finished)
    unlike = sum(1 for item in items if (row := ledger.row(step.id, item.uid)) and row.said.source == UNLIKE)
    if unlike:
        said = N_("{said}; {unlike} já no tenant com outros valores, sem mudança", said=said, unlike=unlike)
    if worst is None and states and all(state == SKIPPED for state in states):
        worst = SKIPPED
    return ledger.settle(step.id, worst or runs.DONE, said, mode=mode)


