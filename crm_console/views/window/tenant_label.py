"""Beside every page's title: the environment and the tenant. Production is told apart at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from crm_console.core.text import N_, Language, Text
from crm_console.store.connections import Connection
from crm_console.views.look.look import Look
from crm_console.views.parts.labels import label, restyle

ENVIRONMENTS: Mapping[str, tuple[str, str, Text]] = {
    "production": ("surface", "lock-keyhole", N_("Produção")),
    "homologation": ("hand", "flask-conical", N_("Homologação")),
    "rehearsal": ("ok", "test-tube", N_("Ensaio")),
    "unknown": ("warn", "circle-help", N_("Ambiente desconhecido"))}


class TenantLabel(QFrame):
    """Hidden while nobody is signed in."""

    def __init__(self, look: Look, language: Language) -> None:
        super().__init__()
        self._look, self._language = look, language
        self._known: Connection | None = None
        self._frame = QFrame()
        self._mark, self._word, self._name = QLabel(), label("", "small"), label("", "strong")
        inner = QHBoxLayout(self._frame)
        inner.setContentsMargins(6, 2, 8, 2)
        inner.setSpacing(4)
        inner.addWidget(self._mark)
        inner.addWidget(self._word)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._frame, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignVCenter)
        look.changed.connect(self._draw)
        self.hide()

    def tell(self, known: Connection | None) -> None:
        """Show this sign-in's tenant."""
        self._known = known
        self.setVisible(known is not None)
        if known is not None:
            word = self._language.say(ENVIRONMENTS[known.environment][2])
            self._word.setText(word)
            self._name.setText(known.tenant)
            self.setAccessibleName(f"{word} {known.tenant}")
            self._draw()

    def _draw(self) -> None:
        if self._known is None:
            return
        tone, icon, _ = ENVIRONMENTS[self._known.environment]
        self._mark.setPixmap(self._look.pixmap(icon, tone, 12))
        self._frame.setProperty("environment", self._known.environment)
        self._word.setProperty("environment", self._known.environment)
        restyle(self._frame)
        restyle(self._word)
