"""The platform's calls as rows: what and where, from where it is known, whether it is automatic here, the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView, QWidget

from crm_console.core.text import N_
from crm_console.services.platform import abilities
from crm_console.services.platform.calls import STATUS, CallRow, answered
from crm_console.views.kit import Kit
from crm_console.views.look import paint
from crm_console.views.look.paint import State
from crm_console.views.parts.table_rows import Index, TableRows

CALL = Qt.ItemDataRole.UserRole
ROW, HEADS = 48, (N_("Chamada"), N_("De onde se sabe"), N_("Neste tenant"), N_("O tenant respondeu"))
WIDTHS, WITHOUT_ANSWER = (0, 150, 128, 184), 660
STATUS_LOOKS = {"confirmed": ("ok", "shield-check"), "third-party": ("warn", "users"),
                "unverified": ("hand", "circle-help")}
ABILITY_LOOKS = {abilities.OK: ("ok", "circle-check"), abilities.REFUSED: ("warn", "ban"),
                 abilities.ABSENT: ("skip", "circle-dashed"), abilities.FAILED: ("fail", "circle-x")}


class CallModel(TableRows[CallRow]):
    """The calls, as a table view wants them."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The call itself, and its words for who cannot see it."""
        row = self.rows[index.row()]
        if role == CALL:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row, index.column())
        return None

    def _words(self, row: CallRow, column: int) -> str:
        say = self.kit.say
        if column == 0:
            return f"{say(row.what)}. {say(row.address)}"
        if column == 1:
            return say(STATUS[row.call.status])
        if column == 2:
            return say("automática") if row.automatic else say("à mão")
        return say(answered(row, self.kit.language))


class CallDelegate(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Ground, words, line; the ring goes round the whole row."""
        look, row, box = self._kit.look, index.data(CALL), QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(box, QColor(look.tokens.selected))
            if index.column() == 0:
                painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), QColor(look.tokens.accent_text))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(look.tokens.line))
        if index.column() == 0:
            self._call(painter, box.adjusted(10, 0, -12, 0), row, selected)
        else:
            self._state(painter, box.adjusted(8, 0, -8, 0), self._look(row, index.column()))
        if selected and option.state & QStyle.StateFlag.State_HasFocus and index.column() == 0:
            paint.ring(painter, look, box)
        painter.restore()

    def _call(self, painter: QPainter, box: QRect, row: CallRow, selected: bool) -> None:
        look, say = self._kit.look, self._kit.say
        upper = QRect(box.left(), box.top() + look.px(6), box.width(), look.px(18))
        lower = QRect(box.left(), upper.bottom() + 1, box.width(), look.px(17))
        paint.text(painter, upper, say(row.what), look.font(13, 600 if selected else 500), look.tokens.text)
        paint.text(painter, lower, say(row.address), look.font(12), look.tokens.muted if row.call.published else
                   look.tokens.hand, elide=Qt.TextElideMode.ElideMiddle)

    def _state(self, painter: QPainter, box: QRect, state: State) -> None:
        look = self._kit.look
        left = paint.icon(painter, look, box.left(), box.center().y() + 1, state.icon, state.name, 14) + 6
        paint.text(painter, QRect(left, box.top(), box.right() - left, box.height()), state.word, look.font(12, 500),
                   getattr(look.tokens, state.name))

    def _look(self, row: CallRow, column: int) -> State:
        say = self._kit.say
        if column == 1:
            tone, icon = STATUS_LOOKS[row.call.status]
            return State(tone, icon, say(STATUS[row.call.status]))
        if column == 2:
            return State("info", "play", say("automática")) if row.automatic else State("hand", "hand", say("à mão"))
        tone, icon = ABILITY_LOOKS.get(row.ability.state, ("skip", "circle-dashed")) if row.ability else (
            "muted", "circle-dashed")
        return State(tone, icon, say(answered(row, self._kit.language)))


class CallTable(QTableView):
    """`chosen(CallRow)` when the current row changes, `opened` at a click or Enter."""

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.calls = CallModel(kit, HEADS, self)
        self.setModel(self.calls)
        self.setItemDelegate(CallDelegate(kit, self))
        self.setAccessibleName(kit.say("Chamadas da plataforma"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionsClickable(False)
        self.selectionModel().currentRowChanged.connect(lambda index, _: self._tell(index))
        self.clicked.connect(lambda _: self.opened.emit())
        self.activated.connect(lambda _: self.opened.emit())
        kit.look.changed.connect(self._lay_out)
        self._lay_out()

    @property
    def current(self) -> CallRow | None:
        """The chosen call."""
        found = self.currentIndex().data(CALL)
        return found if isinstance(found, CallRow) else None

    def show_calls(self, rows: Sequence[CallRow]) -> None:
        """Show these, keeping the chosen one if it is among them."""
        former = self.current
        self.calls.show(rows)
        if rows:
            at = next((at for at, row in enumerate(rows) if former and row.call.id == former.call.id), 0)
            self.setCurrentIndex(self.calls.index(at, 0))
        else:
            self.chosen.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the answers are left to the pane beside; the chosen call stays in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())
        self.setColumnHidden(3, self.viewport().width() < self._kit.look.px(WITHOUT_ANSWER))

    def _lay_out(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._kit.look.px(ROW))
        header = self.horizontalHeader()
        for column, width in enumerate(WIDTHS):
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch)
            if width:
                self.setColumnWidth(column, self._kit.look.px(width))
        self.viewport().update()

    def _tell(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(index.data(CALL))
