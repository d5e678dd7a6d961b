"""The users as a list with one form: the Platform's part of it, or the CRM's three tabs. One selection, one draft."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu

from crm_console.core.text import N_, Nn_
from crm_console.models.user import DATA, SECTIONS
from crm_console.services import activation
from crm_console.services.hierarchy import LACKS
from crm_console.store.change import Rejected
from crm_console.views.access.user_activation import ActivationEditor, ActivationStrip
from crm_console.views.access.user_copy import CopyFromUser
from crm_console.views.editors.link import AmongEditor
from crm_console.views.forms.form import Make
from crm_console.views.forms.record_form import RecordForm
from crm_console.views.kit import Kit
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import button
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabs import tab_of

EDITORS: dict[str, Make] = {"activation": ActivationEditor, "default_branch": partial(AmongEditor, among="branches")}


class UserRecords(RecordPage):
    """`show_part(crm)` chooses which of the two screens of the vendor the form is."""

    lacks = LACKS
    fixed = ("activation",)  # it is a state with a reason, not a value to be set

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, tab_of("user"))
        self._section = DATA
        self.strip = ActivationStrip(kit)
        self.strip.said.connect(self.said)
        column = self.right.layout()
        assert column is not None
        column.insertWidget(1, self.strip)  # type: ignore[attr-defined]
        self.copy = button(kit.say("Copiar de outro usuário…"), "", self.copy_from)
        self.copy.setObjectName("copy_from")
        kit.look.dress(self.copy, "copy")
        self.copy.setHidden(kit.workspace.read_only)
        self.form.extras.append(self.copy)
        self.form.bar.insertWidget(0, self.copy)
        self.form.form.turned.connect(self._remember)
        Commits(kit.workspace.store, self).changed.connect(self._count)

    def make_form(self) -> RecordForm:
        """Sections as tabs; the activation with its reason; the default branch among the user's own."""
        return RecordForm(self._kit, "user", sections=SECTIONS, editors=EDITORS)

    def show_part(self, *, crm: bool) -> None:
        """The Platform's fields, or the CRM's tab that was last looked at."""
        self.form.form.show_section(self._section if crm else "")

    def choose(self, uid: str) -> None:
        """Make someone the current user, whatever a filter hides."""
        if uid != self.list.current and not self.list.choose(uid):
            self.list.clear_filters()
            self.list.choose(uid)

    def copy_from(self) -> None:
        """*Copiar de outro usuário…*."""
        if self.form.editing is not None:
            chooser = CopyFromUser(self._kit, self, self.form.editing.record)
            chooser.filled.connect(self.form.fill)
            self._open(chooser)

    def mark_activated(self, uids: list[str]) -> None:
        """Note that CRM support has activated these users."""
        changes = activation.marking(self._records(uids))
        words = Nn_("{count} usuário ativado", "{count} usuários ativados", len(changes))
        outcome = self._kit.workspace.edits.apply(changes, words)
        self.said.emit(self._kit.say(outcome.problems[0].text if isinstance(outcome, Rejected) else words))

    def add_actions(self, menu: QMenu, uids: list[str]) -> None:
        """What is done with activations."""
        writable = not self._kit.workspace.read_only
        people = self._records(uids)
        waiting = activation.pending(people)
        menu.addSeparator()
        self._add(menu, N_("Copiar pedido de ativação"), lambda: self.strip.copy_request(waiting),
                  enabled=bool(waiting))
        self._add(menu, N_("Marcar como ativado"), lambda: self.mark_activated(uids),
                  enabled=writable and bool(activation.marking(people)))

    def _remember(self, section: str) -> None:
        self._section = section or self._section

    def _count(self, types: frozenset[str]) -> None:
        if types & {"user", "deployment"}:
            self.strip.refresh_soon()
