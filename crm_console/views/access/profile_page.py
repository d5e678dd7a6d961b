"""Gerenciar Perfis/Papéis: the Platform's roles at the left, the chosen one's profile at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.views.access.profile_sheet import ProfileSheet
from crm_console.views.access.role_words import ProfileWords, put_words
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import button, label, rule, surface
from crm_console.views.records.record_list import RecordList
from crm_console.views.records.record_page import LIST_WIDTH, NARROW, NARROW_LIST


class ProfilePage(QWidget):
    """Only a role of the Platform can have a profile: the list is the roles'."""

    said = Signal(str)
    _changed = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        say = kit.say
        surface(widget=self)
        self.words = ProfileWords(kit)
        self.list = RecordList(kit, "role", new_words="", tested=False)
        self.list.new.hide()
        put_words(kit, self.list, self.words)
        self.sheet = ProfileSheet(kit)
        self.right = QWidget()
        self.back = button(say("Voltar"), "quiet", lambda: self._turn(to_sheet=False))
        kit.look.dress(self.back, "arrow-left")
        self._narrow, self._at_sheet = False, False
        self._build()
        self.list.chosen.connect(self.show_role)
        self.list.opened.connect(lambda _: self._go_in())
        self.list.table.clicked.connect(lambda _: self._turn(to_sheet=True))
        self.sheet.said.connect(self.said)
        self.sheet.kept.connect(self.list.repaint_rows)
        # A commit may be made in a job's thread: the signal carries it to the window's.
        self._changed.connect(self._on_changed)
        self._stop_listening = kit.workspace.store.listen(self._changed.emit)
        self.destroyed.connect(lambda *_: self._stop_listening())
        self.list.choose_first()
        if not self.list.current:
            self.sheet.show_role(None, 0)

    def show_role(self, uid: str) -> None:
        """Show the profile of a role."""
        role = self._kit.workspace.store.get("role", uid)
        self.sheet.show_role(role, self.words.users(uid))

    def reach(self, uid: str, field: str = "") -> None:
        """Show a profile (by its own uid or its role's); an option is on every one."""
        store = self._kit.workspace.store
        profile = store.get("profile", uid)
        self.list.search.clear()
        role = profile["role"] if profile else uid
        if self.list.choose(role):
            self.show_role(role)
        self._turn(to_sheet=True)
        self.sheet.focus(uid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or one at a time."""
        super().resizeEvent(event)
        narrow = self.width() < self._kit.look.px(NARROW)
        self.list.setFixedWidth(self.width() if narrow else self._kit.look.px(
            LIST_WIDTH if self.width() >= 1100 else NARROW_LIST))
        self.back.setVisible(narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self._turn(to_sheet=self._at_sheet)

    def _turn(self, *, to_sheet: bool) -> None:
        self._at_sheet = to_sheet
        self.list.setVisible(not self._narrow or not to_sheet)
        self.right.setVisible(not self._narrow or to_sheet)

    def _go_in(self) -> None:
        self._turn(to_sheet=True)
        self.sheet.focus("")

    def _on_changed(self, types: frozenset[str]) -> None:
        if types & {"role", "profile", "profile-option", "user"}:
            self.list.refresh()
            if self.list.current:
                self.show_role(self.list.current)
            else:
                self.list.choose_first()
                if not self.list.current:
                    self.sheet.show_role(None, 0)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        surface(widget=self.right)
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.list.layout().addWidget(rule())  # type: ignore[union-attr]
        note = label(self._kit.say("Só um papel da Platform pode ter perfil. Papel novo: guia Gestão dos Papéis."),
                     "note", wrap=True)
        note.setContentsMargins(16, 8, 16, 8)
        self.list.layout().addWidget(note)  # type: ignore[union-attr]
        column.addWidget(self.back)
        column.addWidget(self.sheet, 1)
        row.addWidget(self.list)
        row.addWidget(rule(upright=True))
        row.addWidget(self.right, 1)
