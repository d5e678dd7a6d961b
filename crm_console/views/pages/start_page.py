"""Where the program begins: recent customers, a new one, a file to open, the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.text import Language
from crm_console.store.preferences import Recent
from crm_console.views.look import paint
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button, carded, centred, column, scrolled
from crm_console.views.parts.labels import label, rule

WIDTH = 760


class StartPage(QWidget):
    """`opened(str)` a place; `new_asked`, `open_asked`, `demonstration_asked`, `settings_asked`; `forgotten(str)`."""

    opened = Signal(str)
    forgotten = Signal(str)
    new_asked = Signal()
    open_asked = Signal()
    demonstration_asked = Signal()
    settings_asked = Signal()

    def __init__(self, look: Look, language: Language, recent: Sequence[Recent]) -> None:
        super().__init__()
        self._look, self._say, self._language = look, language.say, language
        middle, body = column(spacing=20)
        body.addLayout(self._head())
        body.addLayout(self._buttons())
        body.addWidget(scrolled(self._recent(recent)), 1)
        self.setLayout(centred(middle, WIDTH, (24, 40, 24, 24)))

    def _head(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(label("CRM Console", "title"))
        box.addWidget(label(self._say(
            "Prepare, prove e entregue a implantação da Gestão de Relacionamento | CRM."),
            "note", wrap=True))
        return box

    def _buttons(self) -> QHBoxLayout:
        say, look = self._say, self._look
        box = QHBoxLayout()
        box.setSpacing(8)
        self.new_button = button(look, say("Novo cliente…"), self.new_asked.emit, "primary", "plus")
        box.addWidget(self.new_button)
        box.addWidget(button(look, say("Abrir…"), self.open_asked.emit, "", "folder-open"))
        box.addWidget(button(look, say("Abrir demonstração"), self.demonstration_asked.emit, "", "flask-conical"))
        box.addStretch()
        box.addWidget(button(look, say("Preferências…"), self.settings_asked.emit, "quiet", "settings"))
        return box

    def _recent(self, recent: Sequence[Recent]) -> QWidget:
        rows, box = column(spacing=0)
        if recent:
            box.addWidget(label(self._say("Clientes recentes"), "panel"))
            box.addSpacing(8)
            rows_inside, lines = column(spacing=0)
            for at, one in enumerate(recent):
                if at:
                    lines.addWidget(rule())
                lines.addWidget(self._row(one))
            box.addWidget(carded(rows_inside))
        box.addSpacing(12)
        hint = (self._say("Um arquivo .crmc também abre quando é solto nesta janela.") if recent else self._say(
            "Nenhum cliente foi aberto neste computador ainda. Crie o primeiro, ou solte um arquivo .crmc aqui."))
        box.addWidget(label(hint, "note", wrap=True))
        box.addStretch()
        return rows

    def _row(self, recent: Recent) -> QWidget:
        row = RecentRow(self._look, self._language, recent)
        row.chosen.connect(self.opened)
        row.forgotten.connect(self.forgotten)
        return row


class RecentRow(QFrame):
    """One customer: name and file left, when right; a missing file says so and can be taken off the list."""

    chosen = Signal(str)
    forgotten = Signal(str)

    def __init__(self, look: Look, language: Language, recent: Recent) -> None:
        super().__init__()
        self._recent, self._there = recent, not recent.missing
        say = language.say
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(recent.customer)
        names, box = column(spacing=2)
        box.addWidget(label(recent.customer, "strong"))
        box.addWidget(label(recent.place, "note"))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(12)
        line.addWidget(names, 1)
        if self._there:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            line.addWidget(label(language.moment(datetime.fromisoformat(recent.at)) if recent.at else "", "note"))
        else:
            line.addWidget(label(say("arquivo não encontrado"), "note"))
            line.addWidget(button(look, say("Tirar da lista"), lambda: self.forgotten.emit(recent.place), "link"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground while the pointer is on it, the ring while it has the focus."""
        painter = QPainter(self)
        if self._there and self.underMouse():
            painter.fillRect(self.rect(), QColor(self._look.tokens.hover))
        if self.hasFocus():
            paint.ring(painter, self._look, self.rect())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens it."""
        if self._there and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._recent.place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So do Enter and Space."""
        if self._there and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._recent.place)
        else:
            super().keyPressEvent(event)
