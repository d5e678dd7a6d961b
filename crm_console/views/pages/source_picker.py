"""Chooses what to start from and which sections: nothing, a template, another customer. Reading is a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from crm_console.core.jobs import Context, Done, Failed, Job, Outcome
from crm_console.core.text import N_, Language, Nn_, Text
from crm_console.store.preferences import Recent
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button, captioned
from crm_console.views.parts.labels import label

if TYPE_CHECKING:
    from crm_console.services.bringing import Plan, Section, Tally
    from crm_console.services.starting_from import Contents
    from crm_console.workers.runner import Handle

Start = Callable[[Job[Any]], "Handle"]
COUNT, ABOUT = 240, 500
FILES = "CRM Console (*.crmc)"


class SourcePicker(QWidget):
    """`changed` when source or sections are others and known; `failed(error)` when the source cannot be read."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, look: Look, language: Language, start: Start, recent: Sequence[Recent], *, nothing: Text, caption: Text,
        columns: int = 1,
    ) -> None:
        super().__init__()
        from crm_console.services.bringing import SECTIONS  # noqa: PLC0415 - start-up is measured

        self._say, self._start, self._columns = language.say, start, columns
        self._asked, self._least = 0, look.px(COUNT)
        self.source = ""
        self.contents: Contents | None = None
        self.box = QComboBox()
        self.box.setObjectName("source")
        self._about = label("", "note", wrap=True)
        self._boxes: dict[str, QCheckBox] = {}
        self._counts: dict[str, QLabel] = {}
        self._fill(nothing, recent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.file_button = button(look, self._say("Escolher arquivo…"), self.ask_file, "", "folder-open")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        # a wrapped label asks for the height that its least width needs
        self._about.setMinimumWidth(look.px(ABOUT if columns > 1 else COUNT))
        column.addLayout(captioned(self._say(caption), self.box, "", self.file_button if columns > 1 else None))
        column.addWidget(self._about)
        if columns == 1:
            column.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._grid = self._sections(SECTIONS)
        column.addWidget(self._grid)
        self.box.activated.connect(lambda _: self.use(self.box.currentData()))
        self._show()

    def _fill(self, nothing: Text, recent: Sequence[Recent]) -> None:
        from crm_console.services.other_workspace import templates  # noqa: PLC0415

        self._abouts: dict[str, str] = {}
        self.box.addItem(self._say(nothing), "")
        for template in templates():
            self.box.addItem(self._say(template.label), template.source)
            self._abouts[template.source] = self._say(template.about)
        for one in recent:
            if not one.missing and Path(one.place).is_file():
                self._offer(one.customer, one.place)

    def _offer(self, customer: str, place: str) -> None:
        self.box.addItem(self._say("Cliente: {customer}", customer=customer), place)
        self._abouts[place] = place

    def _sections(self, sections: Sequence[Section]) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for at, section in enumerate(sections):
            box, count = QCheckBox(self._say(section.label)), label("", "note", wrap=True)
            box.setObjectName(f"section-{section.id}")
            count.setContentsMargins(24, 0, 0, 0)
            count.setMinimumWidth(self._least)
            box.toggled.connect(lambda _on: self.changed.emit())
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(box)
            cell.addWidget(count)
            cell.addStretch()
            grid.addLayout(cell, at // self._columns, at % self._columns)
            self._boxes[section.id], self._counts[section.id] = box, count
        return made

    @property
    def sections(self) -> tuple[Section, ...]:
        """What is ticked."""
        from crm_console.services.bringing import SECTIONS  # noqa: PLC0415

        return tuple(s for s in SECTIONS if self._boxes[s.id].isChecked() and self._boxes[s.id].isEnabled())

    @property
    def ready(self) -> bool:
        """Whether the chosen source has been read."""
        return self.source == "" or self.contents is not None

    def ask_file(self) -> None:
        """Let a person choose another customer's file."""
        found, _ = QFileDialog.getOpenFileName(self, self._say("Escolher outro cliente"), str(Path.home()), FILES)
        if found:
            self.use(found)

    def use(self, source: str) -> None:
        """Read the source; what it holds appears when it has been read."""
        self.source, self.contents = source, None
        self._asked += 1
        if source:
            from crm_console.services.starting_from import contents  # noqa: PLC0415

            def work(_: Context) -> Contents:
                return contents(source)

            asked = self._asked
            handle = self._start(Job(N_("Lendo {file}", file=Path(source).name), work, "source"))
            handle.finished.connect(lambda outcome: self._on_read(asked, outcome))
        self._show()
        self.changed.emit()

    def _on_read(self, asked: int, outcome: Outcome[Contents]) -> None:
        if asked != self._asked:
            return  # something else was chosen in the meantime
        if isinstance(outcome, Done):
            self.contents = outcome.value
            if self.box.findData(self.source) < 0:
                self._offer(self._say(outcome.value.customer), self.source)
        else:
            self.source = ""
        self._show()
        self.changed.emit()
        if isinstance(outcome, Failed):
            self.failed.emit(outcome.error)

    def _show(self) -> None:
        at = self.box.findData(self.source)
        if at >= 0:
            self.box.setCurrentIndex(at)
        reading = bool(self.source) and self.contents is None
        said = self._say("Lendo {file}…", file=Path(self.source).name) if reading else self._abouts.get(self.source, "")
        self._about.setText(said)
        self._about.setVisible(bool(said))
        self._grid.setVisible(self.contents is not None)
        if self.contents is None:
            return
        from crm_console.services.bringing import SECTIONS  # noqa: PLC0415

        for section in SECTIONS:
            box, total = self._boxes[section.id], self.contents.total(section.id)
            box.blockSignals(True)
            box.setEnabled(total > 0)
            box.setChecked(total > 0 and section.general)
            box.blockSignals(False)
            self._counts[section.id].setText(self._counted(self.contents, section))

    def _counted(self, found: Contents, section: Section) -> str:
        """How many records of each type a section holds."""
        from crm_console.models import TYPES  # noqa: PLC0415

        parts = [f"{self._say(TYPES[name].LABELS)}:\u00a0{count}"
                 for name, count in found.counts[section.id].items() if count]
        return " · ".join(parts) or self._say("nada aqui")

    def show_plan(self, plan: Plan) -> None:
        """Say below each ticked section what would become of it."""
        for name, tally in plan.tallies.items():
            self._counts[name].setText(", ".join(self._parts(tally)) or self._say("nada aqui"))

    def _parts(self, tally: Tally) -> list[str]:
        words = (
            Nn_("{count} a criar", "{count} a criar", tally.created),
            Nn_("{count} a alterar", "{count} a alterar", tally.updated),
            Nn_("{count} igual", "{count} iguais", tally.unchanged),
            Nn_("{count} fica como está", "{count} ficam como estão", tally.kept),
            Nn_("{count} não vem", "{count} não vêm", tally.left),
            Nn_("{count} vínculo sem par", "{count} vínculos sem par", tally.links))
        return [self._say(said) for said in words if said.count]

    def forget_plan(self) -> None:
        """Show what the source holds again."""
        if self.contents is not None:
            from crm_console.services.bringing import SECTIONS  # noqa: PLC0415

            for section in SECTIONS:
                self._counts[section.id].setText(self._counted(self.contents, section))
