"""LINKS: a set of records as a list to tick, with a filter, a count, all and none. Also the chooser of branches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_console.core.fields import Field
from crm_console.core.record import Record
from crm_console.store import queries
from crm_console.views.editors.editor import Editor
from crm_console.views.editors.link import placed
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import button, label
from crm_console.views.parts.search_field import SearchField

HEIGHT = 150  # five rows: enough to choose among, and the fields below stay in sight
SHOWN = 500  # rows on screen; the filter reaches the rest


class _Ticks(QListWidget):
    """As high as asked for; a layout may give it more."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self._height = height
        self.setMinimumHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height)


class LinksEditor(Editor):
    """The ticked uids; what the filter hides stays ticked. `equal` narrows what can be ticked."""

    def __init__(self, kit: Kit, field: Field, equal: Mapping[str, Any] | None = None) -> None:
        super().__init__(kit, field)
        self._equal = dict(equal or {})
        self._ticked: set[str] = set()
        self._filling = False
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.search = SearchField(kit.look, kit.say("Filtrar"))
        self.list = _Ticks(kit.look.px(HEIGHT))
        self.list.setAccessibleName(kit.say(field.label))
        self.list.setProperty("role", "framed")
        self._count = label("", "note")
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        self.all_button = button(kit.say("Marcar todos"), "link", lambda: self._tick_shown(True))
        self.none_button = button(kit.say("Desmarcar todos"), "link", lambda: self._tick_shown(False))
        foot.addWidget(self.all_button)
        foot.addWidget(self.none_button)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.widget.setFocusProxy(self.search)
        self.search.textChanged.connect(lambda _: self._fill())
        self.list.itemChanged.connect(self._changed)
        self._fill()

    def value(self) -> frozenset[str]:
        """The uids of what is ticked."""
        return frozenset(self._ticked)

    def set_value(self, value: Any) -> None:
        """Tick these uids."""
        self._ticked = set(value or ())
        self._fill()

    def _listing(self) -> queries.Listing:
        return queries.Listing(self.field.target, self.search.text(), equal=self._equal)

    def _fill(self) -> None:
        self._filling = True
        self.list.clear()
        for record in queries.page(self.kit.workspace.store, self._listing(), 0, SHOWN):
            item = QListWidgetItem(self._words(record))
            item.setData(Qt.ItemDataRole.UserRole, record.uid)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if record.uid in self._ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._filling = False
        self._tell()

    def _words(self, record: Record) -> str:
        return placed(self.kit.workspace.store, record)

    def _changed(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        uid = item.data(Qt.ItemDataRole.UserRole)
        (self._ticked.add if item.checkState() is Qt.CheckState.Checked else self._ticked.discard)(uid)
        self._tell()
        self.edited.emit()

    def _tick_shown(self, ticked: bool) -> None:
        total = queries.count(self.kit.workspace.store, self._listing())
        uids = {r.uid for r in queries.page(self.kit.workspace.store, self._listing(), 0, total)}
        self._ticked = self._ticked | uids if ticked else self._ticked - uids
        self._fill()
        self.edited.emit()

    def _tell(self) -> None:
        total = queries.count(self.kit.workspace.store, self._listing())
        self._count.setText(self.kit.say("{ticked} marcados · {total} na lista", ticked=len(self._ticked), total=total))
