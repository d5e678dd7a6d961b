"""Reads how far a deployment is, aside: with thousands of records that takes longer than a window may stand still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_
from crm_console.services.deploy.state import DeploymentState, StepState, state
from crm_console.services.platform.catalogue import Catalogue
from crm_console.services.platform.connecting import Platform
from crm_console.store import runs
from crm_console.store.connections import CUSTOMER, Connection
from crm_console.store.runs import Event
from crm_console.store.workspace import Workspace


@dataclass(frozen=True)
class Snapshot:
    """All that the page shows, of one moment. `events`: the journal's lines of the steps, not of their records."""

    state: DeploymentState
    calls: Catalogue
    events: Sequence[Event]
    connection: Connection | None

    def step(self, step_id: str) -> StepState | None:
        """A step as it stood."""
        return next((each for each in self.state.steps if each.step.id == step_id), None)


def read(workspace: Workspace, platform: Platform) -> Snapshot:
    """How far it is now."""
    found = state(workspace, platform)
    events = runs.journal(workspace.store, found.run, of_records=False) if found.run else []
    return Snapshot(found, platform.catalogue(), events, platform.connection(CUSTOMER))


def job(workspace: Workspace, platform: Platform) -> Job[Snapshot]:
    """The same as a Job."""

    def work(ctx: Context) -> Snapshot:
        ctx.check()
        return read(workspace, platform)

    return Job(N_("Lendo a implantação"), work, f"read deployment {workspace.place}")
