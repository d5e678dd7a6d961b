"""LINK: choosing one record among many. The list asks SQL as one types, so 100,000 targets open like ten."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from crm_console.core.fields import Field
from crm_console.core.record import Record
from crm_console.models import TYPES
from crm_console.services.records import title
from crm_console.store import queries
from crm_console.store.database import folded
from crm_console.store.rows import Rows
from crm_console.store.store import Store
from crm_console.views.editors.editor import Editor
from crm_console.views.kit import Kit

SHOWN = 50


class _Line(QLineEdit):
    opened = Signal()
    moved = Signal(int)
    picked = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        # Tab never reaches keyPressEvent: the focus has moved by then.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.picked.emit()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.opened.emit()
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.selectAll()
        self.opened.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LinkEditor(Editor):
    """A line to type in and a list below it. Within another link (a branch within its company) it follows that one."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self._uid: str | None = None
        self._outer: str | None = None
        self._scoped = bool(field.within)
        self.line = _Line()
        self.line.setPlaceholderText(kit.say("Escolha ou digite para procurar"))
        self._arrow = self.line.addAction(
            kit.look.icon("chevron-down", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._arrow.triggered.connect(self._open)
        kit.look.changed.connect(self._draw_arrow)
        self.popup = QListWidget(self.line.window())
        self.popup.setProperty("role", "popup")
        self.popup.setWindowFlags(Qt.WindowType.ToolTip)
        self.popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.popup.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.popup.itemClicked.connect(self._take)
        self.line.textEdited.connect(self._typed)
        self.line.opened.connect(self._open)
        self.line.moved.connect(self._move)
        self.line.picked.connect(self._pick)
        self.line.left.connect(self._leave)
        self.line.installEventFilter(self)
        self.widget = self.line

    def _draw_arrow(self) -> None:
        self._arrow.setIcon(self.kit.look.icon("chevron-down", "muted"))

    def value(self) -> str | None:
        """The uid of the chosen record."""
        return self._uid

    def set_value(self, value: Any) -> None:
        """Show a record by its title."""
        self._uid = value
        self.line.setText(self._title(value))
        self.line.setCursorPosition(0)

    def set_context(self, values: dict[str, Any]) -> None:
        """Within another link: what does not belong to the new outer record is cleared."""
        if not self._scoped:
            return
        outer = values.get(self.field.within)
        if outer != self._outer:
            self._outer = outer
            self.line.setPlaceholderText(
                self.kit.say("Escolha ou digite para procurar") if outer else self.kit.say("Escolha antes a empresa"))
            record = self.kit.workspace.store.get(self.field.target, self._uid) if self._uid else None
            if record is not None and record.get(self.field.within) != outer:
                self.set_value(None)

    def set_enabled(self, enabled: bool) -> None:
        """Let people choose, or not."""
        self.line.setEnabled(enabled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list goes when the window moves or the line is hidden."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.Move):
            self.popup.hide()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) \
                and event.key() == Qt.Key.Key_Escape and self.popup.isVisible():
            self.popup.hide()
            self.set_value(self._uid)
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _title(self, uid: str | None) -> str:
        record = self.kit.workspace.store.get(self.field.target, uid) if uid else None
        return self._words(record) if record else ""

    def _typed(self, text: str) -> None:
        if not text.strip():
            self._choose(None)
        self._fill(text)

    def _open(self) -> None:
        if not self.popup.isVisible() and self.line.isEnabled():
            self._fill("")

    def _fill(self, text: str) -> None:
        self.popup.clear()
        found = self._found(text)
        for record in found:
            item = QListWidgetItem(self._words(record))
            item.setData(Qt.ItemDataRole.UserRole, record.uid)
            self.popup.addItem(item)
        if not found:
            nothing = QListWidgetItem(self._nothing(text))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.popup.addItem(nothing)
        elif text:
            self.popup.setCurrentRow(0)
        self._place()

    def _found(self, text: str) -> list[Record]:
        if self._scoped and not self._outer:
            return []
        equal = {self.field.within: self._outer} if self._scoped else {}
        return queries.page(
            self.kit.workspace.store, queries.Listing(self.field.target, text, equal=equal, own=True), 0, SHOWN)

    def _words(self, record: Record) -> str:
        return title(record) if self._scoped else placed(self.kit.workspace.store, record)

    def _nothing(self, text: str) -> str:
        if self._scoped and not self._outer:
            return self.kit.say("Escolha antes a empresa.")
        if text:
            return self.kit.say("Nada com “{text}”.", text=text)
        return self.kit.say("Ainda não há {labels}. Cadastre antes.",
                            labels=self.kit.say(TYPES[self.field.target].LABELS).lower())

    def _place(self) -> None:
        row = max(self.popup.sizeHintForRow(0), self.kit.look.px(24))
        height = min(row * self.popup.count() + 12, 280)
        self.popup.resize(max(self.line.width(), 200), height)
        self.popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        self.popup.show()

    def _move(self, step: int) -> None:
        self.popup.setCurrentRow(max(0, min(self.popup.currentRow() + step, self.popup.count() - 1)))

    def _pick(self) -> None:
        item = self.popup.currentItem()
        if self.popup.isVisible() and item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        uid = item.data(Qt.ItemDataRole.UserRole)
        self.popup.hide()
        if uid:
            self._choose(uid)
            self.set_value(uid)

    def _choose(self, uid: str | None) -> None:
        if uid != self._uid:
            self._uid = uid
            self.edited.emit()

    def _leave(self) -> None:
        self.popup.hide()
        self.set_value(self._uid)
        self.left.emit()


class AmongEditor(LinkEditor):
    """A LINK to one of the records that a LINKS field of the same record holds; only those are offered."""

    def __init__(self, kit: Kit, field: Field, among: str) -> None:
        super().__init__(kit, field)
        self._among = among
        self._offered: frozenset[str] = frozenset()

    def set_context(self, values: dict[str, Any]) -> None:
        """Learn what can be chosen. What is chosen stays, even where it was unticked: the form says so."""
        self._offered = frozenset(values.get(self._among) or ())

    def _found(self, text: str) -> list[Record]:
        store = self.kit.workspace.store
        with store.reading() as connection:
            records = Rows(connection).many(self.field.target, self._offered).values()
        named = sorted((folded(self._words(record)), record.uid, record) for record in records)
        words = folded(text).split()
        return [record for name, _, record in named if all(word in name for word in words)][:SHOWN]

    def _nothing(self, text: str) -> str:
        return super()._nothing(text) if text else self.kit.say("Marque antes as empresas e filiais.")


def placed(store: Store, record: Record) -> str:
    """A record's title behind its company's, "1 · Serra Azul  ›  4 · Sorocaba"."""
    company = store.get("company", record["company"]) if record.get("company") else None
    return f"{title(company)}  ›  {title(record)}" if company else title(record)
