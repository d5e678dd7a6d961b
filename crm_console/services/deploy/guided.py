"""A guided step as a person works through it: which record is next, what was answered, how it looks on the tenant.

Every answer is in the journal before the next record comes up, so closing the window or the computer loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_console.core.errors import RefusedError, UnreadableError, UsageError
from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_, Language, Text
from crm_console.services import photos
from crm_console.services.deploy import answers as answering
from crm_console.services.deploy import evidence
from crm_console.services.deploy.answers import Answer, Given
from crm_console.services.deploy.bringing import Bringing, HaltedError, Times
from crm_console.services.deploy.engine import summed
from crm_console.services.deploy.guided_copying import Copying, shown
from crm_console.services.deploy.ledger import FINISHED, Ledger
from crm_console.services.deploy.routes import route_of
from crm_console.services.deploy.state import KIND, current_run, items_of, mode_of
from crm_console.services.deploy.steps import Item, Mode, Sight, Step
from crm_console.services.deploy.work import Work
from crm_console.services.platform.connecting import Platform
from crm_console.services.platform.failures import PlatformError
from crm_console.store import pictures, runs
from crm_console.store.connections import CUSTOMER
from crm_console.store.runs import DONE, FAILED, PENDING, Row, Run
from crm_console.store.workspace import Workspace

MANY = 200  # records from which on a list to jump in is worth its room
LOOKS, PAUSE = 3, 2.0  # a record that was saved just now may come late into the tenant's lists
SEEN, DIFFERS, UNSEEN = "seen", "differs", "unseen"


@dataclass(frozen=True)
class Checked:
    """What a look at the tenant said of a record: seen, differs, unseen."""

    uid: str
    title: str
    state: str
    said: Text


@dataclass(frozen=True)
class Counted:
    """How a batch stands."""

    total: int
    done: int
    failed: int
    later: int

    @property
    def left(self) -> int:
        """How many nobody has answered."""
        return self.total - self.done - self.failed


class Guided:
    """One step of one workspace. Raises UsageError for an unknown step, UserError for what must be filled in first."""

    def __init__(self, workspace: Workspace, platform: Platform, step_id: str, pause: float = PAUSE) -> None:
        self._workspace, self._platform, self._pause = workspace, platform, pause
        self._store = workspace.store
        with self._work() as work:
            step = next((step for step in route_of(work) if step.id == step_id), None)
            if step is None:
                raise UsageError(N_("Não há a etapa “{name}” nesta rota.", name=step_id))
            self.step: Step = step
            self.items: Sequence[Item] = items_of(step, work)
            self.route = str(work.deployment["route"])
            self.checks = step.look is not None and work.can(step.read)
        self._copying: dict[str, Copying] = {}
        self._pictures: dict[str, tuple[bytes, str]] = {}
        self.later: list[str] = []
        self.place = 0
        self._ledger: Ledger | None = None
        self.refresh()
        self.place = next(iter(self._waiting()), 0)

    def refresh(self) -> None:
        """Read the run anew: others may have brought it further."""
        run = current_run(self._store, self._platform, self.route)
        self._ledger = Ledger(self._store, run) if run is not None else None

    @property
    def item(self) -> Item:
        """The record in hand."""
        return self.items[self.place]

    @property
    def title(self) -> str:
        """Its name; a step without records has its own."""
        return self.item.title

    @property
    def copying(self) -> Copying:
        """What of it was copied."""
        return self._copying.setdefault(
            self.item.uid, Copying(self.item.values, self._workspace.secrets.get))

    def row(self, place: int | None = None) -> Row | None:
        """How far a record is, None before its turn."""
        item = self.items[self.place if place is None else place]
        return self._ledger.row(self.step.id, item.uid) if self._ledger else None

    def state(self, place: int | None = None) -> str:
        """The same as one word."""
        row = self.row(place)
        return row.state if row is not None else PENDING

    @property
    def counted(self) -> Counted:
        """The batch in figures."""
        states = [self.state(place) for place in range(len(self.items))]
        return Counted(len(states), sum(1 for s in states if s in FINISHED), states.count(FAILED), len(self.later))

    @property
    def complete(self) -> bool:
        """Whether every record has an answer."""
        return not self._waiting()

    def go(self, place: int) -> bool:
        """Take another record in hand; False where there is none."""
        if not 0 <= place < len(self.items):
            return False
        self.place = place
        return True

    def to_uid(self, uid: str) -> bool:
        """Take this one in hand."""
        return self.go(next((at for at, item in enumerate(self.items) if item.uid == uid), -1))

    def to_next(self) -> bool:
        """The next one that nobody has answered, round the end; what was put off comes last. False: none is left."""
        waiting = self._waiting()
        fresh = [at for at in waiting if self.items[at].uid not in self.later] or waiting
        if not fresh:
            return False
        return self.go(next((at for at in fresh if at > self.place), fresh[0]))

    def to_failed(self) -> bool:
        """The first one that failed, or that the tenant shows otherwise."""
        return self.go(next((at for at in range(len(self.items)) if self.state(at) == FAILED), -1))

    def answer(self, state: str, note: str = "") -> None:
        """Write down what the person says of the record in hand, with its picture. Raises RefusedError."""
        if self._store.read_only:
            raise RefusedError(N_("Esta pasta de trabalho está aberta só para leitura; a resposta não foi gravada."),
                               N_("Feche-a no outro console e responda de novo."))
        item = self.item
        picture = self._pictures.get(item.uid)
        kept = evidence.keep(self._store, *picture) if picture else None
        ledger = self._going()
        given = Given(self.step, [item], True, Answer(state, self._store.by, note.strip(), kept))
        with self._work() as work:
            for step in answering.keep([given], ledger, work):
                self._sum(step, ledger, work)
        self._pictures.pop(item.uid, None)
        if item.uid in self.later:
            self.later.remove(item.uid)

    def put_off(self) -> None:
        """The record in hand comes after the others; nobody has answered it."""
        if self.item.uid not in self.later:
            self.later.append(self.item.uid)

    def attach(self, content: bytes, name: str = "") -> None:
        """A picture that shows it; kept with the answer. Raises RefusedError for what is none."""
        if len(content) > evidence.LARGEST:
            raise RefusedError(N_("A imagem é grande demais para uma evidência."), N_("Use uma de até 20 MB."))
        try:
            photos.kind_of(content, name or "Ctrl+V")
        except RefusedError as error:
            raise RefusedError(error.message, N_("Escolha uma imagem JPG ou PNG inteira.")) from None
        self._pictures[self.item.uid] = (content, name)

    def attach_file(self, path: Path) -> None:
        """The same from a file. Raises UnreadableError, RefusedError."""
        try:
            if not path.is_file():
                raise RefusedError(N_("“{path}” não é um arquivo.", path=path.name), N_("Escolha uma imagem."))
            if path.stat().st_size > evidence.LARGEST:
                raise RefusedError(N_("“{file}” é grande demais para uma evidência.", file=path.name),
                                   N_("Use uma imagem de até 20 MB."))
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableError(N_("O arquivo “{path}” não pode ser lido: {said}.", path=path.name,
                                     said=error.strerror or "")) from error
        self.attach(content, path.name)

    def detach(self) -> None:
        """No picture after all."""
        self._pictures.pop(self.item.uid, None)

    @property
    def picture(self) -> bytes | None:
        """The picture that waits for the answer, or the one that was kept with it."""
        waiting = self._pictures.get(self.item.uid)
        row = self.row()
        return waiting[0] if waiting else pictures.read(self._store, row.evidence) if row is not None else None

    @property
    def picture_waits(self) -> bool:
        """Whether that picture is not kept yet."""
        return self.item.uid in self._pictures

    def checking(self) -> Job[Checked]:
        """Look at the tenant whether the record in hand is there as it should be; never overlaps with a run."""
        item = self.item
        return Job(N_("Conferindo {title} no tenant", title=item.title or self.step.title),
                   lambda ctx: self._check(ctx, item), f"deploy {self._workspace.place}")

    def cells(self, place: int, language: Language) -> dict[str, str]:
        """A record's values by their labels, as text for a table; a secret only as a note."""
        return {language.say(value.label): f"({language.say(shown(value))})" if value.reference else _flat(value.text)
                for value in self.items[place].values}

    def heads(self, language: Language) -> list[str]:
        """The labels that records of this batch have, in the vendor's order; looked up in the first ones."""
        found: dict[str, None] = {}
        for place in range(min(len(self.items), MANY)):
            found.update(dict.fromkeys(self.cells(place, language)))
        return list(found)

    def _check(self, ctx: Context, item: Item) -> Checked:
        with Work(ctx, self._workspace, self._platform) as work:
            self._wait_for(item, work)
            run = current_run(self._store, self._platform, self.route)
            assert run is not None, "only what was answered is looked at"
            ledger = Ledger(self._store, run)
            before = ledger.row(self.step.id, item.uid)
            try:
                Bringing(ledger, work, Times(patience=PAUSE), lambda: None).bring(self.step, item, Mode.GUIDED)
            except HaltedError:
                return Checked(item.uid, item.title, UNSEEN, N_("Não deu para conferir agora."))
            self._sum(self.step, ledger, work)
            after = ledger.row(self.step.id, item.uid)
        if after is None or after is before:
            return Checked(item.uid, item.title, UNSEEN, N_("Não deu para conferir agora."))
        return Checked(item.uid, item.title, SEEN if after.state == DONE else DIFFERS, after.said)

    def _wait_for(self, item: Item, work: Work) -> None:
        """What the person saved just now may not be in the tenant's lists yet."""
        for attempt in range(LOOKS - 1):
            try:
                seen = self.step.look(work, item) if self.step.look is not None else None
            except PlatformError:
                seen = None  # the look that counts says it
            work.forget_lists()
            if seen is None or seen.sight is not Sight.ABSENT:
                return
            work.ctx.wait(self._pause * (attempt + 1))

    def _sum(self, step: Step, ledger: Ledger, work: Work) -> None:
        if step.items is not None:
            summed(step, self.items, mode_of(step, work), ledger)

    def _going(self) -> Ledger:
        """The ledger of a run that is under way."""
        known = self._platform.connection(CUSTOMER)
        fingerprint = known.fingerprint if known else ""
        run: Run | None = self._ledger.run if self._ledger else None
        if run is None or run.state == runs.ENDED:
            run = runs.begin(self._store, KIND, self.route, fingerprint) if run is None else runs.reopen(
                self._store, run, fingerprint)
            self._ledger = Ledger(self._store, run)
        assert self._ledger is not None, "it was made just now"
        return self._ledger

    def _waiting(self) -> list[int]:
        return [at for at in range(len(self.items)) if self.state(at) not in (*FINISHED, FAILED)]

    def _work(self) -> Work:
        return Work(Context(), self._workspace, self._platform)


def _flat(text: str) -> str:
    """On one line, so that a copied table keeps its columns."""
    return text.replace("\t", " ").replace("\n", " ")
