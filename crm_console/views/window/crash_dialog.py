"""Says that the program failed, that nothing saved is lost, and gives the report to copy. One dialog a failure."""

from __future__ import annotations

from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from crm_console.core.text import Language
from crm_console.views.look.look import Look
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import label
from crm_console.views.window.crashes import Crash

SIZE = (640, 400)


class CrashDialog(QDialog):
    """The work goes on behind it: it is not modal."""

    def __init__(self, look: Look, language: Language, crash: Crash, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say = language.say
        self._crash = crash
        self.setWindowTitle(say("O programa falhou"))
        self.setModal(False)
        self.resize(*SIZE)
        title = label(say("Uma parte do programa falhou"), "verdict")
        what = label(say(
            "O que estava salvo continua salvo, e o rascunho também. Você pode seguir trabalhando. Envie o texto "
            "abaixo ao suporte do CRM Console; ele não contém senhas nem o que você digitou."), wrap=True)
        report = QPlainTextEdit(crash.report)
        report.setReadOnly(True)
        report.setObjectName("report")
        report.setFont(QFont("JetBrains Mono"))
        copy = button(look, say("Copiar o relato"), self._copy, "primary", "copy")
        close = button(look, say("Voltar ao trabalho"), self.close)
        buttons = QHBoxLayout()
        buttons.addStretch()
        for made in (close, copy):
            buttons.addWidget(made)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        for part in (title, what, report):
            box.addWidget(part)
        box.addLayout(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._crash.report)
