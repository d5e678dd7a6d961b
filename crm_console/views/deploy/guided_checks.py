"""Looks at the tenant after each *Feito*, one job after the other; what differs is told with a way back to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_console.core.jobs import Done, Outcome
from crm_console.services.deploy.guided import DIFFERS, SEEN, Checked, Guided
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import InlineProblem


class GuidedChecks(QWidget):
    """`looked` after each look, `back_asked(uid)` for the record that differs. Takes no room while nothing differs."""

    looked = Signal()
    back_asked = Signal(str)

    def __init__(self, kit: Kit, guided: Guided) -> None:
        super().__init__()
        self._kit, self._guided = kit, guided
        self.found: dict[str, Checked] = {}
        self._under_way, self._uid = 0, ""
        self.told = InlineProblem(kit.look)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 6, 14, 6)
        box.addWidget(self.told)
        self.told.fix_clicked.connect(self._go_back)
        self.told.second_clicked.connect(self._understood)
        self.hide()

    @property
    def looking(self) -> bool:
        """Whether a look is under way."""
        return self._under_way > 0

    @property
    def seen(self) -> int:
        """How many records the tenant showed as they should be."""
        return sum(1 for each in self.found.values() if each.state == SEEN)

    def look(self) -> None:
        """Look at the record in hand."""
        self._under_way += 1
        self._kit.runner.start(self._guided.checking()).finished.connect(self._take)

    def _take(self, outcome: Outcome[Checked]) -> None:
        self._under_way -= 1
        self._guided.refresh()
        if isinstance(outcome, Done):
            self._tell(outcome.value)
        self.looked.emit()

    def _tell(self, found: Checked) -> None:
        self.found[found.uid] = found
        if found.state == DIFFERS:
            say = self._kit.say
            self._uid = found.uid
            self.told.tell("fail", say("{title}: {said}", title=found.title or self._guided.step.title,
                                       said=found.said), say("Abrir"), say("Entendi"))
            self.show()

    def _go_back(self) -> None:
        self._understood()
        self.back_asked.emit(self._uid)

    def _understood(self) -> None:
        self.told.clear()
        self.hide()
