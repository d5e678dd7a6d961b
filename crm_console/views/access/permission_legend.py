"""The line below a permission matrix that says what its faces mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from crm_console.views.access.permission_faces import Face, Faces
from crm_console.views.kit import Kit
from crm_console.views.parts.labels import ElidingLabel, label, surface


class _Shown(QWidget):
    def __init__(self, kit: Kit, faces: Faces, face: Face) -> None:
        super().__init__()
        self._faces, self._face, self._look = faces, face, kit.look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(faces.said(face))
        kit.look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As large as the face."""
        return self._faces.box(self.rect(), self._face).size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the face."""
        painter = QPainter(self)
        self._faces.draw(painter, self.rect(), self._face)
        painter.end()


class Legend(QWidget):
    """Faces with their meaning, and a hint at the right."""

    def __init__(self, kit: Kit, faces: Faces, entries: Sequence[tuple[Face, str]], hint: str) -> None:
        super().__init__()
        surface(widget=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 16, 6)
        row.setSpacing(8)
        for face, words in entries:
            row.addWidget(_Shown(kit, faces, face))
            row.addWidget(label(words, "note"))
            row.addSpacing(8)
        self.hint = ElidingLabel(hint, "note")
        row.addWidget(self.hint, 1)
