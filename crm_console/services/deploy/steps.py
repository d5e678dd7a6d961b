"""What a step of a route is: who does it, how it is done by the machine and by hand, how one sees that it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, overload

from crm_console.core.problem import WHO_LABELS, Who
from crm_console.core.text import N_, Text
from crm_console.store.connections import CUSTOMER

if TYPE_CHECKING:
    from crm_console.services.deploy.work import Work


class Owner(StrEnum):
    """Who has to do a step."""

    CONSULTANT = "consultant"
    CUSTOMER_IT = "customer_it"
    CRM_SUPPORT = "crm_support"
    VENDOR = "vendor"
    MEGA = "mega"


OWNERS: Mapping[Owner, Text] = {**{Owner(who.value): WHO_LABELS[who] for who in Who}, Owner.MEGA: N_("Mega")}


class Mode(StrEnum):
    """How a step is done on this tenant."""

    AUTOMATIC = "automatic"
    GUIDED = "guided"  # by a person, on the vendor's own screen
    WAITING = "waiting"  # by somebody else; we ask and wait


MODES: Mapping[Mode, Text] = {
    Mode.AUTOMATIC: N_("automática"), Mode.GUIDED: N_("à mão"), Mode.WAITING: N_("em espera")}


class Sight(StrEnum):
    """What a look at the tenant shows."""

    THERE = "there"
    COMING = "coming"  # under way on the platform's side
    ABSENT = "absent"
    WRONG = "wrong"  # there, and not as it should be: a person must decide


@dataclass(frozen=True)
class Seen:
    """A look's result and its sentence. `done` of `total`; `same`: what is there is as it was prepared."""

    sight: Sight
    said: Text = Text("")
    remote: str = ""
    done: int = 0
    total: int = 0
    same: bool = True


@dataclass(frozen=True)
class Value:
    """One value that a person types on the vendor's screen. A secret one is never shown, only copied: `reference`."""

    label: Text
    text: str = ""
    reference: str = ""
    field: str = ""
    choice: bool = False  # the vendor's screen offers a list or a tick for it


@dataclass(frozen=True)
class Item:
    """One record of a batch; `uid` is the record's own, or a name where there is no record."""

    uid: str
    title: str
    values: Sequence[Value] = ()
    remote: str = ""  # what the platform called it when it was begun
    key: str = ""  # how people name it on a command line; empty: the uid


class Lazily(Sequence[Value]):
    """Values that are made when somebody reads them: a batch of thousands is listed often and read rarely."""

    def __init__(self, make: Callable[[], Sequence[Value]]) -> None:
        self._make = make

    @cached_property
    def _values(self) -> Sequence[Value]:
        return self._make()

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | Sequence[Value]:
        return self._values[place]

    def __len__(self) -> int:
        return len(self._values)


Look = Callable[["Work", Item], Seen | None]  # None: nothing on this tenant can tell
Act = Callable[["Work", Item], str]  # does it; returns the remote id where there is one


@dataclass(frozen=True)
class Step:
    """One step. `write`, `read`: the catalogue's calls that do it and show it; without them it is done by hand.

    `items`: the records of a batch; a step without has one unnamed item. `ask`: the request that is sent to its owner
    where somebody else must act. `needs`: steps that must be done before. `watched`: after it was done the machine
    waits until a look shows it. `master`: it is done in the vendor's master tenant. `mark`: what the tenant showed
    before the write, so that a look can tell what came of it; kept with the intent and handed to `look` as `remote`.
    `again`: where the tenant shows that it went wrong, going on begins it anew.
    """

    id: str
    title: Text
    owner: Owner
    how: Text
    menu: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    write: str = ""
    read: str = ""
    act: Act | None = None
    look: Look | None = None
    items: Callable[[Work], Sequence[Item]] | None = None
    ask: Callable[[Work], Text] | None = None
    waits: bool = False
    watched: bool = False
    master: bool = False
    mark: Callable[[Work], str] | None = None
    again: bool = False
    reviewed: bool = field(default=False)  # a person looks it over; nothing on the tenant can tell

    @property
    def role(self) -> str:
        """The sign-in that it needs."""
        return "master" if self.master else CUSTOMER


ONLY = Item("", "")
