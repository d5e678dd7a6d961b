"""*Mudar gestor…* by keys: who goes, to whom, who comes along, and why not where it cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from crm_console.models import fields
from crm_console.models.user import User
from crm_console.services.hierarchy import Hierarchy, moved, moving, refusal, with_below
from crm_console.views.editors.link import LinkEditor
from crm_console.views.kit import Kit
from crm_console.views.records.choosers import Chooser


class ChangeManager(Chooser):
    """One commit; everyone below comes along."""

    def __init__(self, kit: Kit, parent: QWidget, tree: Hierarchy, uids: Sequence[str]) -> None:
        say = kit.say
        super().__init__(kit, parent, say("Mudar gestor"), say(with_below(tree, uids)), say("Mudar gestor"))
        self._tree = tree
        self._uids = list(uids)
        self.manager = LinkEditor(kit, fields(User)["manager"])
        self.manager.widget.setObjectName("new_manager")
        self.manager.widget.setAccessibleName(say(fields(User)["manager"].label))
        self.manager.edited.connect(self._look)
        self.body.addWidget(self.manager.widget)
        self._look()

    def perform(self) -> None:
        """Write it."""
        manager = self.manager.value()
        if manager is not None:
            self.commit(moving(self._tree, self._uids, manager),
                        self.kit.say(moved(self._tree, self._uids, manager)))

    def _look(self) -> None:
        manager = self.manager.value()
        refused = refusal(self._tree, self._uids, manager) if manager else None
        self.do.setEnabled(manager is not None and refused is None and bool(
            moving(self._tree, self._uids, manager)))
        if refused is not None:
            self.refused.tell(self.kit.say("Não dá."), self.kit.say(refused))
        else:
            self.refused.hide()
        self.preview.setText(self.kit.say("Escolha o novo gestor; quem está abaixo vai junto.") if manager is None else
                             self.kit.say(moved(self._tree, self._uids, manager)))
