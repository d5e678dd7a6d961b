"""Ctrl K: finds any page, command or record by what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.jobs import Done, Outcome
from crm_console.store.keys import unescaped
from crm_console.views.kit import Kit
from crm_console.views.pages.rows import ONE_LINE, Row, RowList
from crm_console.views.parts.labels import label
from crm_console.views.records.tabs import tab_of
from crm_console.views.window.finding import Entry, FoundRecord, matching, record_job
from crm_console.views.window.finding import label as type_label
from crm_console.workers.runner import Handle

WIDTH, HEIGHT, TOP = 600, 420, 72
PAUSE = 90  # ms after the last key before records are looked for
ENTRIES = 8
KEYS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Palette(QFrame):
    """Lies over the window until something is chosen or Esc is pressed. `record_chosen(type, uid)`."""

    record_chosen = Signal(str, str)

    def __init__(self, kit: Kit, entries: Callable[[], Sequence[Entry]], parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self._kit, self._entries = kit, entries
        self._job: Handle | None = None
        self._found: list[FoundRecord] = []
        self.setProperty("role", "card")
        shadow = QGraphicsDropShadowEffect(self, blurRadius=28, xOffset=0, yOffset=6)
        shadow.setColor(QColor(0, 0, 0, 90))
        self.setGraphicsEffect(shadow)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(kit.say("Página, comando, empresa, filial ou servidor"))
        self.list = RowList(kit.look, kit.say("Achados"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = label(kit.say("Nada tem essas palavras. Confira a grafia ou digite menos."), "note")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        for part in (self.typed, self._nothing, self.list):
            box.addWidget(part)
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._look_for_records)
        self.typed.textChanged.connect(self._on_typed)
        self.typed.installEventFilter(self)
        self.list.chosen.connect(self._run)
        self.hide()

    def open(self) -> None:
        """Show it over the window, empty."""
        self.typed.clear()
        self._found = []
        self._fill()
        self.show()
        self.raise_()
        self.typed.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the text keeps the focus; leaving the text closes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and not self.underMouse():
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        if key in KEYS:
            self.list.step(KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.choose()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def _on_typed(self) -> None:
        self._found = []
        self._fill()
        self._pause.start()

    def _look_for_records(self) -> None:
        if self._job is not None:
            self._job.stop()
        typed = self.typed.text().strip()
        if not typed:
            return
        self._job = self._kit.runner.start(record_job(self._kit.workspace.store, typed))
        self._job.finished.connect(lambda outcome: self._take(typed, outcome))

    def _take(self, typed: str, outcome: Outcome[list[FoundRecord]]) -> None:
        if isinstance(outcome, Done) and typed == self.typed.text().strip():
            self._found = outcome.value
            self._fill()

    def _fill(self) -> None:
        typed = self.typed.text().strip()
        rows = [Row(e.title, "", e.keys or e.detail, e.icon, "", e) for e in matching(self._entries(), typed)]
        found = [Row(f.title, "", f"{self._kit.say(type_label(f.type))} {unescaped(f.key)}", tab_of(f.type).icon, "", f)
                 for f in self._found]
        rows = rows[:ENTRIES] if found else rows
        self.list.show_rows([*rows, *found])
        self._nothing.setVisible(not rows and not found)
        self._fit(len(rows) + len(found))
        if rows or found:
            self.list.step(1)

    def _fit(self, count: int) -> None:
        """As high as what was found, and no higher than the window allows."""
        around, row = self._around, self._kit.look.px(ONE_LINE)
        self.list.setVisible(count > 0)
        width = min(self._kit.look.px(WIDTH), around.width() - 32)
        height = min(self._kit.look.px(80) + max(count, 1) * row, around.height() - TOP - 40, HEIGHT)
        self.setGeometry(QRect(QPoint((around.width() - width) // 2, TOP), QSize(width, height)))

    def _run(self, chosen: Entry | FoundRecord) -> None:
        self._leave()
        if isinstance(chosen, Entry):
            chosen.run()
        else:
            self.record_chosen.emit(chosen.type, chosen.uid)

    def _leave(self) -> None:
        self.hide()
        self._around.setFocus()
