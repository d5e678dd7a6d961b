"""The chosen call: where it is, from where that is known, its fields, what a lost answer means, what was proved."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.text import Text
from crm_console.models import TYPES, fields
from crm_console.services.platform.calls import RUNGS, STATUS, CallRow, answered
from crm_console.views.deploy.catalogue_table import STATUS_LOOKS
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import cleared, column, scrolled
from crm_console.views.parts.labels import icon_button, label, surface
from crm_console.views.parts.pill import Pill


class CallPane(QWidget):
    """Filled anew for each call."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        content, self._box = column(margin=20, spacing=12)
        content.setMinimumHeight(1)
        surface("surface", content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(surface("surface", scrolled(content)))

    def show_call(self, row: CallRow | None) -> None:
        """Show a call, or nothing."""
        cleared(self._box)
        if row is None:
            return
        say, call = self._kit.say, row.call
        self._box.addWidget(label(say(row.what), "panel", wrap=True))
        self._box.addWidget(self._pills(row))
        self._box.addWidget(label(_first_upper(say(row.why)) + ".", wrap=True))
        self._box.addWidget(self._address(row))
        self._section(say("Fonte"), label(call.source, wrap=True))
        if call.note:
            self._section(say("Nota"), label(say(Text(call.note)), wrap=True))
        if call.fields:
            self._section(say("Campos: nosso → deles"), self._fields(row))
        if call.writes and call.rung in RUNGS:
            self._section(say("Se a resposta se perder"), label(say(RUNGS[call.rung]), wrap=True))
        if row.ability is not None:
            said = f"{_first_upper(say(answered(row, self._kit.language)))}. {say(row.ability.said)}"
            self._section(say("O que o tenant respondeu"), label(said, wrap=True))
        self._section(say("Prova neste tenant"), label(self._proof(row), wrap=True))
        self._box.addStretch(1)

    def _pills(self, row: CallRow) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for _ in range(2):
            line.addWidget(Pill(self._kit.look))
        line.addStretch(1)
        status, here = made.findChildren(Pill)
        tone, icon = STATUS_LOOKS[row.call.status]
        status.tell(tone, icon, self._kit.say(STATUS[row.call.status]))
        here.tell(*(("info", "play", self._kit.say("automática")) if row.automatic else (
            "hand", "hand", self._kit.say("à mão"))))
        return made

    def _address(self, row: CallRow) -> QWidget:
        say = self._kit.say
        made, box = column(spacing=2)
        top = QHBoxLayout()
        top.addWidget(label(say("Endereço"), "label"), 1)
        if row.call.published:
            address = row.call.address
            top.addWidget(icon_button(self._kit.look, "copy", say("Copiar o endereço"),
                                      lambda: QGuiApplication.clipboard().setText(address)))
        box.addLayout(top)
        words = label(_breakable(say(row.address)), "mono" if row.call.published else "", wrap=True)
        if row.call.published:
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        else:
            words.setProperty("state", "hand")
        box.addWidget(words)
        return made

    def _fields(self, row: CallRow) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        model = TYPES.get(row.call.type)
        known = fields(model) if model is not None else {}
        for at, (ours, theirs) in enumerate(row.call.fields.items()):
            name = self._kit.say(known[ours].label) if ours in known else ours
            grid.addWidget(label(name, "" if ours in known else "mono"), at, 0)
            grid.addWidget(label(_breakable(theirs), "mono", wrap=True), at, 1)
        return made

    def _proof(self, row: CallRow) -> str:
        say = self._kit.say
        if row.proof is None:
            return say("Nenhuma gravação por aqui foi lida de volta até agora.") if row.call.writes else say(
                "Uma leitura não precisa de prova.") if row.automatic else say("Nenhuma.")
        return say("Provada {when} por {by}: gravada e lida de volta.", by=row.proof.by,
                   when=self._kit.language.moment(datetime.fromisoformat(row.proof.at)))

    def _section(self, title: str, part: QWidget) -> None:
        made, box = column(spacing=2)
        box.addWidget(label(title, "label"))
        box.addWidget(part)
        self._box.addWidget(made)


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _breakable(text: str) -> str:
    """Addresses may be broken behind a slash, a dot or an underscore."""
    return text.replace("/", "/\u200b").replace("_", "_\u200b").replace(".", ".\u200b")
