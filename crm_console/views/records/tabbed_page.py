"""A page of tabs, each made when it is first looked at, with counts and problem icons before the titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.jobs import Done, Outcome
from crm_console.core.text import Text
from crm_console.services.findings import states_job
from crm_console.store import queries
from crm_console.views.kit import Kit
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import rule, surface
from crm_console.views.parts.tab_bar import TabBar

JUDGED = 5000  # above this many records the tabs show no problem icons: judging all on each change takes too long
JUDGE_MS = 150


@dataclass(frozen=True)
class PageTab:
    """One tab: its title, the vendor's menu path, the record types whose problems it shows, and how it is built.

    The number behind the title counts the first type; a tab with `counted` False shows none.
    """

    id: str
    title: Text
    menu: tuple[str, ...]
    types: tuple[str, ...]
    build: Callable[[], QWidget]
    counted: bool = True


class TabbedPage(QWidget):
    """`tab_changed` when another tab comes up; `said(words)` is for the status bar."""

    said = Signal(str)
    tab_changed = Signal()

    def __init__(self, kit: Kit, tabs: Sequence[PageTab]) -> None:
        super().__init__()
        self.kit = kit
        self.tabs = list(tabs)
        self.built: dict[str, QWidget] = {}
        surface(widget=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = TabBar(kit.look, [kit.say(tab.title) for tab in self.tabs])
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 24, 0)
        head.addWidget(self.bar)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(rule())
        self.above = QVBoxLayout()
        column.addLayout(self.above)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.bar.chosen.connect(self._turn)
        Commits(kit.workspace.store, self).changed.connect(lambda _: self._count())
        self._judging = QTimer(self, singleShot=True, interval=JUDGE_MS)
        self._judging.timeout.connect(self._judge)
        self._released = self._under_way = False

    def start(self) -> None:
        """Show the first tab; called once the subclass is ready to build it."""
        self._turn(0)
        self._count()

    @property
    def menu_path(self) -> tuple[str, ...]:
        """The vendor's menu path of the tab on top."""
        return self.tabs[self.bar.current].menu

    def tab(self, tab_id: str) -> QWidget:
        """A tab's widget, made when it is first asked for."""
        if tab_id not in self.built:
            made = next(tab for tab in self.tabs if tab.id == tab_id).build()
            self.built[tab_id] = made
            self.stack.addWidget(made)
        return self.built[tab_id]

    def turn_to(self, tab_id: str) -> QWidget:
        """Bring a tab up."""
        self.bar.choose([tab.id for tab in self.tabs].index(tab_id))
        return self.tab(tab_id)

    def tab_of(self, type_name: str) -> str:
        """The first tab that shows records of this type."""
        return next(tab.id for tab in self.tabs if type_name in tab.types)

    def show_record(self, type_name: str, uid: str, field: str = "") -> None:
        """Turn to a record, and to one of its fields. A tab that is no list of records has its own `show_record`."""
        shown = self.turn_to(self.tab_of(type_name))
        shown.reach(uid, field)  # type: ignore[attr-defined]

    def flush(self) -> None:
        """Write pending drafts."""
        for made in self.built.values():
            if hasattr(made, "flush"):
                made.flush()

    def release(self) -> None:
        """Another desk takes over."""
        self._released = True
        self._judging.stop()
        for made in self.built.values():
            if hasattr(made, "release"):
                made.release()

    def _turn(self, index: int) -> None:
        self.stack.setCurrentWidget(self.tab(self.tabs[index].id))
        self.tab_changed.emit()

    def _count(self) -> None:
        store = self.kit.workspace.store
        types = tuple(dict.fromkeys(name for tab in self.tabs for name in tab.types))
        counts = {name: queries.count(store, queries.Listing(name)) for name in types}
        for at, tab in enumerate(self.tabs):
            if tab.counted and tab.types:
                self.bar.set_count(at, counts[tab.types[0]])
        if sum(counts.values()) > JUDGED:
            self._show_states(Done({}))
        else:
            self._judging.start()

    def _judge(self) -> None:
        """Judging reads all records: aside, once after many commits, and only where somebody looks."""
        if self._released or not self.isVisible():
            return
        if self._under_way:
            self._judging.start()
            return
        self._under_way = True
        types = tuple(dict.fromkeys(name for tab in self.tabs for name in tab.types))
        self.kit.runner.start(states_job(self.kit.workspace.store, types)).finished.connect(self._show_states)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked is judged now."""
        super().showEvent(event)
        self._count()

    def _show_states(self, outcome: Outcome[dict[str, str]]) -> None:
        self._under_way = False
        if self._released or not isinstance(outcome, Done):
            return
        for at, tab in enumerate(self.tabs):
            mine = {outcome.value.get(name, "") for name in tab.types}
            self.bar.set_problem(at, "fail" if "fail" in mine else "warn" if "warn" in mine else "")
