"""The picture that shows that a record was done: pasted, dropped, seen small, taken out again."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from crm_console.views.kit import Kit
from crm_console.views.parts.labels import ElidingLabel, icon_button

THUMB = (64, 36)
LARGEST = 4000  # pixels; a larger screenshot is scaled down, it could not be shown


class EvidenceRow(QWidget):
    """`removed` when the picture that waits is taken out."""

    removed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        self.thumb = QLabel()
        self.thumb.setFixedSize(kit.look.px(THUMB[0]), kit.look.px(THUMB[1]))
        self.thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = ElidingLabel("", "note")
        self.out = icon_button(kit.look, "x", kit.say("Tirar a imagem"), self.removed.emit)
        line.addWidget(self.thumb)
        line.addWidget(self.words, 1)
        line.addWidget(self.out)

    def show_picture(self, content: bytes | None, *, waits: bool) -> None:
        """This picture, or how to give one."""
        say, pixmap = self._kit.say, QPixmap()
        shown = content is not None and pixmap.loadFromData(content)
        self.thumb.setVisible(bool(shown))
        self.out.setVisible(bool(shown) and waits)
        if shown:
            ratio = self.thumb.devicePixelRatio()
            small = pixmap.scaled(self.thumb.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio,
                                  Qt.TransformationMode.SmoothTransformation)
            small.setDevicePixelRatio(ratio)
            self.thumb.setPixmap(small)
            self.thumb.setAccessibleName(say("Evidência"))
        self.words.set_whole(say("Ctrl+V cola uma imagem da tela como prova") if not shown else say(
            "evidência: fica com a resposta") if waits else say("evidência guardada"))


def png_of(data: QMimeData) -> bytes | None:
    """The picture on the clipboard as PNG, without what a program wrote beside it; None where there is none."""
    if not data.hasImage():
        return None
    found = data.imageData()
    image = QImage(found) if isinstance(found, QImage) else QPixmap(found).toImage()
    if image.isNull():
        return None
    if max(image.width(), image.height()) > LARGEST:
        image = image.scaled(LARGEST, LARGEST, Qt.AspectRatioMode.KeepAspectRatio,
                             Qt.TransformationMode.SmoothTransformation)
    plain = QImage(image.size(), QImage.Format.Format_ARGB32)
    plain.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(1)
    painter = QPainter(plain)
    painter.drawImage(0, 0, image)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(plain)
    return bytes(content.data())
