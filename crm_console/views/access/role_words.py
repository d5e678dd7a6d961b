"""What rows say where roles, resources and people are listed on the page Papéis."""

from __future__ import annotations

from crm_console.core.record import Record
from crm_console.models import TYPES, fields
from crm_console.models.role import default_role, is_admin
from crm_console.services.permissions import all_roles, users_per_role
from crm_console.services.profiles import drafts_by_role
from crm_console.services.records import title
from crm_console.views.kit import Kit
from crm_console.views.look.paint import State
from crm_console.views.records.record_delegate import RecordDelegate
from crm_console.views.records.record_list import RecordList
from crm_console.views.records.row_words import RowWords, Words


class RoleWords(RowWords):
    """Description or where the role comes from; at the right how many users have it."""

    def __init__(self, kit: Kit) -> None:
        self._users: dict[str, int] = {}
        super().__init__(kit, "role", tested=False)

    def refresh(self) -> None:
        """Count the users again."""
        super().refresh()
        self._users = users_per_role(self._kit.workspace.store)

    def users(self, uid: str) -> int:
        """How many users have a role."""
        return self._users.get(uid, 0)

    def _second(self, record: Record) -> str:
        say = self._kit.say
        if default_role(record["name"]):
            return say("padrão do CRM")
        if is_admin(record["name"]):
            return say("da Platform")
        return str(record.get("description") or say("sem descrição"))

    def _state(self, record: Record) -> tuple[State | None, str]:
        if record.uid in self._drafts:
            return super()._state(record)
        count = self.users(record.uid)
        ours = bool(count) or is_admin(record["name"])
        return State("muted" if ours else "warn", "users", str(count)), ""


class ProfileWords(RoleWords):
    """Whether the role's profile was saved here."""

    def refresh(self) -> None:
        """Ask which roles have a profile; the drafts are the profiles', each by its role."""
        super().refresh()
        store = self._kit.workspace.store
        self._drafts = {role: draft for role, draft in drafts_by_role(store).items() if store.get("role", role)}
        self._saved = {record["role"] for record in self._kit.workspace.store.where("profile")}

    def _second(self, record: Record) -> str:
        return self._kit.say("perfil salvo") if record.uid in self._saved else self._kit.say("perfil ainda não salvo")


class ResourceWords(RowWords):
    """The module, and where the entry is known from."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "resource", tested=False)

    def _second(self, record: Record) -> str:
        return str(record["module"])

    def _state(self, record: Record) -> tuple[State | None, str]:
        if record.uid in self._drafts:
            return super()._state(record)
        return evidence(self._kit, record), ""


class HolderWords(RowWords):
    """A user who has the role on the page; at the right which other roles."""

    def __init__(self, kit: Kit) -> None:
        self.role = ""
        super().__init__(kit, "user", tested=False)
        self._names: dict[str, str] = {}

    def refresh(self) -> None:
        """Read the names of the roles again."""
        super().refresh()
        self._names = {role.uid: role["name"] for role in all_roles(self._kit.workspace.store)}

    def of(self, record: Record) -> Words:
        """Name; login and e-mail; other roles."""
        others = [uid for uid in record.get("roles", ()) if uid != self.role]
        named = sorted(self._names[uid] for uid in others if uid in self._names)
        say = self._kit.say
        second = " · ".join(part for part in (record["login"], record.get("email")) if part)
        with_others = State("muted", "shield-check", say("também {roles}", roles=named[0])) if len(named) == 1 else (
            State("muted", "shield-check", say("e mais {count} papéis", count=len(others))) if others else None)
        return Words(record.get("full_name") or title(record), second, with_others)


def evidence(kit: Kit, record: Record) -> State:
    """Where an entry is known from: by the vendor's word, inferred (not verified), or added here."""
    value = record.get("evidence", "own")
    choice = fields(TYPES[record.type])["evidence"].choice(value)
    name, icon = {"confirmed": ("ok", "circle-check"), "inferred": ("hand", "hand")}.get(value, ("muted", "pencil"))
    return State(name, icon, kit.say(choice.label) if choice else str(value))


def put_words(kit: Kit, shown: RecordList, words: RowWords) -> None:
    """Let a list say its rows in these words."""
    shown.words = words
    shown.table.setItemDelegate(RecordDelegate(kit.look, words))
    shown.repaint_rows()
