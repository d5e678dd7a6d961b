"""A record's form: head, banner, rows, and the action bar that stays. Saving and drafts are the service's business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from crm_console.core.problem import Severity
from crm_console.core.record import Record
from crm_console.core.text import Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.services.editing import Editing
from crm_console.services.records import Judged, title
from crm_console.store.change import Applied
from crm_console.store.notes import accept, withdraw
from crm_console.views.forms.form import Form, Make
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import ElidingLabel, button, icon_button, label, rule, surface
from crm_console.views.parts.pill import Pill
from crm_console.views.parts.tab_bar import TabBar

JUDGE_MS, DRAFT_MS = 120, 350
VERDICT = 36


class RecordForm(QWidget):
    """`saved(uid, words)` after a commit; `title_changed` while one types; `test_asked(uid)`, `discarded(uid)`.

    `sections` titles those sections of the form that stand as tabs above it; a section without a title has no tab.
    """

    saved = Signal(str, str)
    discarded = Signal(str)
    kept = Signal(str)
    test_asked = Signal(str)
    edit_asked = Signal(str)

    def __init__(self, kit: Kit, type_name: str, test: str = "", sections: Mapping[str, Text] | None = None,
                 editors: Mapping[str, Make] | None = None) -> None:
        super().__init__()
        self._kit = kit
        self.type = type_name
        self.editing: Editing | None = None
        self.extras: list[QWidget] = []  # what a page adds to the action bar: hidden where nothing may be changed
        self._touched: set[str] = set()
        self._tried = self._refused = False
        surface(widget=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self.form = Form(kit, fields(TYPES[type_name]).values(), editors)
        self._sections = list(sections or {})
        self.tabs = TabBar(kit.look, [kit.say(title) for title in (sections or {}).values()])
        self.tabs.setObjectName("sections")
        column.addLayout(self._tabs())
        scroll = self._scroll()
        column.addWidget(scroll, 1)
        column.addWidget(rule())
        self.bar = self._bar(test)
        column.addLayout(self.bar)
        self.form.edited.connect(self._on_edited)
        self.form.turned.connect(self._on_turned)
        self.form.judged.connect(self._mark_tabs)
        # Where a section has just come up its rows get their places in a moment.
        self.form.went.connect(lambda row: QTimer.singleShot(0, row, lambda: scroll.ensureWidgetVisible(row)))
        self.tabs.chosen.connect(lambda at: self.form.show_section(self._sections[at]))
        self._on_turned(self.form.section)
        self.form.left.connect(self._on_left)
        self.form.fix_asked.connect(self._fix)
        self.form.accept_asked.connect(self._accept)
        self.banner.link_clicked.connect(self._to_first)
        self._judging = self._timer(JUDGE_MS, self.judge)
        self._keeping = self._timer(DRAFT_MS, self._keep)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_record(self, record: Record, *, new: bool = False, read_only: bool = False) -> None:
        """Show a record; a draft of it comes back."""
        self.flush()
        self.editing = Editing(self._kit.workspace, record, new=new)
        self._touched, self._tried, self._refused = set(), False, False
        locked = read_only or self._kit.workspace.read_only
        self.form.set_values(self.editing.record.values)
        self.form.set_enabled(not locked)
        self._lock(locked, read_only)
        self.judge()
        if self.editing.recovered is not None and self.editing.dirty:
            at = self._kit.language.moment(datetime.fromisoformat(self.editing.recovered.at))
            self.note.tell(self._kit.say("Rascunho de {at} recuperado.", at=at),
                          self._kit.say("Senhas não ficam no rascunho: informe de novo se tinha digitado uma."))
        elif self._kit.workspace.read_only:
            self.note.tell(self._kit.say("Só leitura."), self._holder())

    def fill(self, values: dict[str, object]) -> None:
        """Put values into the form as if they were typed (*Duplicar informações*)."""
        if self.editing is not None:
            self.form.set_values({**self.editing.record.values, **values})
            self._on_edited()

    def flush(self) -> None:
        """Write a pending draft now: another record is about to be shown, or the window closes."""
        if self._keeping.isActive():
            self._keeping.stop()
            self._keep()

    def judge(self) -> None:
        """Show what is wrong with what stands in the form."""
        if self.editing is None:
            return
        found = self.editing.judged()
        self.form.show_problems([j for j in found if self._to_be_shown(j)])
        record = self.editing.record
        new = self.editing.before is None
        self.title.set_whole(title(record) or (self._kit.say("Novo registro") if new else "—"))
        if self.editing.dirty or new:
            self.pill.tell("info", "pencil", self._kit.say("Rascunho"))
        else:
            self.pill.hide()
        self._count(found)

    def save(self) -> None:
        """Write the record, or go to the first error."""
        if self.editing is None or not self.save_button.isEnabled():
            return
        self._take()
        self._keeping.stop()
        words = self.editing.label()
        outcome = self.editing.save()
        self._tried = True
        if isinstance(outcome, Applied):
            self.note.hide()
            self.form.set_values(self.editing.record.values)
            self._tried = self._refused = False
            self.judge()
            self.saved.emit(self.editing.record.uid, self._kit.say(words))
            return
        others = [p for p in outcome.problems if p.field not in self.form.rows or p.rule.startswith("store.")]
        self._refused = bool(others)  # the note says why; nothing else may say that the record can be saved
        self.judge()
        if others:
            why = " ".join(self._kit.say(p.text) for p in others)
            self.note.tell(self._kit.say("Não foi salvo."), why, kind="fail")
        self._to_first()

    def discard(self) -> None:
        """Throw away what was typed and show what is stored."""
        if self.editing is None:
            return
        self._keeping.stop()
        self.editing.discard()
        self.note.hide()
        self.form.set_values(self.editing.record.values)
        self._touched, self._tried, self._refused = set(), False, False
        self.judge()
        self.discarded.emit(self.editing.record.uid)

    def _head(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(24, 16, 24, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.title = ElidingLabel("", "panel", Qt.TextElideMode.ElideMiddle)
        self.pill = Pill(self._kit.look)
        self.more = icon_button(self._kit.look, "ellipsis", self._kit.say("Ações"))
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        row.addWidget(self.title, 1)
        row.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.more)
        self.banner, self.note = Banner(self._kit.look, "fail"), Banner(self._kit.look, "info")
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self._verdict())
        return column

    def _verdict(self) -> QWidget:
        """What the record as a whole is like: always as high, so that nothing jumps when a warning comes or goes."""
        made = QWidget()
        made.setFixedHeight(self._kit.look.px(VERDICT))
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        self.calm = label(self._kit.say("Nada impede salvar."), "note")
        row.addWidget(self.banner, 1)
        row.addWidget(self.calm, 1)
        return made

    def _tabs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 24, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        return row

    def _on_turned(self, section: str) -> None:
        self.tabs.setVisible(section in self._sections)
        if section in self._sections:
            self.tabs.choose(self._sections.index(section))

    def _mark_tabs(self) -> None:
        for at, section in enumerate(self._sections):
            self.tabs.set_problem(at, self.form.states.get(section, ""))

    def _scroll(self) -> QScrollArea:
        inner = surface()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 8, 24, 16)
        self.form.setMaximumWidth(self._kit.look.px(1080))
        column.addWidget(self.form)
        made = QScrollArea()
        made.setWidgetResizable(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setWidget(inner)
        return made

    def _bar(self, test: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 10, 24, 10)
        row.setSpacing(12)
        say = self._kit.say
        self.test_button = button(test, "", lambda: self.test_asked.emit(self.editing.record.uid)
                                  if self.editing else None)
        self._kit.look.dress(self.test_button, "send")
        self.test_button.setVisible(bool(test))
        self.test_note = ElidingLabel("", "note")
        self.discard_button = button(say("Descartar"), "quiet", self.discard)
        self.save_button = button(say("Salvar"), "primary", self.save)
        self.edit_button = button(say("Editar"), "primary", lambda: self.edit_asked.emit(self.editing.record.uid)
                                  if self.editing else None)
        row.addWidget(self.test_button)
        row.addWidget(self.test_note, 1)
        for made in (self.discard_button, self.save_button, self.edit_button):
            row.addWidget(made)
        return row

    def _timer(self, milliseconds: int, slot: object) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(milliseconds)
        made.timeout.connect(slot)
        return made

    def _lock(self, locked: bool, detail: bool) -> None:
        self.note.hide()
        self.save_button.setVisible(not locked)
        for extra in self.extras:
            extra.setVisible(not locked)
        self.discard_button.setVisible(not locked)
        self.edit_button.setVisible(detail and not self._kit.workspace.read_only)

    def _holder(self) -> str:
        held = self._kit.workspace.held_by
        if held is None or not held.by:
            return self._kit.say("O arquivo não pode ser gravado agora.")
        return self._kit.say("Aberto para edição por {by} em {computer}.", by=held.by, computer=held.computer)

    def _take(self) -> None:
        assert self.editing is not None
        self.editing.enter(*self.form.read())

    def _on_edited(self) -> None:
        if self.editing is None:
            return
        self._take()
        self._judging.start()
        self._keeping.start()

    def _on_left(self, name: str) -> None:
        self._touched.add(name)
        self._judging.start()

    def _keep(self) -> None:
        if self.editing is not None:
            self.editing.keep()
            self.kept.emit(self.editing.record.uid)

    def _to_be_shown(self, judged: Judged) -> bool:
        """Emptiness is not shouted at before a person had the chance to fill it in."""
        assert self.editing is not None
        problem = judged.problem
        empty = self.editing.record.values.get(problem.field) in (None, "") and problem.field not in \
            self.editing.unreadable
        if not empty or problem.rule not in ("field", "needed"):
            return True
        return self._tried or problem.field in self._touched or (
            problem.severity is Severity.MISSING and self.editing.before is not None)

    def _count(self, found: list[Judged]) -> None:
        shown = [j for j in found if self._to_be_shown(j) and not j.accepted]
        errors = sum(j.problem.severity is Severity.ERROR for j in shown)
        warnings = sum(j.problem.severity is Severity.WARNING for j in shown)
        say = self._kit.say
        if errors:
            rest: Text = Nn_("{count} aviso pede atenção, mas não impede.",
                             "{count} avisos pedem atenção, mas não impedem.", warnings)
            self.banner.tell(
                say(Nn_("{count} erro impede salvar.", "{count} erros impedem salvar.", errors)),
                say(rest) if warnings else "", say("Ir ao erro"), "fail")
        elif warnings:
            self.banner.tell(say(Nn_("{count} aviso pede atenção, mas não impede.",
                                    "{count} avisos pedem atenção, mas não impedem.", warnings)),
                            "", say("Ir ao aviso"), "warn")
        else:
            self.banner.hide()
        self.calm.setVisible(self.banner.isHidden() and not self._refused)

    def _to_first(self) -> None:
        assert self.editing is not None
        found = sorted((j for j in self.editing.judged() if not j.accepted),
                       key=lambda j: j.problem.severity is not Severity.ERROR)
        if found:
            self.form.focus(found[0].problem.field)

    def _fix(self, judged: Judged) -> None:
        if judged is not None and judged.problem.fix is not None:
            self.fill(dict(judged.problem.fix.values))

    def _accept(self, judged: Judged) -> None:
        if self.editing is None or judged is None or self._kit.workspace.read_only:
            return
        record = self.editing.record
        if judged.accepted:
            withdraw(self._kit.workspace.store, record.type, record.uid, judged.problem.rule)
        else:
            accept(self._kit.workspace.store, record.type, record.uid, judged.problem)
        self.judge()


