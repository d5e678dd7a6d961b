"""One sign-in: who is in, or the fields to get in; a code or a sentence where more is wanted. No secret stays in it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_console.core.errors import RefusedError, UserError
from crm_console.core.jobs import Done, Failed, Outcome
from crm_console.core.text import N_
from crm_console.services.platform import abilities
from crm_console.services.platform.connecting import Platform, Wanted
from crm_console.services.platform.dialects import BRIDGE, DIALECTS
from crm_console.services.platform.entering import ADDRESSES, Entered, Entering, catalogue_text, facts, suggested
from crm_console.services.platform.sign_in import SecondFactorWanted
from crm_console.store import connections
from crm_console.store.connections import CUSTOMER, Connection
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button, captioned, cleared, column
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.labels import label
from crm_console.views.parts.segments import Segments
from crm_console.views.window.tenant_label import TenantLabel
from crm_console.workers.runner import Handle

TITLES = {CUSTOMER: N_("Tenant do cliente"), "master": N_("Tenant master da Senior")}
NOTES = {
    CUSTOMER: N_("É o tenant para onde vai o que foi preparado."),
    "master": N_("Só para quem é da Senior: cria o tenant no CRM. Sem esta entrada a etapa vira um pedido.")}


class SignInPanel(QFrame):
    """`changed` when somebody is in or out; `said(words)` for the status bar."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, kit: Kit, platform: Platform, role: str) -> None:
        super().__init__()
        self._kit, self._platform, self.role = kit, platform, role
        self._entering = Entering(platform, kit.workspace.store)
        self._handle: Handle | None = None
        self._wanted: Wanted | None = None
        self._factor: SecondFactorWanted | None = None
        self.setProperty("role", "card")
        say = kit.say
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 14)
        box.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(label(say(TITLES[role]), "panel"))
        self._environment = TenantLabel(kit.look, kit.language)
        head.addWidget(self._environment)
        head.addStretch(1)
        box.addLayout(head)
        box.addWidget(label(say(NOTES[role]), "note", wrap=True))
        self.banner = Banner(kit.look, "fail")
        self.banner.link_clicked.connect(self.banner.hide)
        box.addWidget(self.banner)
        self._inside, self._facts = column(spacing=6)
        self._outside = self._fields()
        self._code = self._code_row()
        for part in (self._inside, self._outside, self._code):
            box.addWidget(part)
        self.stop_button = button(kit.look, say("Parar"), self._stop, "", "square")
        box.addWidget(self.stop_button)
        self.show_state()

    def _fields(self) -> QWidget:
        say, look = self._kit.say, self._kit.look
        made, box = column(spacing=10)
        known = self._platform.connection(self.role)
        self.address = QComboBox()
        for name, words_, _ in ADDRESSES:
            self.address.addItem(say(words_), name)
        self.address.setCurrentIndex([name for name, _, _ in ADDRESSES].index(suggested(known)))
        self.url = QLineEdit(known.url if known else "")
        self.url.setPlaceholderText("https://")
        self.address.currentIndexChanged.connect(lambda _: self._show_url())
        self.by = Segments(look, [("user", say("Usuário e senha")), ("key", say("Chave de aplicação"))])
        self.by.set_value("user")
        self.by.chosen.connect(lambda _: self._show_kind())
        self.user, self.secret, self.tenant = QLineEdit(), QLineEdit(), QLineEdit()
        self.user.setPlaceholderText("nome@dominio")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.returnPressed.connect(self.enter)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(captioned(say("Endereço da plataforma"), self.address), 1)
        self._url_row = QWidget()
        url_box = captioned(say("Outro endereço"), self.url)
        url_box.setContentsMargins(0, 0, 0, 0)
        self._url_row.setLayout(url_box)
        top.addWidget(self._url_row, 2)
        box.addLayout(top)
        box.addWidget(self.by)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addLayout(captioned(say("Usuário ou chave"), self.user), 1)
        line.addLayout(captioned(say("Senha ou segredo"), self.secret), 1)
        self._tenant_row = QWidget()
        tenant_box = captioned(say("Tenant da aplicação"), self.tenant)
        tenant_box.setContentsMargins(0, 0, 0, 0)
        self._tenant_row.setLayout(tenant_box)
        line.addWidget(self._tenant_row, 1)
        box.addLayout(line)
        self.more = button(look, say("Avançado"), self._toggle, "quiet", "sliders-horizontal")
        self._advanced = self._advanced_fields()
        self._advanced.hide()
        self.go = button(look, say("Entrar"), self.enter, "", "key-round")
        bar = QHBoxLayout()
        bar.addWidget(self.go)
        bar.addWidget(self.more)
        bar.addStretch(1)
        box.addWidget(self._advanced)
        box.addLayout(bar)
        self._show_url()
        self._show_kind()
        return made

    def _advanced_fields(self) -> QWidget:
        say = self._kit.say
        made, box = column(spacing=10)
        self.dialect = QComboBox()
        for name in DIALECTS:
            self.dialect.addItem(name, name)
        self.dialect.setCurrentIndex(DIALECTS.index(BRIDGE))
        self.client_id, self.ca, self.catalogue = QLineEdit(), QLineEdit(), QLineEdit()
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addLayout(captioned(say("Forma dos endereços"), self.dialect), 1)
        line.addLayout(captioned(say("client_id (gateway de API)"), self.client_id), 1)
        box.addLayout(line)
        for words_, field in ((say("Certificado adicional (arquivo)"), self.ca),
                              (say("Arquivo de catálogo deste tenant"), self.catalogue)):
            choose = button(self._kit.look, say("Escolher…"), partial(self._choose, field), "", "folder-open")
            box.addLayout(captioned(words_, field, beside=choose))
        return made

    def _code_row(self) -> QWidget:
        say = self._kit.say
        made, box = column(spacing=8)
        self.code = QLineEdit()
        self.code.setFixedWidth(self._kit.look.px(200))
        self.code.returnPressed.connect(self.send_code)
        self._code_words = label("", "", wrap=True)
        box.addWidget(self._code_words)
        code = QHBoxLayout()
        code.addLayout(captioned(say("Código do segundo fator"), self.code))
        code.addStretch(1)
        box.addLayout(code)
        line = QHBoxLayout()
        line.addWidget(button(self._kit.look, say("Enviar código"), self.send_code, "", "key-round"))
        line.addWidget(button(self._kit.look, say("Voltar"), self.show_state, "quiet", "arrow-left"))
        line.addStretch(1)
        box.addLayout(line)
        return made

    def show_state(self) -> None:
        """Who is in, or how to get in."""
        known = self._platform.connection(self.role)
        self._factor = None
        self.code.clear()
        cleared(self._facts)
        self._inside.setVisible(known is not None)
        self._outside.setVisible(not self._platform.remembers(self.role) and not self._kit.workspace.read_only)
        self._code.hide()
        self.stop_button.hide()
        self._environment.tell(known)
        if known is not None:
            self._show_facts(known)

    def _show_facts(self, known: Connection) -> None:
        say, language = self._kit.say, self._kit.language
        asked = connections.abilities(self._kit.workspace.store, known.fingerprint)
        when = next((language.moment(datetime.fromisoformat(each.at)) for each in asked.values()), "")
        for name, value in facts(known, when):
            line = QHBoxLayout()
            caption = label(say(name), "label")
            caption.setFixedWidth(self._kit.look.px(110))
            line.addWidget(caption)
            line.addWidget(label(value, "", wrap=True), 1)
            self._facts.addLayout(line)
        bar = QHBoxLayout()
        if not self._kit.workspace.read_only:
            bar.addWidget(button(self._kit.look, say("Perguntar ao tenant de novo"), self._ask, "", "refresh-cw"))
            bar.addWidget(button(
                self._kit.look, say("Sair de {tenant}", tenant=known.tenant), self._leave, "quiet", "x"))
        bar.addStretch(1)
        self._facts.addLayout(bar)

    def lock(self, running: bool) -> None:
        """A run is under way in the name of this sign-in: nobody leaves it or enters anew meanwhile."""
        self.setEnabled(not running)
        self.setToolTip(self._kit.say("A implantação está andando: pare-a antes.") if running else "")

    def enter(self) -> None:
        """Sign in with what stands in the fields; the secret is cleared at once."""
        by_key = self.by.value == "key"
        secret = self.secret.text()
        self.secret.clear()
        try:
            self._wanted = Wanted(
                self._url(), self.role, "" if by_key else self.user.text().strip(),
                self.user.text().strip() if by_key else "", self.tenant.text().strip() if by_key else "",
                str(self.dialect.currentData()), self.client_id.text().strip(), self.ca.text().strip(),
                catalogue_text(self.catalogue.text().strip()))
            job = self._entering.begin(self._wanted, secret)
        except UserError as error:
            self._refuse(error)
            return
        self._start(self._kit.runner.start(job))

    def send_code(self) -> None:
        """Go on with the second factor."""
        if self._wanted is None or self._factor is None:
            return
        code = self.code.text()
        self.code.clear()
        self._start(self._kit.runner.start(self._entering.answer(self._wanted, self._factor, code)))

    def _start(self, handle: Handle) -> None:
        self.banner.hide()
        self._handle = handle
        self.setEnabled(True)
        self._outside.setEnabled(False)
        self._code.setEnabled(False)
        self.stop_button.show()
        handle.finished.connect(self._on_finished)

    def _on_finished(self, outcome: Outcome[Entered]) -> None:
        self._handle = None
        self._outside.setEnabled(True)
        self._code.setEnabled(True)
        self.stop_button.hide()
        if isinstance(outcome, Failed):
            if self._factor is None or not isinstance(outcome.error, RefusedError):  # a code that is none was not sent
                self.show_state()
            self._refuse(outcome.error)
            self.changed.emit()
        elif isinstance(outcome, Done):
            self.take(outcome.value)
        else:
            self.show_state()
            known = self._platform.connection(self.role)
            self.said.emit(self._kit.say("Entrou em {tenant}; a pergunta ao tenant foi parada", tenant=known.tenant)
                           if known else self._kit.say("Parado: ninguém entrou"))
            self.changed.emit()

    def take(self, entered: Entered) -> None:
        """Show how far the sign-in is: in, or what is wanted next."""
        self.show_state()
        if entered.factor is not None and entered.wanted is not None:
            self._factor = entered.factor
            self._outside.hide()
            self._code_words.setText(self._kit.say(entered.wanted))
            self._code.show()
            self.code.setFocus()
        elif entered.wanted is not None:
            self.banner.tell(self._kit.say("Falta um passo."), self._kit.say(entered.wanted), kind="hand")
        elif entered.connection is not None:
            self.said.emit(self._kit.say("Entrou em {tenant}", tenant=entered.connection.tenant))
            lacking = self._kit.workspace.secrets.missing
            if lacking is not None:
                self.banner.tell(self._kit.say("Sem cofre de senhas."), self._kit.say(
                    "Este computador não tem um; a entrada vale até fechar o programa."), kind="warn")
            self.changed.emit()

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.banner.tell(self._kit.say(error.message), self._kit.say(error.hint) if error.hint else "", kind="fail")

    def _ask(self) -> None:
        handle = self._kit.runner.start(abilities.asking(self._platform, self._kit.workspace.store, self.role))
        self._start(handle)
        handle.finished.disconnect(self._on_finished)
        handle.finished.connect(self._on_asked)

    def _on_asked(self, outcome: Outcome[object]) -> None:
        self._handle = None
        self._outside.setEnabled(True)
        self.show_state()
        if isinstance(outcome, Failed):
            self._refuse(outcome.error)
        self.changed.emit()

    def _leave(self) -> None:
        handle = self._kit.runner.start(self._entering.leave(self.role))
        handle.finished.connect(self._on_left)

    def _on_left(self, outcome: Outcome[None]) -> None:
        self.show_state()
        if isinstance(outcome, Failed):
            self._refuse(outcome.error)
        self.changed.emit()

    def _stop(self) -> None:
        if self._handle is not None:
            self._handle.stop()

    def _url(self) -> str:
        name = self.address.currentData()
        return next(url for known, _, url in ADDRESSES if known == name) or self.url.text().strip()

    def _show_url(self) -> None:
        self._url_row.setVisible(self.address.currentData() == "other")

    def _show_kind(self) -> None:
        self._tenant_row.setVisible(self.by.value == "key")

    def _toggle(self) -> None:
        self._advanced.setVisible(self._advanced.isHidden())

    def _choose(self, field: QLineEdit) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._kit.say("Escolher…"))
        if path:
            field.setText(path)
