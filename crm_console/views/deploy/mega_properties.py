"""The properties of the Mega integration as records, with what the tenant shows of the chosen one above its form."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_console.core.text import N_
from crm_console.services.deploy.mega_reading import Reading, told
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.records.record_page import RecordPage
from crm_console.views.records.tabs import Tab

TAB = Tab(
    "property", N_("Mega"), N_("Nova propriedade"), N_("Excluir 1 propriedade"), N_("Nenhuma propriedade ainda"),
    N_("Inclua as que você vê em Tecnologia > Configuração > Por Tenant, domínio crm, serviço integration_mega."),
    "sliders-horizontal")


class PropertyPage(RecordPage):
    """`show_reading` says what the tenant holds."""

    def __init__(self, kit: Kit) -> None:
        self._reading: Reading | None = None
        self.held = Banner(kit.look, "skip")
        super().__init__(kit, TAB)
        holder = QWidget()
        line = QVBoxLayout(holder)
        line.setContentsMargins(24, 8, 24, 0)
        line.addWidget(self.held)
        column = self.right.layout()
        assert isinstance(column, QVBoxLayout), "the pane's parts stand below each other"
        column.insertWidget(column.count() - 1, holder)
        self._holder = holder
        self._tell()

    def show_record(self, uid: str) -> None:
        """Show a record's form, and what the tenant holds of it."""
        super().show_record(uid)
        self._tell()

    def show_reading(self, found: Reading | None) -> None:
        """The tenant was read."""
        self._reading = found
        self._tell()

    def _tell(self) -> None:
        editing = self.form.editing
        shown = editing is not None and editing.before is not None and self.pane.currentWidget() is self.form
        if hasattr(self, "_holder"):
            self._holder.setVisible(shown)
        if editing is None or not shown:
            return
        record = editing.record
        tone, words = told(self._reading, str(record.get("name") or ""), str(record.get("value") or ""),
                           secret=bool(record.get("confidential")))
        self.held.tell("", self._kit.say(words), "", tone)
