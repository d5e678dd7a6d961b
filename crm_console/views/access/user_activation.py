"""Activation in the CRM as people see it: the state with its reason in the form, and the strip above it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.fields import Field
from crm_console.core.record import Record
from crm_console.core.text import Nn_
from crm_console.models.user import expected_activation
from crm_console.services import activation
from crm_console.store.change import Rejected
from crm_console.views.editors.editor import Editor
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import button, label
from crm_console.views.parts.pill import Pill
from crm_console.views.records.row_words import ACTIVATION


class ActivationEditor(Editor):
    """The state and why it is so. Nobody switches it on here: one notes what CRM support has done, or takes it back."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self._value: str | None = None
        self._enabled = True
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.pill = Pill(kit.look)
        self.mark = button("", "link", self._mark)
        self.mark.setObjectName("mark_activated")
        self.reason = label("", "note", wrap=True)
        row.addWidget(self.pill)
        row.addWidget(self.mark)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.reason)
        self.widget.setFocusProxy(self.mark)
        self._draw()

    def value(self) -> str | None:
        """The state."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a state."""
        self._value = value
        self._draw()

    def set_enabled(self, enabled: bool) -> None:
        """Let people note the activation, or not."""
        self._enabled = enabled
        self._draw()

    def _mark(self) -> None:
        self.set_value("active" if self._value != "active" else expected_activation(self.kit.workspace.store))
        self.edited.emit()

    def _draw(self) -> None:
        say, state = self.kit.say, self._value
        name, icon, _ = ACTIVATION.get(state or "", ("skip", "circle-help", None))
        self.pill.tell(name, icon, say(activation.word(state)))
        self.reason.setText(say(activation.reason(self.kit.workspace.store, state)))
        self.mark.setText(say("Retirar a marca") if state == "active" else say("Marcar como ativado"))
        self.mark.setVisible(self._enabled and state != "automatic")


class ActivationStrip(QWidget):
    """Who waits for CRM support, with the request to copy; and whose state does not follow from the deployment."""

    said = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._waiting: list[Record] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 0)
        column.setSpacing(8)
        self.pending, self.mismatch = Banner(kit.look, "hand"), Banner(kit.look, "warn")
        self.pending.link.setObjectName("copy_request")
        self.mismatch.link.setObjectName("settle_activation")
        column.addWidget(self.mismatch)
        column.addWidget(self.pending)
        self.pending.link_clicked.connect(lambda: self.copy_request(self._waiting))
        self.mismatch.link_clicked.connect(self.settle)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        say, store = self._kit.say, self._kit.workspace.store
        people = store.plain("user")
        self._waiting = activation.pending(people)
        wrong = activation.mismatched(store, people)
        if self._waiting and not wrong:  # first things first: a request made from wrong states would be wrong
            self.pending.tell(
                say(Nn_("{count} usuário espera a ativação.", "{count} usuários esperam a ativação.",
                        len(self._waiting))), say("Quem ativa é o suporte do CRM."), say("Copiar pedido de ativação"))
        else:
            self.pending.hide()
        if wrong:
            self.mismatch.tell(
                say(Nn_("{count} ativação não corresponde à implantação.",
                        "{count} ativações não correspondem à implantação.", len(wrong))),
                say(activation.reason(store, expected_activation(store))),
                "" if self._kit.workspace.read_only else
                say(Nn_("Acertar {count} usuário", "Acertar {count} usuários", len(wrong))))
        else:
            self.mismatch.hide()
        self.setVisible(bool(self._waiting or wrong))

    def refresh_soon(self) -> None:
        """Count again once whatever goes on is over."""
        self._soon.start()

    def copy_request(self, people: list[Record]) -> None:
        """Put the text for CRM support on the clipboard."""
        kit = self._kit
        QGuiApplication.clipboard().setText(activation.request(kit.workspace.store, people, kit.language))
        self.said.emit(kit.say(Nn_("Pedido de ativação de {count} usuário copiado",
                                   "Pedido de ativação de {count} usuários copiado", len(people))))

    def settle(self) -> None:
        """Give everyone the state that follows from the deployment, as one undo."""
        store = self._kit.workspace.store
        changes = activation.settling(store, store.plain("user"))
        words = Nn_("Ativação de {count} usuário acertada", "Ativação de {count} usuários acertada", len(changes))
        outcome = self._kit.workspace.edits.apply(changes, words)
        if isinstance(outcome, Rejected):
            self.mismatch.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text), kind="fail")
        else:
            self.said.emit(self._kit.say(words))
