"""What program this is and whose work it stands on."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crm_console import __version__
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.labels import label


class About(QDialog):
    """A small window that is not modal."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        say = kit.say
        self.setWindowTitle(say("Sobre o CRM Console"))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(10)
        box.addWidget(label(f"CRM Console {__version__}", "verdict"))
        for text in (say("Prepara, prova e entrega a implantação da Gestão de Relacionamento | CRM."),
                     say("Não é um produto da Senior. O que a Senior não publica está marcado como não verificado."),
                     say("Letras Inter e JetBrains Mono (OFL 1.1). Ícones Lucide (ISC).")):
            box.addWidget(label(text, wrap=True))
        box.addWidget(button(kit.look, say("Voltar"), self.close))
        self.setMinimumWidth(kit.look.px(440))
