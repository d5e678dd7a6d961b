"""Importar planilha: choose files, see what would happen, import what is good, send back what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.jobs import Done, Failed, Outcome
from crm_console.core.text import N_, Nn_
from crm_console.views.kit import Kit
from crm_console.views.pages import import_jobs
from crm_console.views.pages.bad_rows import BadRowModel, bad_row_table
from crm_console.views.pages.counts import Counts
from crm_console.views.pages.pieces import button, column
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, label, surface

if TYPE_CHECKING:
    from crm_console.services.exchange.result import ImportResult

FILES = "XLSX, XLS, ODS, CSV (*.xlsx *.xlsm *.xls *.ods *.csv *.txt)"


class ImportPage(QWidget):
    """`said(str)` goes to the status bar; `failed(error)` to the banner; `opened(type)` shows what was imported."""

    title = N_("Importar planilha")
    said = Signal(str)
    failed = Signal(object)
    opened = Signal(str, str, str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._sources: list[Path] = []
        self.result: ImportResult | None = None
        self.setAcceptDrops(True)
        say, look = kit.say, kit.look
        self._files = ElidingLabel("", "strong")
        self._banner = Banner(look, "info")
        self._counts = Counts(look, kit.language)
        self._errors = BadRowModel(kit.language)
        self._table = bad_row_table(look, kit.language, self._errors)
        self._empty = EmptyState(
            look, "file-up", say("Nenhuma planilha escolhida"),
            say("Escolha a planilha que o cliente preencheu, ou solte-a aqui. Antes de gravar, você vê o que muda."),
            say("Escolher planilhas…"), "primary")
        self._empty.pressed.connect(self.ask_files)
        self._other = button(look, say("Escolher outras…"), self.ask_files, "", "folder-open")
        self._template = button(look, say("Baixar planilha em branco…"), self._ask_template, "", "file-down")
        self.import_button = button(look, "", self._import, "primary", "download")
        self.errors_button = button(look, say("Salvar linhas com problema…"), self._ask_errors, "", "file-down")
        self.drop_button = button(look, say("Descartar"), self.clear, "quiet")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._body(), 1)
        self._bar = self._action_bar()
        box.addWidget(self._bar)
        self.setFocusProxy(self._empty.button)
        self.clear()

    def _body(self) -> QWidget:
        made, box = column(margin=24, spacing=14)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._files, 1)
        top.addWidget(self._other)
        top.addWidget(self._template)
        box.addLayout(top)
        box.addWidget(self._banner)
        box.addWidget(self._counts)
        self._table_title = label("", "panel")
        box.addWidget(self._table_title)
        box.addWidget(self._table, 1)
        box.addWidget(self._empty, 1)
        self._rest = QWidget()
        box.addWidget(self._rest, 1)
        return made

    def _action_bar(self) -> QFrame:
        made = QFrame()
        surface("surface", made)
        line = QHBoxLayout(made)
        line.setContentsMargins(24, 10, 24, 10)
        line.setSpacing(8)
        line.addWidget(self.errors_button)
        line.addStretch()
        line.addWidget(self.drop_button)
        line.addWidget(self.import_button)
        return made

    def ask_files(self) -> None:
        """Let a person choose workbooks."""
        found, _ = QFileDialog.getOpenFileNames(self, self._kit.say("Escolher planilhas"), "", FILES)
        if found:
            self.preview([Path(name) for name in found])

    def preview(self, sources: Sequence[Path]) -> None:
        """Read the files without writing anything."""
        self._sources = list(sources)
        self._files.set_whole(self._kit.say("Conferindo {files}…", files=", ".join(p.name for p in sources)))
        self._empty.hide()
        self._start(import_jobs.importing(self._kit.workspace, self._sources, dry_run=True), self.show_preview)

    def show_preview(self, result: ImportResult) -> None:
        """What the import would do."""
        self.result = result
        self._show(result, done=False)
        writes = import_jobs.written(result)
        words = Nn_("Importar {count} registro", "Importar {count} registros", writes)
        self.import_button.setText(f" {self._kit.say(words)}")
        self.import_button.setVisible(writes > 0 and not self._kit.workspace.read_only)
        if self.isVisible() and self.import_button.isVisible():
            self.import_button.setFocus()
        self._say_preview(result)

    def _say_preview(self, result: ImportResult) -> None:
        say, bad = self._kit.say, import_jobs.bad_rows(result)
        if self._kit.workspace.read_only:
            self._banner.tell(say("Só para leitura."), say("Esta cópia não pode importar."), kind="warn")
        elif bad:
            self._banner.tell(
                say(Nn_("{count} linha tem problema.", "{count} linhas têm problema.", bad)),
                say("As outras podem ser importadas agora. As com problema voltam a quem preencheu a planilha."),
                kind="warn")
        elif import_jobs.written(result):
            self._banner.tell(say("Nenhum problema."), say("Nada foi gravado ainda."), kind="ok")
        else:
            self._banner.tell(say("Nada muda."), say("Tudo o que a planilha diz já está gravado."), kind="info")

    def _show(self, result: ImportResult, *, done: bool) -> None:
        self._files.set_whole(", ".join(path.name for path in self._sources))
        self._counts.show_result(result, import_jobs.bad_rows(result), done=done)
        self._errors.show(result.errors)
        bad = bool(result.errors)
        self._table.setVisible(bad)
        self._table_title.setVisible(bad)
        self._table_title.setText(self._kit.say("O que impede cada linha"))
        self._rest.setVisible(not bad)
        self._empty.hide()
        self._other.show()
        self.errors_button.setVisible(bad)
        self._bar.show()
        self.import_button.hide()

    def _import(self) -> None:
        if self.result is None or self.result.applied is not None:
            return  # it was pressed twice
        self._other.setFocus()
        self.import_button.hide()
        self._start(import_jobs.importing(self._kit.workspace, self._sources, dry_run=False), self._on_imported)

    def _on_imported(self, result: ImportResult) -> None:
        names = ", ".join(path.name for path in self._sources)
        if result.applied is not None:
            self._kit.workspace.edits.remember(result.applied, N_("Importação de {files}", files=names))
        self.result = result
        self._show(result, done=True)
        count = import_jobs.written(result)
        self._banner.tell(
            self._kit.say(Nn_("{count} registro importado.", "{count} registros importados.", count)),
            self._kit.say("Ctrl+Z desfaz a importação inteira."), kind="ok")
        self.said.emit(self._kit.say("Importação de {files} gravada (Ctrl+Z desfaz)", files=names))

    def clear(self) -> None:
        """Forget the files."""
        self._sources, self.result = [], None
        self._files.set_whole("")
        for part in (self._banner, self._counts, self._table, self._table_title, self._other, self._bar, self._rest):
            part.hide()
        self._empty.show()

    def _ask_errors(self) -> None:
        assert self.result is not None
        found = self._ask_place(self._kit.say("Salvar linhas com problema"), self._kit.say("linhas-com-problema.xlsx"))
        if found:
            self._start(import_jobs.saving_errors(self.result, found, self._kit.language), self._on_saved)

    def _ask_template(self) -> None:
        found = self._ask_place(self._kit.say("Baixar planilha em branco"), self._kit.say("implantacao-crm.xlsx"))
        if found:
            self._start(import_jobs.saving_template(found, self._kit.language), self._on_saved)

    def _ask_place(self, title: str, name: str) -> Path | None:
        folder = self._sources[0].parent if self._sources else Path.home()
        found, _ = QFileDialog.getSaveFileName(self, title, str(folder / name), "XLSX (*.xlsx)")
        return Path(found) if found else None

    def _on_saved(self, place: Path) -> None:
        self.said.emit(self._kit.say("Gravado em {place}", place=place))

    def _start(self, job: Any, then: Callable[[Any], None]) -> None:
        self._kit.runner.start(job).finished.connect(lambda outcome: self._on_finished(outcome, then))

    def _on_finished(self, outcome: Outcome[Any], then: Callable[[Any], None]) -> None:
        if isinstance(outcome, Done):
            then(outcome.value)
            return
        if self.result is None:
            self.clear()
        if isinstance(outcome, Failed):
            self.failed.emit(outcome.error)
        else:
            self.said.emit(self._kit.say("Parado: nada foi gravado"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at them."""
        event.acceptProposedAction()
        self.preview(dropped(event))


def dropped(event: QDropEvent) -> list[Path]:
    """The workbooks that are being dragged."""
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files if all(path.suffix.lower() != ".crmc" for path in files) else []
