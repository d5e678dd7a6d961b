"""Preferences of the person at this computer; each one takes effect when it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.checks import email_problem
from crm_console.core.text import N_, Language, Text
from crm_console.store.preferences import Preferences
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button, column, label, scrolled

WIDTH = 560
LANGUAGES = (("", N_("do computador")), ("pt_BR", Text("Português (Brasil)")), ("en", Text("English")),
             ("es", Text("Español")))
THEMES = (("system", N_("do sistema")), ("light", N_("claro")), ("dark", N_("escuro")),
          ("contrast", N_("alto contraste")))
SIZES = ((100, Text("100 %")), (110, Text("110 %")), (125, Text("125 %")))


class SettingsPage(QWidget):
    """`left` goes back; `keep` writes a choice."""

    left = Signal()

    def __init__(self, look: Look, language: Language, preferences: Preferences, *, back: bool = False) -> None:
        super().__init__()
        self._say, self._preferences = language.say, preferences
        chosen = preferences.choices
        middle, body = column(margin=24, spacing=16)
        middle.setMaximumWidth(WIDTH)
        if back:
            body.addWidget(label(self._say("Preferências"), "title"))
        self.name, self.relay = QLineEdit(chosen.name), QLineEdit(chosen.relay_to)
        self.name.setPlaceholderText(preferences.by)
        self.relay.setPlaceholderText(self._say("ex.: você@empresa.example"))
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self._row(body, N_("Seu nome"), self.name, N_("Fica ao lado de cada gravação e de cada aviso aceito."))
        self._row(body, N_("Endereço para provar a chegada"), self.relay, N_(
            "O teste de e-mail pergunta ao servidor se ele também envia para este endereço, de fora do domínio."))
        body.addWidget(self.problem)
        self.language = self._choice(body, N_("Idioma"), LANGUAGES, "language", chosen.language)
        self.theme = self._choice(body, N_("Tema"), THEMES, "theme", chosen.theme)
        self.size_choice = self._choice(body, N_("Tamanho do texto"), SIZES, "text_size", chosen.text_size)
        if back:
            line = QHBoxLayout()
            line.addStretch()
            line.addWidget(button(look, self._say("Voltar"), self.left.emit))
            body.addLayout(line)
        body.addStretch()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(middle))
        self.name.editingFinished.connect(lambda: preferences.change(name=self.name.text().strip()))
        self.relay.editingFinished.connect(self._keep_relay)

    def _keep_relay(self) -> None:
        value = self.relay.text().strip()
        wrong = email_problem(value) if value else None
        self.problem.setText(self._say(wrong) if wrong else "")
        self.problem.setVisible(wrong is not None)
        if wrong is None:
            self._preferences.change(relay_to=value)

    def _choice(self, box: QVBoxLayout, text: Text, options: Sequence[tuple[Any, Text]], name: str,
                value: Any) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        for stored, shown in options:
            made.addItem(self._say(shown), stored)
        made.setCurrentIndex(max(made.findData(value), 0))
        made.activated.connect(lambda _: self._keep(name, made.currentData))
        self._row(box, text, made)
        return made

    def _keep(self, name: str, value: Callable[[], Any]) -> None:
        self._preferences.change(**{name: value()})

    def _row(self, box: QVBoxLayout, text: Text, field: QWidget, help_text: Text | None = None) -> None:
        cell = QVBoxLayout()
        cell.setSpacing(4)
        above = label(self._say(text), "label")
        above.setBuddy(field)
        cell.addWidget(above)
        cell.addWidget(field)
        if help_text is not None:
            cell.addWidget(label(self._say(help_text), "caption", wrap=True))
        box.addLayout(cell)
