"""The permission matrix as a table: keys, mouse, folding. What a fill changes is asked of whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_console.models.role import ACTIONS
from crm_console.services.permissions import Cell
from crm_console.views.access.permission_faces import HEIGHT, Faces
from crm_console.views.access.permission_heads import HEAD, ActionHead, ResourceHead
from crm_console.views.access.permission_model import VALUES, MatrixModel
from crm_console.views.kit import Kit
from crm_console.views.look import paint
from crm_console.views.parts.labels import label, surface

FIRST, COLUMN = 0.34, 80  # the first column's share of the width; a column is at least so wide
LEAST, MOST = 176, 320
SET = {Qt.Key.Key_S: True, Qt.Key.Key_N: False, Qt.Key.Key_Space: None}
Index = QModelIndex | QPersistentModelIndex


class _Delegate(QStyledItemDelegate):
    def __init__(self, kit: Kit, faces: Faces, model: MatrixModel) -> None:
        super().__init__()
        self._look, self._faces, self._model = kit.look, faces, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, face, line, ring."""
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tokens, row = self._look.tokens, index.row()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(tokens.selected))
        elif self._model.lines[row].resource is None:
            painter.fillRect(box, QColor(tokens.sunken))
        painter.fillRect(box.x(), box.y() + box.height() - 1, box.width(), 1, QColor(tokens.line))
        self._faces.draw(painter, box, self._model.face(row, index.column()))
        if state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, self._look, box)


class PermissionView(QTableView):
    """`fill_asked(cells, value)` with value True, False or None (toggle); `copied`; `paste_asked`; `moved`."""

    fill_asked = Signal(list, object)
    copied = Signal()
    paste_asked = Signal()
    moved = Signal()

    def __init__(self, kit: Kit, model: MatrixModel, *, writable: bool, column: int = COLUMN) -> None:
        super().__init__()
        self._kit, self.matrix, self.writable, self._column = kit, model, writable, column
        self._pressed = QPersistentModelIndex()
        self.menu = QMenu(self)
        self.setModel(model)
        self._delegate = _Delegate(kit, model.faces, model)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(ActionHead(kit, model.faces, self))
        self.setVerticalHeader(ResourceHead(kit, self))
        self._corner = self._make_corner()
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_context)
        self.horizontalHeader().sectionClicked.connect(self._on_column)
        self.verticalHeader().sectionClicked.connect(self._on_row)
        self.setAccessibleName(kit.say("Matriz de permissões"))
        kit.look.changed.connect(self._on_look)
        self._lay_out()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The heads follow the focused cell."""
        super().currentChanged(current, previous)
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first column takes its share."""
        super().resizeEvent(event)
        self._lay_out()

    def chosen_cells(self) -> list[Cell]:
        """The cells of the selection; a module's head stands for all of its resources."""
        found: dict[Cell, None] = {}
        for part in self._parts():
            for row in range(part.top(), part.bottom() + 1):
                for column in range(part.left(), part.right() + 1):
                    found.update(dict.fromkeys(self.matrix.cells(row, column)))
        return list(found)

    def chosen_block(self) -> tuple[list[str], list[str]]:
        """The resources and actions that the selection spans."""
        rows: set[int] = set()
        columns: set[int] = set()
        for part in self._parts():
            rows.update(range(part.top(), part.bottom() + 1))
            columns.update(range(part.left(), part.right() + 1))
        found = [self.matrix.lines[row].resource for row in sorted(rows)]
        return [r.uid for r in found if r is not None], [VALUES[column] for column in sorted(columns)]

    def block_from_current(self) -> tuple[list[str], list[str]]:
        """The resources and actions from the upper left of the selection to the end of the matrix."""
        parts = self._parts()
        top = min((part.top() for part in parts), default=max(self.currentIndex().row(), 0))
        left = min((part.left() for part in parts), default=max(self.currentIndex().column(), 0))
        found = [line.resource for line in self.matrix.lines[top:]]
        return [r.uid for r in found if r is not None], list(VALUES[left:])

    def set_column(self, width: int) -> None:
        """How wide a column is at least."""
        self._column = width
        self._lay_out()

    def go_to(self, resource: str, action: str = "") -> None:
        """Put the focus on a resource's cell."""
        place = self.matrix.place(resource, action)
        if place is not None:
            self._go(place)
            self.scrollTo(place)

    def fold(self, row: int, *, closed: bool) -> None:
        """Fold the module of a line, and stay on it."""
        column, name = max(self.currentIndex().column(), 0), self.matrix.lines[row].module.name
        held = self.verticalScrollBar().value()
        self.matrix.fold(name, closed=closed)
        head = next(at for at, line in enumerate(self.matrix.lines) if line.module.name == name)
        self.verticalScrollBar().setValue(held)
        self._go(self.matrix.index(head, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """S, N and space fill; arrows at a module's head fold; Ctrl+C and Ctrl+V carry a rectangle."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        elif not (self._fold_key(event) or self._fill_key(event)):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a pill toggles it; the press is remembered until the release."""
        plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()) if plain else QModelIndex())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Released where it was pressed, on the pill: toggle. Elsewhere it was a drag."""
        super().mouseReleaseEvent(event)
        point, pressed = event.position().toPoint(), self._pressed
        index = self.indexAt(point)
        self._pressed = QPersistentModelIndex()
        if not self.writable or not index.isValid() or QPersistentModelIndex(index) != pressed:
            return
        face = self.matrix.face(index.row(), index.column())
        if self.matrix.faces.box(self.visualRect(index), face).contains(point):
            self.fill_asked.emit(self.matrix.cells(index.row(), index.column()), None)

    def choose(self, top: int, left: int, bottom: int, right: int) -> None:
        """Select a rectangle."""
        index = self.matrix.index
        self.selectionModel().select(QItemSelection(index(top, left), index(bottom, right)),
                                     QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def fill_menu(self) -> QMenu:
        """The fills that the focused cell offers: selection, row, column, module, everything shown."""
        self.menu.clear()
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if row < 0:
            return self.menu
        line, say = self.matrix.lines[row], self._kit.say
        action, every = say(ACTIONS[column].label), self.matrix.resources()
        chosen = self.chosen_cells()
        self._fills(say("Seleção ({count})", count=len(chosen)), chosen, keys=True)
        self._fills(self.matrix.title(row), [(r.uid, value) for r in line.resources for value in VALUES])
        if line.resource is not None:
            self._fills(f"{line.module.name}, {action}", [(r.uid, VALUES[column]) for r in line.module.resources])
        self._fills(say("{action}, tudo o que está na lista", action=action), [(r.uid, VALUES[column]) for r in every])
        self.menu.addSeparator()
        self._act(say("Copiar") + "\tCtrl+C", self.copied.emit)
        self._act(say("Colar") + "\tCtrl+V", self.paste_asked.emit, enabled=self.writable)
        return self.menu

    def column_menu(self, column: int) -> QMenu:
        """The fills of a column's head."""
        self.menu.clear()
        every = [(r.uid, VALUES[column]) for r in self.matrix.resources()]
        self._fills(self._kit.say(ACTIONS[column].label), every)
        return self.menu

    def _fills(self, what: str, cells: list[Cell], *, keys: bool = False) -> None:
        for words, value, key in ((self._kit.say("{what}: sim", what=what), True, "\tS"),
                                  (self._kit.say("{what}: não", what=what), False, "\tN")):
            self._act(words + (key if keys else ""), partial(self.fill_asked.emit, cells, value),
                      enabled=self.writable and bool(cells))

    def _act(self, words: str, do: Callable[[], object], *, enabled: bool = True) -> None:
        action = self.menu.addAction(words)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked: do())

    def _fill_key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key not in SET or not self.currentIndex().isValid():
            return False
        last_row, last_column = len(self.matrix.lines) - 1, len(VALUES) - 1
        at = self.currentIndex()
        if key is Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.choose(0, at.column(), last_row, at.column())
        elif key is Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.choose(at.row(), 0, at.row(), last_column)
        elif modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            if self.writable:
                self.fill_asked.emit(self.chosen_cells(), SET[key])
        else:
            return False
        return True

    def _fold_key(self, event: QKeyEvent) -> bool:
        at = self.currentIndex()
        if not at.isValid() or self.matrix.lines[at.row()].resource is not None or event.modifiers() & (
                Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            return False
        closed = self.matrix.lines[at.row()].module.name in self.matrix.closed
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fold(at.row(), closed=not closed)
        elif key is Qt.Key.Key_Left and not closed and at.column() == 0:
            self.fold(at.row(), closed=True)
        elif key is Qt.Key.Key_Right and closed:
            self.fold(at.row(), closed=False)
        else:
            return False
        return True

    def _go(self, place: Index) -> None:
        # Whatever keys are held down meanwhile: the one cell.
        self.selectionModel().setCurrentIndex(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _parts(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(at) for at in range(selection.size())]

    def _make_corner(self) -> QWidget:
        made = surface("sunken")
        made.setParent(self)
        row = QHBoxLayout(made)
        row.setContentsMargins(self._kit.look.px(18), 0, 8, 0)
        row.addWidget(label(self._kit.say("Recurso"), "label"))
        return made

    def _on_row(self, row: int) -> None:
        line = self.matrix.lines[row]
        if line.resource is None:
            self.fold(row, closed=line.module.name not in self.matrix.closed)

    def _on_column(self, column: int) -> None:
        head = self.horizontalHeader()
        if self.writable:
            self.column_menu(column).popup(head.viewport().mapToGlobal(
                QPoint(head.sectionViewportPosition(column), head.height())))

    def _on_context(self, point: QPoint) -> None:
        self.fill_menu().popup(self.viewport().mapToGlobal(point))

    def _on_look(self) -> None:
        head = self.verticalHeader()
        assert isinstance(head, ResourceHead)
        head.set_height()
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._kit.look.px
        self.horizontalHeader().setMinimumSectionSize(px(self._column))
        width = max(px(LEAST), min(px(MOST), round(self.width() * FIRST), self.width() - 7 * px(self._column) - 12))
        self.verticalHeader().setFixedWidth(width)
        self.horizontalHeader().setFixedHeight(px(HEAD))
        self.verticalHeader().setDefaultSectionSize(px(HEIGHT))
        self._corner.setGeometry(0, 0, width, px(HEAD))
        self.updateGeometries()
