"""The chosen stage of a test: the server's words, the cause, what to do, who acts, how certain that is.

And what can be done at once: take over settings that were found to work, confirm a server's identity.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crm_console.core.text import Language
from crm_console.services.comparison import Difference
from crm_console.services.report_words import CERTAINTIES, change, details, party, settings, stage, state_word
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button, cleared, column, scrolled
from crm_console.views.pages.waterfall import ICONS
from crm_console.views.parts.labels import icon_button, label, surface
from crm_console.views.parts.pill import Pill

WIDTH = 420
NUMBERED = re.compile(r"^\s*\d+[.)]\s*")
BOLD = re.compile(r"\*([^*\n]+)\*")


class StagePane(QWidget):
    """Filled anew for each stage. `applied(settings)` takes over what works, `identified(facts)` a server's key."""

    applied = Signal(dict)
    identified = Signal(dict)

    def __init__(self, look: Look, language: Language) -> None:
        super().__init__()
        self._look, self._language, self._say = look, language, language.say
        content, self._box = column(margin=20, spacing=14)
        surface("surface", content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(surface("surface", scrolled(content)))
        self.setFixedWidth(look.px(WIDTH))

    def show_step(self, step: Mapping[str, Any], differences: Sequence[Difference] = ()) -> None:
        """Show a stage from a report's JSON form, and what changed in it since another report."""
        cleared(self._box)
        self._box.addWidget(self._head(step))
        for made in (self._changes(differences), self._words(step), self._advice(step), self._works(step),
                     self._identity(step), self._notes(step), self._details(step)):
            if made is not None:
                self._box.addWidget(made)
        if self._box.count() == 1:
            self._box.addWidget(label(self._nothing(step["state"]), "note", wrap=True))
        self._box.addStretch()

    def _changes(self, differences: Sequence[Difference]) -> QWidget | None:
        if not differences:
            return None
        return self._section(self._say("Mudou desde o outro teste"), [
            self._sentence(self._say(change(difference, self._language))) for difference in differences])

    def _words(self, step: Mapping[str, Any]) -> QWidget | None:
        return self._quote(str(step["said"])) if step["said"] else None

    def _advice(self, step: Mapping[str, Any]) -> QWidget | None:
        if not step["cause"]:
            return None
        made, box = column(spacing=14)
        box.addWidget(self._section(self._say("Causa"), [self._sentence(str(step["cause"]))]))
        if step["remedy"]:
            box.addWidget(self._section(self._say("O que fazer"), self._remedy(str(step["remedy"]))))
        if step["who"]:
            box.addWidget(self._party(str(step["who"])))
        certainty = CERTAINTIES.get(str(step["facts"].get("certainty", "")))
        if certainty is not None:
            box.addWidget(self._certainty(self._say(certainty)))
        return made

    def _certainty(self, words: str) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        mark = QLabel()
        self._look.dress(mark, "shield-check", "ok", 14)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(words, "note", wrap=True), 1)
        return made

    def _works(self, step: Mapping[str, Any]) -> QWidget | None:
        found = step["facts"].get("works") or []
        if not found:
            return None
        rows: list[QWidget] = []
        for each in found[:3]:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(10)
            words = label(settings(each, self._language), "strong", wrap=True)
            line.addWidget(words, 1)
            line.addWidget(button(self._look, self._say("Aplicar"), self._applying(each), "", "check"))
            rows.append(row)
        return self._section(self._say("Estas configurações funcionam"), rows)

    def _applying(self, found: Mapping[str, Any]) -> Any:
        return lambda: self.applied.emit(dict(found))

    def _identity(self, step: Mapping[str, Any]) -> QWidget | None:
        facts = step["facts"]
        asked = step["id"] == "hostkey" and step["fault"] is not None and facts.get("host_key")
        if not asked:
            return None
        words = label(self._say("Só confirme depois que a TI ler a mesma impressão digital no servidor."), "note",
                      wrap=True)
        confirm = button(self._look, self._say("Confirmar identidade"), lambda: self.identified.emit(dict(facts)), "",
                         "shield-check")
        return self._section(self._say("Identidade do servidor"), [words, confirm])

    def _notes(self, step: Mapping[str, Any]) -> QWidget | None:
        found = [str(note["text"]) for note in step["facts"].get("notes", [])]
        return self._section(self._say("Bom saber"), [self._sentence(text) for text in found]) if found else None

    def _details(self, step: Mapping[str, Any]) -> QWidget | None:
        rows = details(step, self._language)
        if not rows:
            return None
        return self._section(self._say("Dados"), [self._detail(name, value) for name, value in rows])

    def _detail(self, name: str, value: str) -> QWidget:
        made, box = column(spacing=0)
        box.addWidget(label(name, "note"))
        words = label(_breakable(value), "mono", wrap=True)
        words.setMinimumWidth(self.width() - 64)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(words)
        return made

    def _sentence(self, text: str) -> QLabel:
        """Wrapped; without a minimum its height would be that of a narrow column."""
        text = _breakable(text)
        made = label(text, wrap=True)
        if BOLD.search(text):  # *word* marks what must be found or clicked
            made.setTextFormat(Qt.TextFormat.RichText)
            made.setText(BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False)))
        made.setMinimumWidth(self.width() - 64)
        return made

    def _nothing(self, state: str) -> str:
        if state == "skipped":
            return self._say("Esta etapa não foi executada.")
        if state == "running":
            return self._say("Aguardando o servidor…")
        return self._say("O servidor não disse nada nesta etapa.")

    def _head(self, step: Mapping[str, Any]) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(label(self._say(stage(step["id"])), "panel"))
        icon, tone = ICONS[step["state"]]
        pill = Pill(self._look)
        line.addWidget(pill)
        pill.tell(tone, icon, self._say(state_word(step["state"])))
        line.addStretch()
        if step["state"] != "skipped":
            line.addWidget(label(self._language.seconds(float(step["seconds"])), "label"))
        return made

    def _quote(self, said: str) -> QWidget:
        made = QFrame()
        made.setProperty("role", "banner")
        made.setProperty("banner", "skip")
        box = QVBoxLayout(made)
        box.setContentsMargins(14, 8, 8, 12)
        box.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(label(self._say("O servidor disse"), "label"), 1)
        top.addWidget(icon_button(self._look, "copy", self._say("Copiar o que o servidor disse"),
                                  lambda: QGuiApplication.clipboard().setText(said)))
        words = label(_breakable(said), "mono", wrap=True)
        words.setMinimumWidth(self.width() - 80)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addLayout(top)
        box.addWidget(words)
        return made

    def _section(self, title: str, parts: list[QWidget]) -> QWidget:
        made, box = column(spacing=4)
        box.addWidget(label(title, "label"))
        for part in parts:
            box.addWidget(part)
        return made

    def _remedy(self, remedy: str) -> list[QWidget]:
        lines = [NUMBERED.sub("", line).strip() for line in remedy.splitlines() if line.strip()]
        if len(lines) == 1:
            return [self._sentence(lines[0])]
        return [self._numbered(number, line) for number, line in enumerate(lines, 1)]

    def _numbered(self, number: int, line: str) -> QWidget:
        made = QWidget()
        box = QHBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 2)
        box.setSpacing(10)
        box.addWidget(label(str(number), "label"), 0, Qt.AlignmentFlag.AlignTop)
        words = self._sentence(line)
        words.setMinimumWidth(self.width() - 96)
        box.addWidget(words, 1)
        return made

    def _party(self, who: str) -> QWidget:
        made = QFrame()
        made.setProperty("role", "banner")
        made.setProperty("banner", "hand" if who != "consultant" else "info")
        box = QHBoxLayout(made)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(12)
        mark = QLabel()
        self._look.dress(mark, "user-round-cog", "hand" if who != "consultant" else "info", 18)
        box.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(label(self._say("Quem resolve: {who}", who=party(who)), "strong", wrap=True), 1)
        return made


def _breakable(text: str) -> str:
    """Long words of a server may be broken after a dot, a slash or an equals sign; very long ones anywhere."""
    text = re.sub(r"([./=@_-])(?=\S{12})", "\\1\u200b", text)
    return re.sub(r"[^\s\u200b]{28}(?=[^\s\u200b])", lambda found: f"{found[0]}\u200b", text)
