"""The six stages as a table that is edited in place: one row a stage, one cell a field of the model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from crm_console.core.codecs import show
from crm_console.core.fields import Field, Kind
from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.models import TYPES, fields
from crm_console.models.stage import STAGES
from crm_console.services.funnel import PERCENT, choices
from crm_console.views.general.cells import ChoiceCell, FlagCell, LineCell, go_between
from crm_console.views.general.funnel_chart import HEAD, ROW
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import label, restyle, rule, surface

HEADS = {Kind.FLAG: N_("Nos gráficos")}  # the column is narrower than the field's label
WIDTHS = {Kind.TEXT: 130, Kind.NUMBER: 104, Kind.LINK: 134, Kind.FLAG: 124}
STRETCH = {Kind.TEXT: 3, Kind.NUMBER: 0, Kind.LINK: 2, Kind.FLAG: 0}
NUMBER_CELL = 68
Cell = LineCell | ChoiceCell | FlagCell


class FunnelTable(QFrame):
    """`typed` at each keystroke, `left(row, field)` when a text is to be written, `chosen(row, field, value)`."""

    typed = Signal()
    left = Signal(int, str)
    chosen = Signal(int, str, object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.specs = [f for f in fields(TYPES["stage"]).values() if not f.assigned]
        self.rows: list[dict[str, Cell]] = []
        self._grounds: dict[tuple[int, str], QWidget] = {}
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setSpacing(0)
        self._head()
        for at in range(STAGES):
            self._add_row(at)
        kit.look.changed.connect(self._resize)
        self._resize()

    def line(self, row: int, name: str) -> LineCell:
        """The cell of a text."""
        cell = self.rows[row][name]
        assert isinstance(cell, LineCell)
        return cell

    def lines(self) -> list[tuple[int, str, LineCell]]:
        """All cells that one types into."""
        return [(at, name, cell) for at, row in enumerate(self.rows) for name, cell in row.items()
                if isinstance(cell, LineCell)]

    def show_stages(self, stages: Sequence[Record], types: Sequence[Record]) -> None:
        """Show what is stored; what is being typed stays."""
        for stage, row in zip(stages, self.rows, strict=True):
            for spec in self.specs:
                self._show(row[spec.name], spec, stage.values.get(spec.name), types)

    def mark_warnings(self, cells: set[tuple[int, str]]) -> None:
        """Tint these cells (row, field)."""
        for at, ground in self._grounds.items():
            kind = "warning" if at in cells else ""
            if (ground.property("problem") or "") != kind:
                ground.setProperty("problem", kind)
                restyle(ground)

    def set_writable(self, writable: bool) -> None:
        """Let people change it, or not; a text can still be copied."""
        for row in self.rows:
            for cell in row.values():
                if isinstance(cell, LineCell):
                    cell.setReadOnly(not writable)
                else:
                    cell.setEnabled(writable)

    def _show(self, cell: Cell, spec: Field, value: object, types: Sequence[Record]) -> None:
        if isinstance(cell, LineCell):
            cell.show_stored(show(spec, value, self._kit.language))
        elif isinstance(cell, FlagCell):
            cell.set_value(value if isinstance(value, bool) else None)
        else:
            used = value if isinstance(value, str) else None
            inactive = self._kit.say("inativo")
            offered = [(r.uid, r["name"] if r.get("active") is not False else f"{r['name']} ({inactive})",
                        "circle-arrow-up") for r in choices(types, used)]
            cell.offer(self._kit, [(None, self._kit.say("não alterar"), ""), *offered], used)

    def _head(self) -> None:
        say = self._kit.say
        number = fields(TYPES["stage"])["number"]
        for column, spec in enumerate((number, *self.specs)):
            words = label(say(HEADS.get(spec.kind, spec.label)), "label")
            words.setToolTip(say(spec.label))
            right = spec.kind is Kind.NUMBER
            words.setAlignment(Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft))
            ground = QWidget()
            surface("sunken", ground)
            box = QHBoxLayout(ground)
            box.setContentsMargins(12, 0, 12, 0)
            box.addWidget(words)
            self._grid.addWidget(ground, 0, column)

    def _add_row(self, at: int) -> None:
        say = self._kit.say
        line = 2 * at + 2
        self._grid.addWidget(rule(), line - 1, 0, 1, len(self.specs) + 1)
        number = QLabel(str(at + 1))
        number.setProperty("role", "note")
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        number.setContentsMargins(0, 0, 12, 0)
        self._grid.addWidget(number, line, 0)
        self.rows.append({})
        for column, spec in enumerate(self.specs, 1):
            said = say("Etapa {number}, {label}", number=at + 1, label=spec.label)
            cell = self._made(spec, f"stage{at + 1}_{spec.name}", said)
            self.rows[at][spec.name] = cell
            cell.moved.connect(partial(self._move, at, spec.name))
            if isinstance(cell, LineCell):
                cell.typed.connect(self.typed)
                cell.left.connect(partial(self.left.emit, at, spec.name))
            else:
                cell.chosen.connect(partial(self.chosen.emit, at, spec.name))
            ground = QFrame()
            ground.setProperty("role", "cell")
            box = QHBoxLayout(ground)
            box.setContentsMargins(12 if spec.kind is Kind.FLAG else 2, 0, 6, 0)
            box.setSpacing(6)
            box.addWidget(cell)
            if spec.kind is Kind.NUMBER:
                box.insertStretch(0, 1)
                box.addWidget(label(PERCENT, "note"))
            self._grounds[at, spec.name] = ground
            self._grid.addWidget(ground, line, column)

    def _made(self, spec: Field, name: str, said: str) -> Cell:
        if spec.kind is Kind.FLAG:
            return FlagCell(self._kit, name, said)
        if spec.kind is Kind.LINK:
            return ChoiceCell(name, said)
        cell = LineCell(name, said)
        if spec.kind is Kind.NUMBER:
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return cell

    def _move(self, at: int, name: str, step: int) -> None:
        go_between([row[name] for row in self.rows], self.rows[at][name], step)

    def _resize(self) -> None:
        px = self._kit.look.px
        self._grid.setRowMinimumHeight(0, px(HEAD) - 1)
        self._grid.setColumnMinimumWidth(0, px(38))
        for at in range(STAGES):
            self._grid.setRowMinimumHeight(2 * at + 2, px(ROW) - 1)
        for column, spec in enumerate(self.specs, 1):
            self._grid.setColumnMinimumWidth(column, px(WIDTHS[spec.kind]))
            self._grid.setColumnStretch(column, STRETCH[spec.kind])
        for row in self.rows:
            for spec in self.specs:
                cell = row[spec.name]
                if isinstance(cell, ChoiceCell):
                    cell.redraw(self._kit)
                elif spec.kind is Kind.NUMBER:
                    cell.setFixedWidth(px(NUMBER_CELL))
                else:
                    cell.setMinimumWidth(px(60))
        self.setFixedHeight(px(HEAD) + STAGES * px(ROW) + 2)
