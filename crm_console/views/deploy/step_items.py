"""The records of a batch: each with its state; where they are many, a field to search in them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crm_console.core.codecs import fold
from crm_console.core.text import N_
from crm_console.services.deploy import words
from crm_console.services.deploy.state import ItemState, StepState
from crm_console.views.kit import Kit
from crm_console.views.pages.rows import TWO_LINES, Row, RowList
from crm_console.views.parts.labels import label
from crm_console.views.parts.search_field import SearchField

SHOWN, TALL = 400, 240
MANY = 20  # records from which one searches


class StepItems(QWidget):
    """Filled once; what is typed to search is handed on to the next one."""

    def __init__(self, kit: Kit, step: StepState, typed: str = "") -> None:
        super().__init__()
        self._kit, self._items = kit, step.items
        self.search = SearchField(kit.look, kit.say("Buscar nos {count} registros", count=len(step.items)))
        self.search.setVisible(len(step.items) > MANY)
        self.list = RowList(kit.look, kit.say("Registros da etapa"))
        self._told = label("", "note", wrap=True)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 4, 1, 4)
        inside.addWidget(self.list)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for part in (self.search, card, self._told):
            box.addWidget(part)
        self._card = card
        self.search.setText(typed)
        self.search.textChanged.connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        wanted = fold(self.search.text())
        found = [each for each in self._items if not wanted or wanted in fold(each.item.title)]
        self.list.show_rows([self._row(each) for each in found[:SHOWN]])
        rows = self._kit.look.px(TWO_LINES) * min(len(found), SHOWN)
        self.list.setFixedHeight(min(rows + 4, self._kit.look.px(TALL)))
        self._card.setVisible(bool(found))
        self._told.setVisible(not found or len(found) > SHOWN)
        self._told.setText(self._kit.say(
            N_("Mostra {shown} de {all}.", shown=SHOWN, all=len(found)) if found else
            N_("Nenhum registro desta etapa tem “{words}”.", words=self.search.text())))

    def _row(self, each: ItemState) -> Row:
        look = words.STATES[each.state]
        said = self._kit.say(each.row.said) if each.row else ""
        return Row(each.item.title, said, self._kit.say(look.word), look.icon, look.tone, each.item.uid)
