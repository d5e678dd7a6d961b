"""The small window beside the browser while a person does a guided step: one key copies, one marks it done.

Space or Ctrl+C copies the next field, 1 to 9 and 0 a field, Alt+arrows or PgUp/PgDn turn, Ctrl+Enter is done, Ctrl+V
pastes a picture, Ctrl+L lists all records. Each answer is written before the next record comes up.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.text import Text
from crm_console.services.deploy.guided import Guided
from crm_console.services.deploy.guided_copying import KEYS, Leash
from crm_console.views.deploy.guided_all import BatchTable
from crm_console.views.deploy.guided_checks import GuidedChecks
from crm_console.views.deploy.guided_clipboard import GuidedClipboard
from crm_console.views.deploy.guided_evidence import png_of
from crm_console.views.deploy.guided_head import GuidedHead
from crm_console.views.deploy.guided_record import RecordPane
from crm_console.views.deploy.guided_summary import Summary
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import rule, surface

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
        say = kit.say
        surface("surface", self)
        self.setWindowTitle(say("Apoio: {title}", title=guided.step.title))
        self.setAcceptDrops(True)
        self.clipboard = GuidedClipboard(leash or Leash(), self)
        self.head = GuidedHead(kit, guided.step, many=len(guided.items) > 1)
        self.checks = GuidedChecks(kit, guided)
        self.record = RecordPane(kit, guided)
        self.all: BatchTable | None = None
        self.summary = Summary(kit)
        self.stack = QStackedWidget()
        self._place()
        self._connect()
        self.resize(kit.look.px(SIZE[0]), kit.look.px(SIZE[1]))
        self.show_record() if not guided.complete else self.show_summary()

    def _to_record(self, uid: str) -> None:
        if self.guided.to_uid(uid):
            self.show_record()

    def _place(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.head, rule(), self.checks):
            box.addWidget(part)
        self.stack.addWidget(self.record)
        self.stack.addWidget(self.summary)
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
        self.head.path_asked.connect(lambda: self.clipboard.put_text(" > ".join(self.guided.step.menu)))
        self.head.list_asked.connect(self.toggle_all)
        self.checks.looked.connect(self._on_looked)
        self.checks.back_asked.connect(self._to_record)
        self.summary.failed_asked.connect(self._to_failed)
        self.summary.list_asked.connect(self.show_all)
        self.summary.closed.connect(self._conclude)
        for keys, run in (
            (("Space",), self._on_space), (("Ctrl+C",), self.copy_next),
            (("Alt+Right", "PgDown"), lambda: self.turn(1)),
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
        self.record.show_record(self.checks.found.get(self.guided.item.uid))
        self.stack.setCurrentWidget(self.record)
        self._show_clip()
        self._show_progress()

    def show_summary(self) -> None:
        """Everything has an answer."""
        self.summary.show_counts(self.guided.counted, checks=self.guided.checks, looking=self.checks.looking)
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
        """The record before or after; a password of this one does not come along."""
        self.clipboard.erase()
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

    def _on_space(self) -> None:
        """A button that has the keyboard is pressed by it; anywhere else it copies."""
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton) and focused.hasFocus():
            focused.click()
        else:
            self.copy_next()

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
            self.checks.look()
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

    def _on_looked(self) -> None:
        self.answered.emit()
        if self.stack.currentWidget() is self.summary:
            self.show_summary()
        elif self.stack.currentWidget() is self.all and self.all is not None:
            self.all.show_place(self.guided.place)
        self._show_progress()

    def _to_failed(self) -> None:
        if self.guided.to_failed():
            self.show_record()

    def _conclude(self) -> None:
        self.finished.emit()
        self.close()

    def _show_progress(self) -> None:
        self.head.show_progress(self.guided.counted, self.checks.seen, looking=self.checks.looking)

    def _show_clip(self) -> None:
        self.record.show_clip(self.clipboard.left, erased=self.clipboard.erased, last=self._last)

    def _move(self, place: int) -> None:
        self.guided.copying.next = place
        self._show_clip()

    def _copy_key(self, key: str) -> None:
        place = self.guided.copying.place_of(key)
        if place is not None:
            self.copy(place)

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
