"""The one top window: it shows a content (start page or an open workspace), keeps its place on the screen and tells
when somebody wants to close it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

SUFFIX = ".crmc"
FIRST_SIZE = (1280, 720)
SMALLEST = (760, 480)


class MainWindow(QMainWindow):
    """`closing` asks for the end (the window stays until `leave`); `dropped(str)` is a file let fall on it."""

    closing = Signal()
    dropped = Signal(str)
    painted = Signal()

    def __init__(self, geometry: str = "") -> None:
        super().__init__()
        self.setWindowTitle("CRM Console")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.resize(*FIRST_SIZE)
        self._may_close = False
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore")))

    @property
    def place_on_screen(self) -> str:
        """Size and position, to come back to."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def show_content(self, content: QWidget, title: str = "") -> None:
        """Put this in place of what the window shows; the old content is gone afterwards."""
        self.setWindowTitle(f"{title} · CRM Console" if title else "CRM Console")
        old = self.takeCentralWidget()
        self.setCentralWidget(content)
        if old is not None:
            old.hide()
            old.deleteLater()

    def leave(self) -> None:
        """Close for good."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first: jobs have to end before the window goes."""
        event.setAccepted(self._may_close)
        if not self._may_close:
            self.closing.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when something is on the screen."""
        super().paintEvent(event)
        self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one workspace file."""
        if dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open it."""
        event.acceptProposedAction()
        self.dropped.emit(dropped_file(event))


def dropped_file(event: QDropEvent) -> str:
    """The workspace file that is being dragged, or an empty text."""
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].endswith(SUFFIX) else ""
