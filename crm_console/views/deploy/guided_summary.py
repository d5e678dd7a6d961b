"""The end of a guided batch: what was done, what failed, what the tenant showed; then *Concluir*."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crm_console.core.text import Nn_
from crm_console.services.deploy.guided import Counted
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import label


class Summary(QWidget):
    """`failed_asked`, `list_asked`, `closed` for its three buttons."""

    failed_asked = Signal()
    list_asked = Signal()
    closed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.mark, self.head = QLabel(), label("", "verdict", wrap=True)
        self.words = label("", "", wrap=True)
        self.failed_button = button(kit.look, "", self.failed_asked.emit)
        self.list_button = button(kit.look, kit.say("Ver todos os registros"), self.list_asked.emit, "", "list-filter")
        self.close_button = button(kit.look, kit.say("Concluir"), self.closed.emit, "primary", "check")
        self.mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for words in (self.head, self.words):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.setSpacing(10)
        box.addStretch(1)
        for part in (self.mark, self.head, self.words, self.failed_button, self.list_button, self.close_button):
            box.addWidget(part)
        box.addStretch(2)

    def show_counts(self, counted: Counted, *, checks: bool, looking: bool) -> None:
        """How the batch ended."""
        say = self._kit.say
        tone, icon = ("warn", "triangle-alert") if counted.failed else ("ok", "circle-check")
        self._kit.look.dress(self.mark, icon, tone, 32)
        self.head.setText(say("Todos os registros têm resposta") if counted.total > 1 else say("Etapa respondida"))
        said = [say(Nn_("{count} feito", "{count} feitos", counted.done))]
        if counted.failed:
            said.append(say(Nn_("{count} falhou", "{count} falharam", counted.failed)))
        if looking:
            said.append(say("conferindo no tenant…"))
        elif not checks:
            said.append(say("o tenant não deixa conferir"))
        self.words.setText(" · ".join(said))
        self.failed_button.setVisible(bool(counted.failed))
        self.failed_button.setText(say(Nn_("Rever {count} que falhou", "Rever {count} que falharam", counted.failed)))
        self.list_button.setVisible(counted.total > 1)
