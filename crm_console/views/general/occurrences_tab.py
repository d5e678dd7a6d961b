"""The tab Ocorrências: required fields that the consultant lists, since the vendor does not publish which there are."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.services import general_settings as settings
from crm_console.services.records import removing
from crm_console.views.general.cells import FlagCell, LineCell, go_between
from crm_console.views.general.settings_tab import SettingsTab
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import button, icon_button, label, rule

MOST, STATE_WIDTH = 760, 130


class FieldRow(QWidget):
    """One listed field: its name, whether it is required, the way out."""

    named = Signal()
    required = Signal(object)
    removed = Signal()

    def __init__(self, kit: Kit, record: Record, *, writable: bool) -> None:
        super().__init__()
        self._kit = kit
        say, key = kit.say, record["key"]
        self.name = LineCell(f"{key}.name", say("Nome do campo"))
        self.name.setReadOnly(not writable)
        self.flag = FlagCell(kit, key, say("{name}: obrigatório", name=settings.name_of(record)))
        self.flag.setEnabled(writable)
        self.drop = icon_button(kit.look, "trash-2", say("Tirar {name} da lista", name=settings.name_of(record)),
                                self.removed.emit)
        self.drop.setObjectName(f"{key}.remove")
        self.drop.setEnabled(writable)
        self.problem = InlineProblem(kit.look)
        self.name.left.connect(self.named)
        self.flag.chosen.connect(self.required)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(8)
        self.problem.setContentsMargins(18, 0, 8, 4)
        row.addWidget(self.name, 1)
        row.addWidget(self.flag)
        row.addWidget(self.drop)
        column.addWidget(rule())
        column.addLayout(row)
        column.addWidget(self.problem)
        kit.look.changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        self.flag.setFixedWidth(self._kit.look.px(STATE_WIDTH))


class OccurrencesTab(SettingsTab):
    """Names are typed in place; a field's key comes from its first name and stays when it is renamed."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, ("setting",))
        say = kit.say
        self.rows: dict[str, FieldRow] = {}
        self._records: dict[str, Record] = {}
        self.line = QLineEdit()
        self.line.setObjectName("occurrence_new")
        self.line.setAccessibleName(say("Nome do campo a incluir"))
        self.line.setPlaceholderText(say("Nome do campo, como está na tela do CRM"))
        self.add_button = button(say("Incluir campo"), "", self.add)
        self.add_button.setObjectName("occurrence_add")
        self.problem = InlineProblem(kit.look)
        self.empty = EmptyState(
            kit.look, "list-filter", say("Nenhum campo na lista"),
            say("A Senior não publica quais campos de Ocorrências podem ser obrigatórios. Veja-os no CRM do cliente, "
                "em Configurar o CRM Senior > Ocorrências > Campos Obrigatórios, e inclua os nomes aqui."))
        self.card = QFrame()
        self._build()
        for widget in (self.line, self.add_button):
            widget.setEnabled(self.writable)
        self.line.textEdited.connect(lambda _: self.problem.clear())
        self.line.returnPressed.connect(self.add)
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored; what is being typed stays."""
        self._records = {record.uid: record for record in settings.occurrence_fields(self.kit.workspace.store)}
        for uid in [uid for uid in self.rows if uid not in self._records]:
            self._take(uid)
        for at, (uid, record) in enumerate(self._records.items()):
            if uid not in self.rows:
                self._put(at, record)
            row = self.rows[uid]
            row.name.show_stored(settings.name_of(record))
            row.flag.set_value(settings.flag(record))
            if not row.name.refused:
                row.problem.clear()
        self._order()
        self.card.setVisible(bool(self.rows))
        self.empty.setVisible(not self.rows)

    def reach(self, uid: str, field: str = "") -> None:
        """Go to a listed field."""
        if uid in self.rows:
            row = self.rows[uid]
            self.go_to(row.flag if field == "value" else row.name)

    def flush(self) -> None:
        """Write names that are being typed."""
        for uid in list(self.rows):
            self._rename(uid)

    def add(self) -> None:
        """List the field whose name was typed."""
        store, name = self.kit.workspace.store, self.line.text()
        why = settings.name_problem(store, name)
        if why is None:
            why = self.write(settings.adding(store, name), N_("Ocorrências: {name} incluído", name=name.strip()))
        if why is not None:
            self.problem.tell("fail", self.kit.say(why))
        else:
            self.line.clear()
            self.problem.clear()
        self.line.setFocus()

    def _build(self) -> None:
        say = self.kit.say
        self.add_title(say("Campos Obrigatórios"), say("lista não publicada"))
        self.column.addWidget(label(say(
            "Inclua os campos que você vê na tela do cliente. Cada mudança é gravada na hora."), "note", wrap=True))
        self.card.setProperty("role", "card")
        self.card.setMaximumWidth(MOST)
        self._listed = QVBoxLayout(self.card)
        self._listed.setContentsMargins(1, 8, 1, 1)
        self._listed.setSpacing(0)
        self._listed.addLayout(self._head())
        self.column.addWidget(self.card)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.line.setMaximumWidth(MOST - 160)
        row.addWidget(self.line, 1)
        row.addWidget(self.add_button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.problem)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(18, 0, 8, 6)
        required = QLabel(self.kit.say("Obrigatório"))
        required.setProperty("role", "label")
        required.setFixedWidth(self.kit.look.px(STATE_WIDTH + 8 + 28))
        head.addWidget(label(self.kit.say("Nome do campo"), "label"), 1)
        head.addWidget(required)
        return head

    def _put(self, at: int, record: Record) -> None:
        row = FieldRow(self.kit, record, writable=self.writable)
        row.named.connect(partial(self._rename, record.uid))
        row.required.connect(partial(self._require, record.uid))
        row.removed.connect(partial(self._remove, record.uid))
        row.name.moved.connect(partial(self._move, record.uid, "name"))
        row.name.typed.connect(partial(self._typed, record.uid))
        row.flag.moved.connect(partial(self._move, record.uid, "flag"))
        self.rows[record.uid] = row
        self._listed.insertWidget(at + 1, row)
        row.show()  # at once, not at the next turn of the loop: the keyboard may go there

    def _order(self) -> None:
        self.rows = {uid: self.rows[uid] for uid in self._records}
        stops: list[QWidget] = [widget for row in self.rows.values() for widget in (row.name, row.flag, row.drop)]
        stops += [self.line, self.add_button]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _take(self, uid: str) -> None:
        row = self.rows.pop(uid)
        if row.isAncestorOf(self.focusWidget() or self):
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._listed.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _move(self, uid: str, column: str, step: int) -> None:
        go_between([getattr(row, column) for row in self.rows.values()], getattr(self.rows[uid], column), step)

    def _typed(self, uid: str) -> None:
        row = self.rows[uid]
        store, record = self.kit.workspace.store, self._records[uid]
        if not row.name.refused or settings.name_problem(store, row.name.text(), record) is None:
            row.name.set_refused("")
            row.problem.clear()

    def _rename(self, uid: str) -> None:
        row, record = self.rows[uid], self._records[uid]
        if not row.name.dirty or not self.writable:
            return
        why = settings.name_problem(self.kit.workspace.store, row.name.text(), record)
        if why is None:
            name = row.name.text().strip()
            words = N_("Ocorrências: {before} → {after}", before=settings.name_of(record), after=name)
            why = self.write(settings.renaming(record, name), words)
        if why is not None:
            row.name.set_refused(self.kit.say(why))
            row.problem.tell("fail", self.kit.say(why))
        else:
            row.name.show_stored(row.name.stored, over_typing=True)

    def _require(self, uid: str, value: bool | None) -> None:
        record = self._records[uid]
        words = settings.switched(settings.name_of(record), settings.flag(record), value)
        why = self.write(settings.switching(self.kit.workspace.store, record["key"], value), words)
        if why is not None:
            self.refresh()
            self.rows[uid].problem.tell("fail", self.kit.say(why))

    def _remove(self, uid: str) -> None:
        record = self._records[uid]
        why = self.write(removing(record), N_("Ocorrências: {name} tirado da lista", name=settings.name_of(record)))
        if why is not None:
            self.rows[uid].problem.tell("fail", self.kit.say(why))
