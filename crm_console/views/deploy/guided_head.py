"""The top of a guided window: the step, the vendor's menu path, how far the batch is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_console.services.deploy.guided import Counted
from crm_console.services.deploy.steps import Step
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import ElidingLabel, icon_button, label, surface
from crm_console.views.window.menu_path import MenuPath


class GuidedHead(QWidget):
    """`path_asked` to copy the path, `list_asked` for all records."""

    path_asked = Signal()
    list_asked = Signal()

    def __init__(self, kit: Kit, step: Step, *, many: bool) -> None:
        super().__init__()
        self._kit = kit
        say = kit.say
        surface("window", self)
        self.path = MenuPath(kit.look)
        self.copy_path = icon_button(kit.look, "copy", say("Copiar o caminho do menu"), self.path_asked.emit)
        self.list_button = icon_button(
            kit.look, "list-filter", say("Todos os registros (Ctrl+L)"), self.list_asked.emit)
        self.bar, self.count = QProgressBar(), label("", "label")
        for each in (self.copy_path, self.list_button):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it copies
        self.path.show_path("", step.menu)
        self.path.setVisible(bool(step.menu))
        self.copy_path.setVisible(bool(step.menu))
        self.list_button.setVisible(many)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Andamento"))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 10, 10)
        box.setSpacing(4)
        for wide, narrow in ((ElidingLabel(say(step.title), "strong"), self.list_button), (self.path, self.copy_path),
                             (self.bar, self.count)):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(wide, 1)
            line.addWidget(narrow)
            box.addLayout(line)

    def show_progress(self, counted: Counted, seen: int, *, looking: bool) -> None:
        """How many are done, and how many of them the tenant showed."""
        say = self._kit.say
        self.bar.setRange(0, max(counted.total, 1))
        self.bar.setValue(counted.done)
        words = say("{done} de {total}", done=counted.done, total=counted.total)
        if seen:
            words = say("{count} · {seen} no tenant", count=words, seen=seen)
        elif looking:
            words = say("{count} · conferindo", count=words)
        self.count.setText(words)
