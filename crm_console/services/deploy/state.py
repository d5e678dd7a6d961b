"""How far a workspace's deployment is, as a screen and the command line show it. Reads the workspace, no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm_console.core.errors import UserError
from crm_console.core.jobs import Context
from crm_console.core.text import Text
from crm_console.services.deploy.routes import route_of
from crm_console.services.deploy.steps import ONLY, Item, Mode, Step
from crm_console.services.deploy.work import Work
from crm_console.services.platform.connecting import Platform
from crm_console.store import runs
from crm_console.store.connections import CUSTOMER, MASTER
from crm_console.store.runs import DONE, GUIDED, OPEN, PENDING, SKIPPED, WAITING, Row, Run
from crm_console.store.store import Store
from crm_console.store.workspace import Workspace

KIND = "deploy"
FINISHED = (DONE, SKIPPED)
FOR_A_PERSON = (GUIDED, WAITING, OPEN)


@dataclass(frozen=True)
class ItemState:
    """One record of a batch and how far it is; `row` is None before its turn."""

    item: Item
    row: Row | None

    @property
    def state(self) -> str:
        """pending, done, guided, waiting, failed, skipped or open."""
        return self.row.state if self.row else PENDING


@dataclass(frozen=True)
class StepState:
    """One step. `missing`: the steps that must be done before it. `trouble`: why its records cannot be listed."""

    step: Step
    mode: Mode
    row: Row | None
    items: Sequence[ItemState]
    missing: Sequence[Step] = ()
    trouble: Text | None = None

    @property
    def state(self) -> str:
        """pending, done, guided, waiting, failed, skipped or open; done no longer where a record was added since."""
        if self.row is None or (self.row.state in FINISHED and self.finished < len(self.items)):
            return PENDING
        return self.row.state

    @property
    def finished(self) -> int:
        """How many of its records are done or left out."""
        return sum(1 for each in self.items if each.state in FINISHED)

    @property
    def request(self) -> Text | None:
        """The request to whoever must act, where the step waits for somebody."""
        if self.row is None or self.row.state != WAITING or self.step.ask is None:
            return None
        return next((item.row.said for item in self.items if item.row is not None and item.state == WAITING),
                    self.row.said)


@dataclass(frozen=True)
class DeploymentState:
    """All of it. `run` is None before the first start."""

    route: str
    run: Run | None
    steps: Sequence[StepState]

    @property
    def complete(self) -> bool:
        """Whether every step is done or left out."""
        return bool(self.steps) and all(each.state in FINISHED for each in self.steps)

    @property
    def current(self) -> StepState | None:
        """The first step that is not finished and whose needs are met."""
        return next((each for each in self.steps if each.state not in FINISHED and not each.missing), None)


def state(workspace: Workspace, platform: Platform) -> DeploymentState:
    """How far the route of the workspace is."""
    with Work(Context(), workspace, platform) as work:
        steps = route_of(work)
        route = str(work.deployment["route"])
        run = current_run(workspace.store, platform, route)
        rows = runs.rows(workspace.store, run) if run else {}
        found = [_step(step, work, rows) for step in steps]
        known = {step.id: step for step in steps}
        done = {each.step.id for each in found if each.state in FINISHED}
        return DeploymentState(route, run, [
            replace(each, missing=[known[need] for need in each.step.needs if need not in done]) for each in found])


def current_run(store: Store, platform: Platform, route: str) -> Run | None:
    """The run by this route on the tenant of the sign-in."""
    known = platform.connection(CUSTOMER)
    return runs.current(store, KIND, route, known.fingerprint if known else "")


def _step(step: Step, work: Work, rows: dict[tuple[str, str], Row]) -> StepState:
    try:
        items, trouble = items_of(step, work), None
    except UserError as error:
        items, trouble = (), error.message
    return StepState(step, mode_of(step, work), rows.get((step.id, "")),
                     [ItemState(item, rows.get((step.id, item.uid))) for item in items], trouble=trouble)


def items_of(step: Step, work: Work) -> Sequence[Item]:
    """The records of a batch, or the one unnamed item. Raises UserError for what must be filled in first."""
    return step.items(work) if step.items is not None else (ONLY,)


def mode_of(step: Step, work: Work) -> Mode:
    """How this step is done on this tenant."""
    if step.write and work.can(step.write):
        return Mode.AUTOMATIC
    if not step.write and not step.reviewed and step.read and work.can(step.read):
        return Mode.AUTOMATIC if not step.waits else Mode.WAITING
    if step.waits or (step.master and not work.signed_in(MASTER)):
        return Mode.WAITING
    return Mode.GUIDED
