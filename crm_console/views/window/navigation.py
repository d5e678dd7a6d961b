"""The navigation at the left: whose workspace it is, and the pages; a narrow rail where the window is small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QVBoxLayout

from crm_console.core.text import Language
from crm_console.services.overview import Section
from crm_console.views.look import paint
from crm_console.views.look.look import Look
from crm_console.views.window.customer_block import CustomerBlock
from crm_console.views.window.places import PLACES, Place

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
WIDE, RAIL, ROW, CAPTION = 240, 56, 34, 32


@dataclass(frozen=True)
class Badge:
    """How many errors and warnings a page has."""

    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True)
class Item:
    """A row: a page, or the caption of a group."""

    words: str
    place: Place | None = None


class Items(QAbstractListModel):
    """The rows of the navigation."""

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self.items = items
        self.badges: Mapping[str, Badge] = {}
        self.rail = False

    def rowCount(self, parent: Index | None = None) -> int:
        """All rows."""
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row's words and itself."""
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.words
        if role == Qt.ItemDataRole.ToolTipRole and self.rail:
            return item.words
        return item if role == ITEM else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Captions cannot be chosen."""
        return super().flags(index) if self.items[index.row()].place else Qt.ItemFlag.NoItemFlags


class ItemDelegate(QStyledItemDelegate):
    """Paints a row of the navigation, wide or as a rail."""

    def __init__(self, look: Look, items: Items, parent: QListView) -> None:
        super().__init__(parent)
        self._look, self._items = look, items

    def sizeHint(self, option: object, index: Index) -> QSize:
        """Captions are a little lower; on the rail they are a line."""
        if index.data(ITEM).place:
            return QSize(40, self._look.px(ROW))
        return QSize(40, 13 if self._items.rail else self._look.px(CAPTION))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """A page or a caption."""
        painter.save()
        item: Item = index.data(ITEM)
        box = QRect(option.rect)
        if item.place is None:
            self._caption(painter, box, item)
        else:
            self._page(painter, box, item, item.place, option.state)
        painter.restore()

    def _caption(self, painter: QPainter, box: QRect, item: Item) -> None:
        if self._items.rail:
            painter.fillRect(box.adjusted(16, 6, -16, -6), QColor(self._look.tokens.edge))
            return
        paint.text(painter, box.adjusted(20, 8, -8, 0), item.words.upper(), self._look.font(11, 600),
                   self._look.tokens.muted)

    def _page(self, painter: QPainter, box: QRect, item: Item, place: Place, state: Any) -> None:
        look, chosen = self._look, bool(state & QStyle.StateFlag.State_Selected)
        inner = box.adjusted(8, 1, -8, -1)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.tokens.selected if chosen else look.tokens.hover))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(inner, 6, 6)
        if chosen:
            painter.fillRect(QRect(inner.left(), inner.top() + 7, 3, inner.height() - 14),
                             QColor(look.tokens.accent_text))
        colour = "accent_text" if chosen else "text2"
        badge = self._items.badges.get(place.id, Badge())
        if self._items.rail:
            left = box.center().x() - look.px(9)
            paint.icon(painter, look, left, box.center().y(), place.icon, colour, 18)
            self._mark(painter, left + look.px(16), box.center().y() - look.px(9), badge)
        else:
            left = paint.icon(painter, look, inner.left() + 10, box.center().y(), place.icon, colour, 18) + 10
            right = self._badge(painter, inner.right() - 2, box.center().y(), badge)
            paint.text(painter, QRect(left, box.top(), right - left - 8, box.height()), item.words,
                       look.font(13, 600 if chosen else 500), look.tokens.text if chosen else look.tokens.text2)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, look, inner, 6)

    def _badge(self, painter: QPainter, right: int, middle: int, badge: Badge) -> int:
        """Icon and number: errors, or warnings where there is no error."""
        count, tone, icon = _worst(badge)
        if not count:
            return right
        look = self._look
        font, words = look.font(11, 600), str(count)
        width = QFontMetrics(font).horizontalAdvance(words) + look.px(12) + 4 + 14
        box = QRect(right - width, middle - look.px(9), width, look.px(18))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _, tint, line = look.tokens.state(tone)
        painter.setPen(QPen(QColor(line), 1))
        painter.setBrush(QColor(tint))
        painter.drawRoundedRect(box, 4, 4)
        left = paint.icon(painter, look, box.left() + 6, middle, icon, tone, 12) + 4
        paint.text(painter, QRect(left, box.top(), box.right() - left, box.height()), words, font,
                   getattr(look.tokens, tone))
        return box.left()

    def _mark(self, painter: QPainter, x: int, y: int, badge: Badge) -> None:
        """On the rail: a small icon, its shape tells errors from warnings."""
        count, tone, icon = _worst(badge)
        if count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._look.tokens.nav))
            painter.drawEllipse(x - 7, y - 7, 15, 15)
            paint.icon(painter, self._look, x - self._look.px(6), y, icon, tone, 12)


def _worst(badge: Badge) -> tuple[int, str, str]:
    if badge.errors:
        return badge.errors, "fail", "circle-x"
    return badge.warnings, "warn", "triangle-alert"


class Navigation(QFrame):
    """`chosen(place id)`; `customer_clicked` switches to another customer."""

    chosen = Signal(str)
    customer_clicked = Signal()

    def __init__(self, look: Look, language: Language, customer: str, file: str) -> None:
        super().__init__()
        self._look = look
        self.setProperty("role", "nav")
        self._items = Items(_items(language))
        self._list = QListView()
        self._list.setObjectName("navigation")
        self._list.setAccessibleName(language.say("Páginas"))
        self._list.setStyleSheet("QListView { background: transparent; }")
        self._list.setFrameShape(QListView.Shape.NoFrame)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setModel(self._items)
        self._list.setItemDelegate(ItemDelegate(look, self._items, self._list))
        self._customer = CustomerBlock(look, language, customer, file)
        self._customer.clicked.connect(self.customer_clicked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 8)
        box.setSpacing(6)
        box.addWidget(self._customer)
        box.addWidget(self._list, 1)
        self._list.selectionModel().currentChanged.connect(self._on_current)
        look.changed.connect(self._list.viewport().update)
        self.set_rail(rail=False)

    def set_rail(self, *, rail: bool) -> None:
        """Narrow or wide."""
        self._items.rail = rail
        self._customer.set_rail(rail=rail)
        self.setFixedWidth(RAIL if rail else self._look.px(WIDE))
        self._items.layoutChanged.emit()

    def choose(self, place: str) -> None:
        """Mark a page as the one that is shown."""
        for row, item in enumerate(self._items.items):
            if item.place and item.place.id == place:
                self._list.setCurrentIndex(self._items.index(row))
                return
        self._list.clearSelection()

    def show_badges(self, badges: Mapping[str, Badge]) -> None:
        """Show how many problems each page has."""
        self._items.badges = badges
        self._list.viewport().update()

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(ITEM).place.id)


def badges_of(sections: Sequence[Section]) -> dict[str, Badge]:
    """How many problems each page has, from the overview's sections."""
    found = {}
    for place in PLACES:
        mine = [section for section in sections if section.type in place.types]
        found[place.id] = Badge(sum(s.errors for s in mine), sum(s.warnings for s in mine))
    return found


def _items(language: Language) -> list[Item]:
    found: list[Item] = []
    group = None
    for place in PLACES:
        if place.group is not None and place.group != group:
            found.append(Item(language.say(place.group)))
            group = place.group
        found.append(Item(language.say(place.label), place))
    return found
