"""The SMTP test is stopped at once wherever it waits, tells its steps as they happen, and lets no secret out."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import Report, State
from crm_console.services.probes.smtp import job, probe
from crm_console.services.probes.stages import DOING
from crm_console.services.probes.strike import forms
from crm_console.services.probes.target import SmtpTarget
from tests.servers.probing import STOP_WITHIN, StepBegan, as_text, blackhole, step, stopped_report
from tests.servers.scripted import SILENCE, Scripted
from tests.servers.silent import Silent

SENDER = "crm@serraazul.example"
SECRET = "Sabiá & laranjeira+9"
OFFERS = ("^EHLO", "250-scripted\r\n250-PIPELINING\r\n250 AUTH DIGEST-MD5 CRAM-MD5 PLAIN LOGIN")


def plain(port: int, **more) -> SmtpTarget:
    return SmtpTarget(**{"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER, **more})


def run(target: SmtpTarget, password: str | None = None) -> Report:
    return probe(target, password, Context())

STAGES = {
    "greeting": [("^EHLO", SILENCE)],
    "starttls": [("^EHLO", "250-x\r\n250 STARTTLS"), ("^STARTTLS", SILENCE)],
    "auth": [("^AUTH", SILENCE), OFFERS],
    "sender": [("^MAIL", SILENCE)],
    "recipient": [("^RCPT", SILENCE)],
    "data": [("^DATA", SILENCE)],
    "accepted": [(r"^\.$", SILENCE)],
    "relay": [("^RCPT TO:<fora@", SILENCE)],
}


@pytest.mark.parametrize("stage", STAGES)
def test_stop_acts_at_once_in_every_stage_that_waits(stage):
    with Scripted(STAGES[stage]) as server:
        target = plain(server.port, user="crm" if stage == "auth" else None, relay_to="fora@fora.example")
        target = replace(target, security="tls") if stage == "starttls" else target
        report, seconds = stopped_report(lambda ctx: probe(target, SECRET, ctx), server.reached)
    assert seconds <= STOP_WITHIN
    assert report.state is State.STOPPED
    assert report.decisive is not None
    assert report.decisive.id == stage


@pytest.mark.parametrize(("security", "stage"), [("none", "greeting"), ("tls", "greeting"), ("ssl", "tls")])
def test_stop_acts_at_once_against_a_silent_server(security, stage):
    began = StepBegan(str(DOING[stage]))
    with Silent() as server:
        target = plain(server.port, security=security)
        report, seconds = stopped_report(lambda ctx: probe(target, None, ctx), began.reached, began.context())
    assert seconds <= STOP_WITHIN
    assert step(report, stage).state is State.STOPPED


def test_stop_acts_at_once_while_connecting():
    began = StepBegan(str(DOING["connect"]))
    ctx = began.context()
    with blackhole() as port:
        report, seconds = stopped_report(lambda ctx: probe(plain(port), None, ctx), began.reached, ctx)
    assert seconds <= STOP_WITHIN
    assert step(report, "connect").state is State.STOPPED


def test_stopped_before_it_began():
    ctx = Context()
    ctx.stop()
    report = probe(plain(25), None, ctx)
    assert report.state is State.STOPPED
    assert step(report, "input").state is State.STOPPED


ECHOES = ["PLAIN", "LOGIN", "CRAM-MD5"]


@pytest.mark.parametrize("mechanism", ECHOES)
def test_no_secret_in_any_form(mechanism):
    """The server throws everything back that it could: the line it refused and every spelling of the password."""
    echo = "\r\n".join(f"535-{form}" for form in forms(SECRET, "crm") if form.isprintable()) + "\r\n535 no"
    rules = [
        ("^EHLO", f"250-x\r\n250 AUTH {mechanism}"),
        ("^AUTH PLAIN", echo),
        ("^AUTH CRAM", "334 PDEyMzQ+"),
        ("^AUTH LOGIN", "334 VXNlcm5hbWU6"),
        ("^Y3Jt$", "334 UGFzc3dvcmQ6"),
        (r"^[A-Za-z0-9+/]{16,}=*$", echo),
    ]
    with Scripted(rules) as server:
        report = run(plain(server.port, user="crm"), SECRET)
        assert server.count("^AUTH") == 1
    assert report.decisive is not None
    assert report.decisive.id == "auth"
    text = as_text(report)
    assert [form for form in forms(SECRET, "crm") if form in text] == []


def test_steps_are_told_while_they_happen():
    told: list[str] = []
    began = time.monotonic()
    first: list[float] = []

    def notify(progress) -> None:
        first.append(time.monotonic() - began)
        if progress.item is not None:
            told.append(progress.item.id)

    with Scripted() as server:
        target = plain(server.port)
        work = job(target, None)
        report = work.work(Context(notify))
    assert told == [s.id for s in report.steps if s.state is not State.SKIPPED]
    assert first[0] <= 0.1
    assert work.key == f"smtp 127.0.0.1:{target.port}"
