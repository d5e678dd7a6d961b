"""One tab of records: the list at the left, the chosen record's form at the right; narrow windows show one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget

from crm_console.core.record import Record
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.services.records import blank, fresh, removing, reviewing, title
from crm_console.store.change import Applied, Change
from crm_console.views.forms.record_form import RecordForm
from crm_console.views.kit import Kit
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import surface
from crm_console.views.records.choosers import ApplyToBranches, Chooser, DuplicateFrom, EditMany
from crm_console.views.records.record_list import RecordList
from crm_console.views.records.removal import Removal
from crm_console.views.records.tabs import Tab
from crm_console.views.records.two_panes import TwoPanes

TESTED_MS = 40  # what many tests tell at once is shown once


class RecordPage(TwoPanes):
    """`test_asked([(type, uid)])`, `report_asked(type, uid)`, `said(words)` for the status bar."""

    test_asked = Signal(list)
    report_asked = Signal(str, str)
    said = Signal(str)
    lacks: Mapping[str, Text] = {}  # fields that the list can find empty, with the filter's words
    fixed: tuple[str, ...] = ()  # fields that *Editar N registros* leaves alone

    def __init__(self, kit: Kit, tab: Tab) -> None:
        super().__init__(kit)
        self.tab = tab
        self.type = tab.type
        say = kit.say
        self.list = RecordList(kit, tab.type, new_words=say(tab.new), tested=bool(tab.test.source), lacks=self.lacks)
        self.form = self.make_form()
        self.empty = EmptyState(kit.look, tab.icon, say(tab.empty), say(tab.who), say(tab.new), "primary")
        self.empty.button.setEnabled(not kit.workspace.read_only)
        self.pane = QStackedWidget()
        surface(widget=self.pane)
        self.pane.addWidget(self.empty)
        self.pane.addWidget(self.form)
        self._watched = {self.type, *(f.target for f in fields(TYPES[self.type]).values() if f.target)}
        self._tested: set[str] = set()
        self._soon = QTimer(self, singleShot=True, interval=TESTED_MS)
        self._soon.timeout.connect(self._show_tested)
        self.danger = Removal(kit)
        self.danger.confirmed.connect(self._remove)
        self.place(self.list, self.danger, self.pane)
        self.list.chosen.connect(self.show_record)
        self.list.opened.connect(lambda _: self._go_in())
        self.list.table.clicked.connect(lambda _: self._on_clicked())
        self.list.new_asked.connect(self.new_record)
        self.list.removing.connect(self._ask_removal)
        self.list.menu_asked.connect(self._menu)
        self.empty.pressed.connect(self.new_record)
        self.form.saved.connect(self._on_saved)
        self.form.discarded.connect(lambda _: self._on_discarded())
        self.form.kept.connect(lambda _: self.list.repaint_rows())
        self.form.test_asked.connect(lambda uid: self.test_asked.emit([(self.type, uid)]))
        self.form.edit_asked.connect(self.show_record)
        self.form.menu.aboutToShow.connect(self._fill_form_menu)
        self.danger.link_clicked.connect(self.danger.hide)
        QShortcut(QKeySequence.StandardKey.New, self, self.new_record,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        Commits(kit.workspace.store, self).changed.connect(self._on_changed)
        self.list.choose_first()
        self._show_empty()

    def make_form(self) -> RecordForm:
        """The form at the right; a page may have its own."""
        return RecordForm(self._kit, self.type, self._kit.say(self.tab.test))

    def show_record(self, uid: str) -> None:
        """Show a record's form."""
        record = self._kit.workspace.store.get(self.type, uid)
        if record is None:
            return
        self.danger.hide()
        self.form.show_record(record)
        self._tell_test()
        self.pane.setCurrentWidget(self.form)
        if self.list.current != uid or not self.list.selected():
            self.list.choose(uid)

    def show_detail(self, uid: str) -> None:
        """*Detalhar*: the record to read, with *Editar*."""
        record = self._kit.workspace.store.get(self.type, uid)
        if record is not None:
            self.form.show_record(record, read_only=True)
            self.pane.setCurrentWidget(self.form)
            self.turn(to_right=True)

    def reveal(self) -> None:
        """Where list and form take turns, it is the form's."""
        if self.list.current or self.list.words.new_drafts:
            self.turn(to_right=True)

    def focus_field(self, uid: str, name: str) -> None:
        """Show a record and go to one of its fields."""
        self.show_record(uid)
        self.turn(to_right=True)
        self.form.form.focus(name)

    def reach(self, uid: str, field: str = "") -> None:
        """Show a record, whatever the filter hides, the cursor in one of its fields."""
        self.list.clear_filters()
        self.focus_field(uid, field) if field else self.show_record(uid)
        self.reveal()

    def new_record(self, **given: object) -> None:
        """Begin a record that does not exist yet; the scope of the current one is taken over."""
        if self._kit.workspace.read_only:
            return
        scope = {name: value for name, value in self._scope().items() if name in fields(TYPES[self.type])}
        self.danger.hide()
        waiting = self.list.words.new_drafts
        if waiting and not given:
            draft = waiting[-1]
            self.form.show_record(Record(self.type, draft.uid, blank(self.type).values), new=True)
        else:
            self.form.show_record(fresh(self._kit.workspace.store, self.type, **{**scope, **given}), new=True)
        self._tell_test()
        self.list.highlight_none()
        self.pane.setCurrentWidget(self.form)
        self.turn(to_right=True)
        first = next(f.name for f in fields(TYPES[self.type]).values() if not f.assigned and f.name not in scope)
        self.form.form.focus(first)

    def set_testing(self, uid: str, words: str | None) -> None:
        """Say in the list that a record is being tested; None when it is over."""
        if words is None:
            self.list.words.testing.pop(uid, None)
        else:
            self.list.words.testing[uid] = words
        self._tested.add(uid)
        self._soon.start()

    def _show_tested(self) -> None:
        self.list.repaint_tested(self._tested)
        self._tested.clear()

    def flush(self) -> None:
        """Write a pending draft."""
        self.form.flush()

    def _on_clicked(self) -> None:
        self._leave_new()
        self.reveal()

    def _leave_new(self) -> None:
        """The current row was not shown while a new record was: the list does not tell of it again."""
        editing, current = self.form.editing, self.list.current
        if current and editing is not None and editing.before is None and editing.record.uid != current:
            self.show_record(current)

    def _go_in(self) -> None:
        self._leave_new()
        self.turn(to_right=True)
        shown = self.form.form
        shown.focus(next(name for name, row in shown.rows.items() if row.field.section == shown.section))

    def _scope(self) -> dict[str, object]:
        current = self._kit.workspace.store.get(self.type, self.list.current) if self.list.current else None
        return {"company": current["company"]} if current and "company" in current.values else {}

    def _show_empty(self) -> None:
        if self.list.model.total == 0 and not self.list.words.new_drafts and not self.list.filtered:
            self.pane.setCurrentWidget(self.empty)
        elif self.list.current is None and self.list.words.new_drafts:
            self.new_record()

    def _tell_test(self) -> None:
        if self.form.editing is None or not self.tab.test.source:
            return
        record = self.form.editing.record
        sender = record.get("sender", "")
        words = self._kit.say("Envia de {sender} para o próprio endereço.", sender=sender) if sender else ""
        self.form.test_note.set_whole(words)
        self.form.test_button.setEnabled(self.form.editing.before is not None)

    def _on_saved(self, uid: str, words: str) -> None:
        self.list.refresh()
        self.list.choose(uid)
        self._tell_test()
        self.said.emit(words)

    def _on_discarded(self) -> None:
        self.list.repaint_rows()
        if self.form.editing is not None and self.form.editing.before is None:
            self.list.choose_first()
            if self.list.current:
                self.show_record(self.list.current)
            else:
                self.pane.setCurrentWidget(self.empty)

    def _on_changed(self, types: frozenset[str]) -> None:
        if not types & self._watched:
            return
        self.list.refresh()
        editing = self.form.editing
        if editing is None or editing.dirty or self.pane.currentWidget() is not self.form:
            self._show_empty()
            return
        stored = self._kit.workspace.store.get(self.type, editing.record.uid)
        if stored is not None:
            self.form.show_record(stored)
        elif editing.before is not None:
            self.pane.setCurrentWidget(self.empty)
            self.list.choose_first()

    def _menu(self, uids: list[str], point: QPoint) -> None:
        menu = QMenu(self)
        self._fill_menu(menu, uids)
        menu.popup(point)

    def _fill_form_menu(self) -> None:
        self.form.menu.clear()
        if self.form.editing is not None and self.form.editing.before is not None:
            self._fill_menu(self.form.menu, [self.form.editing.record.uid])
        elif self.form.editing is not None and "code" in fields(TYPES[self.type]):
            self._add(self.form.menu, N_("Duplicar informações…"), self._duplicate)

    def _fill_menu(self, menu: QMenu, uids: list[str]) -> None:
        if not uids:
            return
        one = uids[0]
        writable = not self._kit.workspace.read_only
        if len(uids) == 1:
            self._add(menu, N_("Editar"), lambda: self.show_record(one), enabled=writable)
            self._add(menu, N_("Detalhar"), lambda: self.show_detail(one))
        else:
            self._add(menu, Nn_("Editar {count} registro…", "Editar {count} registros…", len(uids)),
                      lambda: self._edit_many(uids), enabled=writable)
        if self.tab.test.source:
            self._add(menu, self.tab.test, lambda: self.test_asked.emit([(self.type, uid) for uid in uids]))
            if len(uids) == 1:
                self._add(menu, N_("Último teste"), lambda: self.report_asked.emit(self.type, one),
                          enabled=self.list.words.report(one) is not None)
                self._add(menu, N_("Aplicar a filiais…"), lambda: self._apply(one), enabled=writable)
        if "reviewed_at" in fields(TYPES[self.type]):
            if len(uids) == 1:
                self._add(menu, N_("Duplicar informações…"), self._duplicate, enabled=writable)
            self._add(menu, N_("Marcar como revisada"), lambda: self._review(uids), enabled=writable)
        self.add_actions(menu, uids)
        menu.addSeparator()
        self._add(menu, N_("Excluir…"), lambda: self._ask_removal(uids), enabled=writable)

    def add_actions(self, menu: QMenu, uids: list[str]) -> None:
        """What else a page offers for these records."""

    def _add(self, menu: QMenu, words: Text, do: Callable[[], object], *, enabled: bool = True) -> None:
        action = menu.addAction(self._kit.say(words))
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked: do())

    def _records(self, uids: list[str]) -> list[Record]:
        return self._kit.workspace.store.many(self.type, uids)

    def _review(self, uids: list[str]) -> None:
        store = self._kit.workspace.store
        changes: list[Change] = [c for record in self._records(uids) for c in reviewing(record, store.by)]
        words = Nn_("{count} registro revisado", "{count} registros revisados", len(uids))
        if isinstance(self._kit.workspace.edits.apply(changes, words), Applied):
            self.said.emit(self._kit.say(words))

    def _duplicate(self) -> None:
        if self.form.editing is not None:
            chooser = DuplicateFrom(self._kit, self, self.form.editing.record)
            chooser.filled.connect(self.form.fill)
            self._open(chooser)

    def _apply(self, uid: str) -> None:
        for record in self._records([uid]):
            self._open(ApplyToBranches(self._kit, self, record))

    def _edit_many(self, uids: list[str]) -> None:
        self._open(EditMany(self._kit, self, self._records(uids), self.fixed))

    def _open(self, chooser: Chooser) -> None:
        chooser.done_with.connect(self.said)
        chooser.open()

    def _ask_removal(self, uids: list[str]) -> None:
        if not self._kit.workspace.read_only:
            self.danger.ask(self.tab, self._records(uids))
            self.turn(to_right=True)

    def _remove(self, records: list[Record]) -> None:
        changes: list[Change] = [c for record in records for c in removing(record)]
        words = Nn_("{title} excluído", "{count} registros excluídos", len(records), title=title(records[0]))
        outcome = self._kit.workspace.edits.apply(changes, words)
        if isinstance(outcome, Applied):
            self.danger.hide()
            self.said.emit(self._kit.say(words))
        else:
            self.danger.refuse(" ".join(self._kit.say(p.text) for p in outcome.problems))
