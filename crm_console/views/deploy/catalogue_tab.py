"""The catalogue's screen: every call of the platform, filtered by words and status, and the override file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.jobs import Failed, Outcome
from crm_console.core.text import Nn_
from crm_console.services.platform import abilities, calls
from crm_console.services.platform.calls import PLURAL, CallRow
from crm_console.services.platform.catalogue import STATUSES
from crm_console.services.platform.connecting import Platform
from crm_console.store.connections import CUSTOMER
from crm_console.views.deploy.catalogue_pane import CallPane
from crm_console.views.deploy.catalogue_table import STATUS_LOOKS, CallTable
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, label, rule
from crm_console.views.parts.search_field import SearchField

NARROW, PANE = 900, 372


class CatalogueTab(QWidget):
    """`said(words)` for the status bar; `changed` when other calls are automatic than before."""

    said = Signal(str)
    changed = Signal()

    def __init__(self, kit: Kit, platform: Platform) -> None:
        super().__init__()
        self._kit, self._platform = kit, platform
        self._rows: list[CallRow] = []
        self._narrow = self._at_pane = False
        say, look = kit.say, kit.look
        self.search = SearchField(look, say("Filtrar chamadas"))
        self.filters = {status: self._filter_button(status) for status in STATUSES}
        self.table, self.pane = CallTable(kit), CallPane(kit)
        self.back = button(look, say("Voltar"), lambda: self._turn(to_pane=False), "quiet", "arrow-left")
        self.empty = EmptyState(look, "search", say("Nenhuma chamada com este filtro"), "", say("Limpar filtro"))
        self.left = QStackedWidget()
        self.problem = InlineProblem(look)
        self.file_words = ElidingLabel("", "note")
        self.drop_button = button(look, say("Parar de usar o arquivo"), self._drop_file, "link")
        self.ask_button = button(look, say("Perguntar ao tenant de novo"), self.ask, "primary", "refresh-cw")
        self.file_button = button(look, say("Abrir arquivo do catálogo…"), self._choose_file, "", "folder-open")
        self.model_button = button(look, say("Salvar modelo…"), self._choose_model, "", "file-down")
        self._place()
        self.search.textChanged.connect(lambda _: self._show())
        self.empty.pressed.connect(self.clear_filters)
        self.table.chosen.connect(self.pane.show_call)
        self.table.opened.connect(lambda: self._turn(to_pane=True))
        self.refresh()

    def refresh(self) -> None:
        """Read anew: the sign-in, the file, the proofs or the answers changed."""
        self._rows = calls.rows(self._kit.workspace, self._platform, self._kit.language)
        for status, made in self.filters.items():
            count = sum(1 for row in self._rows if row.call.status == status)
            words = self._kit.say("{count} {status}", count=count, status=PLURAL[status])
            made.setText(f" {words}")
            made.setAccessibleName(words)
        known = self._platform.connection(CUSTOMER)
        given = sum(1 for row in self._rows if row.call.given)
        say = self._kit.say
        self.file_words.set_whole(
            say("Ninguém entrou na plataforma: entre na página Implantação para perguntar.") if known is None else
            say(Nn_("Arquivo do catálogo em uso: {count} chamada", "Arquivo do catálogo em uso: {count} chamadas",
                    given)) if given else say("Sem arquivo do catálogo: valem as chamadas que vêm com o programa."))
        self.drop_button.setVisible(bool(calls.given_file(self._platform)))
        self.ask_button.setEnabled(known is not None and not self._kit.workspace.read_only)
        self._show()

    def clear_filters(self) -> None:
        """Show all calls."""
        self.search.clear()
        for made in self.filters.values():
            made.setChecked(True)
        self._show()

    def ask(self) -> None:
        """Ask the tenant what its reading calls answer."""
        self.ask_button.setEnabled(False)
        self.problem.clear()
        job = abilities.asking(self._platform, self._kit.workspace.store)
        self._kit.runner.start(job).finished.connect(self._on_asked)

    def use_file(self, path: Path) -> None:
        """Use this override file; what is wrong in it is said here, and nothing changes."""
        try:
            count = calls.use_file(self._kit.workspace, self._platform, path)
        except UserError as error:
            self._tell(error)
            return
        self.problem.clear()
        self.said.emit(self._kit.say(Nn_("Arquivo do catálogo em uso: {count} chamada",
                                         "Arquivo do catálogo em uso: {count} chamadas", count)))
        self.refresh()
        self.changed.emit()

    def save_model(self, path: Path) -> None:
        """Write an override file to fill in."""
        try:
            calls.save_model(path, self._platform, self._kit.language)
        except UserError as error:
            self._tell(error)
            return
        self.problem.clear()
        self.said.emit(self._kit.say("Modelo gravado em {path}", path=path))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or one at a time."""
        super().resizeEvent(event)
        self._narrow = self.width() < self._kit.look.px(NARROW)
        self._lay_out()

    def _place(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        for made in self.filters.values():
            top.addWidget(made)
        self.left.addWidget(self.table)
        self.left.addWidget(self.empty)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.pane, 1)
        self.right = QWidget()
        self.right.setLayout(right)
        self.line = rule(upright=True)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.left, 1)
        middle.addWidget(self.line)
        middle.addWidget(self.right)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(4)
        foot.addWidget(self.problem)
        said = QHBoxLayout()
        said.addWidget(self.file_words, 1)
        said.addWidget(self.drop_button)
        foot.addLayout(said)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.file_button)
        bar.addWidget(self.model_button)
        bar.addStretch(1)
        bar.addWidget(label("", "note"))
        bar.addWidget(self.ask_button)
        foot.addLayout(bar)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(rule())
        box.addLayout(middle, 1)
        box.addWidget(rule())
        box.addLayout(foot)

    def _lay_out(self) -> None:
        self.left.setVisible(not self._narrow or not self._at_pane)
        self.right.setVisible(not self._narrow or self._at_pane)
        self.line.setVisible(not self._narrow)
        self.back.setVisible(self._narrow)
        if self._narrow:
            self.right.setMinimumWidth(0)
            self.right.setMaximumWidth(16_777_215)
        else:
            self.right.setFixedWidth(self._kit.look.px(PANE))

    def _turn(self, *, to_pane: bool) -> None:
        self._at_pane = to_pane
        self._lay_out()
        if self._narrow and not to_pane:
            self.table.setFocus()

    def _filter_button(self, status: str) -> QPushButton:
        tone, icon = STATUS_LOOKS[status]
        made = button(self._kit.look, " ", self._show, "filter")
        self._kit.look.dress(made, icon, tone, 14)
        made.setCheckable(True)
        made.setChecked(True)
        return made

    def _show(self) -> None:
        chosen = frozenset(status for status, made in self.filters.items() if made.isChecked())
        shown = calls.matching(self._rows, self.search.text(), chosen, self._kit.language)
        self.left.setCurrentWidget(self.table if shown else self.empty)
        self.table.show_calls(shown)

    def _on_asked(self, outcome: Outcome[object]) -> None:
        self.refresh()
        if isinstance(outcome, Failed):
            if not isinstance(outcome.error, UserError):
                raise outcome.error
            self._tell(outcome.error)
            return
        asked = sum(1 for row in self._rows if row.ability is not None)
        self.said.emit(self._kit.say(Nn_("O tenant respondeu a {count} pergunta",
                                         "O tenant respondeu a {count} perguntas", asked)))

    def _choose_file(self) -> None:
        found, _ = QFileDialog.getOpenFileName(
            self, self._kit.say("Arquivo do catálogo"), "", self._kit.say("Catálogo (*.toml)"))
        if found:
            self.use_file(Path(found))

    def _choose_model(self) -> None:
        found, _ = QFileDialog.getSaveFileName(
            self, self._kit.say("Salvar modelo"), "chamadas.catalog.toml", self._kit.say("Catálogo (*.toml)"))
        if found:
            self.save_model(Path(found))

    def _drop_file(self) -> None:
        try:
            calls.keep_file(self._kit.workspace, self._platform, "")
        except UserError as error:
            self._tell(error)
            return
        self.problem.clear()
        self.refresh()
        self.changed.emit()

    def _tell(self, error: UserError) -> None:
        hint = f" {self._kit.say(error.hint)}" if error.hint else ""
        self.problem.tell("fail", f"{self._kit.say(error.message)}{hint}")
