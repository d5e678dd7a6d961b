"""How the program looks now: theme, text size, fonts, icons. Built once and given to every view."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from shiboken6 import isValid

from crm_console.views.look.icons import Icons
from crm_console.views.look.style import palette, sheet
from crm_console.views.look.tokens import LIGHT, THEMES, Theme, Tokens


class Look(QObject):
    """`changed` tells delegates and icon bearers to draw themselves again."""

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path, theme: Theme = Theme.SYSTEM, factor: float = 1.0) -> None:
        super().__init__()
        self._app = app
        self._sheet = resources / "style.qss"
        self._icons = Icons(resources / "icons")
        self._marks = QTemporaryDir()
        self._dressed: WeakKeyDictionary[QPushButton | QLabel, tuple[str, str, int]] = WeakKeyDictionary()
        self.theme = theme
        self.factor = factor
        self.tokens: Tokens = LIGHT
        for font in sorted((resources / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(font))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def set_theme(self, theme: Theme) -> None:
        """Change the theme without restart."""
        self.theme = theme
        self._apply()

    def set_factor(self, factor: float) -> None:
        """Change the text size: 1.0, 1.1 or 1.25."""
        self.factor = factor
        self._apply()

    def px(self, size: float) -> int:
        """A size at the chosen text size."""
        return round(size * self.factor)

    def font(self, size: float = 13, weight: int = 400) -> QFont:
        """A font for painting; figures have one width."""
        made = QFont("Inter")
        made.setPixelSize(self.px(size))
        made.setWeight(QFont.Weight(weight))
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        made.setFeature(QFont.Tag("tnum"), 1)
        return made

    def pixmap(self, name: str, colour: str, size: int = 16) -> QPixmap:
        """An icon in a token's colour (`text`, `ok`, …)."""
        return self._icons.pixmap(name, getattr(self.tokens, colour), self.px(size), self._app.devicePixelRatio())

    def icon(self, name: str, colour: str = "text2", size: int = 16) -> QIcon:
        """The same as a QIcon."""
        return self._icons.icon(name, getattr(self.tokens, colour), self.px(size), self._app.devicePixelRatio())

    def dress(self, widget: QPushButton | QLabel, name: str, colour: str = "text2", size: int = 16) -> None:
        """Put an icon on a button or a label, and keep it right when the theme changes."""
        if isinstance(widget, QPushButton) and widget.text() and not widget.text().startswith(" "):
            widget.setAccessibleName(widget.text())
            widget.setText(f" {widget.text()}")  # the style leaves too little room behind the icon
        self._dressed[widget] = (name, colour, size)
        self._put(widget)

    def _put(self, widget: QPushButton | QLabel) -> None:
        name, colour, size = self._dressed[widget]
        if isinstance(widget, QLabel):
            widget.setPixmap(self.pixmap(name, colour, size))
        else:
            widget.setIcon(self.icon(name, colour, size))

    def _apply(self, *_: object) -> None:
        self.tokens = THEMES[self._resolved()]
        chevron, check = self._mark("chevron-down", "muted"), self._mark("check", "on_accent")
        self._app.setPalette(palette(self.tokens))
        self._app.setFont(self.font())
        for widget in list(self._dressed):
            if isValid(widget):
                self._put(widget)
        self._app.setStyleSheet(sheet(self._sheet, self.tokens, self.factor, chevron, check))
        self.changed.emit()

    def _resolved(self) -> Theme:
        if self.theme is not Theme.SYSTEM:
            return self.theme
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return Theme.DARK if dark else Theme.LIGHT

    def _mark(self, name: str, colour: str) -> str:
        # Style sheets take pictures from files only.
        value = getattr(self.tokens, colour)
        path = Path(self._marks.path()) / f"{name}-{value.lstrip('#')}.png"
        if not path.exists():
            self._icons.pixmap(name, value, 16, 2.0).save(str(path))
        return path.as_posix()
