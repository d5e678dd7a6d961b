"""The org chart: paints only what is in sight, folds, zooms and pans, and takes people dragged onto a new manager."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from crm_console.services.hierarchy import Card, Hierarchy, refusal
from crm_console.services.org_layout import BOX_HEIGHT, BOX_WIDTH, Chart, arranged
from crm_console.views.access.hierarchy_drag import Drag
from crm_console.views.access.org_chart_paint import ChartPainter, Mark
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import surface

STEP, LEAST, MOST, LEGIBLE, READABLE = 1.2, 0.02, 2.0, 0.4, 0.8
CHOSEN = Mark("selected", "accent_text", 2.0)
TAKES, REFUSES, CARRIED = Mark("info_tint", "info", 3.0), Mark("fail_tint", "fail", 3.0), Mark("hover", "focus", 2.0)
FOLDED = Mark("sunken", "control", 1.0)


class OrgChart(QAbstractScrollArea):
    """`chosen(uid)`, `opened(uid)` on Enter or a double click, `moved(uids, manager)`, `dragging()` while one drags."""

    chosen = Signal(str)
    opened = Signal(str)
    moved = Signal(list, str)
    dragging = Signal()
    zoomed = Signal(float)
    manager_asked = Signal()
    top_asked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, kit: Kit, tree: Hierarchy) -> None:
        super().__init__()
        self._look = kit.look
        self.tree = tree
        self.folded: set[str] = set()
        self.current: str | None = None
        self.zoom = 1.0
        self.painted = 0  # boxes in the last frame
        self.drag = Drag(lambda uids, manager: refusal(self.tree, uids, manager),
                         writable=not kit.workspace.read_only)
        self._pan: QPoint | None = None
        self._untouched = True  # until a person zooms or pans, the chart fits itself to the window
        self._painter = ChartPainter(kit.look, self._card, self.folded.__contains__)
        self.chart: Chart = self._arrange()
        self.setObjectName("org_chart")
        self.setAccessibleName(kit.say("Organograma"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.setCornerWidget(surface())
        self._on_look()
        kit.look.changed.connect(self._on_look)

    @property
    def scale(self) -> float:
        """Pixels on screen for one of the chart."""
        return self.zoom * self._look.factor

    def show_tree(self, tree: Hierarchy) -> None:
        """Show a tree, keeping zoom, place and what is folded."""
        self.tree = tree
        self.folded &= set(tree.people)
        if self.current not in tree.people:
            self.current = None
        self._renew()

    def choose(self, uid: str) -> None:
        """Make someone the current box, unfolding what hides them, and bring it in sight."""
        if uid not in self.tree.people:
            return
        hiding = self.folded & set(self.tree.above(uid))
        if hiding:
            self.folded -= hiding
            self._renew()
        self.current = uid
        self._reveal(uid)
        self.viewport().update()

    def fold(self, uid: str, *, folded: bool) -> None:
        """Hide or show everyone below a person; the person stays where they are on screen."""
        if uid not in self.tree.under or (uid in self.folded) == folded:
            return
        before = self._on_screen(uid)
        (self.folded.add if folded else self.folded.discard)(uid)
        self._renew()
        moved = self._on_screen(uid) - before
        self._scroll(round(moved.x()), round(moved.y()))

    def fold_all(self, *, folded: bool) -> None:
        """Everything folded below the people directly under the tops, or nothing."""
        self.folded.clear()
        if folded:
            self.folded |= {uid for top in self.tree.roots for uid in self.tree.under.get(top, ())
                            if uid in self.tree.under}
        self._renew()
        self.fit()

    def fit(self) -> None:
        """The whole chart in sight; a small one is not blown up."""
        self.set_zoom(self._fitting())

    def _fitting(self) -> float:
        view = self.viewport().size()
        room = min(view.width() / self.chart.width, view.height() / self.chart.height) / self._look.factor
        return min(1.0, room)

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Change the zoom; the point of the viewport stays where it is (the middle if none is given)."""
        self._untouched = False
        self._zoom_to(zoom, around)

    def _zoom_to(self, zoom: float, around: QPointF | None = None) -> None:
        at = around or QPointF(self.viewport().rect().center())
        held = self._to_chart(at)
        self.zoom = max(LEAST, min(MOST, zoom))
        self._measure()
        now = self._to_screen(held)
        self._scroll(round(now.x() - at.x()), round(now.y() - at.y()))
        self.viewport().update()
        self.zoomed.emit(self.zoom)

    def at(self, point: QPointF) -> str | None:
        """Whose box is at a point of the viewport."""
        where = self._to_chart(point)
        return next((uid for uid, (x, y) in self.chart.boxes.items()
                     if x <= where.x() <= x + BOX_WIDTH and y <= where.y() <= y + BOX_HEIGHT), None)

    def box_on_screen(self, uid: str) -> QRectF:
        """Where a person's box is in the viewport."""
        corner = self._on_screen(uid)
        return QRectF(corner.x(), corner.y(), BOX_WIDTH * self.scale, BOX_HEIGHT * self.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A chart that nobody has moved yet fits itself to the window."""
        super().resizeEvent(event)
        self._measure()
        if self._untouched:
            self._begin()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self._look.tokens.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.scale > 0.3)
        part = QRectF(self._to_chart(QPointF(0, 0)),
                      self._to_chart(QPointF(self.viewport().width(), self.viewport().height())))
        origin = self._to_screen(QPointF(0, 0))
        painter.translate(origin)
        painter.scale(self.scale, self.scale)
        self.painted = self._painter.draw(painter, self.chart, part, self.scale, self._mark)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms where the mouse is."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * STEP ** (event.angleDelta().y() / 120), event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, + and − zoom, 0 fits, space folds, Enter opens, F2 changes the manager."""
        key = Qt.Key(event.key())
        doing = {
            Qt.Key.Key_Plus: lambda: self.set_zoom(self.zoom * STEP),
            Qt.Key.Key_Equal: lambda: self.set_zoom(self.zoom * STEP),
            Qt.Key.Key_Minus: lambda: self.set_zoom(self.zoom / STEP),
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_Space: self._toggle,
            Qt.Key.Key_Return: self._open, Qt.Key.Key_Enter: self._open,
            Qt.Key.Key_Escape: self._end_drag,
        }.get(key)
        if doing is not None:
            doing()
        elif key == Qt.Key.Key_F2:
            (self.top_asked if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self.manager_asked).emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home):
            self._walk(key)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the current person."""
        if self.current:
            self.menu_asked.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose, and begin to drag a person or the paper."""
        at = event.position()
        uid = self.at(at)
        if uid is not None:
            self._pick(uid, reveal=False)
            if event.button() == Qt.MouseButton.LeftButton:
                self.drag.press([uid], at.toPoint())
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pan = at.toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry on."""
        at = event.position().toPoint()
        if self._pan is not None:
            self._scroll(self._pan.x() - at.x(), self._pan.y() - at.y())
            self._pan = at
        elif self.drag.move(at, self.at(event.position()) if self.drag.uids else None):
            self.viewport().setCursor(Qt.CursorShape.ForbiddenCursor if self.drag.refused else
                                      Qt.CursorShape.DragMoveCursor)
            self.viewport().update()
            self.dragging.emit()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Drop."""
        made = self.drag.drop()
        self._end_drag()
        if made is not None:
            self.moved.emit(*made)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold; somebody with nobody below is opened."""
        uid = self.at(event.position())
        if uid is not None:
            self._toggle() if uid in self.tree.under else self.opened.emit(uid)

    def _card(self, uid: str) -> Card:
        return self.tree.card(uid)

    def _arrange(self) -> Chart:
        return arranged(self.tree.roots, lambda uid: self.tree.under.get(uid, ()), self.folded)

    def _renew(self) -> None:
        self.chart = self._arrange()
        self._painter.forget()
        self._measure()
        self.viewport().update()

    def _on_look(self) -> None:
        self._painter.forget()
        self._measure()
        self.viewport().update()

    def _mark(self, uid: str) -> Mark | None:
        if self.drag.active and uid == self.drag.over:
            return REFUSES if self.drag.refused else TAKES
        if self.drag.active and uid in self.drag.uids:
            return CARRIED
        if uid == self.current:
            return Mark("selected", "focus", self._look.tokens.focus_width + 1.0) if self.hasFocus() else CHOSEN
        return FOLDED if uid in self.folded else None

    def _measure(self) -> None:
        view = self.viewport().size()
        for bar, whole, shown in ((self.horizontalScrollBar(), self.chart.width, view.width()),
                                  (self.verticalScrollBar(), self.chart.height, view.height())):
            bar.setRange(0, max(0, round(whole * self.scale) - shown))
            bar.setPageStep(shown)
            bar.setSingleStep(self._look.px(40))

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Everything is drawn anew: what is in sight is little."""
        self.viewport().update()

    def _scroll(self, dx: int, dy: int) -> None:
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + dx)
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + dy)

    def _origin(self) -> QPointF:
        view = self.viewport().size()
        spare_x = max(0.0, (view.width() - self.chart.width * self.scale) / 2)
        return QPointF(spare_x - self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    def _to_screen(self, point: QPointF) -> QPointF:
        return self._origin() + point * self.scale

    def _to_chart(self, point: QPointF) -> QPointF:
        return (point - self._origin()) / self.scale

    def _on_screen(self, uid: str) -> QPointF:
        return self._to_screen(QPointF(*self.chart.boxes[uid]))

    def _reveal(self, uid: str) -> None:
        box = self.box_on_screen(uid)
        inner = QRectF(self.viewport().rect()).adjusted(16, 16, -16, -16)
        if not inner.contains(box):
            middle = box.center() - inner.center()
            self._scroll(round(middle.x()), round(middle.y()))

    def _begin(self) -> None:
        """All of it where names can be read, else the current person, or the first."""
        fitting = self._fitting()
        self._zoom_to(fitting if fitting >= LEGIBLE else READABLE)
        first = self.current or next(iter(self.tree.roots), None)
        if first and fitting < LEGIBLE:
            self._reveal(first)

    def _pick(self, uid: str, *, reveal: bool = True) -> None:
        if reveal:
            self.choose(uid)
        self.current = uid
        self.viewport().update()
        self.chosen.emit(uid)

    def _toggle(self) -> None:
        if self.current:
            self.fold(self.current, folded=self.current not in self.folded)

    def _open(self) -> None:
        if self.current:
            self.opened.emit(self.current)

    def _walk(self, key: Qt.Key) -> None:
        if self.current is None or key == Qt.Key.Key_Home:
            found = self.tree.roots[:1]
        elif key == Qt.Key.Key_Up:
            found = tuple(self.tree.above(self.current)[:1])
        elif key == Qt.Key.Key_Down:
            found = () if self.current in self.folded else self.tree.under.get(self.current, ())[:1]
        else:
            row = self.tree.under[self.tree.managers[self.current]]
            at = row.index(self.current) + (1 if key == Qt.Key.Key_Right else -1)
            found = row[at:at + 1] if at >= 0 else ()
        for uid in found:
            self._pick(uid)

    def _end_drag(self) -> None:
        self.drag.cancel()
        self._pan = None
        self.viewport().unsetCursor()
        self.viewport().update()
        self.dragging.emit()
