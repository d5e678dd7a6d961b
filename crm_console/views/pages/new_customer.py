"""The form for a new customer: name, route, package and where the file lies."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from crm_console.core.fields import Choice
from crm_console.core.text import Language, Text
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button, captioned, centred, column
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.labels import label

WIDTH = 560


class NewCustomer(QWidget):
    """`created(place, customer, route, package)`; `left` goes back."""

    created = Signal(str, str, str, str)
    left = Signal()

    def __init__(self, look: Look, language: Language, folder: Path) -> None:
        super().__init__()
        from crm_console.models.deployment import PACKAGES, ROUTES  # noqa: PLC0415 - start-up is measured

        self._say, self._folder, self._own_place = language.say, folder, False
        say = self._say
        self.customer, self.place = QLineEdit(), QLineEdit()
        self.route, self.package = QComboBox(), QComboBox()
        self.customer.setPlaceholderText(say("ex.: Serra Azul Metalúrgica"))
        _fill(self.route, ROUTES, say)
        self.package.addItem(say("ainda não se sabe"), "")
        _fill(self.package, PACKAGES, say)
        self.problem = InlineProblem(look)
        middle, body = column(spacing=14)
        body.addWidget(label(say("Novo cliente"), "title"))
        body.addLayout(captioned(say("Nome do cliente"), self.customer))
        two = QHBoxLayout()
        two.setSpacing(16)
        two.addLayout(captioned(say("Rota"), self.route), 1)
        two.addLayout(captioned(say("Pacote"), self.package), 1)
        body.addLayout(two)
        body.addLayout(captioned(
            say("Arquivo"), self.place,
            say("Um arquivo por cliente. As senhas não ficam nele: ficam no cofre deste computador."),
            button(look, say("Escolher pasta…"), self._choose, "", "folder-open")))
        body.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(button(look, say("Voltar"), self.left.emit, "quiet"))
        self.create_button = button(look, say("Criar cliente"), self._create, "primary", "plus")
        buttons.addWidget(self.create_button)
        body.addLayout(buttons)
        body.addStretch()
        self.setLayout(centred(middle, WIDTH, (24, 40, 24, 24)))
        self.customer.textChanged.connect(self._propose)
        self.place.textEdited.connect(self._keep_place)
        for field in (self.customer, self.place):
            field.returnPressed.connect(self._create)

    def refuse(self, text: str) -> None:
        """Say why it was not created."""
        self.problem.tell("fail", text)

    def _propose(self, customer: str) -> None:
        if not self._own_place:
            self.place.setText(str(self._folder / file_name(customer)) if customer.strip() else "")

    def _keep_place(self) -> None:
        self._own_place = True

    def _choose(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, self._say("Novo cliente"), self.place.text() or str(self._folder),
                                               "CRM Console (*.crmc)")
        if found:
            self._own_place = True
            self.place.setText(found if found.endswith(".crmc") else f"{found}.crmc")

    def _create(self) -> None:
        if not self.customer.text().strip():
            self.refuse(self._say("Falta o nome do cliente."))
            self.customer.setFocus()
            return
        self.created.emit(self.place.text().strip(), self.customer.text().strip(),
                          self.route.currentData(), self.package.currentData())


def _fill(box: QComboBox, choices: tuple[Choice, ...], say: object) -> None:
    assert callable(say)
    for choice in choices:
        text: Text = choice.label
        box.addItem(say(text), choice.value)


def file_name(customer: str) -> str:
    """A file's name from a customer's: `Serra Azul S.A.` becomes `serra-azul-s-a.crmc`."""
    import unicodedata  # noqa: PLC0415

    plain = unicodedata.normalize("NFKD", customer).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'cliente'}.crmc"
