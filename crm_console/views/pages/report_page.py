"""A connection test on screen, finished or still running: verdict, stages on one axis, the chosen stage."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.core.report import Report
from crm_console.core.text import Nn_
from crm_console.models import TYPES
from crm_console.services import records
from crm_console.services import report_words as words
from crm_console.services.comparison import Content, Difference, differences
from crm_console.store import notes
from crm_console.views.kit import Kit
from crm_console.views.pages.connection_tests import Running
from crm_console.views.pages.stage_pane import StagePane
from crm_console.views.pages.verdict import Verdict
from crm_console.views.pages.waterfall import Axis, Bar, Waterfall, WaterfallHead
from crm_console.views.parts.labels import label, surface

TONES = {"ok": "ok", "warning": "warn", "failed": "fail", "stopped": "skip"}
PATIENCE = 1.0  # seconds of silence after which the wait is told
TICK = 200  # ms


class ReportPage(QWidget):
    """`again_asked(type, uid)` tests once more; `said(str)` goes to the status bar.

    `applied(Record, settings)`: take over what works; `identified(Record, facts)`: the server's key is right;
    `arrived(Record)`: what was sent has come.
    """

    again_asked = Signal(str, str)
    said = Signal(str)
    applied = Signal(object, dict)
    identified = Signal(object, dict)
    arrived = Signal(object)

    def __init__(self, kit: Kit, record: Record) -> None:
        super().__init__()
        self._kit, self.record = kit, record
        self._other: Content | None = None  # the report that this one is compared with
        self._differences: list[Difference] = []
        self.content: Mapping[str, Any] | None = None
        self._running: Running | None = None
        self._axis = Axis()
        self._steps: dict[str, Mapping[str, Any]] = {}
        self.verdict = Verdict(kit.look, kit.language)
        self.waterfall = Waterfall(kit.look, self._axis, kit.say("Etapas do teste"))
        self._pane = StagePane(kit.look, kit.language)
        self._foot = label("", "note", wrap=True)
        self._foot.setContentsMargins(16, 4, 16, 6)
        self._clock = QTimer(self, interval=TICK)
        self._clock.timeout.connect(self._tell_waiting)
        left = surface("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(WaterfallHead(kit.look, kit.language, self._axis))
        column.addWidget(self.waterfall, 1)
        column.addWidget(self._foot)
        below = QHBoxLayout()
        below.setSpacing(1)
        below.addWidget(left, 1)
        below.addWidget(self._pane)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.verdict)
        box.addLayout(below, 1)
        self.waterfall.chosen.connect(self._show_step)
        self.verdict.again_button.clicked.connect(lambda: self.again_asked.emit(record.type, record.uid))
        self.verdict.copy_button.clicked.connect(self._copy)
        self.verdict.stop_button.clicked.connect(self._stop)
        self.verdict.seen_button.clicked.connect(lambda: self.arrived.emit(record))
        self._pane.applied.connect(lambda found: self.applied.emit(record, found))
        self._pane.identified.connect(lambda facts: self.identified.emit(record, facts))

    @property
    def title(self) -> str:
        """What the head says."""
        name = records.title(self.record)
        if self.record.type == "smtp":
            return self._kit.say("Teste de envio: {server}", server=name)
        return self._kit.say("Teste de arquivo: {server}", server=name)

    @property
    def menu_path(self) -> tuple[str, ...]:
        """The vendor's screen of the record that is tested."""
        return TYPES[self.record.type].MENU

    def watch(self, running: Running) -> None:
        """Show a test as it goes."""
        self._running, self.content = running, None
        running.advanced.connect(self._show_running)
        running.ended.connect(self._on_ended)
        self._clock.start()
        self._show_running()

    def show_report(self, content: Mapping[str, Any]) -> None:
        """Show a finished test from its JSON form."""
        self._clock.stop()
        self._running, self.content = None, content
        self._other, self._differences = None, []
        language = self._kit.language
        self.verdict.show_ended(TONES[content["state"]], words.headline(content, language),
                                words.circumstances(content, language))
        self._foot.setText(self._kit.say(words.foot(content)))
        self._offer(content)
        decisive = words.decisive(content)
        steps = list(content["steps"])
        self._show_steps(steps, decisive["id"] if decisive else words.telling(content))

    def _offer(self, content: Content) -> None:
        """What a person can add: that it came, and another report to compare with."""
        done = {step["id"] for step in content["steps"] if step["state"] in ("ok", "warning")}
        if not content.get("confirmed") and not self._kit.workspace.read_only and done & {"accepted", "readback"}:
            mail = words.protocol(content) == "smtp"
            self.verdict.offer_seen(self._kit.say("Recebi o e-mail") if mail else self._kit.say("Vi o arquivo"))
        kept = notes.reports_of(self._kit.workspace.store, self.record.type, self.record.uid)
        others = [report for report in kept if _same(report.content) != _same(content)]
        self.verdict.compare_button.setVisible(bool(others))
        menu = QMenu(self)
        for report in others:
            title = f"{self._kit.language.moment(datetime.fromisoformat(report.started))} · " + words.headline(
                report.content, self._kit.language)
            menu.addAction(title, partial(self.compare, report.content))
        self.verdict.compare_button.setMenu(menu)

    def compare(self, other: Content) -> None:
        """Show what differs from another report of the same record."""
        if self.content is None:
            return
        self._other = other
        self._differences = differences(other, self.content)
        when = self._kit.language.moment(datetime.fromisoformat(other["started"]))
        self._foot.setText(self._kit.say(Nn_(
            "{count} diferença do teste de {when}. A barra fina é o tempo de lá.",
            "{count} diferenças do teste de {when}. A barra fina é o tempo de lá.", len(self._differences), when=when)))
        changed = {difference.step for difference in self._differences}
        steps = list(self.content["steps"])
        first = next((step["id"] for step in steps if step["id"] in changed), steps[0]["id"])
        self._show_steps(steps, first)

    def release(self) -> None:
        """Watch no more; the test goes on."""
        self._clock.stop()
        if self._running is not None:
            self._running.advanced.disconnect(self._show_running)
            self._running.ended.disconnect(self._on_ended)
            self._running = None

    def _show_steps(self, steps: list[Mapping[str, Any]], chosen: str) -> None:
        self._steps = {step["id"]: step for step in steps}
        bars, at = [], 0.0
        for step in steps:
            bars.append(self._bar(step, at))
            at += float(step["seconds"])
        self.waterfall.show_bars(bars, chosen)

    def _bar(self, step: Mapping[str, Any], at: float) -> Bar:
        say, state, seconds = self._kit.say, step["state"], float(step["seconds"])
        if state == "skipped":
            when = say("não executada")
        elif state in ("running", "pending"):
            when = ""
        else:
            when = self._kit.language.seconds(seconds)
        facts = step.get("facts", {})
        if facts.get("same_as") and state != "skipped":
            when = say("mesmo acesso")
        return Bar(step["id"], say(words.stage(step["id"])), words.second_line(step, self._kit.language), state, at,
                   seconds, when, self._earlier(step["id"]))

    def _earlier(self, step_id: str) -> float | None:
        steps = self._other["steps"] if self._other is not None else []
        return next((float(s["seconds"]) for s in steps if s["id"] == step_id and s["state"] != "skipped"), None)

    def _show_running(self) -> None:
        running = self._running
        if running is None:
            return
        language = self._kit.language
        done = {step.id: step.as_json(language.say) for step in running.steps}
        planned = words.planned(running.record)
        rows = [done.get(step_id) or self._not_yet(step_id, at) for at, step_id in enumerate(planned)]
        self._show_steps(rows, planned[min(running.at, len(planned) - 1)])
        self._foot.setText("")
        self.verdict.show_running(running.title, self._kit.say(running.doing))

    def _not_yet(self, step_id: str, at: int) -> Mapping[str, Any]:
        """A stage that is under way, to come, or passed over."""
        assert self._running is not None
        here = self._running.at
        state = "running" if at == here else "pending" if at > here else "skipped"
        said = self._kit.say(self._running.doing) if at == here else ""
        return {"id": step_id, "state": state, "seconds": 0.0, "said": said, "fault": None, "cause": "", "remedy": "",
                "who": "", "facts": {}}

    def _tell_waiting(self) -> None:
        running = self._running
        if running is None:
            return
        waited = time.monotonic() - running.since
        if waited >= PATIENCE:
            self.verdict.show_running(running.title, self._kit.say(
                "{doing} · aguardando o servidor há {seconds} s", doing=running.doing, seconds=round(waited)))

    def _on_ended(self, report: Report | None) -> None:
        self._clock.stop()
        self._running = None
        if report is None:
            self.verdict.show_ended("skip", self._kit.say("O teste foi parado"), self._kit.say(
                "Nenhum relatório foi guardado."))
            self._show_steps(list(self._steps.values()), "")
        else:
            self.show_report(report.as_json(self._kit.language.say))

    def _show_step(self, step_id: str) -> None:
        step = self._steps[step_id]
        if step["state"] in ("running", "pending"):
            step = {**step, "state": "skipped" if step["state"] == "pending" else "running", "said": "", "cause": ""}
        self._pane.show_step(step, [d for d in self._differences if d.step == step_id])

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()

    def _copy(self) -> None:
        if self.content is not None:
            QGuiApplication.clipboard().setText(words.as_text(self.content, self._kit.language))
            self.said.emit(self._kit.say("Relatório copiado como texto"))


def _same(content: Content) -> tuple[Any, ...]:
    """Tells two reports apart that were begun within one second."""
    return content["started"], content["seconds"], [step["seconds"] for step in content["steps"]]
