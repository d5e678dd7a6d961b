"""A guided batch as a table: find a record and go to it, copy rows or a column as text. Secrets are only mentioned."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from crm_console.core.codecs import fold
from crm_console.core.text import Nn_
from crm_console.services.deploy.guided import MANY, Guided
from crm_console.views.deploy.guided_words import state_of
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import ElidingLabel
from crm_console.views.parts.search_field import SearchField

Index = QModelIndex | QPersistentModelIndex
FILTER_MS, ROW = 120, 32


class BatchModel(QAbstractTableModel):
    """The records as rows; their cells are made when somebody looks."""

    def __init__(self, kit: Kit, guided: Guided, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._guided = kit, guided
        self.heads = [kit.say("Registro"), *guided.heads(kit.language)]
        self._cells: dict[int, dict[str, str]] = {}
        self.places: Sequence[int] = range(len(guided.items))

    def rowCount(self, parent: Index | None = None) -> int:
        """The records that the filter leaves."""
        return 0 if parent is not None and parent.isValid() else len(self.places)

    def columnCount(self, parent: Index | None = None) -> int:
        """Record and fields."""
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The labels of the vendor's screen."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text; the first column has the state as its icon."""
        place = self.places[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(place, index.column())
        if index.column() or role not in (Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        later = self._guided.items[place].uid in self._guided.later
        state = state_of(self._kit, self._guided.state(place), later=later)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.text(place, 0)}. {state.word}"
        return self._kit.look.icon(state.icon, state.name, 14)

    def text(self, place: int, column: int) -> str:
        """One cell."""
        if column == 0:
            return self._guided.items[place].title
        if place not in self._cells:
            self._cells[place] = self._guided.cells(place, self._kit.language)
        return self._cells[place].get(self.heads[column], "")

    def filter(self, words: str) -> None:
        """Leave only what holds these words; in a very long batch the titles are searched."""
        wanted = fold(words)
        columns = range(len(self.heads)) if len(self._guided.items) <= MANY else range(1)
        self.beginResetModel()
        self.places = [place for place in range(len(self._guided.items)) if not wanted or any(
            wanted in fold(self.text(place, column)) for column in columns)]
        self.endResetModel()


class _Table(QTableView):
    opened = Signal()
    copied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)


class BatchTable(QWidget):
    """`chosen(place)` goes to a record; `copied(text, words)`: what to put on the clipboard, and how to say it."""

    chosen = Signal(int)
    copied = Signal(str, str)

    def __init__(self, kit: Kit, guided: Guided) -> None:
        super().__init__()
        self._kit = kit
        say = kit.say
        self.search = SearchField(kit.look, say("Filtrar registros"))
        self.model = BatchModel(kit, guided, self)
        self.table = self._made()
        self.count = ElidingLabel("", "note")
        self.rows_button = button(kit.look, say("Copiar linhas"), self.copy_rows, "", "copy")
        self.column_button = button(kit.look, say("Copiar coluna"), self.copy_column, "", "copy")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 12)
        box.setSpacing(8)
        box.addWidget(self.search)
        box.addWidget(self.table, 1)
        box.addWidget(self.count)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.rows_button)
        line.addWidget(self.column_button)
        line.addStretch(1)
        box.addLayout(line)
        self._soon = QTimer(self, singleShot=True, interval=FILTER_MS)
        self._soon.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.search.returnPressed.connect(self._choose_first)
        self.table.opened.connect(self._choose)
        self.table.doubleClicked.connect(lambda _: self._choose())
        self.table.copied.connect(self.copy_rows)
        self._tell()

    def show_place(self, place: int) -> None:
        """Show the states anew, this record chosen."""
        if place in self.model.places:
            self.table.setCurrentIndex(self.model.index(list(self.model.places).index(place), 0))
        self.table.viewport().update()
        self._tell()

    def copy_rows(self) -> None:
        """The chosen rows with their heads; without a choice of several, all that are shown."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        rows = rows if len(rows) > 1 else list(range(self.model.rowCount()))
        lines = [self.model.heads, *([self.model.text(self.model.places[row], column)
                                      for column in range(len(self.model.heads))] for row in rows)]
        self.copied.emit("\n".join("\t".join(line) for line in lines), self._kit.say(
            Nn_("{count} linha copiada", "{count} linhas copiadas", len(rows))))

    def copy_column(self) -> None:
        """The column of the current cell, one value a line."""
        column = max(self.table.currentIndex().column(), 0)
        values = [self.model.text(place, column) for place in self.model.places]
        self.copied.emit("\n".join(values), self._kit.say(Nn_(
            "Coluna {name} copiada: {count} valor", "Coluna {name} copiada: {count} valores", len(values),
            name=self.model.heads[column])))

    def _made(self) -> _Table:
        made = _Table()
        made.setProperty("role", "plain")
        made.setModel(self.model)
        made.setAccessibleName(self._kit.say("Todos os registros"))
        made.verticalHeader().hide()
        made.verticalHeader().setDefaultSectionSize(self._kit.look.px(ROW))
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setTabKeyNavigation(False)
        made.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setWordWrap(False)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = made.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultSectionSize(self._kit.look.px(132))
        made.setColumnWidth(0, self._kit.look.px(216))
        header.sectionClicked.connect(lambda at: made.setCurrentIndex(self.model.index(0, at)))
        return made

    def _choose(self) -> None:
        if self.table.currentIndex().isValid():
            self.chosen.emit(self.model.places[self.table.currentIndex().row()])

    def _choose_first(self) -> None:
        self._filter()
        if self.model.places:
            self.chosen.emit(self.model.places[0])

    def _filter(self) -> None:
        self._soon.stop()
        self.model.filter(self.search.text())
        self._tell()

    def _tell(self) -> None:
        words = self._kit.say(Nn_("{count} registro", "{count} registros", self.model.rowCount()))
        if self.search.text():
            words = self._kit.say("{count}, filtrado por “{text}”", count=words, text=self.search.text())
        self.count.set_whole(words)
