"""The head of every page: title, the vendor's menu path with copy, what is done from anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from crm_console.core.text import Language
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button, label

HEIGHT = 74


class Head(QWidget):
    """`search_asked` opens the palette; `back_asked` leaves a page that stands on another; `copied(str)` says so."""

    search_asked = Signal()
    back_asked = Signal()
    copied = Signal(str)

    def __init__(self, look: Look, language: Language, menu: QMenu) -> None:
        super().__init__()
        self._say = language.say
        self.setFixedHeight(HEIGHT)
        self._back = QToolButton()
        self._back.setIcon(look.icon("arrow-left"))
        self._title = label("", "title")
        self._path = label("", "caption")
        self._copy = button(look, self._say("copiar"), self._copy_path, "link")
        search = button(look, self._say("Buscar tudo  Ctrl K"), self.search_asked.emit, "", "search")
        more = QToolButton()
        more.setText("⋯")
        more.setMenu(menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setToolTip(self._say("Mais comandos"))
        more.setAccessibleName(self._say("Mais comandos"))
        self._back.clicked.connect(self.back_asked)
        top, under = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._back)
        top.addWidget(self._title, 1)
        under.addWidget(self._path)
        under.addWidget(self._copy)
        under.addStretch()
        left = QVBoxLayout()
        left.addLayout(top)
        left.addLayout(under)
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 8, 16, 8)
        box.addLayout(left, 1)
        box.addWidget(search)
        box.addWidget(more)
        self._parts: Sequence[str] = ()

    def show_page(self, title: str, path: Sequence[str], *, back: bool = False) -> None:
        """Say which page this is and which screen of the vendor it stands for."""
        self._parts = path
        self._title.setText(title)
        self._path.setText(self._say("No CRM: {path}", path=" › ".join(path)) if path
                           else self._say("Esta página é do console; o CRM não tem tela igual."))
        self._copy.setVisible(bool(path))
        self._back.setVisible(back)

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(" › ".join(self._parts))
        self.copied.emit(self._say("Caminho copiado"))
