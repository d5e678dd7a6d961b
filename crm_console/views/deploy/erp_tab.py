"""ERP senior X: companies and branches come from the ERP. A reload shows first what it would overwrite here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_console.core.errors import UserError
from crm_console.core.jobs import Context, Done, Failed, Job, Outcome
from crm_console.core.text import N_, Nn_
from crm_console.services.deploy import erp_reload
from crm_console.services.deploy.erp_reload import Preview
from crm_console.services.platform.connecting import Platform
from crm_console.store.change import Applied, Rejected
from crm_console.store.workspace import Workspace
from crm_console.views.deploy.erp_table import ReloadTable, rows_of
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button
from crm_console.views.parts.banner import Banner
from crm_console.views.parts.commits import Commits
from crm_console.views.parts.empty_state import EmptyState
from crm_console.views.parts.labels import ElidingLabel, label, rule, surface
from crm_console.views.parts.pill import Pill

NOTE_WIDTH = 560  # a wrapped label without a width asks for the height of a narrow column
Read = Callable[[Context, Workspace, Platform], Preview]
Write = Callable[[Workspace, Preview], "Applied | Rejected | None"]


class ErpTab(QWidget):
    """`said(words)` for the status bar."""

    said = Signal(str)

    def __init__(self, kit: Kit, platform: Platform, read: Read = erp_reload.preview,
                 write: Write = erp_reload.apply) -> None:
        super().__init__()
        self._kit, self._platform, self._read, self._write = kit, platform, read, write
        self.found: Preview | None = None
        self._folded, self._reading = True, False
        say, look = kit.say, kit.look
        surface(widget=self)
        self.pill = Pill(look)
        self.banner = Banner(look, "fail")
        self.table = ReloadTable(kit)
        self.empty = EmptyState(look, "building-2", say("O ERP ainda não foi lido"), say(
            "A leitura não muda nada: mostra o que uma recarga sobrescreveria aqui."))
        self.stack = QStackedWidget()
        self.fold_button = button(look, "", self._fold, "link")
        self.counts = ElidingLabel("", "strong")
        self.read_button = button(look, say("Ler o ERP"), self.read, "primary", "refresh-cw")
        self.apply_button = button(look, "", self.apply, "primary", "download")
        self._place()
        self.banner.link_clicked.connect(self.banner.hide)
        self.refresh()
        Commits(kit.workspace.store, self).changed.connect(self._on_changed)

    def refresh(self) -> None:
        """The sign-in or the catalogue changed."""
        automatic = self._platform.catalogue().automatic(erp_reload.CALL)
        say = self._kit.say
        self.pill.tell(*(("info", "play", say("lido pelo programa")) if automatic else (
            "hand", "circle-help", say("chamada não publicada"))))
        self._show()

    def read(self) -> None:
        """Compare with the ERP."""
        self.banner.hide()
        self._reading = True
        self._show()
        job = Job(N_("Lendo o ERP"), lambda ctx: self._read(ctx, self._kit.workspace, self._platform),
                  f"erp {self._kit.workspace.place}")
        self._kit.runner.start(job).finished.connect(self.take_read)

    def apply(self) -> None:
        """Do what was shown."""
        if self.found is None:
            return
        count = len(self.found.create) + len(self.found.change)
        outcome = self._write(self._kit.workspace, self.found)
        if isinstance(outcome, Rejected):
            self.banner.tell(self._kit.say("Nada foi gravado."), self._kit.say(outcome.problems[0].text),
                             self._kit.say("Entendi"), "fail")
            return
        self.found = None
        self._show()
        self.said.emit(self._kit.say(Nn_("Recarga do ERP: {count} registro", "Recarga do ERP: {count} registros",
                                         count)))

    def _place(self) -> None:
        say = self._kit.say
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(say("Recarregar do ERP"), "panel"))
        head.addWidget(self.pill)
        head.addStretch(1)
        body = QVBoxLayout()
        body.setContentsMargins(24, 16, 24, 12)
        body.setSpacing(8)
        body.addLayout(head)
        note = label(say(
            "Empresas e filiais vêm do ERP; nada do que é feito aqui volta para ele. Se uma nova carga mantém ou "
            "sobrescreve o que foi corrigido à mão, a Senior não publica. Por isso a recarga mostra antes o que "
            "mudaria, não exclui nada, e um registro que muda perde a marca de revisão."), "note", wrap=True)
        note.setMinimumWidth(self._kit.look.px(NOTE_WIDTH))
        self.stack.setMinimumHeight(self._kit.look.px(96))
        body.addWidget(note)
        body.addWidget(self.banner)
        for page in (self.empty, self.table):
            self.stack.addWidget(page)
        body.addWidget(self.stack, 1)
        body.addWidget(self.fold_button, 0, Qt.AlignmentFlag.AlignLeft)
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 8, 24, 8)
        bar.setSpacing(8)
        bar.addWidget(self.counts, 1)
        bar.addWidget(self.read_button)
        bar.addWidget(self.apply_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(body, 1)
        box.addWidget(rule())
        box.addLayout(bar)

    def _show(self) -> None:
        say, found = self._kit.say, self.found
        self.stack.setCurrentWidget(self.empty if found is None else self.table)
        if found is None:
            self.counts.set_whole(say("Lendo o ERP…") if self._reading else "")
            self._offer(0)
            self.fold_button.hide()
            return
        self.table.lines.show(rows_of(self._kit, found, folded=self._folded))
        staying = len(found.unchanged) + len(found.only_here)
        words = [say(Nn_("{count} registro muda", "{count} registros mudam", len(found.change))),
                 say(Nn_("{count} registro novo", "{count} registros novos", len(found.create))),
                 say(Nn_("{count} igual", "{count} iguais", len(found.unchanged)))]
        if found.left:
            words.append(say(Nn_("{count} não pode vir", "{count} não podem vir", len(found.left))))
        self.counts.set_whole(" · ".join(words))
        self.fold_button.setVisible(bool(staying))
        self.fold_button.setText(say(Nn_("Mostrar {count} que fica como está", "Mostrar {count} que ficam como estão",
                                         staying)) if self._folded else say("Esconder o que fica como está"))
        self._offer(len(found.create) + len(found.change))

    def _offer(self, count: int) -> None:
        """One primary button at a time: reading, or applying what was read."""
        words = self._kit.say(Nn_("Recarregar do ERP: aplicar {count} mudança",
                                  "Recarregar do ERP: aplicar {count} mudanças", count))
        self.apply_button.setText(f" {words}")
        self.apply_button.setAccessibleName(words)
        self.apply_button.setVisible(bool(count))
        self.apply_button.setEnabled(not self._kit.workspace.read_only)
        self.read_button.setEnabled(not self._reading)
        self.read_button.setProperty("role", "" if count else "primary")
        self._kit.look.dress(self.read_button, "refresh-cw", "text2" if count else "on_accent")
        self.read_button.style().unpolish(self.read_button)
        self.read_button.style().polish(self.read_button)

    def _fold(self) -> None:
        self._folded = not self._folded
        self._show()

    def take_read(self, outcome: Outcome[Preview]) -> None:
        """The reading has ended."""
        self._reading = False
        if isinstance(outcome, Done):
            self.found = outcome.value
        elif isinstance(outcome, Failed):
            if not isinstance(outcome.error, UserError):
                raise outcome.error
            hint = self._kit.say(outcome.error.hint) if outcome.error.hint else ""
            by_hand = not self._platform.catalogue().automatic(erp_reload.CALL)
            self.banner.tell(self._kit.say(outcome.error.message), hint, self._kit.say("Entendi"),
                             "hand" if by_hand else "fail")
        self._show()

    def _on_changed(self, types: frozenset[str]) -> None:
        """What was compared is not what is there any more."""
        if self.found is not None and types & {"company", "branch"}:
            self.found = None
            self._show()
