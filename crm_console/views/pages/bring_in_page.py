"""Trazer de outro cliente: choose a source and sections, see record by record what would happen, then take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.jobs import Done, Failed, Outcome
from crm_console.core.text import N_, Nn_
from crm_console.store.change import Applied, Rejected
from crm_console.store.preferences import Recent
from crm_console.views.kit import Kit
from crm_console.views.pages import bring_in_jobs
from crm_console.views.pages.bring_in_rows import rows_of
from crm_console.views.pages.pieces import button, column, scrolled
from crm_console.views.pages.rows import RowList
from crm_console.views.pages.source_picker import COUNT, FILES, SourcePicker
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import label, rule, surface

if TYPE_CHECKING:
    from crm_console.services.bringing import Plan

LEFT = 340


class BringInPage(QWidget):
    """`said(str)` goes to the status bar, `failed(error)` to the banner; what is wrong with a source is said here."""

    title = N_("Trazer de outro cliente")
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, kit: Kit, recent: Sequence[Recent]) -> None:
        super().__init__()
        self._kit = kit
        self._asked = 0
        self.plan: Plan | None = None
        others = [one for one in recent if Path(one.place) != kit.workspace.path]
        self.picker = SourcePicker(kit.look, kit.language, kit.runner.start, others, nothing=N_("Escolha de onde"),
                                   caption=N_("De onde"))
        self.update_box = QCheckBox(kit.say("Atualizar o que já existe"))
        self.update_box.setObjectName("update")
        self.banner = Banner(kit.look, "info")
        self.list = RowList(kit.look, kit.say("O que muda"))
        self._heading = label("", "panel")
        self._empty = EmptyState(
            kit.look, "folder-open", kit.say("Nenhuma fonte escolhida"),
            kit.say("Escolha um modelo ou a pasta de trabalho de outro cliente. Ela só é lida, e antes de gravar você "
                    "vê o que muda."), kit.say("Escolher arquivo…"))
        self._empty.pressed.connect(self.picker.ask_file)
        self.take_button = button(kit.look, "", self._take, "primary", "download")
        self.drop_button = button(kit.look, kit.say("Descartar"), self.clear, "quiet")
        self.template_button = button(
            kit.look, kit.say("Salvar este cliente como modelo…"), self._ask_template, "", "save")
        self._place()
        self.picker.changed.connect(self.preview)
        self.picker.failed.connect(self._refuse)
        self.update_box.toggled.connect(lambda _on: self.preview())
        self.setFocusProxy(self.picker.box)
        self.preview()

    def _place(self) -> None:
        choice, box = column(margin=20, spacing=12)
        box.addWidget(self.picker)
        both = QVBoxLayout()
        both.setSpacing(0)
        both.addWidget(self.update_box)
        note = label(self._kit.say("Sem isto, o que já existe aqui fica como está."), "note", wrap=True)
        note.setContentsMargins(24, 0, 0, 0)
        note.setMinimumWidth(self._kit.look.px(COUNT))
        both.addWidget(note)
        box.addWidget(rule())
        box.addLayout(both)
        box.addStretch()
        left = scrolled(choice)
        left.setFixedWidth(self._kit.look.px(LEFT))
        right, lines = column(margin=20, spacing=12)
        lines.addWidget(self.banner)
        lines.addWidget(self._heading)
        lines.addWidget(self.list, 1)
        lines.addWidget(self._empty, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left)
        middle.addWidget(rule(upright=True))
        middle.addWidget(surface("surface", right), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(rule())
        whole.addWidget(self._action_bar())

    def _action_bar(self) -> QFrame:
        made = QFrame()
        surface("surface", made)
        line = QHBoxLayout(made)
        line.setContentsMargins(20, 10, 20, 10)
        line.setSpacing(8)
        line.addWidget(self.template_button)
        line.addStretch()
        line.addWidget(self.drop_button)
        line.addWidget(self.take_button)
        return made

    def preview(self) -> None:
        """Show what taking the ticked sections would do; nothing is written."""
        self._asked += 1
        self.plan = None
        self._show_plan()
        picker = self.picker
        picker.forget_plan()
        if picker.contents is None or not picker.sections:
            return
        asked = self._asked
        job = bring_in_jobs.previewing(
            self._kit.workspace, picker.source, picker.sections, update=self.update_box.isChecked())
        self._kit.runner.start(job).finished.connect(lambda outcome: self._on_previewed(asked, outcome))

    def _on_previewed(self, asked: int, outcome: Outcome[Plan]) -> None:
        if asked != self._asked:
            return  # something else was chosen in the meantime
        if isinstance(outcome, Done):
            self.plan = outcome.value
            self.picker.show_plan(self.plan)
            self._show_plan()
            return
        self.clear()
        if isinstance(outcome, Failed):
            self._refuse(outcome.error)

    def _refuse(self, error: BaseException) -> None:
        """Nothing can be taken from the source that was chosen; the next choice takes the sentence away."""
        if isinstance(error, UserError):
            say = self._kit.say
            self.banner.tell(say(error.message), say(error.hint) if error.hint else "", kind="fail")
        else:
            self.failed.emit(error)

    def _show_plan(self) -> None:
        kit, plan = self._kit, self.plan
        chosen = bool(self.picker.source)
        self._empty.setVisible(not chosen)
        self.list.setVisible(chosen)
        self._heading.setVisible(chosen)
        self.drop_button.setVisible(chosen)
        self.list.show_rows(rows_of(kit.language, plan) if plan else [])
        writes = plan.writes if plan else 0
        self.take_button.setVisible(writes > 0 and not kit.workspace.read_only)
        self.take_button.setText(f" {kit.say(Nn_('Trazer {count} registro', 'Trazer {count} registros', writes))}")
        self.take_button.setAccessibleName(self.take_button.text().strip())
        self._heading.setText(kit.say("O que muda aqui") if plan else kit.say("Marque o que trazer") if (
            self.picker.contents is not None and not self.picker.sections) else kit.say("Conferindo…"))
        if plan is None:
            self.banner.hide()
        else:
            self._say_plan(plan)

    def _say_plan(self, plan: Plan) -> None:
        from crm_console.services.starting_from import said_of  # noqa: PLC0415 - start-up is measured

        say = self._kit.say
        rest = say(said_of(plan)[1])
        if self._kit.workspace.read_only:
            self.banner.tell(say("Só para leitura."), say("Esta cópia não pode receber nada."), kind="warn")
        elif not plan.writes:
            self.banner.tell(say("Nada a trazer."), rest or say("O que a fonte tem nestas seções já está aqui."))
        else:
            self.banner.tell(say("Nada foi gravado ainda."), rest, kind="warn" if plan.left or plan.links else "info")

    def _take(self) -> None:
        if self.plan is None:
            return  # it was pressed twice
        plan, self.plan = self.plan, None
        self.take_button.hide()
        self.picker.box.setFocus()
        self._start(bring_in_jobs.taking(self._kit.workspace, plan), lambda outcome: self._on_taken(plan, outcome))

    def _on_taken(self, plan: Plan, outcome: Applied | Rejected | None) -> None:
        from crm_console.services.starting_from import label_of, said_of  # noqa: PLC0415

        if isinstance(outcome, Rejected):  # somebody changed the records since the preview
            self.preview()
            self.banner.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text), kind="fail")
            return
        if outcome is not None:
            self._kit.workspace.edits.remember(outcome, label_of(plan))
        taken, rest = said_of(plan)
        self.clear()
        self.banner.tell(self._kit.say(taken), " ".join(filter(None, (
            self._kit.say("Ctrl+Z desfaz tudo."), self._kit.say(rest)))), kind="ok")

    def clear(self) -> None:
        """Forget the source."""
        self.picker.use("")

    def _ask_template(self) -> None:
        from crm_console.services.other_workspace import templates_folder  # noqa: PLC0415

        folder = templates_folder()
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{self._kit.workspace.about.customer}.crmc".replace("/", "-")
        found, _ = QFileDialog.getSaveFileName(
            self, self._kit.say("Salvar este cliente como modelo"), str(folder / name), FILES,
            options=QFileDialog.Option.DontConfirmOverwrite)  # an existing one is refused, never written over
        if found:
            self.save_template(Path(found))

    def save_template(self, place: Path) -> None:
        """Save the sections that are no customer's own as a template."""
        place = place if place.suffix == ".crmc" else place.with_name(f"{place.name}.crmc")
        self._start(bring_in_jobs.saving_template(self._kit.workspace, place), self._on_saved)

    def _on_saved(self, place: Path) -> None:
        self.said.emit(self._kit.say("Modelo gravado em {place}: sem empresas, servidores, usuários e senhas",
                                     place=place))

    def _start(self, job: Any, then: Callable[[Any], None]) -> None:
        self._kit.runner.start(job).finished.connect(lambda outcome: self._on_finished(outcome, then))

    def _on_finished(self, outcome: Outcome[Any], then: Callable[[Any], None]) -> None:
        if isinstance(outcome, Done):
            then(outcome.value)
        elif isinstance(outcome, Failed):
            self.failed.emit(outcome.error)
        else:
            self.said.emit(self._kit.say("Parado: nada foi gravado"))
