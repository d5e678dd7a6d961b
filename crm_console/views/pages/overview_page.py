"""Visão geral: how complete each section is, what waits for whom, what was tested last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_console.core.jobs import Done, Outcome
from crm_console.core.problem import Severity, Who
from crm_console.core.text import N_, Nn_, Text
from crm_console.models import TYPES
from crm_console.services import overview
from crm_console.services.findings import Finding
from crm_console.services.overview import Overview, Section, Tested, Waiting
from crm_console.services.report_words import party, state_word
from crm_console.store.keys import unescaped
from crm_console.views.kit import Kit
from crm_console.views.pages.pieces import button, carded, cleared, column
from crm_console.views.pages.rows import Row, RowList
from crm_console.views.parts.labels import label
from crm_console.views.parts.segments import Segments

if TYPE_CHECKING:
    from crm_console.services.deploy.due import Due

SOON = 250  # ms after a change
IN_A_ROW = 4  # cards
LISTED = 300  # rows of the list; the rest is counted
ICONS = {Severity.ERROR: ("circle-x", "fail", N_("Erro")), Severity.MISSING: ("circle-dashed", "skip", N_("Falta")),
         Severity.WARNING: ("triangle-alert", "warn", N_("Aviso"))}
TESTS = {"ok": ("circle-check", "ok"), "warning": ("triangle-alert", "warn"), "failed": ("circle-x", "fail"),
         "stopped": ("circle-dashed", "skip")}


class OverviewPage(QWidget):
    """`opened(type, uid, field)` leads to a record; `report_asked(type, uid)` to its last test; `import_asked`.

    `step_asked(id)` leads to a step of the deployment; `due` reads those that wait, in a job's thread.
    """

    title = N_("Visão geral")
    opened = Signal(str, str, str)
    deployment_asked = Signal()
    report_asked = Signal(str, str)
    import_asked = Signal()
    step_asked = Signal(str)
    summarised = Signal(object)
    _changed = Signal()

    def __init__(self, kit: Kit, due: Callable[[], Sequence[Due]] = tuple) -> None:
        super().__init__()
        self._kit, self._due = kit, due
        self._overview: Overview | None = None
        self._unseen: Overview | None = None
        self._pending = self._released = False
        self._who = 0
        self._cards = QGridLayout()
        self._cards.setHorizontalSpacing(16)
        self._cards.setVerticalSpacing(8)
        self._parties = QHBoxLayout()
        self._parties.setSpacing(8)
        self._waiting = RowList(kit.look, kit.say("O que falta, e com quem está"))
        self._nothing = label("", "note", wrap=True)
        self._tests = RowList(kit.look, kit.say("Últimos testes"))
        self._untested, self._deployment = label("", "note", wrap=True), label("", "note", wrap=True)
        self._waiting.chosen.connect(self._open)
        self._tests.chosen.connect(lambda pair: self.report_asked.emit(*pair))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 16, 24, 16)
        box.setSpacing(16)
        box.addLayout(self._cards)
        halves = QHBoxLayout()
        halves.setSpacing(24)
        halves.addWidget(self._left(), 3)
        halves.addWidget(self._right(), 2)
        box.addLayout(halves, 1)
        self._soon = QTimer(self, interval=SOON, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self._changed.connect(self._soon.start)
        # Commits of a job are told in its thread: a signal carries them here.
        self._forget = kit.workspace.store.listen(lambda _: self._changed.emit())
        self.refresh()

    def release(self) -> None:
        """Hear no more of the workspace."""
        self._forget()
        self._soon.stop()
        self._released = True

    def refresh(self) -> None:
        """Summarise again, in the background; what changes meanwhile is summarised once after that."""
        if self._pending:
            self._soon.start()
            return
        self._pending = True
        self._kit.runner.start(overview.job(self._kit.workspace.store, self._due)).finished.connect(self._take)

    def _take(self, outcome: Outcome[Overview]) -> None:
        self._pending = False
        if isinstance(outcome, Done) and not self._released:
            self._unseen = outcome.value
            self.summarised.emit(outcome.value)
            if self.isVisible():
                self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        """What was summarised while nobody looked is filled in now."""
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        found, self._unseen = self._unseen, None
        if found is not None:
            self.show_overview(found)

    def show_overview(self, found: Overview) -> None:
        """Fill the page."""
        self._overview = found
        cleared(self._cards)
        for at, section in enumerate(found.cards):
            self._cards.addWidget(self._card(section), at // IN_A_ROW, at % IN_A_ROW)
            self._cards.setColumnStretch(at % IN_A_ROW, 1)
        self._show_parties(found.waiting)
        self._tests.show_rows([self._tested(test) for test in found.tests])
        self._tests_card.setVisible(bool(found.tests))
        self._no_tests.setVisible(not found.tests)
        self._untested.setText(self._kit.say(_untested(found)))
        self._deployment.setText(self._kit.say(found.deployment))

    def _left(self) -> QWidget:
        made, box = column(spacing=8)
        box.addWidget(label(self._kit.say("O que falta, e com quem está"), "panel"))
        box.addLayout(self._parties)
        box.addWidget(self._nothing)
        self._waiting_card, self._filler = carded(self._waiting), QWidget()
        box.addWidget(self._waiting_card, 1)
        box.addWidget(self._filler, 1)
        return made

    def _right(self) -> QWidget:
        say = self._kit.say
        made, box = column(spacing=8)
        box.addWidget(label(say("Últimos testes"), "panel"))
        box.addWidget(self._untested)
        self._tests_card = carded(self._tests)
        box.addWidget(self._tests_card, 1)
        self._no_tests = QWidget()
        box.addWidget(self._no_tests, 1)
        box.addWidget(label(say("Implantação"), "panel"))
        box.addWidget(self._deployment)
        line = QHBoxLayout()
        line.addWidget(button(self._kit.look, say("Importar planilha…"), self.import_asked.emit, "", "file-up"))
        line.addWidget(button(self._kit.look, say("Ver a implantação"), self.deployment_asked.emit, "", "rocket"))
        line.addStretch()
        box.addLayout(line)
        return made

    def _card(self, section: Section) -> QWidget:
        say = self._kit.say
        made = QFrame()
        made.setProperty("role", "card")
        box = QVBoxLayout(made)
        box.setContentsMargins(16, 6, 16, 8)
        box.setSpacing(4)
        head = QHBoxLayout()
        link = button(self._kit.look, say(section.label), lambda: self.opened.emit(section.type, "", ""), "link")
        head.addWidget(link)
        head.addStretch(1)
        head.addWidget(label(say(_share(section)), "note"))
        box.addLayout(head)
        bar = QProgressBar()
        bar.setRange(0, max(section.expected, 1))
        bar.setValue(section.complete)
        bar.setTextVisible(False)
        bar.setAccessibleName(say(_completeness(section)))
        box.addWidget(bar)
        box.addWidget(label(say(_troubles(section)), "note"))
        return made

    def _show_parties(self, waiting: Sequence[Waiting]) -> None:
        cleared(self._parties)
        if self._who >= len(waiting) or not waiting[self._who].count:
            self._who = next((at for at, one in enumerate(waiting) if one.count), 0)
        parties = Segments(self._kit.look, [(str(at), self._counted(one)) for at, one in enumerate(waiting)])
        parties.set_value(str(self._who))
        parties.chosen.connect(lambda at: self._choose(int(at)))
        self._parties.addWidget(parties)
        self._choose(self._who)

    def _counted(self, one: Waiting) -> str:
        name = self._kit.say(party(one.who))
        return f"{name[:1].upper()}{name[1:]}  {one.count}"

    def _choose(self, at: int) -> None:
        assert self._overview is not None
        self._who = at
        one = self._overview.waiting[at]
        rows = [*map(self._step, one.steps), *map(self._finding, one.findings[:LISTED])]
        self._waiting.show_rows(rows)
        self._waiting_card.setVisible(bool(rows))
        self._filler.setVisible(not rows)
        more = len(one.findings) - LISTED
        self._nothing.setVisible(not rows or more > 0)
        self._nothing.setText(self._kit.say(
            N_("Mostra {shown} de {all}.", shown=LISTED, all=len(one.findings)) if more > 0 else
            N_("Nada espera por: {who}.", who=party(one.who))))

    def _step(self, due: Due) -> Row:
        say = self._kit.say
        said = " ".join(say(due.said).split())
        about = say("Implantação: {said}", said=said) if said else say("Implantação")
        return Row(say(due.title), about, say(due.look.word), due.look.icon, due.look.tone, due)

    def _finding(self, found: Finding) -> Row:
        problem = found.judged.problem
        icon, tone, word = ICONS[problem.severity]
        if problem.severity is Severity.MISSING and problem.who is not Who.CONSULTANT:
            icon, tone = "hand", "hand"
        name = self._kit.say(TYPES[found.type].LABEL)
        about = f"{name} {unescaped(found.key)}".strip()
        return Row(self._kit.say(problem.text), about, self._kit.say(word), icon, tone, found)

    def _tested(self, test: Tested) -> Row:
        icon, tone = TESTS.get(test.state, TESTS["stopped"])
        when = self._kit.language.moment(datetime.fromisoformat(test.started))
        return Row(test.title, when, self._kit.say(state_word(test.state)), icon, tone, (test.type, test.uid))

    def _open(self, found: Finding | Due) -> None:
        if not isinstance(found, Finding):
            self.step_asked.emit(found.step)
            return
        self.opened.emit(found.type, found.uid, found.judged.problem.field)


def _share(section: Section) -> Text:
    return N_("{complete} de {expected}", complete=section.complete, expected=section.expected) \
        if section.expected else N_("nenhum")


def _completeness(section: Section) -> Text:
    if not section.expected:
        return N_("nada cadastrado")
    return N_("{complete} de {expected} sem pendência", complete=section.complete, expected=section.expected)


def _troubles(section: Section) -> Text:
    if not section.errors and not section.warnings:
        return N_("nenhum erro, nenhum aviso")
    return N_("{errors} · {warnings}", errors=Nn_("{count} erro", "{count} erros", section.errors),
              warnings=Nn_("{count} aviso", "{count} avisos", section.warnings))


def _untested(found: Overview) -> Text:
    if found.untested:
        return Nn_("{count} servidor não testado", "{count} servidores não testados", found.untested)
    return N_("Todos os servidores foram testados.") if found.tests else N_("Nenhum servidor cadastrado.")
