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
from crm_console.views.pages.pieces import button, captioned, centred, column, scrolled
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.labels import label

WIDTH = 560
LANGUAGES = (("", N_("do computador")), ("pt_BR", Text("Português (Brasil)")), ("en", Text("English")),
             ("es", Text("Español")))
THEMES = (("system", N_("do sistema")), ("light", N_("claro")), ("dark", N_("escuro")),
          ("high", N_("alto contraste")))
SIZES = ((100, Text("100 %")), (110, Text("110 %")), (125, Text("125 %")))


class SettingsPage(QWidget):
    """`left` goes back to where it was opened from."""

    left = Signal()

    def __init__(self, look: Look, language: Language, preferences: Preferences, *, back: bool = False) -> None:
        super().__init__()
        self._say, self._preferences = language.say, preferences
        chosen = preferences.choices
        say = self._say
        middle, body = column(spacing=16)
        if back:
            body.addWidget(label(say("Preferências"), "title"))
        self.name, self.relay = QLineEdit(chosen.name), QLineEdit(chosen.relay_to)
        self.name.setPlaceholderText(preferences.by)
        self.relay.setPlaceholderText(say("ex.: voce@empresa.example"))
        self.problem = InlineProblem(look)
        body.addLayout(captioned(say("Seu nome"), self.name,
                                 say("Fica ao lado de cada gravação e de cada aviso aceito.")))
        body.addLayout(captioned(say("Endereço para provar a chegada"), self.relay, say(
            "O teste de e-mail pergunta ao servidor se ele também envia para este endereço, de fora do domínio.")))
        body.addWidget(self.problem)
        self.language = self._choice(body, N_("Idioma"), LANGUAGES, "language", chosen.language)
        self.theme = self._choice(body, N_("Tema"), THEMES, "theme", chosen.theme)
        self.size_choice = self._choice(body, N_("Tamanho do texto"), SIZES, "text_size", chosen.text_size)
        if back:
            line = QHBoxLayout()
            line.addWidget(button(look, say("Voltar"), self.left.emit, "", "arrow-left"))
            line.addStretch()
            body.addLayout(line)
        body.addStretch()
        page = QWidget()
        page.setLayout(centred(middle, WIDTH, (24, 40 if back else 24, 24, 24)))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(page))
        self.name.editingFinished.connect(lambda: preferences.change(name=self.name.text().strip()))
        self.relay.editingFinished.connect(self._keep_relay)

    def _keep_relay(self) -> None:
        value = self.relay.text().strip()
        wrong = email_problem(value) if value else None
        if wrong is not None:
            self.problem.tell("fail", self._say(wrong))
            return
        self.problem.clear()
        self._preferences.change(relay_to=value)

    def _choice(self, box: QVBoxLayout, text: Text, options: Sequence[tuple[Any, Text]], name: str,
                value: Any) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        for stored, shown in options:
            made.addItem(self._say(shown), stored)
        made.setCurrentIndex(max(made.findData(value), 0))
        made.activated.connect(lambda _: self._keep(name, made.currentData))
        box.addLayout(captioned(self._say(text), made))
        return made

    def _keep(self, name: str, value: Callable[[], Any]) -> None:
        self._preferences.change(**{name: value()})
