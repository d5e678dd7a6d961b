"""SECRET: the value goes to the keyring. The editor never shows a length that is not being typed right now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.fields import Field
from crm_console.core.text import Nn_
from crm_console.services.sharing import sharers
from crm_console.views.editors.editor import Editor
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import button, label, restyle


class SecretEditor(Editor):
    """`value()` is the stored reference; `typed` is a new value that the form keeps when it saves."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self._reference: str | None = None
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self._eye = self.line.addAction(kit.look.icon("eye", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setToolTip(kit.say("Mostrar o que está sendo digitado"))
        self._eye.triggered.connect(self._peek)
        self._eye.setVisible(False)
        self.change = button("", "", self._start)
        row.addWidget(self.line, 1)
        row.addWidget(self.change)
        self.shared = label("", "note", wrap=True)
        self.only_here = QCheckBox(kit.say("Trocar só neste registro"))
        column.addLayout(row)
        column.addWidget(self.shared)
        column.addWidget(self.only_here)
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.line.installEventFilter(self)
        self.widget.setFocusProxy(self.change)
        self._rest()

    @property
    def typed(self) -> str | None:
        """A new value that is not kept yet, or None."""
        return self.line.text() if not self.line.isReadOnly() and self.line.text() else None

    @property
    def changes_all(self) -> bool:
        """Whether a new value is meant for every record that shares the old one."""
        return not self.only_here.isChecked()

    def value(self) -> str | None:
        """The reference that is stored."""
        return self._reference

    def set_value(self, value: Any) -> None:
        """Show whether something is kept."""
        self._reference = value
        self._rest()

    def set_enabled(self, enabled: bool) -> None:
        """Let people change it, or not."""
        self.change.setEnabled(enabled)

    def set_problem(self, kind: str) -> None:
        """Frame the line."""
        if self.line.property("problem") != kind:
            self.line.setProperty("problem", kind)
            restyle(self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape keeps what was."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) \
                and event.key() == Qt.Key.Key_Escape and not self.line.isReadOnly():
            self._rest()
            self.edited.emit()
            return True
        return super().eventFilter(watched, event)

    def _rest(self) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal)
        self.line.setReadOnly(True)
        self.line.clear()
        kept = self._reference is not None
        known = kept and self.kit.workspace.secrets.missing is None
        self.line.setPlaceholderText(
            self.kit.say("guardada no cofre") if known
            else self.kit.say("em memória, até fechar") if kept and self.kit.workspace.secrets.get(self._reference)
            else self.kit.say("será pedida de novo") if kept else self.kit.say("não informada"))
        self.change.setText(self.kit.say("Trocar") if kept else self.kit.say("Informar"))
        self.change.show()
        self._eye.setVisible(False)
        restyle(self.line)
        others = len(sharers(self.kit.workspace.store, self._reference)) - 1 if kept else 0
        missing = self.kit.workspace.secrets.missing
        self.shared.setText(self._shared_words(others, missing is not None))
        self.shared.setToolTip(self.kit.say(missing) if missing else "")
        self.shared.setVisible(bool(self.shared.text()))
        self.only_here.setVisible(False)
        self.only_here.setChecked(False)
        self._others = others

    def _shared_words(self, others: int, no_keyring: bool) -> str:
        if others > 0:
            return self.kit.say(Nn_(
                "Compartilhada com mais {count} registro.", "Compartilhada com mais {count} registros.", others))
        return self.kit.say("Sem cofre neste computador: vale até fechar.") if no_keyring else ""

    def _start(self) -> None:
        self.line.setReadOnly(False)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setPlaceholderText(self.kit.say("Digite a senha"))
        self.change.hide()
        self._eye.setVisible(True)
        self.only_here.setVisible(self._others > 0)
        restyle(self.line)
        self.line.setFocus()

    def _peek(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
