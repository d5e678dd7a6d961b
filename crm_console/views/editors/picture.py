"""PICTURE: a photo that is chosen from a file, shown small, and can be taken away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from crm_console.core.errors import UserError
from crm_console.core.fields import Field
from crm_console.services import photos
from crm_console.store import pictures
from crm_console.views.editors.editor import Editor
from crm_console.views.kit import Kit
from crm_console.views.parts.banner import InlineProblem
from crm_console.views.parts.labels import button

SIDE = 56


class PictureEditor(Editor):
    """The picture's name in the workspace; a file that is none is refused beside the button."""

    def __init__(self, kit: Kit, field: Field) -> None:
        super().__init__(kit, field)
        self._name: str | None = None
        self.widget = QWidget()
        row = QHBoxLayout(self.widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.shown = QLabel()
        self.shown.setFixedSize(kit.look.px(SIDE), kit.look.px(SIDE))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = button(kit.say("Escolher foto…"), "", self._choose)
        self.choose.setObjectName(f"{field.name}_choose")
        self.remove = button(kit.say("Tirar a foto"), "link", lambda: self._take(None))
        self.refused = InlineProblem(kit.look)
        row.addWidget(self.shown)
        row.addWidget(self.choose)
        row.addWidget(self.remove)
        row.addWidget(self.refused, 100)
        row.addStretch(1)
        self.widget.setFocusProxy(self.choose)
        kit.look.changed.connect(self._draw)
        self._draw()

    def value(self) -> str | None:
        """The picture's name in the workspace."""
        return self._name

    def set_value(self, value: Any) -> None:
        """Show a picture."""
        self._name = value
        self.refused.clear()
        self._draw()

    def set_enabled(self, enabled: bool) -> None:
        """Let people choose, or not."""
        self.choose.setEnabled(enabled)
        self.remove.setEnabled(enabled)

    def use(self, path: Path) -> None:
        """Take the picture in this file, or say why not."""
        try:
            name = photos.keep(self.kit.workspace.store, path)
        except UserError as error:
            hint = self.kit.say(error.hint) if error.hint else ""
            self.refused.tell("fail", f"{self.kit.say(error.message)} {hint}".strip())
            return
        self._take(name)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self.widget, self.kit.say("Escolher foto"), "", "JPG, PNG (*.jpg *.jpeg *.png)")
        if chosen:
            self.use(Path(chosen))

    def _take(self, name: str | None) -> None:
        self.set_value(name)
        self.edited.emit()

    def _draw(self) -> None:
        content = pictures.read(self.kit.workspace.store, self._name)
        picture = QPixmap()
        if content and picture.loadFromData(content):
            self.shown.setPixmap(picture.scaled(
                self.shown.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation))
        else:
            self.shown.setPixmap(self.kit.look.pixmap("users", "muted", 32))
        self.remove.setVisible(self._name is not None)
