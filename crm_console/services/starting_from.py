"""Starts from what exists: takes sections of a template or of another customer into a workspace, in one commit.

What is there already stays as it is, or takes the source's values where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from crm_console.core.errors import RefusedError, UsageError
from crm_console.core.fields import Kind
from crm_console.core.problem import Problem
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import TYPES, fields, ledger
from crm_console.services.bringing import SECTIONS, At, Plan, Planner, Section, untouched
from crm_console.services.customers import create_customer
from crm_console.services.other_workspace import called, reading, refuse_itself
from crm_console.store import pictures
from crm_console.store.apply import write
from crm_console.store.change import Applied, Change, Rejected
from crm_console.store.database import is_url
from crm_console.store.queries import Listing, count
from crm_console.store.workspace import Workspace, open_workspace, refuse_existing

FEW_RINGS = 40


@dataclass(frozen=True)
class Contents:
    """What a source holds: records of each type, by section."""

    customer: Text | str
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def total(self, section: str) -> int:
        """How many records a section holds that somebody made: stages without a name are not."""
        return sum(self.counts[section].values())


def known_sections(names: Iterable[str]) -> tuple[Section, ...]:
    """The sections with these names, in their order; all for no name. Raises UsageError for an unknown one."""
    wanted = [name.strip() for name in names if name.strip()]
    known = [section.id for section in SECTIONS]
    for name in wanted:
        if name not in known:
            raise UsageError(N_("“{name}” não é uma seção.", name=name),
                             N_("As seções são: {names}.", names=", ".join(known)))
    return tuple(section for section in SECTIONS if not wanted or section.id in wanted)


def contents(source: str) -> Contents:
    """What the source holds, to choose from. Raises UnreadableError."""
    with reading(source) as other:
        return Contents(called(source, other), {
            section.id: {name: _count(other, name) for name in section.types} for section in SECTIONS})


def _count(other: Workspace, type_name: str) -> int:
    if TYPES[type_name].PERMANENT is not None:
        return sum(not untouched(record) for record in other.store.where(type_name))
    return count(other.store, Listing(type_name))


def preview(workspace: Workspace, source: str, sections: Sequence[Section], *, update: bool = False) -> Plan:
    """What taking these sections would do. Nothing is written."""
    refuse_itself(workspace, source)
    with reading(source) as other:
        return _planned(workspace, other, source, sections, update=update)


def take(workspace: Workspace, plan: Plan) -> Applied | Rejected | None:
    """Write what a preview showed, in one commit; None where there is nothing to write."""
    if not plan.changes:
        return None
    if plan.photos:
        with reading(plan.source) as other:
            _keep_photos(other, workspace, plan.photos)
    return workspace.store.apply(plan.changes, label_of(plan), "start")


def label_of(plan: Plan) -> Text:
    """What undo calls it."""
    return N_("Trazer de {customer}", customer=plan.customer)


def start(
    place: str, customer: str, by: str, source: str, sections: Sequence[Section], *, route: str | None = None,
    package: str | None = None,
) -> tuple[Workspace, Plan]:
    """A new customer's workspace that starts from a source; an unreadable source leaves no file behind."""
    with reading(source) as other:
        aside = _aside(place)
        made = create_customer(str(aside or place), customer, by, route=route, package=package)
        try:
            plan = _planned(made, other, source, sections, update=False)
            _keep_photos(other, made, plan.photos)
            outcome = made.store.apply(plan.changes, label_of(plan), "start") if plan.changes else None
            if isinstance(outcome, Rejected):
                raise RefusedError(outcome.problems[0].text)
        except BaseException:
            made.close()
            _remove(made.path)
            raise
        if aside is not None:
            made.close()
            aside.replace(place)
            _remove_notes(aside)
            made = open_workspace(place, by)
        return made, plan


def _aside(place: str) -> Path | None:
    """Where a file is made until it is whole: one that dies half-way must not look like a finished customer."""
    if is_url(place):
        return None
    refuse_existing(Path(place))
    aside = Path(place).with_name(f".{Path(place).name}.parte")
    _remove(aside)
    return aside


def save_template(workspace: Workspace, place: Path, name: str, sections: Sequence[Section]) -> Plan:
    """Save these sections of a customer as a template: a workspace in the folder of templates, named like it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made, plan = start(str(place), name, workspace.store.by, workspace.place, sections)
    made.close()
    _remove_notes(place)
    return plan


def _remove(path: Path | None) -> None:
    if path is not None:
        for left in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            left.unlink(missing_ok=True)
        _remove_notes(path)


def _remove_notes(path: Path) -> None:
    path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def _keep_photos(other: Workspace, workspace: Workspace, names: Iterable[str]) -> None:
    for name in names:
        content = pictures.read(other.store, name)
        with other.store.reading() as connection:
            kind = connection.execute(select(ledger.pictures.c.kind).where(ledger.pictures.c.id == name)).scalar()
        if content is not None:
            pictures.keep(workspace.store, str(kind), content)


def _planned(
    workspace: Workspace, other: Workspace, source: str, sections: Sequence[Section], *, update: bool
) -> Plan:
    """Plan, rehearse, and leave out what the rules refuse, until nothing is refused."""
    known = {name: list(other.store.where(name)) for name in _concerned(sections)}
    refused: dict[At, Text] = {}
    unlinked: dict[tuple[str, str, str], Text] = {}
    while True:
        planner = Planner(workspace, known, sections, refused, unlinked, update=update)
        plan = planner.plan(source, called(source, other))
        rejected = _rehearsed(workspace, plan.changes)
        if rejected is None:
            return plan
        before = len(refused) + len(unlinked)
        for problem in _one_of_each_ring(rejected.problems):
            at = planner.of.get(problem.record)
            spec = fields(TYPES[at[0]]).get(problem.field) if at is not None else None
            if at is not None and spec is not None and spec.kind is Kind.LINK and not spec.required and (
                    (*at, spec.name) not in unlinked):
                unlinked[*at, spec.name] = problem.text
            elif at is not None:
                refused.setdefault(at, problem.text)
        if len(refused) + len(unlinked) == before:
            raise RefusedError(rejected.problems[0].text)


def _one_of_each_ring(found: Sequence[Problem]) -> list[Problem]:
    """A ring is open once one of its links is dropped: one at a time, while there are few."""
    rings = [problem for problem in found if problem.rule == "store.cycle"]
    spared = rings[1:] if len(rings) <= FEW_RINGS else []
    return [problem for problem in found if problem not in spared]


def _concerned(sections: Iterable[Section]) -> list[str]:
    """The types of the sections and all that they link to, in the order of dependence."""
    found = {name for section in sections for name in section.types}
    todo = list(found)
    while todo:
        more = {spec.target for spec in fields(TYPES[todo.pop()]).values() if spec.target} - found
        found |= more
        todo += more
    return [name for name in TYPES if name in found]


def _rehearsed(workspace: Workspace, changes: Sequence[Change]) -> Rejected | None:
    """What the store would refuse of the changes; nothing is kept. A copy for reading only cannot say."""
    if workspace.read_only or not changes:
        return None
    try:
        with workspace.store.writing() as connection:
            raise _RehearsedError(write(connection, changes))
    except _RehearsedError as rehearsed:
        return rehearsed.outcome if isinstance(rehearsed.outcome, Rejected) else None


class _RehearsedError(Exception):
    """Rolls the rehearsal back and carries its outcome out."""

    def __init__(self, outcome: object) -> None:
        super().__init__()
        self.outcome = outcome


def said_of_secrets(count: int) -> Text:
    """That passwords stay where they are."""
    return Nn_("{count} senha não é trazida: ela fica no cofre de quem a guardou. Digite-a de novo.",
               "{count} senhas não são trazidas: elas ficam no cofre de quem as guardou. Digite-as de novo.", count)


def said_of(plan: Plan) -> tuple[Text, Text]:
    """What was taken, in a sentence, and what was not."""
    parts = [said for count, said in (
        (plan.secrets, said_of_secrets(plan.secrets)),
        (plan.links, Nn_("{count} vínculo fica de fora, sem par aqui.",
                         "{count} vínculos ficam de fora, sem par aqui.", plan.links)),
        (plan.left, Nn_("{count} registro não vem.", "{count} registros não vêm.", plan.left))) if count]
    taken = Nn_("{count} registro trazido de {customer}.", "{count} registros trazidos de {customer}.", plan.writes,
                customer=plan.customer)
    return taken, Text(" ".join(f"{{p{n}}}" for n in range(len(parts))), {f"p{n}": p for n, p in enumerate(parts)})
