"""One record of a guided step: its name and state, its fields, what is on the clipboard, the evidence, the answers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.text import N_, Text
from crm_console.services.deploy.guided import DIFFERS, Checked, Guided
from crm_console.services.deploy.guided_copying import KEYS, shown
from crm_console.views.deploy.guided_evidence import EvidenceRow
from crm_console.views.deploy.guided_fields import FieldList, FieldRow
from crm_console.views.deploy.guided_words import CHECKED, state_of
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.banner import Banner, InlineProblem
from crm_console.views.parts.labels import ElidingLabel, icon_button, label, rule
from crm_console.views.parts.pill import Pill


class RecordPane(QWidget):
    """Shows what `Guided` has in hand. `said_failed(note)`: the note was given."""

    said_failed = Signal(str)

    def __init__(self, kit: Kit, guided: Guided) -> None:
        super().__init__()
        self._kit, self._guided = kit, guided
        say, look = kit.say, kit.look
        self.previous = icon_button(look, "chevron-left", say("Registro anterior (Alt+←)"))
        self.following = icon_button(look, "chevron-right", say("Próximo registro (Alt+→)"))
        self.name = ElidingLabel("", "panel", Qt.TextElideMode.ElideMiddle)
        self.pill = Pill(look)
        self.said = label("", "note", wrap=True)
        self.fields = FieldList(look, say("Campos, na ordem da tela"))
        self.nothing = label(say("Nada a digitar nesta etapa: siga o texto acima e responda."), "note", wrap=True)
        self.clip = Banner(look, "info")
        self.problem = InlineProblem(look)
        self.evidence = EvidenceRow(kit)
        self.done = button(look, say("Feito"), lambda: None, "primary", "check")
        self.failed = button(look, say("Falhou"), self.ask_note, "", "x")
        self.later = button(look, say("Depois"), lambda: None, "", "clock")
        self.done.setToolTip(say("Ctrl+Enter"))
        self.note = QLineEdit()
        self.note.setPlaceholderText(say("O que aconteceu?"))
        self.note.setAccessibleName(say("O que aconteceu"))
        self.keep_note = button(look, say("Registrar falha"), self._on_note, "", "circle-x")
        self.drop_note = button(look, say("Voltar"), self.close_note, "quiet")
        self.note.returnPressed.connect(self._on_note)
        self._place()
        self.close_note()

    def show_record(self, checked: Checked | None = None) -> None:
        """The record in hand, anew, and what the tenant showed of it."""
        kit, guided = self._kit, self._guided
        self.name.set_whole(guided.title or kit.say(guided.step.title))
        state = state_of(kit, guided.state(), later=guided.item.uid in guided.later)
        self.pill.tell(state.name, state.icon, state.word)
        if checked is not None and checked.state != DIFFERS and state.name == "ok":
            tone, word = CHECKED[checked.state]
            self.pill.tell(tone, "circle-check", kit.say(word))
        row = guided.row()
        self.said.setText(kit.say(row.said if row is not None and str(row.said) else guided.step.how))
        self.show_fields()
        self.show_evidence()

    def show_fields(self) -> None:
        """The fields: which are copied, which is next."""
        copying = self._guided.copying
        rows = [self._row(place) for place in range(len(copying.values))]
        self.fields.show_rows(rows, copying.next)
        self.fields.setVisible(bool(rows))
        self.nothing.setVisible(not rows)

    def show_evidence(self) -> None:
        """The picture, or how to give one."""
        self.evidence.show_picture(self._guided.picture, waits=self._guided.picture_waits)

    def show_clip(self, left: int, *, erased: bool, last: Text | None) -> None:
        """What is on the clipboard, and what the next key does."""
        say, copying = self._kit.say, self._guided.copying
        if left:
            self.clip.tell(say("Senha copiada."), say("Apagada em {left} s.", left=left),
                           say("Apagar agora"), "warn")
            return
        if not copying.values:
            self.clip.hide()
            return
        rest = say("Tudo copiado. Ctrl+Enter marca feito.") if copying.all_copied else say(
            "Espaço copia {label}.", label=copying.values[copying.next].label)
        start = say("Senha apagada.") if erased else say(
            "Copiado: {label}.", label=last) if last is not None else ""
        self.clip.tell(start, rest, "", "ok" if erased or last is not None else "info")

    def ask_note(self) -> None:
        """It failed: what happened is asked in the place of the answers."""
        self._answers.hide()
        self._noting.show()
        self.note.clear()
        self.note.setFocus()

    def close_note(self) -> None:
        """Back to the answers."""
        self._noting.hide()
        self._answers.show()
        (self.fields if self._guided.copying.values else self.done).setFocus()

    @property
    def noting(self) -> bool:
        """Whether a note is being written."""
        return not self._noting.isHidden()

    def _on_note(self) -> None:
        words = self.note.text()
        self.close_note()
        self.said_failed.emit(words)

    def _row(self, place: int) -> FieldRow:
        kit, copying = self._kit, self._guided.copying
        value = copying.values[place]
        key = KEYS[place] if place < len(KEYS) else ""
        words, copied = kit.say(shown(value)), place in copying.copied
        spoken = kit.say(N_("{label}: {value}", label=value.label, value=words))
        if copied:
            spoken = kit.say(N_("{spoken}, copiado", spoken=spoken))
        return FieldRow(key, kit.say(value.label), words, spoken, bool(value.reference), copied)

    def _place(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(8, 8, 8, 0)
        top.setSpacing(6)
        top.addWidget(self.previous)
        top.addWidget(self.name, 1)
        top.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.following)
        box.addLayout(top)
        self.said.setContentsMargins(14, 2, 14, 8)
        box.addWidget(self.said)
        box.addWidget(rule())
        box.addWidget(self.fields, 1)
        self.nothing.setContentsMargins(14, 12, 14, 12)
        box.addWidget(self.nothing, 1, Qt.AlignmentFlag.AlignTop)
        box.addWidget(rule())
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 10, 12, 12)
        foot.setSpacing(8)
        foot.addWidget(self.clip)
        foot.addWidget(self.problem)
        foot.addWidget(self.evidence)
        self._answers, answers = _line(self.done, self.failed, self.later)
        answers.setStretchFactor(self.done, 1)
        self._noting = QWidget()
        noting = QVBoxLayout(self._noting)
        noting.setContentsMargins(0, 0, 0, 0)
        noting.setSpacing(8)
        noting.addWidget(self.note)
        buttons, _ = _line(self.keep_note, self.drop_note)
        noting.addWidget(buttons)
        foot.addWidget(self._answers)
        foot.addWidget(self._noting)
        box.addLayout(foot)


def _line(*parts: QWidget) -> tuple[QWidget, QHBoxLayout]:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    for part in parts:
        line.addWidget(part)
    return made, line
