"""The rows of a form, generated from a type's fields: label, editor, problem. What values mean is not known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.codecs import BadValue
from crm_console.core.fields import Field, Kind
from crm_console.core.problem import Severity
from crm_console.core.text import Text
from crm_console.services.editing import NewSecret
from crm_console.services.records import Judged
from crm_console.views.editors.editor import Editor
from crm_console.views.editors.kinds import EDITORS
from crm_console.views.editors.secret import SecretEditor
from crm_console.views.forms.rows import COLUMNS, laid_out
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.labels import button, label, rule

Make = Callable[[Kit, Field], Editor]
KINDS = {Severity.ERROR: "fail", Severity.WARNING: "warn", Severity.MISSING: "hand"}


class Row(QWidget):
    """One field: its label with marks, its editor, the problem below."""

    fix_asked = Signal(object)  # Judged
    accept_asked = Signal(object)  # Judged

    def __init__(self, kit: Kit, field: Field, make: Make | None = None) -> None:
        super().__init__()
        self._kit = kit
        self.field = field
        self.editor: Editor = (make or EDITORS[field.kind])(kit, field)
        self.problem = InlineProblem(kit.look)
        self._judged: Judged | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._lead = QWidget()
        self._lead.setFixedHeight(kit.look.px(16))
        self._lead.hide()
        if field.kind is Kind.FLAG:
            column.addWidget(self._lead)
        else:
            column.addLayout(self._head())
        self.editor.widget.setObjectName(field.name)
        self.editor.widget.setAccessibleName(kit.say(field.label))
        if field.help.source:
            self.editor.widget.setToolTip(kit.say(field.help))
            self.editor.widget.setAccessibleDescription(kit.say(field.help))
        column.addWidget(self.editor.widget)
        column.addWidget(self.problem)
        column.addStretch(1)
        self.problem.fix_clicked.connect(lambda: self.fix_asked.emit(self._judged))
        self.problem.second_clicked.connect(lambda: self.accept_asked.emit(self._judged))

    def beside_others(self) -> None:
        """A yes/no that shares its row stands at the height of the others' inputs."""
        self._lead.setVisible(self.field.kind is Kind.FLAG)

    def show_problem(self, judged: Judged | None) -> None:
        """Show the most serious problem of this field, or none."""
        self._judged = judged
        if judged is None:
            self.problem.clear()
            self.editor.set_problem("")
            return
        say, problem = self._kit.say, judged.problem
        if judged.accepted:
            day = self._kit.language.moment(_moment(judged.accepted.at))
            self.problem.tell("skip", say("{said} Aceito por {by}, {day}.", said=say(problem.text),
                                         by=judged.accepted.by, day=day), second=say("Retirar"))
            self.editor.set_problem("")
            return
        self.problem.tell(
            KINDS[problem.severity], say(problem.text), say(problem.fix.label) if problem.fix else "",
            say("Aceitar") if problem.severity is Severity.WARNING else "")
        self.editor.set_problem(
            {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.MISSING: ""}[problem.severity])

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        name = label(self._kit.say(self.field.label), "label")
        name.setBuddy(self.editor.widget)
        row.addWidget(name)
        row.addStretch(1)
        if self.field.note.source:
            row.addWidget(label(self._kit.say(self.field.note), "note"))
        elif not self.field.required and not self.field.needed and self.field.kind is not Kind.CHOICE:
            row.addWidget(label(self._kit.say("opcional"), "note"))
        return row


class Form(QWidget):
    """All rows of a type, one section of it at a time. `edited` when a person changed something, `left(name)` when a
    field lost the focus, `turned(section)` when another section shows, `judged` when problems were told, `went(row)`
    when one was led to a field.

    `editors` are for fields that another editor than their kind's shows.
    """

    edited = Signal()
    turned = Signal(str)
    judged = Signal()
    went = Signal(QWidget)
    left = Signal(str)
    fix_asked = Signal(object)
    accept_asked = Signal(object)

    def __init__(self, kit: Kit, specs: Iterable[Field], editors: Mapping[str, Make] | None = None) -> None:
        super().__init__()
        self._kit = kit
        self._editors = dict(editors or {})
        self.states: dict[str, str] = {}  # section -> "fail" or "warn"
        self.rows: dict[str, Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        shown = [f for f in specs if not f.assigned]
        self._sections: dict[str, QWidget] = {}
        for section in dict.fromkeys(f.section for f in shown if not f.group):
            made = QWidget()
            made.setLayout(self._grid([f for f in shown if not f.group and f.section == section]))
            self._sections[section] = made
            self._column.addWidget(made)
        self.section = next(iter(self._sections), "")
        self.support = QWidget()
        folded = [f for f in shown if f.group]
        self.fold = button("", "quiet", lambda: self.unfold(self.support.isHidden()))
        self.fold.setIcon(kit.look.icon("chevron-right"))
        self.fold.setText(kit.say("Dados de apoio"))
        self.fold.setVisible(bool(folded))
        self._column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self.support.setLayout(self._grid(folded))
        self.support.hide()
        self._column.addWidget(self.support)
        self._column.addStretch(1)
        self._show_section()

    def show_section(self, section: str) -> None:
        """Show the fields of one section; the others keep what stands in them."""
        if section != self.section and section in self._sections:
            self.section = section
            self._show_section()
            self.turned.emit(section)

    def _show_section(self) -> None:
        for section, made in self._sections.items():
            made.setVisible(section == self.section)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show stored values."""
        for name, row in self.rows.items():
            row.editor.set_value(values.get(name))
        for row in self.rows.values():
            row.editor.set_context(dict(values))
        self.show_opened(values)

    def read(self) -> tuple[dict[str, Any], dict[str, Text], dict[str, NewSecret]]:
        """The values, the texts that cannot be read, and new passwords."""
        values: dict[str, Any] = {}
        unreadable: dict[str, Text] = {}
        secrets: dict[str, NewSecret] = {}
        for name, row in self.rows.items():
            try:
                values[name] = row.editor.value()
            except BadValue as bad:
                unreadable[name] = bad.text
            if isinstance(row.editor, SecretEditor) and row.editor.typed:
                secrets[name] = NewSecret(row.editor.typed, row.editor.changes_all)
        return values, unreadable, secrets

    def show_opened(self, values: Mapping[str, Any]) -> None:
        """Fields behind a yes/no can be used while it is yes; the page does not jump."""
        for row in self.rows.values():
            if row.field.shown_when is not None:
                row.setVisible(row.field.opened(values))

    def show_problems(self, found: Iterable[Judged]) -> None:
        """One problem a field: the first error, else the first that is there."""
        by_field: dict[str, Judged] = {}
        for judged in found:
            held = by_field.get(judged.problem.field)
            if held is None or _weight(judged) < _weight(held):
                by_field[judged.problem.field] = judged
        self.states = {}
        for name, row in self.rows.items():
            row.show_problem(by_field.get(name))
            state = _state(by_field.get(name))
            if state:
                section = row.field.section
                self.states[section] = "fail" if "fail" in (state, self.states.get(section)) else state
        self.judged.emit()

    def set_enabled(self, enabled: bool) -> None:
        """Let people change the record, or not."""
        for row in self.rows.values():
            row.editor.set_enabled(enabled)

    def focus(self, name: str) -> None:
        """Go to a field, unfolding what hides it."""
        row = self.rows.get(name)
        if row is None:
            return
        self.show_section(row.field.section)
        if row.field.group:
            self.unfold(True)
        row.editor.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.went.emit(row)

    def unfold(self, shown: bool) -> None:
        """Show or hide *Dados de apoio*."""
        self.support.setVisible(shown)
        self.fold.setIcon(self._kit.look.icon("chevron-down" if shown else "chevron-right"))

    def _grid(self, specs: list[Field]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 8)
        layout = laid_out(specs)
        for at in sorted(layout.rules):
            grid.addWidget(rule(), at * 2, 0, 1, COLUMNS)
        shared = {place.row for place in layout.places if place.field.kind is not Kind.FLAG}
        for place in layout.places:
            row = self._row(place.field)
            if place.row in shared:
                row.beside_others()
            grid.addWidget(row, place.row * 2 + 1, place.column, 1, place.span)
        return grid

    def _row(self, field: Field) -> Row:
        row = Row(self._kit, field, self._editors.get(field.name))
        self.rows[field.name] = row
        row.editor.edited.connect(self._on_edited)
        row.editor.left.connect(lambda name=field.name: self.left.emit(name))
        row.fix_asked.connect(self.fix_asked)
        row.accept_asked.connect(self.accept_asked)
        return row

    def _on_edited(self) -> None:
        values = self.read()[0]
        for row in self.rows.values():
            row.editor.set_context(values)
        self.show_opened(values)
        self.edited.emit()


def _weight(judged: Judged) -> int:
    if judged.accepted:
        return 3
    return {Severity.ERROR: 0, Severity.WARNING: 1, Severity.MISSING: 2}[judged.problem.severity]


def _state(judged: Judged | None) -> str:
    if judged is None or judged.accepted:
        return ""
    return {Severity.ERROR: "fail", Severity.WARNING: "warn", Severity.MISSING: ""}[judged.problem.severity]


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
