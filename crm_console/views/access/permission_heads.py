"""The two fixed heads of a permission matrix: actions with their counts on top, resources at the left."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from crm_console.models.role import ACTIONS
from crm_console.views.access.permission_faces import HEIGHT, Faces
from crm_console.views.access.permission_model import MatrixModel
from crm_console.views.kit import Kit
from crm_console.views.look import paint

HEAD, INDENT, CHEVRON = 42, 38, 18
CENTRE = Qt.AlignmentFlag.AlignHCenter


class ActionHead(QHeaderView):
    """Two lines a column; the focused cell tints its column's."""

    def __init__(self, kit: Kit, faces: Faces, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._kit, self._faces, self._view = kit, faces, view
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName(kit.say("Ações"))

    def sizeHint(self) -> QSize:
        """As high as two lines."""
        return QSize(0, self._kit.look.px(HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw one head."""
        look, model = self._kit.look, self._view.model()
        assert isinstance(model, MatrixModel)
        chosen = self._view.currentIndex().column() == logicalIndex
        painter.fillRect(rect, QColor(look.tokens.selected if chosen else look.tokens.sunken))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(look.tokens.line))
        upper = QRect(rect.left(), rect.top() + look.px(4), rect.width(), look.px(17))
        paint.text(painter, upper, self._kit.say(ACTIONS[logicalIndex].label), look.font(12, 600), look.tokens.text,
                   CENTRE)
        self._faces.draw(painter, upper.translated(0, look.px(17)), model.head(logicalIndex))


class ResourceHead(QHeaderView):
    """The first column: modules with a chevron, resources below; the focused cell tints its row's."""

    def __init__(self, kit: Kit, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._kit, self._view = kit, view
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName(kit.say("Recursos"))
        self.set_height()

    def set_height(self) -> None:
        """Rows at the chosen text size."""
        self.setMinimumSectionSize(8)
        self.setDefaultSectionSize(self._kit.look.px(HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw one name."""
        look, model = self._kit.look, self._view.model()
        assert isinstance(model, MatrixModel)
        if logicalIndex >= len(model.lines):
            return
        line, tokens = model.lines[logicalIndex], look.tokens
        chosen = self._view.currentIndex().row() == logicalIndex
        ground = tokens.selected if chosen else tokens.surface if line.resource is not None else tokens.sunken
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.line))
        if line.resource is None:
            icon = "chevron-right" if line.module.name in model.closed else "chevron-down"
            paint.icon(painter, look, rect.left() + look.px(CHEVRON), rect.center().y() + 1, icon, "text2", 14)
        words = QRect(rect.left() + look.px(INDENT), rect.top(), rect.width() - look.px(INDENT) - 8, rect.height())
        weight = 600 if chosen or line.resource is None else 400
        paint.text(painter, words, model.title(logicalIndex), look.font(13, weight), tokens.text,
                   elide=Qt.TextElideMode.ElideMiddle)
