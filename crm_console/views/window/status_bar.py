"""The line at the bottom: what was just saved and how to undo it, the connection, who holds the file."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from crm_console.store.connections import CUSTOMER, connection
from crm_console.views.kit import Kit
from crm_console.views.look.look import Look
from crm_console.views.parts.labels import ElidingLabel, label

HEIGHT = 28


class StatusBar(QFrame):
    """Three facts, each with its icon."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("role", "status")
        self.setFixedHeight(look.px(HEIGHT))
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(14, 0, 14, 0)
        self._line.setSpacing(6)
        self._icon = QLabel()
        self._said = ElidingLabel("", "small")
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line.addWidget(self._icon)
        self._line.addWidget(self._said, 1)
        self.said = ""

    def say(self, text: str, icon: str = "circle-check", tone: str = "ok") -> None:
        """What just happened."""
        self.said = text
        self._look.dress(self._icon, icon, tone, 14)
        self._said.set_whole(text)

    def show_connection(self, kit: Kit) -> None:
        """Who is signed in to which tenant."""
        known = connection(kit.workspace.store, CUSTOMER)
        self._connection.setText(
            kit.say("{tenant} · {user}", tenant=known.tenant, user=known.user) if known else
            kit.say("Sem conexão com o tenant: preparar não precisa"))
        self._look.dress(self._mark, "plug" if known else "wifi-off", "ok" if known else "muted", 14)

    def add_fact(self, icon: str, text: str, tone: str = "muted") -> tuple[QLabel, QLabel]:
        """Something that stays true, at the right; returns its words and its mark."""
        mark = QLabel()
        self._look.dress(mark, icon, tone, 14)
        self._line.addSpacing(10)
        self._line.addWidget(mark)
        fact = label(text, "small")
        if tone != "muted":
            fact.setProperty("state", tone)
        self._line.addWidget(fact)
        return fact, mark

    def show_state(self, kit: Kit) -> str:
        """The connection and who holds the file; returns who writes it where that is somebody else."""
        say = kit.say
        self._connection, self._mark = self.add_fact("wifi-off", "")
        self.show_connection(kit)
        if not kit.workspace.read_only:
            self.add_fact("pencil", say("Aberto para edição por {by}", by=kit.workspace.store.by))
            self.say(say("Tudo salvo"))
            return ""
        holder = kit.workspace.held_by
        who = say("{by} em {computer}", by=holder.by, computer=holder.computer) if holder and holder.by else say(
            "outro console")
        self.add_fact("lock-keyhole", say("Só para leitura: está com {who}", who=who), "warn")
        return who
