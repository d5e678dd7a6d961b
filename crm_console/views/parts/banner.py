"""A banner: tint, icon, one sentence with a bold start, at most one link. And the small problem below a field."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from crm_console.views.look.look import Look
from crm_console.views.parts.labels import button, restyle

ICONS = {"fail": "circle-x", "warn": "triangle-alert", "info": "info", "hand": "hand", "ok": "circle-check",
         "skip": "circle-dashed"}


class Banner(QFrame):
    """Hidden until it has something to say. `link_clicked` when its link is pressed."""

    link_clicked = Signal()

    def __init__(self, look: Look, kind: str = "info") -> None:
        super().__init__()
        self._look = look
        self._kind = kind
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self._icon = QLabel()
        self._said = QLabel()
        self._said.setTextFormat(Qt.TextFormat.RichText)
        self._said.setWordWrap(True)
        self._said.setMinimumWidth(120)
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.link = button("", "link", self.link_clicked.emit)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._said, 1)
        row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignVCenter)
        look.changed.connect(self._draw)
        self.hide()

    def tell(self, bold: str, rest: str = "", link: str = "", kind: str | None = None) -> None:
        """Show a sentence; its first part is bold."""
        self._kind = kind or self._kind
        self._said.setText(f"<b>{_escaped(bold)}</b> {_escaped(rest)}".strip())
        self.link.setText(link)
        self.link.setVisible(bool(link))
        self.setAccessibleName(f"{bold} {rest}".strip())
        self._draw()
        self.show()

    @property
    def said(self) -> str:
        """What it says, for tests and screen readers."""
        return self.accessibleName() if not self.isHidden() else ""

    def _draw(self) -> None:
        self.setProperty("banner", self._kind)
        self._icon.setPixmap(self._look.pixmap(ICONS[self._kind], self._kind, 16))
        restyle(self)


class InlineProblem(QWidget):
    """Icon, one sentence and links below a field: the fix, and for warnings *Aceitar*. The links flow with the text."""

    fix_clicked = Signal()
    second_clicked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        self._icon = QLabel()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(40)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.words.setProperty("role", "small")
        self.words.linkActivated.connect(self._follow)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self._kind, self._said, self._links = "fail", "", ("", "")
        look.changed.connect(self._draw)
        self.hide()

    def tell(self, kind: str, text: str, fix: str = "", second: str = "") -> None:
        """Show a problem of this kind: fail, warn, hand (missing) or skip (accepted)."""
        self._kind, self._said, self._links = kind, text, (fix, second)
        self.words.setProperty("state", kind)
        self.words.setAccessibleName(text)
        self._draw()
        self.show()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self._said, self._links = "", ("", "")
        self.hide()

    @property
    def said(self) -> str:
        """The sentence, empty when there is none."""
        return self._said

    def _follow(self, link: str) -> None:
        (self.fix_clicked if link == "fix" else self.second_clicked).emit()

    def _draw(self) -> None:
        if not self._said:
            return
        colour = self._look.tokens.accent_text
        links = "".join(
            f'&nbsp;&nbsp; <a href="{name}" style="color:{colour}">{_unbroken(words)}</a>'
            for name, words in zip(("fix", "second"), self._links, strict=True) if words)
        self.words.setText(_escaped(self._said) + links)
        self._icon.setPixmap(self._look.pixmap(ICONS[self._kind], self._kind, 14))
        restyle(self.words)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unbroken(text: str) -> str:
    return _escaped(text).replace(" ", "&nbsp;").replace("-", "&#8209;")
