"""Who reports to whom: the tree behind *Subordinado de*, who is below whom, who lacks what, and moving people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crm_console.core.codecs import fold
from crm_console.core.problem import Problem, Severity
from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.models.user import User
from crm_console.services.sharing import editing_many
from crm_console.store.change import Change
from crm_console.store.cycles import ring_of, said
from crm_console.store.store import Store

LACKS: Mapping[str, Text] = {  # what a user may lack, by field
    "manager": N_("Sem gestor"), "branches": N_("Sem empresa/filial"), "department": N_("Sem departamento"),
    "function": N_("Sem função")}
SEARCHED = ("full_name", "login", "email")


@dataclass(frozen=True)
class Card:
    """What tree and chart say of one person."""

    name: str
    function: str
    department: str
    below: int


@dataclass(frozen=True)
class Hierarchy:
    """All people, and who stands directly under whom in the order of their names; `under[None]` are the tops."""

    people: Mapping[str, Record]
    managers: Mapping[str, str | None]
    under: Mapping[str | None, tuple[str, ...]]
    names: Mapping[str, str]  # of departments and functions

    @property
    def roots(self) -> tuple[str, ...]:
        """The people without a manager."""
        return self.under.get(None, ())

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many people stand below each one, at any depth."""
        found = dict.fromkeys(self.people, 0)
        for uid in reversed(self.below(None)):
            manager = self.managers[uid]
            if manager is not None:
                found[manager] += found[uid] + 1
        return found

    def below(self, uid: str | None) -> list[str]:
        """Everyone below a person, the nearest first; of None everyone."""
        found = list(self.under.get(uid, ()))
        for each in found:
            found += self.under.get(each, ())
        return found

    def above(self, uid: str) -> list[str]:
        """The managers of a person, the nearest first."""
        found: list[str] = []
        at = self.managers.get(uid)
        while at is not None:
            found.append(at)
            at = self.managers[at]
        return found

    def depth(self, uid: str) -> int:
        """How many managers stand above a person."""
        return len(self.above(uid))

    def card(self, uid: str) -> Card:
        """What is said of a person."""
        record = self.people[uid]
        return Card(name_of(record), self.names.get(record.get("function", ""), ""),
                    self.names.get(record.get("department", ""), ""), self.counts[uid])


def hierarchy(people: Iterable[Record], registries: Iterable[Record] = ()) -> Hierarchy:
    """The tree of these users. A ring, which only another program could have stored, is opened at one place."""
    known = {record.uid: record for record in people}
    managers: dict[str, str | None] = {
        uid: record.get("manager") if record.get("manager") in known else None for uid, record in known.items()}
    for uid in known:
        if ring_of(uid, managers):
            managers[uid] = None
    under: dict[str | None, list[str]] = {}
    for uid in sorted(known, key=lambda uid: (fold(name_of(known[uid])), uid)):
        under.setdefault(managers[uid], []).append(uid)
    return Hierarchy(known, managers, {uid: tuple(found) for uid, found in under.items()},
                     {record.uid: str(record["name"]) for record in registries})


def read(store: Store) -> Hierarchy:
    """The tree as it is stored now."""
    return hierarchy(store.where("user"), [*store.where("department"), *store.where("function")])


def name_of(person: Record) -> str:
    """The name by which people know someone."""
    return str(person.get("full_name") or person.get("login") or "—")


def lacks(person: Record, names: Collection[str]) -> bool:
    """Whether a user has none of these fields filled in."""
    return all(not person.get(name) for name in names)


def matching(tree: Hierarchy, text: str = "", lacking: Collection[str] = ()) -> set[str]:
    """The people with all these words in name, login or e-mail who lack these fields."""
    words = fold(text).split()
    return {uid for uid, person in tree.people.items() if lacks(person, lacking) and all(
        any(word in fold(str(person.get(name, ""))) for name in SEARCHED) for word in words)}


def with_above(tree: Hierarchy, uids: Iterable[str]) -> set[str]:
    """The same people and the way to each from the top."""
    found: set[str] = set()
    for uid in uids:
        found |= {uid, *tree.above(uid)}
    return found


def tops(tree: Hierarchy, uids: Iterable[str]) -> list[str]:
    """Those of the people who are not below another of them: whoever is below comes along."""
    chosen = [uid for uid in dict.fromkeys(uids) if uid in tree.people]
    return [uid for uid in chosen if not set(tree.above(uid)) & set(chosen)]


def moving(tree: Hierarchy, uids: Iterable[str], manager: str | None) -> list[Change]:
    """The changes that put people under a manager, or under none."""
    return editing_many([tree.people[uid] for uid in tops(tree, uids)], {"manager": manager})


def refusal(tree: Hierarchy, uids: Iterable[str], manager: str | None) -> Text | None:
    """Why these people cannot be put under this manager, in the store's own sentence; None where they can."""
    for uid in tops(tree, uids):
        ring = ring_of(uid, {**tree.managers, uid: manager})
        if ring:
            return said([name_of(tree.people[each]) for each in ring])
        for problem in _judged(tree, tree.people[uid].replaced(manager=manager)):
            return problem.text
    return None


def moved(tree: Hierarchy, uids: Sequence[str], manager: str | None) -> Text:
    """What the move is called, for undo and for the trail."""
    people = tops(tree, uids)
    one = name_of(tree.people[people[0]]) if people else ""
    if manager is None:
        return Nn_("{name} sem gestor", "{count} pessoas sem gestor", len(people), name=one)
    return Nn_("{name} subordinado de {manager}", "{count} pessoas subordinadas de {manager}", len(people), name=one,
               manager=name_of(tree.people[manager]))


def with_below(tree: Hierarchy, uids: Sequence[str]) -> Text:
    """Who would come along."""
    people = tops(tree, uids)
    one = name_of(tree.people[people[0]]) if people else ""
    count = sum(tree.counts[uid] for uid in people)
    if not count:
        return Nn_("{name}, ninguém abaixo", "{count} pessoas, ninguém abaixo", len(people), name=one)
    below = Nn_("{count} pessoa abaixo", "{count} pessoas abaixo", count)
    return Nn_("{name} e {below}", "{count} pessoas e {below}", len(people), name=one, below=below)


class _People:
    """The users of a tree as rules ask for them."""

    def __init__(self, tree: Hierarchy) -> None:
        self._tree = tree

    def get(self, type_name: str, uid: str) -> Record | None:
        """A user, or None."""
        return self._tree.people.get(uid) if type_name == "user" else None

    def where(self, type_name: str, **equal: object) -> Sequence[Record]:
        """Nobody: what a user's own manager may be does not depend on others."""
        return ()


def _judged(tree: Hierarchy, person: Record) -> list[Problem]:
    return [p for p in User.rules(person, _People(tree)) if p.field == "manager" and p.severity is Severity.ERROR]
