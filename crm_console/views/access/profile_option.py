"""One option of a profile: a tick, where it is known from, and its own rename and removal."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from crm_console.core.record import Record
from crm_console.views.access.role_words import evidence
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import icon_button
from crm_console.views.parts.pill import Pill


class OptionRow(QWidget):
    """`ticked` when a person ticks it; `renamed(uid, name)`, `removed(uid)` ask for that."""

    ticked = Signal()
    renamed = Signal(str, str)
    removed = Signal(str)

    def __init__(self, kit: Kit, option: Record, *, ticked: bool) -> None:
        super().__init__()
        self._option = option
        self.name = option["name"]
        say, name = kit.say, self.name
        self.tick = QCheckBox(name)
        self.tick.setObjectName(f"option_{name}")
        self.tick.setChecked(ticked)
        self.tick.setEnabled(not kit.workspace.read_only)
        self.line = QLineEdit(name)
        self.line.setAccessibleName(say("Nome da opção"))
        self.face = QStackedWidget()
        self.face.addWidget(self.tick)
        self.face.addWidget(self.line)
        known = evidence(kit, option)
        pill = Pill(kit.look)
        pill.tell(known.name if known.name != "muted" else "skip", known.icon, known.word)
        self.rename = icon_button(kit.look, "pencil", say("Renomear {name}", name=name), self.begin)
        self.remove = icon_button(kit.look, "trash-2", say("Excluir {name}", name=name),
                                  lambda: self.removed.emit(option.uid))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self.face, 1)
        row.addWidget(pill, 0, Qt.AlignmentFlag.AlignVCenter)
        for made in (self.rename, self.remove):
            made.setEnabled(not kit.workspace.read_only)
            row.addWidget(made)
        self.setMaximumWidth(kit.look.px(720))
        self.face.setFixedHeight(kit.look.px(32))
        self.tick.clicked.connect(lambda _: self.ticked.emit())
        self.line.returnPressed.connect(self.finish)
        self.line.editingFinished.connect(self.leave)

    def begin(self) -> None:
        """Type another name."""
        self.face.setCurrentWidget(self.line)
        self.line.setFocus()
        self.line.selectAll()

    def finish(self) -> None:
        """Enter takes the new name."""
        name = self.line.text().strip()
        if name and name != self._option["name"]:
            self.renamed.emit(self._option.uid, name)

    def leave(self) -> None:
        """Leaving the line keeps the old name."""
        self.line.setText(self._option["name"])
        self.face.setCurrentWidget(self.tick)
