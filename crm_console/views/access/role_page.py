"""Gestão dos Papéis: the list of roles, and the chosen one's permissions, users and data."""

from __future__ import annotations

from PySide6.QtCore import Signal

from crm_console.views.access.role_sheet import DATA, PERMISSIONS, RoleSheet
from crm_console.views.access.role_words import RoleWords, put_words
from crm_console.views.kit import Kit
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabs import tab_of


class RolePage(RecordPage):
    """`rights_asked(uid)` leads to a user's effective rights; `turned` when list and sheet took turns."""

    rights_asked = Signal(str)
    turned = Signal()
    sheet: RoleSheet | None = None

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, tab_of("role"))
        self._watched |= {"user"}
        put_words(kit, self.list, RoleWords(kit))
        self.sheet = RoleSheet(kit, self.form)
        self.sheet.head.insertWidget(0, self.back)  # a line of its own would be the matrix' in a low window
        self.pane.currentChanged.connect(lambda _: self._on_pane())
        self.sheet.said.connect(self.said)
        self.sheet.rights_asked.connect(self.rights_asked)
        if self.list.current:
            self.show_record(self.list.current)
        elif self.list.words.new_drafts:
            self.new_record()

    def show_record(self, uid: str) -> None:
        """Show a role, on the inner tab that is on top."""
        super().show_record(uid)
        if self.sheet is not None:
            self.sheet.show_role(uid)

    def show_detail(self, uid: str) -> None:
        """*Detalhar*: its data to read."""
        super().show_detail(uid)
        if self.sheet is not None:
            self.sheet.show_role(uid)
            self.sheet.turn_to(DATA)

    def focus_field(self, uid: str, name: str) -> None:
        """Show a role and go to one of its fields; its permissions are a tab of their own."""
        self.show_record(uid)
        if self.sheet is not None:
            self.sheet.turn_to(PERMISSIONS if name == "permissions" else DATA)
        super().focus_field(uid, name)

    def new_record(self, **given: object) -> None:
        """Begin a role: its data come first."""
        if self.sheet is not None and not self._kit.workspace.read_only:
            self.sheet.begin()
            super().new_record(**given)

    def turn(self, *, to_right: bool) -> None:
        """Where only one of the two is shown: this one."""
        super().turn(to_right=to_right)
        self.turned.emit()

    def _on_pane(self) -> None:
        if self.pane.currentWidget() is self.empty:
            self.turn(to_right=False)  # the way back stands on the sheet

    def _go_in(self) -> None:
        super()._go_in()
        if self.sheet is not None:
            self.sheet.enter()

    def _on_saved(self, uid: str, words: str) -> None:
        super()._on_saved(uid, words)
        if self.sheet is not None:
            self.sheet.show_role(uid)

    def _on_changed(self, types: frozenset[str]) -> None:
        super()._on_changed(types)
        if self.sheet is not None:
            self.sheet.refresh(types)
