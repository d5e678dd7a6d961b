"""What the pages of Papéis compute: which cells a filter shows, what a fill changes, who gives a user which right.

A cell is a resource (uid) and an action. There is no deny: a cell that no role of a user grants is simply not granted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crm_console.core import grants
from crm_console.core.codecs import fold
from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import TYPES, link_tables
from crm_console.models.role import ACCESS, ACTIONS, some
from crm_console.services.records import saving
from crm_console.store import queries
from crm_console.store.change import Change, Edited
from crm_console.store.database import folded
from crm_console.store.rows import Rows
from crm_console.store.store import Store

Cell = tuple[str, str]  # a resource's uid and an action
Granted = Mapping[str, Collection[str]]  # resource to its actions
ALL, SOME, NONE = "all", "some", "none"  # which resources are shown
FILTERS: Mapping[str, Text] = {ALL: N_("Todos"), SOME: N_("Só sim"), NONE: N_("Só não")}
YES, NO, IDLE = "yes", "no", "idle"  # IDLE: granted, but without Acesso it does nothing
YES_WORD, NO_WORD = N_("sim"), N_("não")
LABELS: Mapping[str, Text] = {action.value: action.label for action in ACTIONS}


@dataclass(frozen=True)
class Module:
    """The resources of one module, in the list's order."""

    name: str
    resources: tuple[Record, ...]


@dataclass(frozen=True)
class Line:
    """One line of a matrix: a resource, or (resource None) the head of its module."""

    module: Module
    resource: Record | None = None

    @property
    def resources(self) -> tuple[Record, ...]:
        """What a fill of this line reaches."""
        return self.module.resources if self.resource is None else (self.resource,)


@dataclass(frozen=True)
class Leftover:
    """A right that was taken from `resource` and that `others` of its module keep."""

    resource: Record
    action: str
    others: tuple[Record, ...]


def modules(resources: Iterable[Record]) -> list[Module]:
    """Resources by module; ordered by `position`, those without one last, then by name."""
    found: dict[str, list[Record]] = {}
    for resource in sorted(resources, key=_place):
        found.setdefault(resource["module"], []).append(resource)
    return [Module(name, tuple(members)) for name, members in found.items()]


def _place(resource: Record) -> tuple[bool, int, str]:
    position = resource.get("position")
    return position is None, position or 0, fold(resource["name"])


def let_through(given: Granted, wanted: str) -> Callable[[Record], bool] | None:
    """The condition of *Todos*, *Só sim* and *Só não*: whether a resource has any right; None for all of them."""
    if wanted == ALL:
        return None
    return lambda resource: bool(given.get(resource.uid)) == (wanted == SOME)


def filtered(
    every: Sequence[Module], text: str = "", keep: Callable[[Record], bool] | None = None
) -> list[Module]:
    """The modules with what a search (names of resources and modules) and a condition let through."""
    words = folded(text).split()
    found = []
    for module in every:
        let = tuple(
            resource for resource in module.resources
            if (keep is None or keep(resource))
            and all(word in folded(f"{resource['name']} {module.name}") for word in words))
        if let:
            found.append(Module(module.name, let))
    return found


def lines(shown: Iterable[Module], closed: Collection[str]) -> list[Line]:
    """Module heads, each with its resources below unless it is folded."""
    found: list[Line] = []
    for module in shown:
        found.append(Line(module))
        if module.name not in closed:
            found += [Line(module, resource) for resource in module.resources]
    return found


def granted(role: Record | None) -> dict[str, set[str]]:
    """Resource to the actions that a role grants."""
    return grants.by_target(role.get("permissions", ())) if role is not None else {}


def state(given: Granted, resource: str, action: str) -> str:
    """YES, NO or IDLE."""
    actions = given.get(resource, ())
    if action not in actions:
        return NO
    return YES if ACCESS in actions else IDLE


def count(given: Granted, resources: Iterable[Record], action: str) -> int:
    """On how many of the resources the action is granted."""
    return sum(action in given.get(resource.uid, ()) for resource in resources)


def filling(role: Record, cells: Iterable[Cell], value: bool) -> list[Change]:
    """The changes that make all of these cells *sim* or *não*; cells that are so already have none."""
    held = role.get("permissions", frozenset())
    changes: list[Change] = []
    for element in dict.fromkeys(grants.pair(*cell) for cell in cells):
        if (element in held) != value:
            before, after = (None, element) if value else (element, None)
            changes.append(Edited("role", role.uid, "permissions", before, after))
    return changes


def toggled(role: Record, cells: Iterable[Cell]) -> bool:
    """What a toggle makes of these cells: *não* where all are *sim*, else *sim*."""
    held = role.get("permissions", frozenset())
    return not all(grants.pair(*cell) in held for cell in cells)


def copying(target: Record, source: Record, *, add: bool) -> list[Change]:
    """*Copiar de outro papel*: the target gets what the source grants, and with `add` keeps its own."""
    given = source.get("permissions", frozenset())
    kept = target.get("permissions", frozenset()) if add else frozenset()
    return saving(target, target.replaced(permissions=given | kept))


def came_and_went(changes: Iterable[Change]) -> tuple[list[Cell], list[Cell]]:
    """The cells that become *sim* and those that become *não*."""
    came: list[Cell] = []
    went: list[Cell] = []
    for change in changes:
        if isinstance(change, Edited) and change.field == "permissions":
            if change.after is not None:
                came.append(grants.split(change.after))
            if change.before is not None:
                went.append(grants.split(change.before))
    return came, went


def label(role: Record, changes: Sequence[Change], resources: Mapping[str, Record]) -> Text:
    """What was done, for the undo and the status bar: "Compromisso, Exportar: sim → não"."""
    came, went = came_and_went(changes)
    if len(changes) == 1:
        uid, action = (came or went)[0]
        named = {"resource": resources[uid]["name"] if uid in resources else "?", "action": LABELS[action]}
        return N_("{resource}, {action}: não → sim", **named) if came else N_(
            "{resource}, {action}: sim → não", **named)
    if came and went:
        return N_("{role}: {yes} passaram a sim, {no} a não", role=role["name"], yes=len(came), no=len(went))
    if came:
        return Nn_("{role}: {count} permissão passou a sim", "{role}: {count} permissões passaram a sim", len(came),
                   role=role["name"])
    return Nn_("{role}: {count} permissão passou a não", "{role}: {count} permissões passaram a não", len(went),
               role=role["name"])


def written(given: Granted, resources: Sequence[str], actions: Sequence[str], yes: str, no: str) -> str:
    """A rectangle as the clipboard carries it: lines of words, parted by tabs."""
    return "\n".join("\t".join(yes if action in given.get(uid, ()) else no for action in actions)
                     for uid in resources)


def block(text: str, yes: str, no: str) -> list[list[bool]] | None:
    """The rectangle that a clipboard's text holds, or None where it is something else."""
    meant = {fold(yes): True, fold(no): False}
    rows = [[meant.get(fold(word)) for word in line.split("\t")] for line in text.strip("\r\n").splitlines()]
    read = [[word for word in row if word is not None] for row in rows]
    return read if rows and [len(row) for row in read] == [len(row) for row in rows] else None


def pasting(
    role: Record, copied: Sequence[Sequence[bool]], resources: Sequence[str], actions: Sequence[str]
) -> list[Change]:
    """The changes that lay a copied rectangle over these rows and columns; what stands over the edge is left out."""
    cells = {True: list[Cell](), False: list[Cell]()}
    for row, uid in zip(copied, resources, strict=False):
        for value, action in zip(row, actions, strict=False):
            cells[value].append((uid, action))
    return [change for value in (True, False) for change in filling(role, cells[value], value)]


def left_behind(removed: Iterable[Cell], given: Granted, every: Iterable[Module]) -> list[Leftover]:
    """Where a removed right still works through the siblings of its module, which are resources of their own."""
    wanted = list(dict.fromkeys(removed))
    found: list[Leftover] = []
    for module in every:
        own = {resource.uid: resource for resource in module.resources}
        for uid, action in wanted:
            if uid in own and action not in given.get(uid, ()):
                others = tuple(r for r in module.resources if state(given, r.uid, action) == YES)
                if others:
                    found.append(Leftover(own[uid], action, others))
    return found


def removing_from_siblings(role: Record, found: Iterable[Leftover]) -> list[Change]:
    """The changes that take the right from the siblings, too."""
    return filling(role, [(other.uid, each.action) for each in found for other in each.others], False)


def idle(given: Granted, resources: Iterable[Record]) -> list[Record]:
    """The resources whose rights do nothing because Acesso is missing."""
    return [r for r in resources if given.get(r.uid) and ACCESS not in given[r.uid]]


def giving_access(role: Record, found: Iterable[Record]) -> list[Change]:
    """The changes that make idle rights work."""
    return filling(role, [(resource.uid, ACCESS) for resource in found], True)


def names(records: Sequence[Record]) -> Text:
    """Some names in a sentence: "Nova Conta, Contatos e mais 2"."""
    return some([record["name"] for record in records])


def union(roles: Sequence[Record]) -> dict[Cell, tuple[int, ...]]:
    """Each right of whoever has all of these roles: which of them (by place) give it."""
    found: dict[Cell, tuple[int, ...]] = {}
    for at, role in enumerate(roles):
        for uid, actions in granted(role).items():
            for action in actions:
                found[uid, action] = (*found.get((uid, action), ()), at)
    return found


def differs(given: Sequence[Granted], resource: str, action: str) -> bool:
    """Whether the roles do not agree on a cell."""
    return len({action in each.get(resource, ()) for each in given}) > 1


def any_differs(given: Sequence[Granted], resource: str) -> bool:
    """Whether the roles do not agree on a resource."""
    return any(set(each.get(resource, ())) != set(given[0].get(resource, ())) for each in given[1:])


def all_roles(store: Store) -> list[Record]:
    """Every role by name, without its grants: reading those of sixty roles would be felt."""
    listing = queries.Listing("role")
    return queries.page(store, listing, 0, queries.count(store, listing))


def users_per_role(store: Store) -> dict[str, int]:
    """How many users have each role."""
    pairs = link_tables(TYPES["user"])["roles"]
    with store.reading() as connection:
        query = select(pairs.c.target, func.count()).group_by(pairs.c.target)
        return {row[0]: row[1] for row in connection.execute(query)}


def users_of(store: Store, role: str) -> list[Record]:
    """The users who have a role, by name."""
    pairs = link_tables(TYPES["user"])["roles"]
    with store.reading() as connection:
        uids = connection.execute(select(pairs.c.source).where(pairs.c.target == role)).scalars().all()
        found = Rows(connection).many("user", uids)
    return sorted(found.values(), key=lambda user: folded(user.get("full_name") or user["login"]))


def roles_of(store: Store, user: Record) -> list[Record]:
    """A user's roles with their grants, by name; no other role is read."""
    with store.reading() as connection:
        found = Rows(connection).many("role", user.get("roles", ()))
    return sorted(found.values(), key=lambda role: fold(role["name"]))


def having(users: Iterable[Record], role: str, wanted: Collection[str]) -> list[Change]:
    """The changes after which, among these users, those wanted (uids) have the role and the others do not."""
    changes: list[Change] = []
    for user in users:
        has, shall = role in user.get("roles", ()), user.uid in wanted
        if has != shall:
            changes.append(Edited("user", user.uid, "roles", *((None, role) if shall else (role, None))))
    return changes
