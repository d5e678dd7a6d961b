"""The steps of a deployment that wait for people: what the overview lists beside what the records lack."""

from __future__ import annotations

from dataclasses import dataclass

from crm_console.core.errors import UserError
from crm_console.core.text import Text
from crm_console.services.deploy import words
from crm_console.services.deploy.state import FINISHED, state
from crm_console.services.deploy.steps import Owner
from crm_console.services.deploy.words import Look
from crm_console.services.platform.connecting import Platform
from crm_console.store.runs import PENDING
from crm_console.store.workspace import Workspace


@dataclass(frozen=True)
class Due:
    """One step that goes on only when somebody acts. `step` is empty where the deployment cannot be read."""

    step: str
    title: Text
    said: Text
    owner: Owner
    look: Look


def due(workspace: Workspace, platform: Platform) -> tuple[Due, ...]:
    """The steps of the run under way, in their order; none before it has begun."""
    try:
        found = state(workspace, platform)
    except UserError as error:  # a catalogue file that cannot be used, say
        return (Due("", error.message, error.hint or Text(""), Owner.CONSULTANT, words.STATES["failed"]),)
    if found.run is None:
        return ()
    return tuple(Due(each.step.id, each.step.title, words.sentence(each), each.step.owner, words.STATES[each.state])
                 for each in found.steps if each.state not in (*FINISHED, PENDING))
