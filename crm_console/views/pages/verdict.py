"""The strip above a test: the verdict as a sentence, when and from where, what can be done now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from crm_console.core.text import Language
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import ElidingLabel, label, restyle

ICONS = {"ok": "circle-check", "warn": "triangle-alert", "fail": "circle-x", "skip": "circle-dashed", "info": "loader"}


class Verdict(QFrame):
    """Its buttons are there for who connects them; `seen_button` says that what was sent has come."""

    def __init__(self, look: Look, language: Language) -> None:
        super().__init__()
        self._look, self._tone = look, "skip"
        say = language.say
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon, self._said, self._where = QLabel(), label("", "verdict", wrap=True), ElidingLabel("", "note")
        self.again_button = button(look, say("Testar de novo"), lambda: None, "", "refresh-cw")
        self.copy_button = button(look, say("Copiar como texto"), lambda: None, "primary", "copy")
        self.stop_button = button(look, say("Parar"), lambda: None, "", "square")
        self.seen_button = button(look, "", lambda: None, "", "check")
        self.compare_button = button(look, say("Comparar com"), lambda: None, "quiet", "history")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._said)
        texts.addWidget(self._where)
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 12, 16, 12)
        line.setSpacing(14)
        line.addWidget(self._icon)
        line.addLayout(texts, 1)
        for made in (self.compare_button, self.seen_button, self.again_button, self.stop_button, self.copy_button):
            line.addWidget(made)
        look.changed.connect(self._draw)
        self._draw()

    @property
    def said(self) -> str:
        """The verdict."""
        return self._said.text()

    @property
    def where(self) -> str:
        """The line below it."""
        return self.accessibleName()

    def show_running(self, title: str, doing: str) -> None:
        """It is under way."""
        self._show("info", title, doing, running=True)

    def show_ended(self, tone: str, said: str, where: str) -> None:
        """It has ended."""
        self._show(tone, said, where, running=False)

    def offer_seen(self, words: str) -> None:
        """Let a person say that the message or the file has come."""
        self.seen_button.setText(words)
        self.seen_button.setVisible(bool(words))

    def _show(self, tone: str, said: str, where: str, *, running: bool) -> None:
        self._said.setText(said)
        self._where.set_whole(where)
        self.stop_button.setVisible(running)
        self.again_button.setVisible(not running)
        self.copy_button.setVisible(not running)
        self.compare_button.setVisible(False)
        self.seen_button.setVisible(False)
        self.setAccessibleName(f"{said}. {where}")
        if tone != self._tone:
            self._tone = tone
            self._draw()

    def _draw(self) -> None:
        self.setProperty("strip", self._tone)
        self._icon.setPixmap(self._look.pixmap(ICONS[self._tone], self._tone, 32))
        restyle(self)
