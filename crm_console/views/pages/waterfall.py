"""The stages of a test on one time axis: icon, name, the server's words, a bar, the time as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QWidget

from crm_console.core.text import Language
from crm_console.views.look import paint
from crm_console.views.look.look import Look

Index = QModelIndex | QPersistentModelIndex
BAR = Qt.ItemDataRole.UserRole
DONE, NOT_DONE, HEAD = 40, 28, 32
AXIS, TIME, ICON = 0.30, 112, 44  # share of the width; px; px
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
ICONS = {"ok": ("circle-check", "ok"), "warning": ("triangle-alert", "warn"), "failed": ("circle-x", "fail"),
         "stopped": ("square", "skip"), "skipped": ("circle-dashed", "skip"), "running": ("loader", "info"),
         "pending": ("circle-dashed", "skip")}


@dataclass(frozen=True)
class Bar:
    """One stage. `start` and `seconds` lie on the axis; `time` is what stands at the right."""

    id: str
    name: str
    said: str
    state: str
    start: float
    seconds: float
    time: str
    earlier: float | None = None  # how long the stage took in the report that it is compared with

    @property
    def done(self) -> bool:
        """Whether it took place."""
        return self.state not in ("skipped", "pending")


def tick(total: float) -> float:
    """The distance of the axis' marks: at most four of them."""
    return next((step for step in STEPS if total / step <= 3.999), STEPS[-1])


@dataclass
class Axis:
    """From 0 to `total` seconds; shared by the head and the rows."""

    total: float = 1.0

    def cell(self, width: int) -> tuple[int, int]:
        """Where the axis begins and how wide it is, in a row of that width."""
        return round(width * (1 - AXIS)) - TIME, round(width * AXIS)

    def x(self, width: int, seconds: float) -> int:
        """A moment's place."""
        left, wide = self.cell(width)
        return left + round(min(seconds / self.total, 1.0) * (wide - 8))


class Bars(QAbstractListModel):
    """The stages."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """All stages."""
        return 0 if parent is not None and parent.isValid() else len(self.bars)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A stage, or its words for who cannot see it."""
        bar = self.bars[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ". ".join(part for part in (bar.name, bar.time, bar.said) if part)
        return bar if role == BAR else None


class BarDelegate(QStyledItemDelegate):
    """Paints a stage."""

    def __init__(self, look: Look, axis: Axis, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._axis = look, axis

    def sizeHint(self, option: object, index: Index) -> QSize:
        """Two lines where something happened."""
        return QSize(200, self._look.px(DONE if index.data(BAR).done else NOT_DONE))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Ground, words, axis, bar."""
        painter.save()
        bar: Bar = index.data(BAR)
        box, look = QRect(option.rect), self._look
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint.selection(painter, look, box, selected=selected,
                        hovered=bool(option.state & QStyle.StateFlag.State_MouseOver))
        painter.fillRect(QRect(ICON, box.bottom(), box.width() - ICON, 1), QColor(look.tokens.line))
        draw_grid(painter, look, self._axis, box)
        self._words(painter, box, bar, selected)
        if bar.done:
            self._bar(painter, box, bar)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, look, box)
        painter.restore()

    def _words(self, painter: QPainter, box: QRect, bar: Bar, selected: bool) -> None:
        look = self._look
        icon, tone = ICONS[bar.state]
        paint.icon(painter, look, 16, box.center().y(), icon, tone)
        left, width = ICON, self._axis.cell(box.width())[0] - ICON - 16
        name = QRect(left, box.top(), width, box.height())
        if bar.done and bar.said:
            name = QRect(left, box.top() + look.px(3), width, look.px(18))
            said = QRect(left, name.bottom() + 1, width, look.px(16))
            paint.text(painter, said, bar.said, look.font(12), look.tokens.muted)
        colour = look.tokens.text if bar.done else look.tokens.text2
        paint.text(painter, name, bar.name, look.font(13, 600 if selected else 500), colour)
        at = QRect(box.right() - TIME, box.top(), TIME - 12, box.height())
        strong = bar.state in ("failed", "warning")
        paint.text(painter, at, bar.time, look.font(12, 600 if bar.done else 400),
                   getattr(look.tokens, tone) if strong else look.tokens.text2 if bar.done else look.tokens.muted,
                   Qt.AlignmentFlag.AlignRight)

    def _bar(self, painter: QPainter, box: QRect, bar: Bar) -> None:
        look, width = self._look, box.width()
        if bar.earlier is not None:
            left, right = self._axis.x(width, bar.start), self._axis.x(width, bar.start + bar.earlier)
            painter.fillRect(QRect(left, box.bottom() - 6, max(right - left, 4), 3), QColor(look.tokens.muted))
        x, end = self._axis.x(width, bar.start), self._axis.x(width, bar.start + bar.seconds)
        cell = QRect(x, box.center().y() - 5, max(end - x, 4), 12)
        if bar.state == "warning":
            hatch(painter, QColor(look.tokens.warn), cell)
        elif bar.state == "failed":
            painter.fillRect(cell, QColor(look.tokens.fail))
            painter.fillRect(QRect(cell.right() + 4, cell.top() - 3, 2, cell.height() + 6), QColor(look.tokens.fail))
        else:
            painter.fillRect(cell, QColor(look.tokens.bar))


def draw_grid(painter: QPainter, look: Look, axis: Axis, box: QRect) -> None:
    """The lines of the axis through a row."""
    step, at = tick(axis.total), 0.0
    while at <= axis.total:
        painter.fillRect(QRect(axis.x(box.width(), at), box.top(), 1, box.height()), QColor(look.tokens.grid))
        at += step


def hatch(painter: QPainter, colour: QColor, box: QRect) -> None:
    """Diagonal stripes: a warning is told from a success without colour, too."""
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 2.5))
    for x in range(box.left() - box.height(), box.right() + box.height(), 5):
        painter.drawLine(x, box.bottom() + 1, x + box.height(), box.top())
    painter.restore()


class WaterfallHead(QWidget):
    """The columns' names and the axis' figures."""

    def __init__(self, look: Look, language: Language, axis: Axis) -> None:
        super().__init__()
        self._look, self._language, self._axis = look, language, axis
        self.setFixedHeight(look.px(HEAD))
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One line."""
        painter, look, box = QPainter(self), self._look, self.rect()
        painter.fillRect(box, QColor(look.tokens.sunken))
        painter.fillRect(QRect(0, box.bottom(), box.width(), 1), QColor(look.tokens.line))
        font, colour = look.font(12, 600), look.tokens.text2
        paint.text(painter, QRect(ICON, 0, self._axis.cell(box.width())[0] - ICON - 16, box.height()),
                   self._language.say("Etapa e resposta do servidor"), font, colour)
        paint.text(painter, QRect(box.right() - TIME, 0, TIME - 12, box.height()), self._language.say("Tempo"), font,
                   colour, Qt.AlignmentFlag.AlignRight)
        self._figures(painter, box)

    def _figures(self, painter: QPainter, box: QRect) -> None:
        look = self._look
        step, at, font = tick(self._axis.total), 0.0, look.font(11, 500)
        digits = max(0, len(f"{step:.3f}".rstrip("0").partition(".")[2]))
        free = 0
        while at <= self._axis.total:
            words = "0" if at == 0 else f"{self._language.number(at, digits)} s"
            x, width = self._axis.x(box.width(), at), QFontMetrics(font).horizontalAdvance(words)
            if x + width / 2 < box.right() - look.px(64) and x - width // 2 >= free:
                paint.text(painter, QRect(x - width // 2, 0, width + 1, box.height()), words, font, look.tokens.text2)
                free = x + width // 2 + look.px(8)
            at += step


class Waterfall(QListView):
    """`chosen(stage id)` when another stage is looked at."""

    chosen = Signal(str)

    def __init__(self, look: Look, axis: Axis, name: str) -> None:
        super().__init__()
        self._axis, self._bars = axis, Bars()
        self.setObjectName("waterfall")
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(self._bars)
        self.setItemDelegate(BarDelegate(look, axis, self))
        self.selectionModel().currentChanged.connect(self._on_current)
        look.changed.connect(self.viewport().update)

    @property
    def bars(self) -> Sequence[Bar]:
        """What is shown."""
        return self._bars.bars

    def show_bars(self, bars: Sequence[Bar], chosen: str = "") -> None:
        """Show these stages; the axis ends where the last one does."""
        self._axis.total = max((bar.start + bar.seconds for bar in bars), default=0.0) or 0.01
        self._bars.beginResetModel()
        self._bars.bars = bars
        self._bars.endResetModel()
        self.choose(chosen)

    def choose(self, step_id: str) -> None:
        """Look at this stage."""
        for row, bar in enumerate(self._bars.bars):
            if bar.id == step_id:
                self.setCurrentIndex(self._bars.index(row))

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(BAR).id)
