"""A connection test on screen, finished or still running: verdict, stages on one axis, the chosen stage."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_console.core.record import Record
from crm_console.core.report import Report
from crm_console.core.text import N_
from crm_console.models import TYPES
from crm_console.services import records
from crm_console.views.kit import Kit
from crm_console.views.pages import report_words as words
from crm_console.views.pages.connection_tests import Running
from crm_console.views.pages.stage_pane import StagePane
from crm_console.views.pages.verdict import Verdict
from crm_console.views.pages.waterfall import Axis, Bar, Waterfall, WaterfallHead
from crm_console.views.parts.labels import label, surface

TONES = {"ok": "ok", "warning": "warn", "failed": "fail", "stopped": "skip"}
PATIENCE = 1.0  # seconds of silence after which the wait is told
TICK = 200  # ms


class ReportPage(QWidget):
    """`again_asked(type, uid)` tests once more; `said(str)` goes to the status bar."""

    again_asked = Signal(str, str)
    said = Signal(str)

    def __init__(self, kit: Kit, record: Record) -> None:
        super().__init__()
        self._kit, self.record = kit, record
        self.content: Mapping[str, Any] | None = None
        self._running: Running | None = None
        self._axis = Axis()
        self._steps: dict[str, Mapping[str, Any]] = {}
        self.verdict = Verdict(kit.look, kit.language)
        self.waterfall = Waterfall(kit.look, self._axis, kit.say("Etapas do teste"))
        self._pane = StagePane(kit.look, kit.language)
        self._foot = label("", "note", wrap=True)
        self._foot.setContentsMargins(16, 8, 16, 12)
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
        language = self._kit.language
        self.verdict.show_ended(TONES[content["state"]], words.headline(content, language),
                                words.circumstances(content, language))
        self._foot.setText(self._kit.say(_foot(content)))
        decisive = words.decisive(content)
        steps = list(content["steps"])
        chosen = decisive["id"] if decisive else next(
            (step["id"] for step in reversed(steps) if step["state"] != "skipped"), steps[-1]["id"] if steps else "")
        self._show_steps(steps, chosen)

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
        said = str(step["said"]).splitlines()
        return Bar(step["id"], say(words.stage(step["id"])), said[0] if said else "", state, at, seconds, when)

    def _show_running(self) -> None:
        running = self._running
        if running is None:
            return
        language = self._kit.language
        done = [step.as_json(language.say) for step in running.steps]
        finished = {step["id"] for step in done}
        rest = [step_id for step_id in words.PLANNED[_protocol(running.record)] if step_id not in finished]
        rows: list[Mapping[str, Any]] = [*done]
        for at, step_id in enumerate(rest):
            state = "running" if at == 0 else "pending"
            said = self._kit.say(running.doing) if at == 0 else ""
            rows.append({"id": step_id, "state": state, "seconds": 0.0, "said": said, "cause": "", "remedy": "",
                         "who": "", "facts": {}})
        self._show_steps(rows, rest[0] if rest else "")
        self._foot.setText("")
        self.verdict.show_running(running.title, self._kit.say(running.doing))

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
            step = {**step, "state": "skipped", "said": "", "cause": ""} if step["state"] == "pending" else step
        self._pane.show_step(step)

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()

    def _copy(self) -> None:
        if self.content is not None:
            QGuiApplication.clipboard().setText(words.as_text(self.content, self._kit.language))
            self.said.emit(self._kit.say("Relatório copiado como texto"))


def _protocol(record: Record) -> str:
    return str(record.get("kind", "ftp")) if record.type == "ftp" else record.type


def _foot(content: Mapping[str, Any]) -> Any:
    if words.protocol(content) == "smtp":
        return N_("Testado deste computador. O CRM envia de outro servidor; a senha foi enviada uma só vez.")
    return N_("Testado deste computador. O CRM grava a partir de outro servidor; o arquivo de teste ficou na pasta.")
