"""Asks for one password where it is needed: a strip under the head, never a dialog. It is kept in memory only."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit

from crm_console.core.record import Record
from crm_console.services import records
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import label


class PasswordStrip(QFrame):
    """`given(str)` or `skipped`; hidden while nothing is asked."""

    given = Signal(str)
    skipped = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("role", "banner")
        self.setProperty("banner", "hand")
        mark = QLabel()
        kit.look.dress(mark, "key-round", "hand")
        self._what = label("", "strong", wrap=True)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setFixedWidth(kit.look.px(220))
        self.field.returnPressed.connect(self._give)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(10)
        line.addWidget(mark)
        line.addWidget(self._what, 1)
        line.addWidget(self.field)
        line.addWidget(button(kit.look, kit.say("Testar"), self._give, "", "send"))
        line.addWidget(button(kit.look, kit.say("Agora não"), self.skipped.emit, "quiet"))
        self.hide()

    def ask(self, record: Record | None) -> None:
        """Ask for this record's password, or stop asking."""
        self.field.clear()
        self.setVisible(record is not None)
        if record is not None:
            said = self._kit.say("Senha de {user} em {server}. Vale até fechar o programa.",
                                 user=record.get("user", ""), server=records.title(record))
            self._what.setText(said)
            self.field.setAccessibleName(said)
            self.field.setFocus()

    def _give(self) -> None:
        if self.field.text():
            self.given.emit(self.field.text())
