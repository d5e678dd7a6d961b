"""The chosen stage of a test: the server's words, the cause, what to do, who acts, how certain that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crm_console.core.text import Language
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import cleared, column, scrolled
from crm_console.views.pages.report_words import party, stage, state_word
from crm_console.views.pages.waterfall import ICONS
from crm_console.views.parts.labels import icon_button, label, surface
from crm_console.views.parts.pill import Pill

WIDTH = 420
NUMBERED = re.compile(r"^\s*\d+[.)]\s*")


class StagePane(QWidget):
    """Filled anew for each stage."""

    def __init__(self, look: Look, language: Language) -> None:
        super().__init__()
        self._look, self._language, self._say = look, language, language.say
        content, self._box = column(margin=20, spacing=14)
        surface("surface", content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(surface("surface", scrolled(content)))
        self.setFixedWidth(look.px(WIDTH))

    def show_step(self, step: Mapping[str, Any]) -> None:
        """Show a stage from a report's JSON form."""
        cleared(self._box)
        self._box.addWidget(self._head(step))
        if step["said"]:
            self._box.addWidget(self._quote(str(step["said"])))
        if step["cause"]:
            self._box.addWidget(self._section(self._say("Causa"), [self._sentence(str(step["cause"]))]))
        if step["remedy"]:
            self._box.addWidget(self._section(self._say("O que fazer"), self._remedy(str(step["remedy"]))))
        if step["who"]:
            self._box.addWidget(self._party(str(step["who"])))
        if not any((step["said"], step["cause"], step["remedy"])):
            self._box.addWidget(label(self._nothing(step["state"]), "note", wrap=True))
        self._box.addStretch()

    def _sentence(self, text: str) -> QLabel:
        """Wrapped; without a minimum its height would be that of a narrow column."""
        made = label(text, wrap=True)
        made.setMinimumWidth(self.width() - 64)
        return made

    def _nothing(self, state: str) -> str:
        if state == "skipped":
            return self._say("Esta etapa não foi executada.")
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
    """Long words of a server may be broken after a dot, a slash or an equals sign."""
    return re.sub(r"([./=@_-])(?=\S{12})", "\\1\u200b", text)
