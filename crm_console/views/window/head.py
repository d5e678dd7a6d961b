"""The head of every page: title, the vendor's menu path with copy, what is done from anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from crm_console.core.text import Language
from crm_console.models.role import PLATFORM
from crm_console.store.connections import Connection
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import icon_button, label, surface
from crm_console.views.window.menu_path import MenuPath
from crm_console.views.window.tenant_label import TenantLabel

HEIGHT = 72


class Head(QFrame):
    """`search_asked` opens the palette; `back_asked` leaves a page that stands on another; `copied(str)` says so."""

    search_asked = Signal()
    back_asked = Signal()
    copied = Signal(str)

    def __init__(self, look: Look, language: Language, menu: QMenu) -> None:
        super().__init__()
        self._say = language.say
        self._parts: Sequence[str] = ()
        surface("surface", self)
        self.setFixedHeight(look.px(HEIGHT))
        self._back = icon_button(look, "arrow-left", self._say("Voltar"), self.back_asked.emit)
        self._title = label("", "title")
        self._path = MenuPath(look)
        self._copy = icon_button(look, "copy", self._say("Copiar o caminho"), self._copy_path)
        search = button(look, f"{self._say('Buscar tudo')}      Ctrl K", self.search_asked.emit, "", "search")
        more = icon_button(look, "ellipsis", self._say("Mais comandos"))
        more.setMenu(menu)
        self._tenant = TenantLabel(look, language)
        top, under = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(8)
        under.setSpacing(6)
        top.addWidget(self._back)
        top.addWidget(self._title, 1)
        under.addWidget(self._path)
        under.addWidget(self._copy)
        under.addStretch()
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(top)
        left.addLayout(under)
        box = QHBoxLayout(self)
        box.setContentsMargins(24, 6, 16, 4)
        box.setSpacing(12)
        box.addLayout(left, 1)
        box.addWidget(self._tenant)
        box.addWidget(search)
        box.addWidget(more)

    def show_page(self, title: str, path: Sequence[str], *, back: bool = False) -> None:
        """Say which page this is and which screen of the vendor it stands for."""
        self._parts = path
        self._title.setText(title)
        self._title.setAccessibleName(title)
        words = self._say("Na Platform:") if path[:1] == PLATFORM[:1] else self._say("No CRM:")
        self._path.show_path(
            words if path else self._say("Página do console: o CRM não tem uma tela igual."), path)
        self._copy.setVisible(bool(path))
        self._back.setVisible(back)

    def show_tenant(self, known: Connection | None) -> None:
        """Which tenant stands behind what is done here, and in which environment."""
        self._tenant.tell(known)

    @property
    def title(self) -> str:
        """The title that is shown."""
        return self._title.text()

    @property
    def path(self) -> str:
        """The vendor's menu path that is shown."""
        return self._path.accessibleName()

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(" › ".join(self._parts))
        self.copied.emit(self._say("Caminho copiado"))
