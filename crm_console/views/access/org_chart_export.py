"""The org chart on paper: SVG and PDF, text as text, all of it or one branch, always in the light theme's ink."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from crm_console.core.errors import FailedError
from crm_console.core.text import N_
from crm_console.services.hierarchy import Hierarchy
from crm_console.services.org_layout import Chart, arranged
from crm_console.views.access.org_chart_paint import WholePainter
from crm_console.views.look.look import Look
from crm_console.views.look.tokens import LIGHT

MM = 25.4 / 96  # one of the chart's units, 96 to the inch
LONGEST = 5000.0  # mm; readers take no page above 200 inches
DPI = 96


def branch(tree: Hierarchy, top: str | None) -> tuple[Chart, Sequence[str]]:
    """The chart of everyone below a person and the person, or of all; and who is on it."""
    tops = (top,) if top else tree.roots
    chart = arranged(tops, lambda uid: tree.under.get(uid, ()))
    return chart, list(chart.boxes)


def save_svg(look: Look, tree: Hierarchy, top: str | None, place: Path, title: str) -> None:
    """Write an SVG file."""
    chart, _ = branch(tree, top)
    made = QSvgGenerator()
    made.setFileName(str(place))
    size = QSize(round(chart.width), round(chart.height))
    made.setSize(size)
    made.setViewBox(QRectF(0, 0, size.width(), size.height()))
    made.setResolution(DPI)
    made.setTitle(title)
    painter = QPainter()
    if not painter.begin(made):
        raise _unwritable(place)
    _draw(look, tree, chart, painter)


def save_pdf(look: Look, tree: Hierarchy, top: str | None, place: Path, title: str) -> None:
    """Write a PDF file with one page as large as the chart."""
    chart, _ = branch(tree, top)
    shrink = min(1.0, LONGEST / (max(chart.width, chart.height) * MM))
    made = QPdfWriter(str(place))
    made.setTitle(title)
    made.setResolution(DPI * 4)
    made.setPageSize(QPageSize(QSizeF(chart.width, chart.height) * MM * shrink, QPageSize.Unit.Millimeter, title,
                               QPageSize.SizeMatchPolicy.ExactMatch))
    made.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(made):
        raise _unwritable(place)
    painter.scale(4 * shrink, 4 * shrink)
    _draw(look, tree, chart, painter)


def _draw(look: Look, tree: Hierarchy, chart: Chart, painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = QRectF(0, 0, chart.width, chart.height)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    WholePainter(look, tree.card, lambda _: False, LIGHT).draw(painter, chart, whole, 1.0, lambda _: None)
    painter.end()


def _unwritable(place: Path) -> FailedError:
    return FailedError(N_("Não deu para gravar {place}.", place=place),
                        N_("Veja se a pasta existe e se o arquivo não está aberto em outro programa."))
