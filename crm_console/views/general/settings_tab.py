"""What the tabs of Configurações gerais share: a page that scrolls, writes each change at once and hears of others'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_console.core.text import N_, Text
from crm_console.store.change import Applied, Change
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import label, surface
from crm_console.views.parts.pill import Pill

MARGIN = 24


class SettingsTab(QScrollArea):
    """`said(words)` for the status bar. A subclass fills `column`, and `refresh` shows what is stored."""

    said = Signal(str)
    _changed = Signal(object)

    def __init__(self, kit: Kit, watched: Sequence[str]) -> None:
        super().__init__()
        self.kit = kit
        self._watched = frozenset(watched)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        surface(widget=self)
        body = QWidget()
        surface(widget=body)
        body.setMinimumHeight(1)  # wrapped labels ask for far more than they need; the width gives the height
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(MARGIN, 16, MARGIN, 16)
        self.column.setSpacing(8)
        self.setWidget(body)
        # A commit may be made in a job's thread: the signal carries it to the window's.
        self._changed.connect(self._on_changed)
        self._stop_listening = kit.workspace.store.listen(self._changed.emit)
        self.destroyed.connect(lambda *_: self._stop_listening())

    @property
    def writable(self) -> bool:
        """Whether anything can be changed."""
        return not self.kit.workspace.read_only

    def add_title(self, words: str, unpublished: str) -> None:
        """The panel's title with the mark that says what the vendor does not publish."""
        pill = Pill(self.kit.look)
        pill.setObjectName("unpublished")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(words, "panel"))
        row.addWidget(pill)
        row.addStretch(1)
        self.column.addLayout(row)
        pill.tell("hand", "circle-help", unpublished)

    def refresh(self) -> None:
        """Show what is stored."""
        raise NotImplementedError

    def reach(self, uid: str, field: str = "") -> None:
        """Put the keyboard where this record's field is edited."""
        raise NotImplementedError

    def write(self, changes: Sequence[Change], label: Text) -> Text | None:
        """One commit; the sentence that refused it, or None."""
        if not changes:
            return None
        outcome = self.kit.workspace.edits.apply(changes, label)
        if not isinstance(outcome, Applied):
            return outcome.problems[0].text
        self.said.emit(self.kit.say(N_(
            "{label}: gravado às {at} (Ctrl+Z desfaz)", label=label, at=f"{datetime.now():%H:%M}")))
        return None

    def go_to(self, widget: QWidget) -> None:
        """Focus a cell and bring it into sight."""
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(widget)

    def _on_changed(self, types: frozenset[str]) -> None:
        if types & self._watched:
            self.refresh()
