"""Mega: the API's URL, the properties of the screen Por Tenant, and what the tenant shows of both."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.codecs import BadValue, parse
from crm_console.core.errors import UserError
from crm_console.core.jobs import Done, Failed, Outcome
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import TYPES, fields
from crm_console.services.deploy import mega_reading
from crm_console.services.deploy.mega_reading import Reading, told
from crm_console.services.platform.connecting import Platform
from crm_console.store.change import Applied, Edited, Rejected
from crm_console.views.deploy.mega_properties import PropertyPage
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.banner import Banner, InlineProblem
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.labels import ElidingLabel, label, rule, surface
from crm_console.views.parts.pill import Pill

URL_WIDTH = 420
ROUTE = "mega"


class MegaTab(QWidget):
    """`said(words)` for the status bar."""

    said = Signal(str)

    def __init__(self, kit: Kit, platform: Platform) -> None:
        super().__init__()
        self._kit, self._platform = kit, platform
        self.found: Reading | None = None
        say, look = kit.say, kit.look
        surface(widget=self)
        self._spec = fields(TYPES["deployment"])["mega_url"]
        self.url = QLineEdit()
        self.url.setObjectName("mega_url")
        self.url.setPlaceholderText("https://dominio:porta/")
        self.url.setAccessibleName(say(self._spec.label))
        self.problem = InlineProblem(look)
        self.read_back = InlineProblem(look)
        self.banner = Banner(look, "info")
        self.pill = Pill(look)
        self.read_button = button(look, say("Ler do tenant"), self.read, "", "refresh-cw")
        self.take_button = button(look, "", self.take_over, "", "download")
        self.page = PropertyPage(kit)
        self.page.said.connect(self.said)
        self._place()
        self.url.editingFinished.connect(self._keep_url)
        self.banner.link_clicked.connect(self.banner.hide)
        Commits(kit.workspace.store, self).changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored and what the tenant showed."""
        record = self._deployment
        if not self.url.hasFocus() or not self.problem.said:
            self.url.setText(str(record.get("mega_url") or "") if record else "")
        on_route = record is not None and record.get("route") == ROUTE
        self.url.setEnabled(on_route and not self._kit.workspace.read_only)
        if not on_route:
            self.banner.tell(self._kit.say("Este cliente não é da rota Mega."), self._kit.say(
                "A URL e as propriedades valem só nela; a rota se escolhe na Implantação."), "", "info")
        elif self.banner.said.startswith(self._kit.say("Este cliente não é da rota Mega.")):
            self.banner.hide()
        self._show_reading()

    def read(self) -> None:
        """Read the tenant's properties."""
        self.banner.hide()
        self.read_button.setEnabled(False)
        job = mega_reading.reading(self._kit.workspace, self._platform)
        self._kit.runner.start(job).finished.connect(self.take_read)

    def take_over(self) -> None:
        """Add the properties that only the tenant has."""
        if self.found is None:
            return
        outcome = mega_reading.take_over(
            mega_reading.unknown_here(self.found, self._kit.workspace), self._kit.workspace)
        if isinstance(outcome, Rejected):
            self.banner.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text),
                             self._kit.say("Entendi"), "fail")

    def reach(self, uid: str, field: str = "") -> None:
        """Show a property."""
        self.page.reach(uid, field)

    def flush(self) -> None:
        """Write a pending draft."""
        self.page.flush()

    def _place(self) -> None:
        say = self._kit.say
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(say("Configuração de API do Mega"), "panel"))
        head.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.take_button)
        head.addWidget(self.read_button)
        top = QVBoxLayout()
        top.setContentsMargins(24, 12, 24, 12)
        top.setSpacing(6)
        top.addLayout(head)
        top.addWidget(self.banner)
        caption = label(say(self._spec.label), "label")
        caption.setBuddy(self.url)
        self.url.setMaximumWidth(self._kit.look.px(URL_WIDTH))
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.url, 3)
        line.addWidget(self.read_back, 4, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(caption)
        top.addLayout(line)
        top.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 24, 8)
        foot.addWidget(ElidingLabel(say(
            "Carga inicial: vem depois destas propriedades, na Implantação, com a coleção do Postman que o Mega "
            "entrega e um token da plataforma."), "note"), 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(rule())
        box.addWidget(self.page, 1)
        box.addWidget(rule())
        box.addLayout(foot)
        self.pill.tell("hand", "circle-help", say("nomes não publicados"))

    @property
    def _deployment(self):  # type: ignore[no-untyped-def]
        return next(iter(self._kit.workspace.store.where("deployment")), None)

    def _keep_url(self) -> None:
        """Written when one leaves the field; a missing final slash is added."""
        record = self._deployment
        if record is None:
            return
        former = record.get("mega_url")
        try:
            value = parse(self._spec, self.url.text())
        except BadValue as bad:
            self._refuse(bad.text)
            return
        wrong = self._spec.problem(value) if value is not None else None
        if wrong is not None:
            self._refuse(wrong)
            return
        self.problem.clear()
        if value == former:
            self.url.setText(str(value or ""))
            return
        completed = value is not None and self.url.text().strip() != value
        outcome = self._kit.workspace.edits.apply(
            [Edited("deployment", record.uid, "mega_url", former, value)], N_("URL da API do Mega"))
        if not isinstance(outcome, Applied):
            self._refuse(outcome.problems[0].text)
        elif completed:
            self.problem.tell("skip", self._kit.say("A barra no fim foi acrescentada: {value}", value=value))

    def _refuse(self, words: Text) -> None:
        self.problem.tell("fail", self._kit.say(words))

    def take_read(self, outcome: Outcome[Reading]) -> None:
        """The reading has ended."""
        self.read_button.setEnabled(True)
        if isinstance(outcome, Done):
            self.found = outcome.value
            self.said.emit(self._kit.say(Nn_(
                "{count} propriedade lida do tenant", "{count} propriedades lidas do tenant",
                len(outcome.value.held))))
        elif isinstance(outcome, Failed):
            if not isinstance(outcome.error, UserError):
                raise outcome.error
            hint = self._kit.say(outcome.error.hint) if outcome.error.hint else ""
            self.banner.tell(self._kit.say(outcome.error.message), hint, self._kit.say("Entendi"), "fail")
        self._show_reading()

    def _show_reading(self) -> None:
        found, say = self.found, self._kit.say
        tone, words = told(found, mega_reading.URL, str((self._deployment or {}).get("mega_url") or ""), secret=False)
        self.read_back.tell(tone, say(words))
        more = mega_reading.unknown_here(found, self._kit.workspace) if found is not None else []
        self.take_button.setVisible(bool(more) and not self._kit.workspace.read_only)
        text = say(Nn_("Trazer {count} do tenant", "Trazer {count} do tenant", len(more)))
        self.take_button.setText(f" {text}")
        self.take_button.setAccessibleName(text)
        self.page.show_reading(found)

    def _on_changed(self, types: frozenset[str]) -> None:
        if types & {"deployment", "property"}:
            self.refresh()
