"""The tab Funil: the table of six stages, the chart that follows every keystroke, what stands out about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout

from crm_console.core.codecs import BadValue
from crm_console.core.problem import Problem
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.services import funnel
from crm_console.store import notes
from crm_console.store.change import Change
from crm_console.store.store import Store
from crm_console.views.general.cells import LineCell
from crm_console.views.general.funnel_chart import ChartRow, FunnelChart
from crm_console.views.general.funnel_table import FunnelTable
from crm_console.views.general.settings_tab import SettingsTab
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner, InlineProblem
from crm_console.views.parts.labels import button, icon_button, label
from crm_console.views.parts.pill import Pill

FALLS = "stage.falls"
TABLE_MOST, CHART_MOST = 760, 560


class FunnelTab(SettingsTab):
    """Each cell is one commit. What was refused stays in its cell, and in the workspace, until it is mended."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, ("stage", "account-type"))
        say = kit.say
        self.stages: list[Record] = []
        self._falling: list[Problem] = []
        self.table = FunnelTable(kit)
        self.chart = FunnelChart(kit)
        self.example = Pill(kit.look)
        self.example.setObjectName("example")
        self.model = button(say("Usar um modelo"), "", self.use_example)
        self.model.setObjectName("use_example")
        self.model.setToolTip(say("Valores de exemplo, para começar a conversa; não são o padrão da Senior."))
        kit.look.dress(self.model, "layout-template")
        self.more = icon_button(kit.look, "ellipsis", say("Mais ações do funil"))
        self.more.setObjectName("funnel_more")
        self._menu = QMenu(self)
        self.accept_action = self._menu.addAction(say("Aceitar a queda de probabilidade"))
        self.accept_action.triggered.connect(lambda _: self.accept_falling())
        self._menu.addSeparator()
        self.clear_action = self._menu.addAction(say("Limpar as seis etapas"))
        self.clear_action.triggered.connect(lambda _: self.clear())
        self.more.setMenu(self._menu)
        self.warning = Banner(kit.look, "warn")
        self.warning.setObjectName("falling")
        self.refusals: dict[tuple[int, str], InlineProblem] = {}
        self._refused: dict[tuple[int, str], str] = {}
        self.note = InlineProblem(kit.look)
        self._build()
        self.table.typed.connect(self._on_typed)
        self.table.left.connect(self._on_left)
        self.table.chosen.connect(self._on_chosen)
        self.warning.link_clicked.connect(self.go_to_warning)
        self.table.set_writable(self.writable)
        self.model.setEnabled(self.writable)
        self.more.setEnabled(self.writable)
        self.refresh()
        self._recover()

    def refresh(self) -> None:
        """Show what is stored; what is being typed stays."""
        store = self.kit.workspace.store
        self.stages = funnel.stages(store)
        self.types = {record.uid: record for record in store.where("account-type")}
        self.table.show_stages(self.stages, list(self.types.values()))
        if funnel.is_example(store):
            self.example.tell("hand", "circle-help", self.kit.say("Exemplo, não é o padrão da Senior"))
        else:
            self.example.hide()
        self.clear_action.setEnabled(bool(funnel.clearing(store)))
        self._settle_mended()
        self._follow()

    def reach(self, uid: str, field: str = "") -> None:
        """Go to a stage's cell."""
        at = next((at for at, stage in enumerate(self.stages) if stage.uid == uid), None)
        if at is not None:
            row = self.table.rows[at]
            self.go_to(row[field if field in row else self.table.specs[0].name])

    def flush(self) -> None:
        """Write what is being typed; what is refused is kept as it is."""
        for at, name, cell in self.table.lines():
            if cell.dirty:
                self._on_left(at, name)

    def use_example(self) -> None:
        """*Usar um modelo*: the example's values, in one commit."""
        self._write_all(funnel.from_example, N_("Funil: valores de exemplo"))

    def clear(self) -> None:
        """*Limpar*: the six stages as a new customer has them."""
        self._write_all(funnel.clearing, N_("Funil: etapas limpas"))

    def accept_falling(self) -> None:
        """The falls are meant: kept with name and date."""
        for problem in self._falling:
            notes.accept(self.kit.workspace.store, *problem.record, problem)
        self._follow()

    def go_to_warning(self) -> None:
        """*Ir à célula*."""
        if self._falling:
            self.reach(self._falling[0].record[1], self._falling[0].field)

    def _write_all(self, changes_of: Callable[[Store], list[Change]], words: Text) -> None:
        refused = self.write(changes_of(self.kit.workspace.store), words)
        if refused is not None:
            self.note.tell("fail", self.kit.say(refused))

    def _build(self) -> None:
        say = self.kit.say
        self.column.addLayout(self._build_head())
        middle = QHBoxLayout()
        middle.setSpacing(16)
        self.table.setMaximumWidth(TABLE_MOST)
        self.chart.setMaximumWidth(CHART_MOST)
        middle.addWidget(self.table, 3, Qt.AlignmentFlag.AlignTop)
        middle.addWidget(self.chart, 2, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(middle)
        for at, name, _ in self.table.lines():
            made = InlineProblem(self.kit.look)
            made.fix_clicked.connect(partial(self._go_to_cell, at, name))
            self.refusals[at, name] = made
            self.column.addWidget(made)
        self.column.addWidget(self.note)
        self.column.addLayout(self._noted(
            say("A mudança do tipo vale só para a empresa e filial da oportunidade."), say("(deduzido)")))
        hand = Banner(self.kit.look, "hand")
        hand.setObjectName("by_hand")
        self.column.addWidget(self.warning)
        self.column.addWidget(hand)
        hand.tell(say("Vai à mão:"), say(
            "a Senior não publica como gravar o funil por API. Os valores daqui são os que você digita em Configurar o "
            "CRM Senior."))
        self.column.addStretch(1)

    def _build_head(self) -> QHBoxLayout:
        say = self.kit.say
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(label(say("Etapas do funil"), "panel"))
        title.addWidget(self.example)
        title.addStretch(1)
        words.addLayout(title)
        words.addWidget(label(say(
            "São sempre seis; não dá para incluir, tirar ou trocar de lugar. Cada célula é gravada ao sair dela."),
            "note", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.model, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _noted(self, *words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        mark = label()
        self.kit.look.dress(mark, "info", "muted", 14)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(" ".join(words), "note", wrap=True), 1)
        return row

    def _go_to_cell(self, at: int, name: str) -> None:
        self.go_to(self.table.rows[at][name])

    def _on_typed(self) -> None:
        self._settle_mended()
        self._follow()

    def _settle_mended(self) -> None:
        for at, name in sorted(self._refused):
            cell = self.table.line(at, name)
            if not cell.refused or self._readable(name, cell):
                self._settle(at, name)

    def _on_left(self, at: int, name: str) -> None:
        cell = self.table.line(at, name)
        if not cell.dirty or not self.writable:
            return
        try:
            value = funnel.read(name, cell.text())
        except BadValue as bad:
            self._refuse(at, name, bad.text)
            return
        refused = self._put(at, name, value)
        if refused is not None:
            self._refuse(at, name, refused)
            return
        self._settle(at, name)
        cell.show_stored(cell.stored, over_typing=True)
        self._follow()

    def _on_chosen(self, at: int, name: str, value: object) -> None:
        refused = self._put(at, name, value)
        if refused is not None:
            self.refresh()
            self.note.tell("fail", self.kit.say(funnel.refusal(self.stages[at], name, refused)))

    def _put(self, at: int, name: str, value: object) -> Text | None:
        stage = self.stages[at]
        words = funnel.written(self.kit.workspace.store, stage, name, value, self.kit.language)
        return self.write(funnel.writing(stage, name, value), words)

    def _refuse(self, at: int, name: str, why: Text) -> None:
        said = self.kit.say(funnel.refusal(self.stages[at], name, why))
        self.table.line(at, name).set_refused(said)
        self.refusals[at, name].tell("fail", said, self.kit.say("Ir à célula"))
        text = self.table.line(at, name).text()
        if self._refused.get((at, name)) != text:
            self._refused[at, name] = text
            self._keep(at)

    def _settle(self, at: int, name: str) -> None:
        self.table.line(at, name).set_refused("")
        if (at, name) in self._refused:
            del self._refused[at, name]
            self.refusals[at, name].clear()
            self._keep(at)

    def _keep(self, at: int) -> None:
        """What is refused outlives the window: it waits beside the record."""
        store, uid = self.kit.workspace.store, self.stages[at].uid
        waiting = {name: text for (row, name), text in self._refused.items() if row == at}
        if waiting and self.stages[at].revision:
            notes.keep_draft(store, "stage", uid, waiting, new=False)
        else:
            notes.drop_draft(store, "stage", uid)

    def _recover(self) -> None:
        kept = {draft.uid: draft.values for draft in notes.drafts(self.kit.workspace.store, "stage")}
        for at, name, cell in self.table.lines():
            text = kept.get(self.stages[at].uid, {}).get(name)
            if isinstance(text, str) and self.writable:
                cell.setText(text)
        self.flush()

    def _readable(self, name: str, cell: LineCell) -> bool:
        try:
            funnel.read(name, cell.text())
        except BadValue:
            return False
        return True

    def _shown(self) -> tuple[list[Record], set[int]]:
        """The stages as the table shows them at this keystroke, and the rows whose probability cannot be read."""
        shown, unread = list(self.stages), set()
        for at, name, cell in self.table.lines():
            if cell.dirty:
                try:
                    value = funnel.read(name, cell.text())
                except BadValue:
                    value = None
                    unread |= {at} if name == funnel.PROBABILITY else set()
                shown[at] = shown[at].replaced(**{name: value})
        return shown, unread

    def _follow(self) -> None:
        """Chart, warning and tints follow what stands in the table, written or not."""
        shown, unread = self._shown()
        probabilities = [stage.get(funnel.PROBABILITY) for stage in shown]
        self.chart.show_rows([
            ChartRow(bar, "" if bar.needed else self._no_bar(value, unread=at in unread), self._promoted(stage))
            for at, (stage, value, bar) in enumerate(
                zip(shown, probabilities, funnel.bars(probabilities), strict=True))])
        found = funnel.warnings(self.kit.workspace.store, shown)
        rows = {stage.uid: at for at, stage in enumerate(shown)}
        self.table.mark_warnings({(rows[p.record[1]], p.field) for p in found})
        self._falling = [p for p in found if p.rule == FALLS]
        others = [p for p in found if p.rule != FALLS]
        self.accept_action.setEnabled(bool(self._falling) and shown == self.stages)
        self._tell_falling(shown, rows)
        if others:
            self.note.tell("warn", " ".join(self.kit.say(p.text) for p in others))
        else:
            self.note.clear()

    def _tell_falling(self, shown: list[Record], rows: dict[str, int]) -> None:
        if not self._falling:
            self.warning.hide()
            return
        say = self.kit.say
        whole = say(self._falling[0].text)
        lead = say(funnel.lead(shown[rows[self._falling[0].record[1]]]))
        more = len(self._falling) - 1
        rest = whole.removeprefix(lead).strip() + (" " + say(funnel.and_more(more)) if more else "")
        self.warning.tell(lead if whole.startswith(lead) else "", rest, say("Ir à célula"))

    def _promoted(self, stage: Record) -> str:
        kind = self.types.get(stage.get("account_type") or "")
        return str(kind["name"]) if kind is not None else ""

    def _no_bar(self, value: object, *, unread: bool) -> str:
        return self.kit.say(N_("não dá para calcular") if unread else
                            N_("sem probabilidade") if value is None else N_("0 %: nenhuma se fecha"))
