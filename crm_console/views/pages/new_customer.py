"""The form for a new customer: name, route, package, what to start from and where the file lies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.fields import Choice
from crm_console.core.text import N_, Language, Text
from crm_console.store.preferences import Recent
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button, captioned, centred, column, scrolled
from crm_console.views.pages.source_picker import ABOUT, SourcePicker, Start
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.labels import label

WIDTH = 560


class NewCustomer(QWidget):
    """`created(place, customer, route, package, (source, sections) or None)`; `left` goes back."""

    created = Signal(str, str, str, str, object)
    left = Signal()

    def __init__(
        self, look: Look, language: Language, folder: Path, start: Start, recent: Sequence[Recent] = (),
    ) -> None:
        super().__init__()
        from crm_console.models.deployment import PACKAGES, ROUTES  # noqa: PLC0415 - start-up is measured

        self._say, self._folder, self._own_place, self._busy = language.say, folder, False, False
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
        self.picker = SourcePicker(look, language, start, recent, nothing=N_("Nada: uma pasta de trabalho vazia"),
                                   caption=N_("Começar de"), columns=2)
        self.picker.failed.connect(self._on_unreadable)
        self.picker.changed.connect(self._on_source)
        body.addWidget(self.picker)
        place = captioned(say("Arquivo"), self.place, "",
                          button(look, say("Escolher pasta…"), self._choose, "", "folder-open"))
        note = label(say("Um arquivo por cliente. As senhas não ficam nele: ficam no cofre deste computador."), "note",
                     wrap=True)
        note.setMinimumWidth(look.px(ABOUT))  # a wrapped label asks for the height that its least width needs
        place.addWidget(note)
        body.addLayout(place)
        body.addStretch()
        self.create_button = button(look, say("Criar cliente"), self._create, "primary", "plus")
        page, bar = QWidget(), QWidget()
        page.setLayout(centred(middle, WIDTH, (24, 40, 24, 16)))
        bar.setLayout(centred(self._actions(look), WIDTH, (24, 8, 24, 24)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolled(page), 1)
        whole.addWidget(bar)
        self.customer.textChanged.connect(self._propose)
        self.place.textEdited.connect(self._keep_place)
        for field in (self.customer, self.place):
            field.returnPressed.connect(self._create)

    def _actions(self, look: Look) -> QWidget:
        """What stays in sight while the form scrolls."""
        made, body = column(spacing=8)
        body.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(button(look, self._say("Voltar"), self.left.emit, "quiet"))
        buttons.addWidget(self.create_button)
        body.addLayout(buttons)
        return made

    def refuse(self, text: str) -> None:
        """Say why it was not created."""
        self._busy = False
        self.problem.tell("fail", text)

    def _on_unreadable(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.refuse(" ".join(self._say(part) for part in (error.message, error.hint) if part))

    def _on_source(self) -> None:
        if not self._busy:
            self.problem.clear()

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
        if not self.picker.ready or self._busy:
            return  # it is being read, or made: the line below the fields says so
        beginning = (self.picker.source, self.picker.sections) if self.picker.source else None
        if beginning is not None and not self.picker.sections:
            self.refuse(self._say("Nenhuma seção está marcada. Marque o que trazer, ou comece do zero."))
            return
        self._busy = beginning is not None
        if self._busy:
            self.problem.tell("info", self._say("Criando {customer}…", customer=self.customer.text().strip()))
        self.created.emit(self.place.text().strip(), self.customer.text().strip(),
                          self.route.currentData(), self.package.currentData(), beginning)


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
