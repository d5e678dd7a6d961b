"""Says which of the records that a deployment creates are missing here or spelt differently, and puts that right."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_console.core.text import N_, Nn_, Text
from crm_console.services import default_records
from crm_console.services.default_records import MISSING, SPELT
from crm_console.store.change import Change, Rejected
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.commits import Commits


class DefaultStrip(QWidget):
    """For the default records of one type; hidden while there is nothing to say."""


    def __init__(self, kit: Kit, type_name: str) -> None:
        super().__init__()
        self._kit = kit
        self._type = type_name
        self._spelt = ("", "")
        self._away = False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        self.missing, self.spelt = Banner(kit.look, "warn"), Banner(kit.look, "warn")
        self.missing.link.setObjectName("add_defaults")
        self.spelt.link.setObjectName("respell_default")
        column.addWidget(self.missing)
        column.addWidget(self.spelt)
        self.missing.link_clicked.connect(self._add)
        self.spelt.link_clicked.connect(self._respell)
        Commits(kit.workspace.store, self).changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        say, writable = self._kit.say, not self._kit.workspace.read_only
        found = default_records.stored(self._kit.workspace.store, self._type)
        missing = [record.name for record in found if record.state == MISSING]
        spelt = next((record for record in found if record.state == SPELT), None)
        self.missing.hide()
        self.spelt.hide()
        if missing:
            self.missing.tell(
                say(Nn_("Falta {names}.", "Faltam {names}.", len(missing), names=", ".join(missing))),
                say("A implantação cria no tenant. Cadastre aqui para preparar e conferir."),
                say(Nn_("Cadastrar o que falta", "Cadastrar os {count} que faltam", len(missing))) if writable else "",
                "warn")
        if spelt is not None:
            self._spelt = (spelt.uid, spelt.name)
            self.spelt.tell(
                say("{found} parece {name}.", found=spelt.found, name=spelt.name),
                say("Com outro nome, a conferência da implantação não o encontra."),
                say("Usar {name}", name=spelt.name) if writable else "")
        self.setVisible(bool(missing or spelt) and not self._away)

    def make_way(self, *, away: bool) -> None:
        """Whether the page needs the room for something else now."""
        if away != self._away:
            self._away = away
            self.refresh()

    def _on_changed(self, types: frozenset[str]) -> None:
        if self._type in types:
            self.refresh()

    def _add(self) -> None:
        self._apply(default_records.adding(self._kit.workspace.store, self._type), N_("Registros padrão do CRM"))

    def _respell(self) -> None:
        self._apply(default_records.respelling(self._kit.workspace.store, *self._spelt), N_("Nome do papel padrão"))

    def _apply(self, changes: list[Change], words: Text) -> None:
        outcome = self._kit.workspace.edits.apply(changes, words)
        if isinstance(outcome, Rejected):
            self.missing.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text), kind="fail")
