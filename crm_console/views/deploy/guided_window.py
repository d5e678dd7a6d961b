"""The small window that stays beside the browser while a person does a guided step: one key copies, one marks it done.

Space or Ctrl+C copies the next field, 1 to 9 and 0 a field, Alt+arrows or PgUp/PgDn turn, Ctrl+Enter is done, Ctrl+V
pastes a picture, Ctrl+L lists all records. Each answer is written before the next record comes up.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.jobs import Done, Outcome
from crm_console.core.text import Text
from crm_console.services.deploy.guided import DIFFERS, SEEN, Checked, Guided
from crm_console.services.deploy.guided_copying import KEYS, Leash
from crm_console.views.deploy.guided_all import BatchTable
from crm_console.views.deploy.guided_clipboard import GuidedClipboard
from crm_console.views.deploy.guided_evidence import png_of
from crm_console.views.deploy.guided_record import RecordPane
from crm_console.views.deploy.guided_summary import Summary
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.labels import ElidingLabel, icon_button, label, rule, surface
from crm_console.views.window.menu_path import MenuPath

SIZE = (380, 560)


class GuidedWindow(QWidget):
    """`answered` after each answer and check; `left(geometry)` when it was closed; `finished` with *Concluir*."""

    answered = Signal()
    left = Signal(str)
    finished = Signal()

    def __init__(self, kit: Kit, guided: Guided, leash: Leash | None = None) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self._kit, self.guided = kit, guided
        self._last: Text | None = None
        self.checked: dict[str, Checked] = {}
        self._looking = 0
        say = kit.say
        surface("surface", self)
        self.setWindowTitle(say("Apoio: {title}", title=guided.step.title))
        self.setAcceptDrops(True)
        self.clipboard = GuidedClipboard(leash or Leash(), self)
        self.title = ElidingLabel(say(guided.step.title), "strong")
        self.path = MenuPath(kit.look)
        self.copy_path = icon_button(kit.look, "copy", say("Copiar o caminho do menu"), self._copy_path)
        self.list_button = icon_button(kit.look, "list-filter", say("Todos os registros (Ctrl+L)"), self.toggle_all)
        self.bar, self.count = QProgressBar(), label("", "label")
        self.record = RecordPane(kit, guided)
        self.told = InlineProblem(kit.look)
        self.all: BatchTable | None = None
        self.summary = Summary(kit)
        self.stack = QStackedWidget()
        self._place()
        self._connect()
        self.resize(kit.look.px(SIZE[0]), kit.look.px(SIZE[1]))
        self.show_record() if not guided.complete else self.show_summary()

    def _place(self) -> None:
        say, step = self._kit.say, self.guided.step
        self.path.show_path("", step.menu)
        self.path.setVisible(bool(step.menu))
        self.copy_path.setVisible(bool(step.menu))
        self.list_button.setVisible(len(self.guided.items) > 1)
        for each in (self.copy_path, self.list_button):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it copies
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Andamento"))
        head = QVBoxLayout()
        head.setContentsMargins(14, 10, 10, 10)
        head.setSpacing(4)
        for parts in (((self.title, 1), (self.list_button, 0)), ((self.path, 1), (self.copy_path, 0)),
                      ((self.bar, 1), (self.count, 0))):
            line = QHBoxLayout()
            line.setSpacing(8)
            for part, stretch in parts:
                line.addWidget(part, stretch)
            head.addLayout(line)
        top = surface("window")
        top.setLayout(head)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(top)
        box.addWidget(rule())
        self.told.setContentsMargins(14, 6, 14, 6)
        box.addWidget(self.told)
        for page in (self.record, self.summary):
            self.stack.addWidget(page)
        box.addWidget(self.stack, 1)

    def _connect(self) -> None:
        record = self.record
        record.fields.asked.connect(self.copy)
        record.fields.moved.connect(self._move)
        record.previous.clicked.connect(lambda: self.turn(-1))
        record.following.clicked.connect(lambda: self.turn(1))
        record.done.clicked.connect(lambda: self.answer("done"))
        record.later.clicked.connect(self.put_off)
        record.said_failed.connect(lambda note: self.answer("failed", note))
        record.evidence.removed.connect(self._detach)
        record.clip.link_clicked.connect(self.clipboard.erase)
        self.clipboard.changed.connect(self._show_clip)
        self.told.fix_clicked.connect(self._to_told)
        self.told.second_clicked.connect(self.told.clear)
        self.summary.failed_asked.connect(self._to_failed)
        self.summary.list_asked.connect(self.show_all)
        self.summary.closed.connect(self._conclude)
        for keys, run in (
            (("Space", "Ctrl+C"), self.copy_next), (("Alt+Right", "PgDown"), lambda: self.turn(1)),
            (("Alt+Left", "PgUp"), lambda: self.turn(-1)), (("Ctrl+Return", "Ctrl+Enter"), self._on_done_key),
            (("Ctrl+V",), self.paste), (("Ctrl+L", "Ctrl+F"), self.toggle_all), (("Escape",), self._on_escape),
        ):
            for key in keys:
                self._key(key, run, everywhere=key.startswith(("Ctrl+L", "Ctrl+F", "Esc")))
        for key in KEYS:
            self._key(key, lambda key=key: self._copy_key(key))  # type: ignore[misc]

    def _key(self, key: str, run: Callable[[], object], *, everywhere: bool = False) -> None:
        """A key of the whole window, or of the record's page only: elsewhere it is typed or moves."""
        owner = self if everywhere else self.record
        context = Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(key), owner, run, context=context)

    def show_record(self) -> None:
        """The record in hand."""
        self._last = None
        self.record.problem.clear()
        self.record.close_note()
        self.record.show_record(self.checked.get(self.guided.item.uid))
        self.stack.setCurrentWidget(self.record)
        self._show_clip()
        self._show_progress()

    def show_summary(self) -> None:
        """Everything has an answer."""
        self.summary.show_counts(self.guided.counted, checks=self.guided.checks, looking=bool(self._looking))
        self.stack.setCurrentWidget(self.summary)
        self._show_progress()
        self.summary.close_button.setFocus()

    def show_all(self) -> None:
        """The batch as a table."""
        if self.all is None:
            self.all = BatchTable(self._kit, self.guided)
            self.all.chosen.connect(self.go)
            self.all.copied.connect(self._copy_text)
            self.stack.addWidget(self.all)
        self.all.show_place(self.guided.place)
        self.stack.setCurrentWidget(self.all)
        self.all.search.setFocus()

    def toggle_all(self) -> None:
        """Table and record in turns."""
        if self.stack.currentWidget() is self.all:
            self.show_record()
        else:
            self.show_all()

    def go(self, place: int) -> None:
        """Take a record in hand."""
        if self.guided.go(place):
            self.show_record()

    def turn(self, by: int) -> None:
        """The record before or after."""
        self.go(self.guided.place + by)

    def copy(self, place: int) -> None:
        """Copy one field."""
        try:
            taken = self.guided.copying.take(place)
        except UserError as error:
            self._tell(error)
            return
        self.record.problem.clear()
        self._last = taken.label
        self.clipboard.put(taken)
        self.record.show_fields()

    def copy_next(self) -> None:
        """Copy what comes next."""
        if not self.guided.copying.all_copied:
            self.copy(self.guided.copying.next)

    def answer(self, state: str, note: str = "") -> None:
        """Write down how it went, look at the tenant where that can tell, and go on."""
        try:
            self.guided.answer(state, note)
        except UserError as error:
            self._tell(error)
            return
        self.clipboard.erase()
        if state == "done" and self.guided.checks:
            self._looking += 1
            self._kit.runner.start(self.guided.checking()).finished.connect(self._on_checked)
        self.answered.emit()
        self._go_on()

    def put_off(self) -> None:
        """Later: the next record now."""
        self.guided.put_off()
        self._go_on()

    def paste(self) -> None:
        """A picture from the clipboard is the evidence."""
        data = QGuiApplication.clipboard().mimeData()
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        picture = png_of(data)
        if picture is not None:
            self._attach(lambda: self.guided.attach(picture))
        elif files:
            self._attach(lambda: self.guided.attach_file(files[0]))
        else:
            self.record.problem.tell("warn", self._kit.say("Não há imagem na área de transferência."))

    def release(self) -> None:
        """The workspace is closing."""
        self.clipboard.erase()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """No password stays behind; the place is remembered."""
        self.clipboard.erase()
        at = self.geometry()
        self.left.emit(f"{at.x()},{at.y()},{at.width()},{at.height()}")
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Coming back from the browser: what others brought further is shown."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.guided.refresh()
            self._show_progress()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures may be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A dropped file or picture is the evidence."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        picture = png_of(event.mimeData())
        if files:
            self._attach(lambda: self.guided.attach_file(files[0]))
        elif picture is not None:
            self._attach(lambda: self.guided.attach(picture))

    def _go_on(self) -> None:
        if self.guided.to_next():
            self.show_record()
        else:
            self.show_summary()

    def _on_checked(self, outcome: Outcome[Checked]) -> None:
        self._looking -= 1
        self.guided.refresh()
        if isinstance(outcome, Done):
            found = outcome.value
            self.checked[found.uid] = found
            if found.state == DIFFERS:
                self._told_uid = found.uid
                self.told.tell("fail", self._kit.say("{title}: {said}", title=found.title or self.guided.step.title,
                                                     said=found.said), self._kit.say("Abrir"), self._kit.say("Entendi"))
        self.answered.emit()
        if self.stack.currentWidget() is self.summary:
            self.show_summary()
        elif self.stack.currentWidget() is self.all and self.all is not None:
            self.all.show_place(self.guided.place)
        self._show_progress()

    def _to_told(self) -> None:
        self.told.clear()
        if self.guided.to_uid(self._told_uid):
            self.show_record()

    def _to_failed(self) -> None:
        if self.guided.to_failed():
            self.show_record()

    def _conclude(self) -> None:
        self.finished.emit()
        self.close()

    def _show_progress(self) -> None:
        counted = self.guided.counted
        self.bar.setRange(0, max(counted.total, 1))
        self.bar.setValue(counted.done)
        words = self._kit.say("{done} de {total}", done=counted.done, total=counted.total)
        seen = sum(1 for each in self.checked.values() if each.state == SEEN)
        if seen:
            words = self._kit.say("{count} · {seen} no tenant", count=words, seen=seen)
        elif self._looking:
            words = self._kit.say("{count} · conferindo", count=words)
        self.count.setText(words)

    def _show_clip(self) -> None:
        self.record.show_clip(self.clipboard.left, erased=self.clipboard.erased, last=self._last)

    def _move(self, place: int) -> None:
        self.guided.copying.next = place
        self._show_clip()

    def _copy_key(self, key: str) -> None:
        place = self.guided.copying.place_of(key)
        if place is not None:
            self.copy(place)

    def _copy_path(self) -> None:
        self.clipboard.put_text(" > ".join(self.guided.step.menu))

    def _copy_text(self, text: str, words: str) -> None:
        self.clipboard.put_text(text)
        if self.all is not None:
            self.all.count.set_whole(words)

    def _on_done_key(self) -> None:
        if not self.record.noting:
            self.answer("done")

    def _on_escape(self) -> None:
        if self.stack.currentWidget() is self.all:
            self.show_record()
        elif self.record.noting:
            self.record.close_note()

    def _attach(self, attach: Callable[[], None]) -> None:
        try:
            attach()
        except UserError as error:
            self._tell(error)
            return
        self.record.problem.clear()
        self.record.show_evidence()

    def _detach(self) -> None:
        self.guided.detach()
        self.record.show_evidence()

    def _tell(self, error: UserError) -> None:
        hint = f" {self._kit.say(error.hint)}" if error.hint else ""
        self.record.problem.tell("fail", f"{self._kit.say(error.message)}{hint}")
