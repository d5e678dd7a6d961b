"""The tree of people: rows painted by one delegate, people dragged onto a new manager, everything also by keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from crm_console.services.hierarchy import refusal
from crm_console.views.access.hierarchy_drag import Drag
from crm_console.views.access.hierarchy_model import FOUND, UID, HierarchyModel, Index
from crm_console.views.kit import Kit
from crm_console.views.look import paint
from crm_console.views.look.look import Look

ROW, INDENT, EDGE, SCROLL_MS = 44, 20, 24, 40


class HierarchyTree(QTreeView):
    """`chosen(uid)`, `opened(uid)` on Enter, `moved(uids, manager)` on a drop, `dragging()` while one drags."""

    chosen = Signal(str)
    opened = Signal(str)
    moved = Signal(list, str)
    dragging = Signal()
    manager_asked = Signal()
    top_asked = Signal()

    def __init__(self, kit: Kit, model: HierarchyModel) -> None:
        super().__init__()
        self._look = kit.look
        self.people = model
        self.drag = Drag(lambda uids, manager: refusal(model.tree, uids, manager),
                         writable=not kit.workspace.read_only)
        self._settling = False
        self.setModel(model)
        self.setObjectName("hierarchy")
        self.setAccessibleName(kit.say("Hierarquia"))
        self.setItemDelegate(_Rows(kit.look, self))
        self.setHeaderHidden(True)
        self.setMouseTracking(True)
        self.setUniformRowHeights(True)
        self.setIndentation(kit.look.px(INDENT))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self._scrolling = QTimer(self, interval=SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self.selectionModel().currentChanged.connect(lambda *_: self._tell())

    @property
    def current(self) -> str | None:
        """Who is the current row."""
        return self.people.uid(self.currentIndex())

    def selected(self) -> list[str]:
        """Who is chosen."""
        return [uid for index in self.selectedIndexes() if (uid := self.people.uid(index))]

    def choose(self, uid: str) -> bool:
        """Make someone the current row; False where a search hides them."""
        index = self.people.index_of(uid)
        if not index.isValid():
            return False
        if uid != self.current:
            self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def settle(self, *, everything: bool, unfolded: set[str], current: str | None) -> None:
        """After a reset: unfold again, and find the current row again, without telling."""
        self._settling = True
        if everything:
            self.expandAll()
        else:
            for uid in unfolded:
                self.setExpanded(self.people.index_of(uid), True)
        if current:
            self.choose(current)
        self._settling = False

    def unfolded(self) -> set[str]:
        """Whose people are shown."""
        return {uid for uid in self.people.tree.under if uid and self.isExpanded(self.people.index_of(uid))}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, F2 changes the manager, Shift+F2 takes it away, Escape ends a drag."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self.drag.uids:
            self._end_drag()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
        elif key == Qt.Key.Key_F2:
            (self.top_asked if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self.manager_asked).emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose, and maybe begin to drag."""
        super().mousePressEvent(event)
        at = event.position().toPoint()
        uid = self.people.uid(self.indexAt(at))
        if event.button() == Qt.MouseButton.LeftButton and uid and self.visualRect(self.indexAt(at)).contains(at):
            self.drag.press(self.selected() or [uid], at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show whether the row below the mouse takes who is dragged."""
        at = event.position().toPoint()
        if not self.drag.uids:
            if self.drag.writable or not event.buttons():  # where no drag begins the rows on the way stay as they are
                super().mouseMoveEvent(event)
        elif self.drag.move(at, self.people.uid(self.indexAt(at))):
            self._show_drag(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop."""
        active = self.drag.active
        made = self.drag.drop()
        self._end_drag()
        if made is not None:
            self.moved.emit(*made)
        elif not active:
            super().mouseReleaseEvent(event)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground of the whole row first, then chevron and words."""
        box = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        chosen = self.selectionModel().isSelected(index)
        hovered = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) == index
        paint.selection(painter, self._look, box, selected=chosen, hovered=hovered and not self.drag.active)
        if self.drag.active and self.drag.over == index.data(UID):
            _, tint, line = self._look.tokens.state("fail" if self.drag.refused else "info")
            painter.fillRect(box, QColor(tint))
            painter.setPen(QPen(QColor(line), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        super().drawRow(painter, option, index)
        if chosen:  # the style has painted over it
            painter.fillRect(QRect(0, box.top(), 3, box.height()), QColor(self._look.tokens.accent_text))
        if index == self.currentIndex() and self.hasFocus():
            painter.save()
            paint.ring(painter, self._look, box, 2)
            painter.restore()

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """A chevron where people stand below."""
        if self.people.rowCount(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            paint.icon(painter, self._look, rect.right() - self._look.px(14), rect.center().y(), name, "muted", 14)

    def _tell(self) -> None:
        if self.current and not self._settling:
            self.chosen.emit(self.current)

    def _show_drag(self, at: QPoint) -> None:
        self.viewport().setCursor(Qt.CursorShape.ForbiddenCursor if self.drag.refused else
                                  Qt.CursorShape.DragMoveCursor)
        near = at.y() < EDGE or at.y() > self.viewport().height() - EDGE
        (self._scrolling.start if near and not self._scrolling.isActive() else
         self._scrolling.stop if not near else lambda: None)()
        self.viewport().update()
        self.dragging.emit()

    def _scroll_on(self) -> None:
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (-1 if at.y() < self.viewport().height() / 2 else 1) * self._look.px(ROW) // 2)

    def _end_drag(self) -> None:
        self.drag.cancel()
        self._scrolling.stop()
        self.viewport().unsetCursor()
        self.viewport().update()
        self.dragging.emit()


class _Rows(QStyledItemDelegate):
    """Name and number below; function and department under them."""

    def __init__(self, look: Look, tree: HierarchyTree) -> None:
        super().__init__(tree)
        self._look = look
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows alike."""
        return QSize(100, self._look.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw one person."""
        look, tokens = self._look, self._look.tokens
        card = self._tree.people.tree.card(index.data(UID))
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        upper = QRect(box.left() + 4, box.top() + look.px(4), box.width() - 16, look.px(18))
        if not card.function and not card.department:
            upper.moveTop(box.center().y() - look.px(9))
        below = str(card.below) if card.below else ""
        room = QFontMetrics(look.font(12)).horizontalAdvance(below) + 8 if below else 0
        paint.text(painter, upper, below, look.font(12), tokens.muted, Qt.AlignmentFlag.AlignRight)
        paint.text(painter, upper.adjusted(0, 0, -room, 0), card.name, look.font(13, 600 if chosen else 500),
                   tokens.text if index.data(FOUND) else tokens.muted)
        second = " · ".join(part for part in (card.function, card.department) if part)
        paint.text(painter, upper.translated(0, look.px(18)), second, look.font(12), tokens.muted)
