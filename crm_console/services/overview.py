"""Where a customer stands: how complete each section is, what waits for whom, what was tested last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from crm_console.core.jobs import Context, Job
from crm_console.core.problem import Severity, Who
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import TYPES, ledger
from crm_console.services.cross_checks import ABSENT, COUNTED, UNTOUCHED
from crm_console.services.findings import CHECKED, Finding, findings
from crm_console.services.records import title
from crm_console.store import runs
from crm_console.store.rows import Rows, table_of
from crm_console.store.store import Store

if TYPE_CHECKING:  # only where a deployment is under way: it brings in the network
    from crm_console.services.deploy.due import Due

MEGA = "mega"  # acts in deployments only; no record waits for them
CARDS = ("company", "branch", "smtp", "ftp", "role", "profile", "user", "stage")  # the sections shown with a bar
TESTED = ("smtp", "ftp")
SHOWN_TESTS = 6
RANK = (Severity.ERROR, Severity.MISSING, Severity.WARNING)


@dataclass(frozen=True)
class Section:
    """One record type. `expected` counts what ought to exist as well; `complete` what lacks nothing."""

    type: str
    count: int
    expected: int
    complete: int
    errors: int
    warnings: int

    @property
    def label(self) -> Text:
        """The section's name."""
        return TYPES[self.type].LABELS

    @property
    def share(self) -> float:
        """How much of it is complete, from 0 to 1; nothing at all is not complete."""
        return self.complete / self.expected if self.expected else 0.0


@dataclass(frozen=True)
class Waiting:
    """What one party has to do."""

    who: Who | str
    findings: tuple[Finding, ...]
    steps: tuple[Due, ...] = ()

    @property
    def count(self) -> int:
        """How many things."""
        return len(self.findings) + len(self.steps)


@dataclass(frozen=True)
class Tested:
    """The newest test of one record."""

    type: str
    uid: str
    title: str
    state: str
    started: str


@dataclass(frozen=True)
class Overview:
    """All that the first page shows."""

    sections: tuple[Section, ...]  # one of each type
    waiting: tuple[Waiting, ...]
    tests: tuple[Tested, ...]
    untested: int
    deployment: Text

    @property
    def cards(self) -> tuple[Section, ...]:
        """The sections that show how far they are."""
        return tuple(section for section in self.sections if section.type in CARDS)

    @property
    def errors(self) -> int:
        """How many things are wrong."""
        return sum(section.errors for section in self.sections)


def job(store: Store, due: Callable[[], Sequence[Due]] = tuple) -> Job[Overview]:
    """Summarise in the background: a large workspace takes its time. `due` reads the deployment's waiting steps."""

    def work(context: Context) -> Overview:
        context.check()
        return overview(store, due() if runs.latest(store, "deploy") is not None else ())

    return Job(N_("Reunindo a visão geral"), work, "overview")


def overview(store: Store, due: Sequence[Due] = ()) -> Overview:
    """Read the workspace and summarise it, with the steps of its deployment that wait for somebody."""
    found = [f for f in findings(store) if f.judged.accepted is None]
    counts = _counts(store)
    tests, untested = _tests(store, counts)
    return Overview(
        tuple(_section(name, counts[name], [f for f in found if f.type == name]) for name in CHECKED),
        _waiting(found, due), tests, untested, _deployment(store))


def _waiting(found: Sequence[Finding], due: Sequence[Due]) -> tuple[Waiting, ...]:
    def steps(who: str) -> tuple[Due, ...]:
        return tuple(step for step in due if step.owner == who)

    theirs = steps(MEGA)
    return (*(Waiting(who, _of(found, who), steps(who)) for who in Who),
            *([Waiting(MEGA, (), theirs)] if theirs else []))


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return {name: int(connection.execute(select(func.count()).select_from(table_of(name))).scalar_one())
                for name in CHECKED}


def _section(type_name: str, count: int, found: Sequence[Finding]) -> Section:
    absent = sum(1 for f in found if f.judged.problem.rule in COUNTED)
    open_uids = {f.uid for f in found
                 if f.judged.problem.rule != ABSENT and f.judged.problem.severity is not Severity.WARNING}
    complete = 0 if any(f.judged.problem.rule == UNTOUCHED for f in found) else count - len(open_uids - {""})
    return Section(
        type_name, count, count + absent, complete,
        sum(1 for f in found if f.judged.problem.severity is Severity.ERROR),
        sum(1 for f in found if f.judged.problem.severity is Severity.WARNING))


def _of(found: Sequence[Finding], who: Who) -> tuple[Finding, ...]:
    """Errors first, then what is missing, then warnings; inside that in the order of the records."""
    mine = [f for f in found if f.judged.problem.who is who]
    return tuple(sorted(mine, key=lambda f: RANK.index(f.judged.problem.severity)))


def _tests(store: Store, counts: dict[str, int]) -> tuple[tuple[Tested, ...], int]:
    """The newest report of each record that still exists, newest first, and how many records have none."""
    t = ledger.reports
    newest = select(func.max(t.c.number)).group_by(t.c.type, t.c.uid)
    found: list[Tested] = []
    with store.reading() as connection:
        rows = Rows(connection)
        query = select(t.c.type, t.c.uid, t.c.state, t.c.started).where(t.c.number.in_(newest))
        listed = connection.execute(query.order_by(t.c.started.desc(), t.c.number.desc())).all()
        for type_name in TESTED:
            known = rows.many(type_name, [row.uid for row in listed if row.type == type_name])
            found += [Tested(row.type, row.uid, title(known[row.uid]), row.state, row.started)
                      for row in listed if row.type == type_name and row.uid in known]
    untested = sum(counts[name] for name in TESTED) - len(found)
    found.sort(key=lambda tested: tested.started, reverse=True)
    return tuple(found[:SHOWN_TESTS]), untested


def _deployment(store: Store) -> Text:
    """How far the deployment is, from its journal alone: the steps themselves would bring in the network."""
    run = runs.latest(store, "deploy")
    if run is None:
        return N_("Ainda não começou.")
    states = [row.state for (_, uid), row in runs.rows(store, run).items() if not uid]
    counted = ((runs.FAILED, N_("falharam")), (runs.GUIDED, N_("à mão")), (runs.WAITING, N_("em espera")),
               (runs.OPEN, N_("em dúvida")), (runs.DONE, N_("feitas")))
    if run.state == runs.ENDED:
        return Nn_("Terminou: {count} etapa.", "Terminou: {count} etapas.", len(states))
    told = {f"c{at}": N_("{count} {word}", count=states.count(state), word=word)
            for at, (state, word) in enumerate(counted) if state in states}
    return Text(" · ".join(f"{{{name}}}" for name in told), told)
