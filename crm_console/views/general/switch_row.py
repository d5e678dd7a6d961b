"""One switch: its name, the check box with the word, and the way back to not set."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.views.general.cells import FlagCell
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.labels import icon_button, label

STATE_WIDTH = 130


class SwitchRow(QWidget):
    """`chosen(value)` when a person changes it; `note` stands below the name."""

    chosen = Signal(object)

    def __init__(self, kit: Kit, name: str, words: str, note: str = "", *, writable: bool) -> None:
        super().__init__()
        self._kit, self._writable = kit, writable
        self.flag = FlagCell(kit, name, words)
        self.flag.setEnabled(writable)
        self.clear = icon_button(kit.look, "x", kit.say("Voltar a não definido"), lambda: self.flag.choose(None))
        self.clear.setObjectName(f"{name}.clear")
        self.clear.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # by keyboard it is Delete in the check box
        keeps = self.clear.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.clear.setSizePolicy(keeps)
        self.problem = InlineProblem(kit.look)
        self.flag.chosen.connect(self.chosen)
        self.flag.checkStateChanged.connect(lambda _: self._show_clear())
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 8, 4)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        said = label(words, wrap=True)
        said.setBuddy(self.flag)
        row.addWidget(said, 1)
        row.addWidget(self.flag)
        row.addWidget(self.clear)
        column.addLayout(row)
        if note:
            column.addWidget(label(note, "note", wrap=True))
        column.addWidget(self.problem)
        kit.look.changed.connect(self._resize)
        self._resize()
        self._show_clear()

    def _resize(self) -> None:
        self.flag.setFixedWidth(self._kit.look.px(STATE_WIDTH))

    def _show_clear(self) -> None:
        self.clear.setVisible(self._writable and self.flag.value is not None and self.flag.isEnabled())
