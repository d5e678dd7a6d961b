"""The list of one type: filter, sort, count, *Cadastrar …*, and what can be done with the chosen rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QTableView, QVBoxLayout, QWidget

from crm_console.core.fields import Kind
from crm_console.core.text import Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.store.queries import Listing
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import ElidingLabel, button, icon_button, rule, surface
from crm_console.views.parts.search_field import SearchField
from crm_console.views.records.lack_filter import LackFilter
from crm_console.views.records.record_delegate import CAPTION_ROW, ROW, RecordDelegate
from crm_console.views.records.record_model import RECORD, RecordModel
from crm_console.views.records.row_words import RowWords

FILTER_MS = 120


class _Table(QTableView):
    opened = Signal()
    removing = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removing.emit()
        else:
            super().keyPressEvent(event)


class RecordList(QWidget):
    """`chosen(uid)` when the current row changes, `opened(uid)` on Enter; the rest asks for what its name says."""

    chosen = Signal(str)
    opened = Signal(str)
    new_asked = Signal()
    removing = Signal(list)
    menu_asked = Signal(list, QPoint)

    def __init__(self, kit: Kit, type_name: str, *, new_words: str, tested: bool,
                 lacks: Mapping[str, Text] | None = None) -> None:
        super().__init__()
        self._kit = kit
        self.lacks = LackFilter(kit, lacks or {})
        self._type = type_name
        self.words = RowWords(kit, type_name, tested=tested)
        group = "company" if "company" in fields(TYPES[type_name]) else ""
        self.model = RecordModel(kit.workspace.store, Listing(type_name, group=group), self)
        self._settling = False
        surface(widget=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(new_words))
        column.addWidget(rule())
        self.table = self._make_table()
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        self.count = ElidingLabel("", "note")
        self.clear = button(kit.say("Limpar filtro"), "link", self.clear_filters)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.clear)
        column.addLayout(foot)
        self._filtering = QTimer(self)
        self._filtering.setSingleShot(True)
        self._filtering.setInterval(FILTER_MS)
        self._filtering.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _: self._filtering.start())
        self.lacks.changed.connect(self._filter)
        kit.look.changed.connect(self._heights)
        self._settle()

    @property
    def current(self) -> str | None:
        """The uid of the current row."""
        record = self.table.currentIndex().data(RECORD)
        return record.uid if record else None

    def selected(self) -> list[str]:
        """The uids of the chosen rows."""
        found = [index.data(RECORD) for index in self.table.selectionModel().selectedRows()]
        return [record.uid for record in found if record is not None]

    @property
    def filtered(self) -> bool:
        """Whether some records are hidden."""
        return bool(self.model.listing.text or self.model.listing.lacking)

    def clear_filters(self) -> None:
        """Show all records."""
        self.search.clear()
        self.lacks.clear()
        self._filter()

    def choose(self, uid: str) -> bool:
        """Make a record the current row; False when the filter hides it."""
        row = self.model.row_of(uid)
        if row is None:
            return False
        self.table.setCurrentIndex(self.model.index(row, 0))
        self.table.scrollTo(self.model.index(row, 0))
        return True

    def highlight_none(self) -> None:
        """What is shown is no row of the list, as a record that is yet to be saved; the keyboard stays at its row."""
        self.table.clearSelection()

    def choose_first(self) -> None:
        """Make the first record the current row."""
        for row in range(min(self.model.rowCount(), 3)):
            if self.model.record(row) is not None:
                self.table.setCurrentIndex(self.model.index(row, 0))
                return

    def refresh(self) -> None:
        """Ask again, keeping the current row."""
        current, highlighted = self.current, bool(self.selected())
        self._settling = True
        self.words.refresh()
        self.model.refresh()
        if current:
            self.choose(current)
            if not highlighted:
                self.highlight_none()
        self._settling = False
        self._settle()

    def repaint_rows(self) -> None:
        """States changed, rows did not."""
        self.words.refresh()
        self.table.viewport().update()
        self._count()

    def repaint_tested(self, uids: Collection[str]) -> None:
        """Tests of these records began or ended."""
        self.words.refresh_reports(list(uids))
        self.table.viewport().update()

    def _head(self, new_words: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        say = self._kit.say
        self.search = SearchField(self._kit.look, say("Filtrar"))
        self.search.setObjectName("filter")
        self.sort = icon_button(self._kit.look, "list-filter", say("Ordenar"))
        self.sort.setMenu(self._sort_menu())
        self.new = button(new_words, "", self.new_asked.emit)
        self._kit.look.dress(self.new, "plus")
        self.new.setEnabled(not self._kit.workspace.read_only)
        row.addWidget(self.search, 1)
        row.addWidget(self.lacks.button)
        row.addWidget(self.sort)
        column.addLayout(row)
        column.addWidget(self.new)
        return column

    def _sort_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for f in fields(TYPES[self._type]).values():
            if not f.listed or f.kind is Kind.FLAG:
                continue
            for sign, words in (("", self._kit.say("{label}, crescente", label=self._kit.say(f.label))),
                                ("-", self._kit.say("{label}, decrescente", label=self._kit.say(f.label)))):
                action = menu.addAction(words)
                action.setCheckable(True)
                group.addAction(action)
                action.triggered.connect(lambda _=False, sort=sign + f.name: self._sort(sort))
        return menu

    def _make_table(self) -> _Table:
        table = _Table()
        table.setModel(self.model)
        table.setItemDelegate(RecordDelegate(self._kit.look, self.words))
        table.setAccessibleName(self._kit.say(TYPES[self._type].LABELS))
        table.horizontalHeader().hide()
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.setShowGrid(False)
        table.setMouseTracking(True)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(
            lambda point: self.menu_asked.emit(self.selected(), table.viewport().mapToGlobal(point)))
        table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        table.opened.connect(lambda: self.opened.emit(self.current) if self.current else None)
        table.removing.connect(lambda: self.removing.emit(self.selected()) if self.selected() else None)
        table.verticalHeader().setMinimumSectionSize(8)
        return table

    def _tell(self) -> None:
        if self.current and not self._settling:
            self.chosen.emit(self.current)

    def _sort(self, name: str) -> None:
        self.model.refresh(replace(self.model.listing, sort=(name,)))
        self._settle()

    def _filter(self) -> None:
        self.model.refresh(replace(self.model.listing, text=self.search.text(),
                                   lacking=self.lacks.chosen))
        self._settle()

    def _settle(self) -> None:
        self._heights()
        self._count()

    def _heights(self) -> None:
        header = self.table.verticalHeader()
        header.setDefaultSectionSize(self._kit.look.px(ROW))
        for row in self.model.caption_rows():
            header.resizeSection(row, self._kit.look.px(CAPTION_ROW))

    def _count(self) -> None:
        say, total = self._kit.say, self.model.total
        parts = [say(Nn_("{count} registro", "{count} registros", total))]
        if self.words.drafted:
            parts.append(say(Nn_("{count} rascunho", "{count} rascunhos", self.words.drafted)))
        if self.model.listing.text:
            parts.append(say("filtrado por “{text}”", text=self.model.listing.text))
        parts += self.lacks.words()
        self.count.set_whole(" · ".join(parts))
        self.clear.setVisible(self.filtered)

