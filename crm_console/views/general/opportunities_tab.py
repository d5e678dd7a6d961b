"""The tab Oportunidades: the ten documented required fields, Metas Quantitativas, Moeda Estrangeira."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from crm_console.core.text import N_, Text
from crm_console.models.setting import FIXED, GOALS, LABELS, QUANTITY
from crm_console.services import general_settings as settings
from crm_console.store import notes
from crm_console.views.general.cells import go_between
from crm_console.views.general.settings_tab import SettingsTab
from crm_console.views.general.switch_row import SwitchRow
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import label, rule

MOST = 1080
NOTES = {
    FIXED: N_("Sempre obrigatória: o CRM a mostra e não deixa desligar (documentado)."),
    GOALS: N_("Permite visualizar ou não valores quantitativos, além dos valores monetários."),
    "opportunity.foreign_currency": N_("Permite exibir o valor das oportunidades em moeda estrangeira."),
}


class OpportunitiesTab(SettingsTab):
    """Each switch is one commit; one that is not set says nothing of the vendor's default."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, ("setting",))
        say = kit.say
        self.switches: dict[str, SwitchRow] = {}
        self.add_title(say("Campos Obrigatórios"), say("padrão não publicado"))
        self.column.addWidget(label(say(
            "A Senior não publica quais vêm marcados. O que fica não definido aqui, fica como está no CRM. "
            "Espaço alterna sim e não; Delete volta a não definido."), "note", wrap=True))
        cards = QHBoxLayout()
        cards.setSpacing(16)
        cards.addWidget(self._card(N_("Na inclusão da oportunidade (deduzido)"), settings.AT_ENTRY_KEYS), 1,
                        Qt.AlignmentFlag.AlignTop)
        cards.addWidget(self._card(N_("Na conclusão da oportunidade"), settings.AT_CLOSE_KEYS), 1,
                        Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(cards)
        self.column.addSpacing(8)
        self.column.addWidget(label(say("O que o CRM mostra"), "panel"))
        self.column.addWidget(self._card(None, settings.SHOWN_KEYS))
        self.column.addStretch(1)
        self.warning = self.switches[QUANTITY].problem
        self.warning.fix_clicked.connect(self.show_goals)
        self.warning.second_clicked.connect(self._accept)
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored."""
        for key, value in settings.states(self.kit.workspace.store).items():
            self.switches[key].flag.set_value(value)
        self._tell_hidden()

    def reach(self, uid: str, field: str = "") -> None:
        """Go to a setting's switch."""
        record = self.kit.workspace.store.get("setting", uid)
        row = self.switches.get(record["key"]) if record is not None else None
        if row is not None:
            self.go_to(row.flag)

    def show_goals(self) -> None:
        """*Ligar Metas Quantitativas*."""
        store = self.kit.workspace.store
        before = settings.states(store)[GOALS]
        self.write(settings.showing_goals(store), settings.switched(LABELS[GOALS], before, True))

    def _card(self, title: Text | None, keys: Sequence[str]) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(MOST if title is None else MOST // 2)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 8, 1, 8)
        column.setSpacing(0)
        if title is not None:
            head = label(self.kit.say(title), "label")
            head.setContentsMargins(16, 0, 16, 4)
            column.addWidget(head)
        for at, key in enumerate(keys):
            if at or title is not None:
                column.addWidget(rule())
            column.addWidget(self._switch(key))
        return card

    def _switch(self, key: str) -> SwitchRow:
        note = self.kit.say(NOTES[key]) if key in NOTES else ""
        row = SwitchRow(self.kit, key, self.kit.say(LABELS[key]), note, writable=self.writable and key != FIXED)
        row.chosen.connect(partial(self._switch_to, key))
        row.flag.moved.connect(partial(self._move, key))
        self.switches[key] = row
        return row

    def _move(self, key: str, step: int) -> None:
        go_between([row.flag for row in self.switches.values()], self.switches[key].flag, step)

    def _switch_to(self, key: str, value: bool | None) -> None:
        store = self.kit.workspace.store
        before = settings.states(store)[key]
        refused = self.write(settings.switching(store, key, value), settings.switched(LABELS[key], before, value))
        if refused is not None:
            self.refresh()
            self.switches[key].problem.tell("fail", self.kit.say(refused))

    def _tell_hidden(self) -> None:
        found = settings.hidden_quantity(self.kit.workspace.store)
        say = self.kit.say
        if found is None:
            self.warning.clear()
            return
        _, judged = found
        if judged.accepted:
            day = self.kit.language.moment(datetime.fromisoformat(judged.accepted.at))
            said = say("{said} Aceito por {by}, {day}.", said=say(judged.problem.text), by=judged.accepted.by, day=day)
            self.warning.tell("skip", said, second=say("Retirar") if self.writable else "")
        else:
            self.warning.tell("warn", say(judged.problem.text),
                              say("Ligar Metas Quantitativas") if self.writable else "",
                              say("Aceitar") if self.writable else "")

    def _accept(self) -> None:
        found = settings.hidden_quantity(self.kit.workspace.store)
        if found is None:
            return
        record, judged = found
        if judged.accepted:
            notes.withdraw(self.kit.workspace.store, "setting", record.uid, judged.problem.rule)
        else:
            notes.accept(self.kit.workspace.store, "setting", record.uid, judged.problem)
        self._tell_hidden()
