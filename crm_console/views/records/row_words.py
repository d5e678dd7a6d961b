"""What a list's row says of a record: a name, a second line, a state. No painting, no Qt widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crm_console.core.codecs import show
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.services.records import title
from crm_console.store.notes import Draft, KeptReport, drafts, last_reports
from crm_console.views.kit import Kit
from crm_console.views.look.paint import State

STATES: Mapping[str, tuple[str, str, Text]] = {
    "ok": ("ok", "circle-check", N_("Passou")),
    "warning": ("warn", "triangle-alert", N_("Com aviso")),
    "failed": ("fail", "circle-x", N_("Falhou")),
    "stopped": ("skip", "circle-dashed", N_("Parado")),
}


ACTIVATION: Mapping[str, tuple[str, str, Text]] = {
    "pending": ("hand", "hand", N_("Pendente")),
    "active": ("ok", "circle-check", N_("Ativado")),
    "automatic": ("ok", "circle-check", N_("Automática")),
    "unknown": ("skip", "circle-help", N_("Não se sabe")),
}


@dataclass(frozen=True)
class Words:
    """One row."""

    name: str
    second: str
    state: State | None
    when: str = ""


class RowWords:
    """Reads drafts and last reports once per refresh and then says what rows say."""

    def __init__(self, kit: Kit, type_name: str, *, tested: bool) -> None:
        self._kit = kit
        self._type = type_name
        self._tested = tested
        self.testing: dict[str, str] = {}
        self._drafts: dict[str, Draft] = {}
        self._reports: dict[str, KeptReport] = {}
        self._branches: dict[str, Record | None] = {}
        self._registries: dict[str, str] = {}
        self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        store = self._kit.workspace.store
        self._branches.clear()
        self._registries.clear()
        self._drafts = {d.uid: d for d in drafts(store, self._type)}
        self._reports = last_reports(store, self._type) if self._tested else {}

    def refresh_reports(self, uids: list[str]) -> None:
        """Ask again for the last tests of these records."""
        if self._tested:
            self._reports |= last_reports(self._kit.workspace.store, self._type, uids)

    @property
    def new_drafts(self) -> list[Draft]:
        """Drafts of records that do not exist yet."""
        return [draft for draft in self._drafts.values() if draft.new]

    @property
    def drafted(self) -> int:
        """How many records have a draft."""
        return len(self._drafts)

    def report(self, uid: str) -> KeptReport | None:
        """The last test of a record."""
        return self._reports.get(uid)

    @property
    def tested(self) -> int:
        """How many records were tested."""
        return len(self._reports)

    def of(self, record: Record) -> Words:
        """The row of a record."""
        state, when = self._state(record)
        name = str(record.get("full_name") or record["login"]) if record.type == "user" else title(record)
        return Words(name or "—", self._second(record), state, when)

    def _second(self, record: Record) -> str:
        parts = []
        if record.values.get("branch"):
            branch = self._branch(record["branch"])
            parts.append(title(branch, " ") if branch else "")
            if record.get("principal"):
                parts.append(self._kit.say("principal"))
            if record.type == "ftp" and record.get("kind"):
                parts.append(str(record["kind"]).upper())
            return " · ".join(parts)
        if record.type == "user":
            return self._place(record)
        if record.get("head_office"):
            parts.append(self._kit.say("matriz"))
        known = fields(TYPES[record.type])
        parts += [show(known[name], record.values[name], self._kit.language)
                  for name in ("trade_name", "cnpj") if name in known and record.values.get(name)]
        return " · ".join(parts)

    def _place(self, user: Record) -> str:
        held = [self._registry(name, user[name]) for name in ("department", "function") if user.get(name)]
        return " · ".join(held) or str(user.get("email") or user["login"])

    def _registry(self, type_name: str, uid: str) -> str:
        if uid not in self._registries:
            record = self._kit.workspace.store.get(type_name, uid)
            self._registries[uid] = title(record) if record else ""
        return self._registries[uid]

    def _state(self, record: Record) -> tuple[State | None, str]:
        say = self._kit.say
        if record.uid in self.testing:
            return State("info", "loader", self.testing[record.uid]), ""
        if record.uid in self._drafts:
            return State("info", "pencil", say("Rascunho")), say("não salvo")
        report = self._reports.get(record.uid)
        if report is not None:
            name, icon, word = STATES[report.state]
            return State(name, icon, say(word)), self._when(report.started)
        if self._tested:
            return State("skip", "circle-dashed", say("Não testado")), ""
        if record.get("reviewed_at"):
            return State("ok", "clipboard-check", say("Revisada")), self._when(record["reviewed_at"])
        if record.type == "user":
            return self._user_state(record), ""
        return None, ""

    def _user_state(self, user: Record) -> State | None:
        if user.get("blocked"):
            return State("fail", "ban", self._kit.say("Bloqueado"))
        found = ACTIVATION.get(user.get("activation", "")) if user.get("crm_user") else None
        return State(found[0], found[1], self._kit.say(found[2])) if found else None

    def _when(self, at: str) -> str:
        return self._kit.language.moment(datetime.fromisoformat(at.replace("Z", "+00:00")))

    def _branch(self, uid: str) -> Record | None:
        if uid not in self._branches:
            self._branches[uid] = self._kit.workspace.store.get("branch", uid)
        return self._branches[uid]
