"""Warns before a sign-in that may lock the account: a strip under the head, never a dialog."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from crm_console.core.record import Record
from crm_console.services import records
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import label


class RiskStrip(QFrame):
    """`dared` or `left`; hidden while nothing is at risk."""

    dared = Signal()
    left = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("role", "banner")
        self.setProperty("banner", "warn")
        mark = QLabel()
        kit.look.dress(mark, "triangle-alert", "warn")
        self._what = label("", "strong", wrap=True)
        self.go = button(kit.look, kit.say("Testar assim mesmo"), self.dared.emit, "", "send")
        self.wait = button(kit.look, kit.say("Agora não"), self.left.emit, "quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(10)
        line.addWidget(mark)
        line.addWidget(self._what, 1)
        line.addWidget(self.go)
        line.addWidget(self.wait)
        self.hide()

    def warn(self, record: Record | None, refusals: int) -> None:
        """Say what another attempt may cost, or be silent again."""
        self.setVisible(record is not None)
        if record is None:
            return
        said = self._kit.say(
            "{count} entradas de {user} em {server} foram recusadas nos últimos 10 minutos: mais uma pode bloquear a "
            "conta.", count=refusals, user=record.get("user", ""), server=records.title(record))
        self._what.setText(said)
        self.setAccessibleName(said)
        self.wait.setFocus()
