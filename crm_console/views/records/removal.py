"""Asks before it deletes, and says why a deletion was refused. Never a message box."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.services.records import title
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import button
from crm_console.views.records.tabs import Tab


class Removal(QWidget):
    """`confirmed(records)` when a person presses the red button."""

    confirmed = Signal(list)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._records: list[Record] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 0)
        self.banner = Banner(kit.look, "fail")
        row = QHBoxLayout()
        self.do = button("", "danger", lambda: self.confirmed.emit(self._records))
        self.do.setObjectName("confirm_removal")
        self.leave = button(kit.say("Agora não"), "quiet", self.hide)
        row.addWidget(self.do)
        row.addWidget(self.leave)
        row.addStretch(1)
        column.addWidget(self.banner)
        column.addLayout(row)
        self.link_clicked = self.banner.link_clicked
        self.hide()

    def ask(self, tab: Tab, records: list[Record]) -> None:
        """Name what would go."""
        if not records:
            return
        self._records = records
        say = self._kit.say
        self.banner.tell(say("Excluir {title}?", title=title(records[0])) if len(records) == 1 else
                        say("Excluir {count} registros?", count=len(records)), say("Ctrl+Z desfaz."), kind="fail")
        many = say("Excluir {count} registros", count=len(records))
        self.do.setText(say(tab.delete_one) if len(records) == 1 else many)
        self.do.show()
        self.show()
        self.do.setFocus()

    def refuse(self, words: str) -> None:
        """Say why not."""
        self.banner.tell(self._kit.say("Nada foi excluído."), words, kind="fail")
        self.do.hide()
