"""What the tabs of Configurações gerais share: a page that scrolls, writes each change at once and hears of others'."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_console.core.text import Text
from crm_console.store.change import Applied, Change
from crm_console.views.kit import Kit
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import label, surface
from crm_console.views.parts.pill import Pill

MARGIN = 24


class SettingsTab(QScrollArea):
    """A subclass fills `column`, and `refresh` shows what is stored."""


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
        Commits(kit.workspace.store, self).changed.connect(self._on_changed)

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
        """One commit, which the status bar tells by itself; the sentence that refused it, or None."""
        if not changes:
            return None
        outcome = self.kit.workspace.edits.apply(changes, label)
        if not isinstance(outcome, Applied):
            return outcome.problems[0].text
        return None

    def go_to(self, widget: QWidget) -> None:
        """Focus a cell and bring it into sight."""
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(widget)

    def _on_changed(self, types: frozenset[str]) -> None:
        if types & self._watched:
            self.refresh()
