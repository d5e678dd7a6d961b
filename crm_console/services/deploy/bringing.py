"""Brings one item of a step further: a look, a write if it is missing, another look; or a person is asked.

Every end is in the journal with a sentence. An error that would meet everything else too halts the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from crm_console.core.errors import FailedError, RefusedError, UserError
from crm_console.core.jobs import StoppedError
from crm_console.core.text import N_, Text
from crm_console.services.deploy.ledger import Ledger
from crm_console.services.deploy.steps import Item, Mode, Seen, Sight, Step
from crm_console.services.deploy.work import Work
from crm_console.services.platform.failures import Kind, PlatformError
from crm_console.store import connections, runs
from crm_console.store.connections import CUSTOMER, MASTER
from crm_console.store.runs import DONE, FAILED, GUIDED, OPEN, SKIPPED, WAITING, Row

SETTLE = 80.0  # seconds until nothing late can take effect any more: 10 client, 60 server, 10 list (sync.md b4)
POLL = 0.5  # seconds between two looks at what the platform is doing
PATIENCE = 600.0  # seconds without any progress after which watching ends and the run waits
SLOWER = 3  # times a call is put off because the platform asks for it
LONGEST_PUT_OFF = 60.0
LOOKS = 3  # times a look is tried where only the line or the gateway failed
WRITES = 3  # times a write is sent in one run where nobody sees its end
VISITS = 12  # times an open item is come back to in one run
IN_A_ROW = 3  # failures one after the other whose cause is the platform's; then it is left alone
STANDS = (Kind.SIGN_IN, Kind.UNREACHABLE, Kind.UNTRUSTED, Kind.PROXY, Kind.THROTTLED)
PASSING = (Kind.UNREACHABLE, Kind.LOST, Kind.SERVER, Kind.WEB_PAGE, Kind.UNREADABLE)
SAFE_TO_REPEAT = 3  # the rungs up to here: the platform keeps a second one out, or it changes nothing (sync.md b5)
LOOKED, LOST = "looked", "lost"


class HaltedError(Exception):
    """What stands against this item stands against all others too; the journal has the sentence."""


@dataclass(frozen=True)
class Times:
    """How long is waited, in seconds: for late effects, between two looks, and for something to move."""

    settle: float = SETTLE
    poll: float = POLL
    patience: float = PATIENCE


class Bringing:
    """One run's work on items."""

    def __init__(self, ledger: Ledger, work: Work, times: Times, watch: Callable[[], None]) -> None:
        self._ledger, self._work, self._times, self._watch = ledger, work, times, watch
        self._writes: dict[tuple[str, str], int] = {}
        self._visits: dict[tuple[str, str], int] = {}
        self._in_a_row = 0
        self._wrote: list[Item] = []  # what was written since the last reading back

    def bring(self, step: Step, item: Item, mode: Mode) -> None:
        """One item, as far as it goes. Raises HaltedError, StoppedError."""
        place = (step.id, item.uid)
        self._visits[place] = self._visits.get(place, 0) + 1
        row, intent = self._ledger.row(*place), self._ledger.intent(*place)
        if intent is not None and intent.mark:
            item = replace(item, remote=intent.mark)
        elif row is not None and row.remote:
            item = replace(item, remote=row.remote)
        try:
            self._bring(step, item, mode, row)
            self._in_a_row = 0
        except StoppedError:
            if self._ledger.intent(step.id, item.uid) is not None and self._ledger.state(step.id, item.uid) != WAITING:
                self._keep(step, item, OPEN, N_("Parado enquanto a gravação estava a caminho. Ao continuar, o programa "
                                                "confere antes de repetir."), mode, kind=LOST)
            raise
        except UserError as error:
            self._failed(step, item, mode, row, error)
            self._halt_on(error)

    def read_back(self, step: Step) -> None:
        """Look once more at what was just written: the state then says what the tenant shows, and the call is proved.

        Lists may lag where nothing keeps a second one out; there an absence is told and not taken for a failure.
        """
        wrote, self._wrote = self._wrote, []
        if not wrote or step.look is None or not self._work.can(step.read):
            return
        self._work.forget_lists()
        proved = False
        for item in wrote:
            try:
                seen = self._look(step, item)
            except PlatformError as error:
                self._ledger.note("unseen", step.id, item.uid, said=str(error.message))
                return
            if seen is not None:
                proved = self._read(step, item, seen) or proved
        if proved:
            self._prove(step)

    def _read(self, step: Step, item: Item, seen: Seen) -> bool:
        """Keep what the reading back showed; returns whether it matched."""
        matched = seen.sight is Sight.THERE and seen.same
        if matched:
            state, said = DONE, N_("gravado e lido de volta")
        elif seen.sight is Sight.THERE or not self._repeatable(step):
            state, said = DONE, N_("gravado; na leitura: {said}", said=seen.said)
        else:
            state, said = FAILED, N_("A plataforma aceitou a gravação, e a leitura mostra outra coisa: {said}",
                                     said=seen.said)
        self._keep(step, item, state, said, Mode.AUTOMATIC, seen.remote)
        return matched

    def _prove(self, step: Step) -> None:
        """The call was written with and read back: it works on this tenant."""
        platform = self._work.platform
        known = platform.connection(CUSTOMER) or platform.connection(MASTER)
        if known is not None and step.write not in connections.proved(self._work.store, known.fingerprint):
            connections.prove(self._work.store, known.fingerprint, step.write, "read")

    def ripe_in(self, step: Step, uid: str) -> float:
        """Seconds until an open write may be settled."""
        if self._ledger.intent(step.id, uid) is None or self._repeatable(step):
            return 0
        return max(0.0, self._times.settle - self._ledger.age(step.id, uid))

    def may_go_on(self, step: Step, item: Item) -> bool:
        """Whether another pass can bring an open item further."""
        place = (step.id, item.uid)
        return self._writes.get(place, 0) < WRITES and self._visits.get(place, 0) < VISITS

    def _failed(self, step: Step, item: Item, mode: Mode, row: Row | None, error: UserError) -> None:
        """A look or a write came to nothing. An open write stays open: the error may be the look's."""
        if self._ledger.intent(step.id, item.uid) is not None:
            self._keep(step, item, OPEN, whole(error), mode, kind=LOST)
        elif row is not None and row.state == DONE:  # said to be done, and it could not be looked at
            self._ledger.note("unseen", step.id, item.uid, said=str(whole(error)))
        else:
            self._keep(step, item, FAILED, whole(error), mode)

    def _halt_on(self, error: UserError) -> None:
        kind = error.kind if isinstance(error, PlatformError) else None
        self._in_a_row = self._in_a_row + 1 if kind in PASSING else 0
        no_session = kind is None and isinstance(error, FailedError)
        if kind in STANDS or no_session or self._in_a_row >= IN_A_ROW:
            raise HaltedError from error

    def _bring(self, step: Step, item: Item, mode: Mode, row: Row | None) -> None:
        opened = self._ledger.intent(step.id, item.uid) is not None
        seen = self._look(step, item, fresh=opened)
        if opened and mode is Mode.AUTOMATIC:
            self._settle_open(step, item, seen)
        elif seen is not None and seen.sight is Sight.THERE:
            self._there(step, item, mode, seen)
        elif seen is not None and seen.sight is Sight.COMING:
            self._watch_on(step, item, mode)
        elif self._ledger.unlooked(step.id, item.uid):
            self._contradict(step, item, mode, row, seen)
        elif seen is not None and seen.sight is Sight.WRONG and not (
                step.again and mode is Mode.AUTOMATIC and row is not None and row.state == FAILED):
            self._keep(step, item, FAILED, seen.said, mode, seen.remote)
        elif mode is Mode.AUTOMATIC and step.act is not None:
            self._write(step, item)
        else:
            self._ask(step, item, mode, row, seen)

    def _there(self, step: Step, item: Item, mode: Mode, seen: Seen) -> None:
        """It is there; who said so before keeps the credit."""
        row = self._ledger.row(step.id, item.uid)
        if row is not None and self._ledger.unlooked(step.id, item.uid):
            self._keep(step, item, DONE, N_("{said}; conferido: {seen}", said=row.said, seen=seen.said), mode,
                       seen.remote, by=row.by)
        else:
            self._keep(step, item, DONE, seen.said, mode, seen.remote)

    def _contradict(self, step: Step, item: Item, mode: Mode, row: Row | None, seen: Seen | None) -> None:
        """A person said that it is done: that stands where nothing can tell, and falls where the tenant shows none."""
        if seen is not None and row is not None:
            self._keep(step, item, FAILED, N_("{by} respondeu feito, mas a plataforma mostra outra coisa: {said}",
                                              by=row.by, said=seen.said), mode)

    def _settle_open(self, step: Step, item: Item, seen: Seen | None) -> None:
        """A write whose end nobody saw: what the tenant shows decides, and only when nothing late can come."""
        if seen is not None and seen.sight is Sight.THERE:
            self._there(step, item, Mode.AUTOMATIC, seen)
        elif seen is not None and seen.sight is Sight.COMING:
            self._watch_on(step, item, Mode.AUTOMATIC)
        elif self.ripe_in(step, item.uid) > 0:
            self._keep(step, item, OPEN, N_("A gravação saiu e ninguém viu o fim. Nada é repetido até que nada "
                                            "atrasado possa acontecer."), Mode.AUTOMATIC, kind=LOOKED)
        elif seen is None and not self._changes_nothing(step):
            self._keep(step, item, GUIDED, N_(
                "A gravação saiu e a resposta não chegou; a plataforma não deixa conferir. Olhe na tela e responda."),
                Mode.AUTOMATIC, kind=LOOKED)
        elif self.may_go_on(step, item):
            self._write(step, item)

    def _repeatable(self, step: Step) -> bool:
        """Whether a second one does no harm even while the first may still come."""
        return step.mark is None and self._rung(step) <= SAFE_TO_REPEAT

    def _changes_nothing(self, step: Step) -> bool:
        """Whether doing it again leaves everything as it is."""
        return self._rung(step) < SAFE_TO_REPEAT

    def _rung(self, step: Step) -> int:
        call = self._work.catalogue.get(step.write)
        return call.rung or 5 if call is not None else 5

    def _look(self, step: Step, item: Item, *, fresh: bool = False) -> Seen | None:
        """What the tenant shows; None where nothing can tell. Only reads are tried again."""
        if step.look is None or not self._work.can(step.read):
            return None
        for attempt in range(1, LOOKS + 1):
            if fresh:
                self._work.forget_lists()
            try:
                return step.look(self._work, item)
            except PlatformError as error:
                if error.kind not in (*PASSING, Kind.THROTTLED) or attempt == LOOKS:
                    raise
                self._work.ctx.wait(min(error.wait or self._times.poll * 2 ** (attempt - 1), LONGEST_PUT_OFF))
        return None

    def _write(self, step: Step, item: Item) -> None:
        mark = step.mark(self._work) if step.mark is not None else ""
        item = replace(item, remote=mark) if mark else item
        try:
            remote = self._sent(step, item, mark)
        except PlatformError as error:
            if not error.known:
                raise
            seen = self._look(step, item, fresh=True) if error.kind in (Kind.CONFLICT, Kind.REJECTED) else None
            self._ledger.note(runs.RESULT, step.id, item.uid, state="refused", said=str(error.message))
            if seen is None or seen.sight is not Sight.THERE:
                raise
            self._keep(step, item, DONE, seen.said, Mode.AUTOMATIC, seen.remote)
            return
        except RefusedError:  # before anything was sent
            self._ledger.note(runs.RESULT, step.id, item.uid, state="refused")
            raise
        if not step.watched:
            self._keep(step, item, DONE, N_("gravado"), Mode.AUTOMATIC, remote)
            self._wrote.append(item)
            return
        # with a mark the intent stays open: it is what tells this write from earlier ones
        self._keep(step, item, WAITING, N_("aceito pela plataforma"), Mode.AUTOMATIC, remote,
                   kind=LOOKED if mark else runs.RESULT)
        self._watch_on(step, item if mark else replace(item, remote=remote), Mode.AUTOMATIC)

    def _sent(self, step: Step, item: Item, mark: str) -> str:
        """The write itself, put off as long as the platform asks for it."""
        assert step.act is not None, "only a step that can be done by the machine gets here"
        place = (step.id, item.uid)
        self._writes[place] = self._writes.get(place, 0) + 1
        for attempt in range(SLOWER + 1):
            self._work.ctx.check()
            self._ledger.intend(step.id, step.write, item.uid, mark)
            try:
                return step.act(self._work, item)
            except PlatformError as error:
                if error.kind is not Kind.THROTTLED or attempt == SLOWER:
                    raise
                self._ledger.note(runs.RESULT, step.id, item.uid, state="throttled")
                self._work.ctx.wait(min(error.wait or self._times.poll * 2 ** attempt, LONGEST_PUT_OFF))
        raise AssertionError("the last attempt returns or raises")

    def _watch_on(self, step: Step, item: Item, mode: Mode) -> None:
        """Look again and again until it is there, or nothing moves any more."""
        last, since = (-1, Text("")), time.monotonic()
        while True:
            seen = self._look(step, item, fresh=True)
            if seen is None:
                self._keep(step, item, DONE, N_("gravado"), mode)
                return
            if seen.sight is Sight.THERE:
                self._there(step, item, mode, seen)
                if self._writes.get((step.id, item.uid)):
                    self._prove(step)
                return
            if seen.sight is Sight.WRONG:
                self._keep(step, item, FAILED, seen.said, mode)
                return
            if (seen.done, seen.said) != last:
                last, since = (seen.done, seen.said), time.monotonic()
                self._keep(step, item, WAITING, seen.said, mode, kind=LOOKED)
                self._work.ctx.progress(step.title, seen.done, seen.total)
            if time.monotonic() - since >= self._times.patience or (seen.sight is Sight.ABSENT and not step.watched):
                return
            self._work.ctx.wait(self._times.poll)

    def _ask(self, step: Step, item: Item, mode: Mode, row: Row | None, seen: Seen | None) -> None:
        """It is a person's turn; what was said before stays."""
        if row is not None and (row.state == SKIPPED or (row.state == FAILED and mode is not Mode.AUTOMATIC)):
            return
        state = WAITING if mode is Mode.WAITING else GUIDED
        said = step.ask(self._work) if step.ask is not None and state == WAITING else seen.said if seen else step.how
        self._keep(step, item, state, said, mode, kind="asked")

    def _keep(self, step: Step, item: Item, state: str, said: Text, mode: Mode, remote: str = "",
              kind: str = runs.RESULT, by: str = "") -> None:
        if self._ledger.settle(step.id, state, said, uid=item.uid, mode=mode, remote=remote, kind=kind, by=by):
            self._watch()


def whole(error: UserError) -> Text:
    """The sentence with what to do."""
    return N_("{message} {hint}", message=error.message, hint=error.hint) if error.hint else error.message
