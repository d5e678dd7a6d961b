"""The chosen step: who acts and how, what was found, the request to send, its records, and a person's answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.text import Text
from crm_console.services.deploy import words
from crm_console.services.deploy.state import FINISHED, StepState
from crm_console.services.deploy.steps import MODES, OWNERS, Item, Mode
from crm_console.services.platform.catalogue import Catalogue
from crm_console.store import pictures
from crm_console.store.runs import FAILED, PENDING, Event
from crm_console.views.deploy.step_items import StepItems
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button, captioned, cleared, column, scrolled
from crm_console.views.parts.labels import icon_button, label, surface
from crm_console.views.parts.pill import Pill
from crm_console.views.window.menu_path import MenuPath

MODE_TONES = {Mode.AUTOMATIC: ("info", "play"), Mode.GUIDED: ("hand", "hand"), Mode.WAITING: ("hand", "clock")}
THUMB = 220


class StepPane(QWidget):
    """`answered(step, done|failed|skipped, note)`; `guide_asked(step)`; `said(words)` for the status bar."""

    answered = Signal(str, str, str)
    guide_asked = Signal(str)
    said = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: object = None
        content, self._box = column(margin=20, spacing=14)
        surface("surface", content)
        content.setMinimumHeight(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(surface("surface", scrolled(content)))
        self.note = QLineEdit()
        self._items_shown: StepItems | None = None

    def show_step(self, step: StepState | None, calls: Catalogue, events: Sequence[Event], *, locked: bool) -> None:
        """Show a step; nothing is built anew where nothing changed, so that a note under way stays."""
        told = words.lines(events, step.step.id, self._kit.language) if step is not None else []
        state = (step.step.id, step.row, tuple(each.row for each in step.items), step.mode, len(told), locked,
                 tuple(need.id for need in step.missing)) if step else None
        if state == self._shown:
            return
        same = step is not None and isinstance(self._shown, tuple) and self._shown[0] == step.step.id
        kept = self.note.text() if same else ""
        typed = self._items_shown.search.text() if same and self._items_shown is not None else ""
        writing = same and self.note.hasFocus()
        self._shown, self._items_shown = state, None
        cleared(self._box)
        self.note = QLineEdit()  # the former one goes with what stood here
        if step is None:
            self._box.addStretch(1)
            return
        for made in (self._head(step), self._sentence(step), self._answer(step, kept, locked=locked),
                     self._request(step), self._items(step, typed), self._facts(step, calls),
                     self._evidence(step), self._journal(told)):
            if made is not None:
                self._box.addWidget(made)
        self._box.addStretch(1)
        if writing:
            self.note.setFocus()

    def _head(self, step: StepState) -> QWidget:
        say = self._kit.say
        made, box = column(spacing=4)
        line = QHBoxLayout()
        box.addLayout(line)  # before anything is shown in it: a pill without a parent would be a window of its own
        line.setSpacing(8)
        line.addWidget(label(say(step.step.title), "panel", wrap=True), 1)
        mode = [(*MODE_TONES[step.mode], MODES[step.mode])] if step.state in (PENDING, FAILED) else []
        for tone, icon, word in (*mode, self._state(step)):
            pill = Pill(self._kit.look)
            line.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
            pill.tell(tone, icon, say(word))
        if step.step.menu:
            path = MenuPath(self._kit.look)
            path.show_path(say("Na tela:"), step.step.menu)
            under = QHBoxLayout()
            under.setSpacing(6)
            under.addWidget(path)
            under.addWidget(icon_button(self._kit.look, "copy", say("Copiar o caminho"),
                                        lambda: self._copy(" › ".join(step.step.menu), say("Caminho copiado"))))
            under.addStretch(1)
            box.addLayout(under)
        return made

    def _state(self, step: StepState) -> tuple[str, str, Text]:
        look = words.STATES[step.state]
        return look.tone, look.icon, look.word

    def _sentence(self, step: StepState) -> QWidget:
        made, box = column(spacing=4)
        if step.request is None:
            box.addWidget(label(self._kit.say(words.sentence(step)), "", wrap=True))
        if step.mode is not Mode.AUTOMATIC and step.state not in FINISHED and step.row is not None and (
                step.row.said != step.step.how):
            box.addWidget(label(self._kit.say(step.step.how), "note", wrap=True))
        return made

    def _request(self, step: StepState) -> QWidget | None:
        if step.request is None:
            return None
        words_ = self._kit.say(step.request)
        frame = QFrame()
        surface("sunken", frame)
        box = QVBoxLayout(frame)
        box.setContentsMargins(12, 10, 12, 10)
        line = QHBoxLayout()
        line.addWidget(label(self._kit.say("Pedido"), "label"), 1)
        line.addWidget(button(self._kit.look, self._kit.say("Copiar pedido"),
                              lambda: self._copy(words_, self._kit.say("Pedido copiado")), "", "copy"))
        box.addLayout(line)
        box.addWidget(label(words_, "", wrap=True))
        return frame

    def _answer(self, step: StepState, kept: str, *, locked: bool) -> QWidget | None:
        if locked or not words.answerable(step):
            return None
        say, look, step_id = self._kit.say, self._kit.look, step.step.id
        made, box = column(spacing=8)
        line = QHBoxLayout()
        line.setSpacing(8)
        if step.step.items is not None and step.mode is not Mode.WAITING:
            line.addWidget(button(look, say("Abrir janela de apoio"), lambda: self.guide_asked.emit(step_id), "",
                                  "external-link"))
        left = len(step.items) - step.finished
        done = say("Feito") if left < 2 else say("Marcar {count} como feitos", count=left)
        for word, name, icon in ((done, "done", "check"), (say("Falhou"), "failed", "circle-x"),
                                 (say("Deixar"), "skipped", "ban")):
            made_button = button(look, word, lambda name=name: self._emit(step_id, name), "", icon)  # type: ignore[misc]
            made_button.setObjectName(f"answer-{name}")
            line.addWidget(made_button)
        line.addStretch(1)
        box.addLayout(line)
        self.note = QLineEdit(kept)
        self.note.setPlaceholderText(say("O que mais há a dizer"))
        box.addLayout(captioned(say("Observação"), self.note))
        if step.step.items is not None and len(step.items) > 1:
            box.addWidget(label(say("A resposta vale para os {count} registros que faltam.",
                                    count=len(step.items) - step.finished), "note", wrap=True))
        return made

    def _emit(self, step_id: str, name: str) -> None:
        text, self._shown = self.note.text().strip(), None
        self.note.clear()
        self.answered.emit(step_id, name, text)

    def _items(self, step: StepState, typed: str) -> QWidget | None:
        if step.step.items is None or not step.items:
            return None
        if len(step.items) == 1:
            return self._values(step.items[0].item)
        self._items_shown = StepItems(self._kit, step, typed)
        return self._items_shown

    def _values(self, item: Item) -> QWidget | None:
        """The one form of a step: what goes into its fields."""
        if not item.values:
            return None
        hidden = self._kit.say("guardada no cofre")
        made, box = column(spacing=4)
        for value in item.values:
            box.addLayout(self._line(self._kit.say(value.label), hidden if value.reference else value.text or "—"))
        return made

    def _line(self, name: str, value: str) -> QHBoxLayout:
        line = QHBoxLayout()
        caption = label(name, "label")
        caption.setFixedWidth(self._kit.look.px(120))
        caption.setWordWrap(True)
        line.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(value, "", wrap=True), 1)
        return line

    def _facts(self, step: StepState, calls: Catalogue) -> QWidget:
        say = self._kit.say
        made, box = column(spacing=6)
        for name, value in ((say("Quem age"), say(OWNERS[step.step.owner])),
                            (say("Como é feita"), say(words.execution(step, calls))),
                            (say("Como se confere"), say(words.verification(step, calls)))):
            box.addLayout(self._line(name, value))
        return made

    def _evidence(self, step: StepState) -> QWidget | None:
        names = [row.evidence for row in (step.row, *(each.row for each in step.items)) if row and row.evidence]
        content = pictures.read(self._kit.workspace.store, names[0]) if names else None
        if content is None:
            return None
        made, box = column(spacing=4)
        box.addWidget(label(self._kit.say("Prova"), "label"))
        picture, shown = QLabel(), QPixmap()
        shown.loadFromData(content)
        picture.setPixmap(shown.scaledToWidth(self._kit.look.px(THUMB), Qt.TransformationMode.SmoothTransformation))
        picture.setAccessibleName(self._kit.say("Imagem guardada como prova"))
        box.addWidget(picture)
        return made

    def _journal(self, told: Sequence[str]) -> QWidget | None:
        if not told:
            return None
        made, box = column(spacing=2)
        box.addWidget(label(self._kit.say("O que aconteceu"), "label"))
        for line in told[-12:]:
            box.addWidget(label(line, "note", wrap=True))
        return made

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(said)
