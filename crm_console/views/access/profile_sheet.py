"""A role's profile: the options to tick, whom a change hits, and the list of options itself."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.services import profiles
from crm_console.store.change import Applied, Change
from crm_console.views.access.profile_option import OptionRow
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, button, label, rule, surface
from crm_console.views.parts.pill import Pill


class ProfileSheet(QWidget):
    """Ticks wait for *Salvar Permissões do Perfil*, as a draft; what is done to the list of options is written at once.
    """

    said = Signal(str)
    kept = Signal()  # a draft was kept or dropped

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.role: Record | None = None
        self._users = 0
        self._stored: frozenset[str] = frozenset()
        self.rows: dict[str, OptionRow] = {}
        say = kit.say
        surface(widget=self)
        self.title = ElidingLabel("", "panel", Qt.TextElideMode.ElideMiddle)
        self.pill = Pill(kit.look)
        self.hits, self.refused = Banner(kit.look, "warn"), Banner(kit.look, "fail")
        self.recovered = Banner(kit.look, "info")
        self.name = QLineEdit()
        self.name.setObjectName("new_option")
        self.name.setPlaceholderText(say("Outra opção que você vê nessa tela"))
        self.name.setAccessibleName(say("Nova opção de perfil"))
        self.add = button(say("Incluir opção"), "", self.add_option)
        kit.look.dress(self.add, "plus")
        self.save_button = button(say("Salvar Permissões do Perfil"), "primary", self.save)
        self.discard_button = button(say("Descartar"), "quiet", self.discard)
        self.options = QVBoxLayout()
        self.whole = QWidget()
        self.empty = EmptyState(kit.look, "shield-check", say("Nenhum papel ainda"),
                                say("Cadastre antes o papel na guia Gestão dos Papéis."))
        self._build()
        self.name.returnPressed.connect(self.add_option)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for widget in (self.name, self.add, self.save_button, self.discard_button):
            widget.setEnabled(not kit.workspace.read_only)

    def show_role(self, role: Record | None, users: int) -> None:
        """Show a role's profile; a draft of it comes back, and stays while it is the same role."""
        same = role is not None and self.role is not None and role.uid == self.role.uid
        waiting = self.ticked() if same and self.ticked() != self._stored else None
        self.role, self._users = role, users
        self.whole.setVisible(role is not None)
        self.empty.setVisible(role is None)
        if role is None:
            return
        self.title.set_whole(role["name"])
        self._stored = profiles.ticked(self._kit.workspace.store, role.uid)
        if not same:
            waiting = self._recover()
        self._fill(self._stored if waiting is None else waiting)
        self.refused.hide()
        self._tell()

    def ticked(self) -> frozenset[str]:
        """The options that are ticked on the screen."""
        return frozenset(uid for uid, row in self.rows.items() if row.tick.isChecked())

    def save(self) -> None:
        """*Salvar Permissões do Perfil*."""
        if self.role is None or self._kit.workspace.read_only:
            return
        changes = profiles.saving_profile(self._kit.workspace.store, self.role.uid, self.ticked())
        if changes:
            if self._apply(changes, N_("Permissões do perfil {name} salvas", name=self.role["name"])):
                self._drop()
        else:
            self.said.emit(self._kit.say("O perfil já está assim."))

    def discard(self) -> None:
        """Show what is stored."""
        self._tick(self._stored)
        self._drop()
        self._tell()

    def add_option(self) -> None:
        """The typed option joins the list, of every profile."""
        name = self.name.text().strip()
        if name and not self._kit.workspace.read_only and self._apply(
                profiles.adding_option(self._kit.workspace.store, name), N_("Opção {name} incluída", name=name)):
            self.name.clear()

    def focus(self, option: str) -> None:
        """Put the keyboard on an option, or on the first one."""
        row = self.rows.get(option) or next(iter(self.rows.values()), None)
        if row is not None:
            row.tick.setFocus()

    def _apply(self, changes: list[Change], words: Text) -> bool:
        self.refused.hide()
        outcome = self._kit.workspace.edits.apply(changes, words)
        if isinstance(outcome, Applied):
            self.said.emit(self._kit.say(words))
            return True
        self.refused.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text))
        return False

    def _fill(self, ticked: frozenset[str]) -> None:
        options = self._kit.workspace.store.where("profile-option")
        if [(o.uid, o["name"]) for o in options] == [(uid, row.name) for uid, row in self.rows.items()]:
            self._tick(ticked)
            return
        held = self.focusWidget()
        focused = next((uid for uid, row in self.rows.items() if held is row.tick), None)
        for row in self.rows.values():
            self.options.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        for option in options:
            row = OptionRow(self._kit, option, ticked=option.uid in ticked)
            row.ticked.connect(self._on_ticked)
            row.renamed.connect(self._rename)
            row.removed.connect(self._remove)
            self.rows[option.uid] = row
            self.options.addWidget(row)
        if focused in self.rows:
            self.rows[focused].tick.setFocus()

    def _tick(self, ticked: frozenset[str]) -> None:
        for uid, row in self.rows.items():
            row.tick.setChecked(uid in ticked)

    def _on_ticked(self) -> None:
        assert self.role is not None
        profiles.keep_draft(self._kit.workspace.store, self.role.uid, self.ticked())
        self.kept.emit()
        self._tell()

    def _recover(self) -> frozenset[str] | None:
        """The ticks of the draft, where there is one."""
        assert self.role is not None
        draft = profiles.drafts_by_role(self._kit.workspace.store).get(self.role.uid)
        options: frozenset[str] = draft.values.get("options", frozenset()) if draft else self._stored
        if draft is None or options == self._stored:
            self.recovered.hide()
            return None
        say, language = self._kit.say, self._kit.language
        self.recovered.tell(say("Rascunho de {at} recuperado.", at=language.moment(datetime.fromisoformat(draft.at))))
        return options

    def _drop(self) -> None:
        self.recovered.hide()
        if self.role is not None and not self._kit.workspace.read_only:
            profiles.drop_draft(self._kit.workspace.store, self.role.uid)
            self.kept.emit()

    def _rename(self, uid: str, name: str) -> None:
        option = self._kit.workspace.store.get("profile-option", uid)
        changes = profiles.renaming_option(option, name) if option else []
        if changes:
            self._apply(changes, N_("Opção {name} renomeada", name=name))

    def _remove(self, uid: str) -> None:
        option = self._kit.workspace.store.get("profile-option", uid)
        if option is not None:
            self._apply(profiles.removing_option(self._kit.workspace.store, option),
                        N_("Opção {name} excluída", name=option["name"]))

    def _tell(self) -> None:
        say = self._kit.say
        dirty = self.ticked() != self._stored
        assert self.role is not None
        if dirty:
            self.hits.tell(say("Ainda não salvo."), say(Nn_(
                "A mudança atinge {count} usuário deste papel.", "A mudança atinge os {count} usuários deste papel.",
                self._users)) if self._users else say("Nenhum usuário tem este papel ainda."), kind="warn")
        else:
            self.hits.tell(say("Vale para todos."), say(Nn_(
                "O que se marca aqui atinge {count} usuário deste papel.",
                "O que se marca aqui atinge os {count} usuários deste papel.", self._users)) if self._users
                else say("Nenhum usuário tem este papel ainda."), kind="info")
        if dirty:
            self.pill.tell("info", "pencil", say("Rascunho"))
        elif profiles.profile_of(self._kit.workspace.store, self.role.uid) is None:
            self.pill.tell("skip", "circle-dashed", say("Ainda não salvo aqui"))
        else:
            self.pill.hide()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole, 1)
        outer.addWidget(self.empty, 1)
        column = QVBoxLayout(self.whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 8)
        head.addWidget(self.title, 1)
        head.addWidget(self.pill)
        column.addLayout(head)
        notes = QVBoxLayout()
        notes.setContentsMargins(24, 0, 24, 8)
        notes.setSpacing(8)
        notes.addWidget(self.recovered)
        notes.addWidget(self.hits)
        notes.addWidget(self.refused)
        column.addLayout(notes)
        column.addWidget(self._scroll(), 1)
        column.addWidget(rule())
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 10, 24, 10)
        bar.setSpacing(12)
        bar.addStretch(1)
        bar.addWidget(self.discard_button)
        bar.addWidget(self.save_button)
        column.addLayout(bar)

    def _scroll(self) -> QScrollArea:
        say, inner = self._kit.say, surface()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 0, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(say("Visualizar Permissões"), "strong"))
        column.addWidget(label(say(
            "A Senior publica uma opção só. Inclua aqui as outras que você vê no tenant; elas valem para todo perfil."),
            "note", wrap=True))
        self.options.setContentsMargins(0, 0, 0, 0)
        self.options.setSpacing(0)
        column.addLayout(self.options)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.name.setMaximumWidth(self._kit.look.px(360))
        row.addWidget(self.name, 1)
        row.addWidget(self.add)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        made = QScrollArea()
        made.setWidgetResizable(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setWidget(inner)
        return made
