"""The FTP test against the sandbox's server, and against scripted ones for what it never does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import Report, State
from crm_console.services.probes.ftp import STEPS, job, probe
from crm_console.services.probes.stages import DOING
from crm_console.services.probes.strike import forms
from crm_console.services.probes.target import FtpTarget
from tests.servers.probing import (
    STOP_WITHIN,
    StepBegan,
    as_text,
    assert_failed,
    blackhole,
    refused_port,
    step,
    stopped_report,
)
from tests.servers.scripted import CLOSE, SILENCE, Answer, Scripted
from tests.servers.silent import Silent

LOGIN = [("^USER", "331 password"), ("^PASS", "230 in"), ("^TYPE", "200 ok"), ("^CWD", "250 ok"), ("^PWD", '257 "/in"')]
GREETING = "220 scripted FTP"


def nowhere(port: int, **more) -> FtpTarget:
    return FtpTarget(**{"host": "127.0.0.1", "port": port, "user": "crm", "folder": "/in", **more})


def run(target: FtpTarget, password: str | None = "segredo") -> Report:
    return probe(target, password, Context())


@pytest.mark.parametrize("method", ["application", "server"])
def test_the_file_lies_in_the_folder(twin, method):
    report = run(twin.ftp(method), twin.password("ftp"))
    assert report.state is State.OK, as_text(report)
    assert tuple(s.id for s in report.steps) == STEPS
    path = Path(twin.places["ftp"]["root"] + step(report, "upload").facts["file"])
    assert "CRM Console" in path.read_text(encoding="utf-8")


def test_a_wrong_password_is_refused_once(twin):
    failed = assert_failed(run(twin.ftp(), "wrong"), "ftp.auth.refused", "F01")
    assert failed.said.splitlines()[-1].startswith("530")
    assert failed.facts["submissions"] == 1


def test_a_missing_folder(twin):
    failed = assert_failed(run(twin.ftp(folder="/nada"), twin.password("ftp")), "ftp.folder.missing", "F14")
    assert "/" in str(failed.cause)


def test_a_closed_port_is_refused():
    assert_failed(run(nowhere(refused_port())), "ftp.connect.refused", "T01")


def test_dropped_packets_are_a_timeout():
    with blackhole() as port:
        assert_failed(run(nowhere(port, timeout=0.3)), "ftp.connect.timeout", "T02")


@pytest.mark.parametrize(
    ("greeting", "fault", "ref"),
    [
        ("SSH-2.0-OpenSSH_9.2p1", "ftp.banner.is_sftp", "T11"),
        ("421 too many", "ftp.banner.busy", "F23"),
        (CLOSE, "ftp.banner.hung_up", "T06"),
    ],
)
def test_what_greets_instead(greeting: Answer, fault, ref):
    with Scripted(greeting=greeting) as server:
        assert_failed(run(nowhere(server.port)), fault, ref)


def test_silence_is_said():
    with Silent() as server:
        assert_failed(run(nowhere(server.port, timeout=0.3)), "ftp.banner.silent", "T04")


def test_tls_from_the_start_is_named_within_two_seconds(authority):
    pair = authority.issue("localhost")
    with Scripted(greeting=GREETING, tls=pair.server(), tls_first=True) as server:
        report = run(nowhere(server.port))
    assert_failed(report, "ftp.banner.starts_secure", "F04")
    assert report.seconds <= 2


@pytest.mark.parametrize(
    ("rule", "fault", "ref"),
    [
        (("^PASS", "530 Non-anonymous sessions must use encryption."), "ftp.auth.tls_required", "F02"),
        (("^PASS", "530 User cannot log in, home directory inaccessible."), "ftp.auth.home", "F27"),
        (("^CWD", "550 Permission denied"), "ftp.folder.denied", ""),
        (("^EPSV|^PASV", "502 no"), "ftp.upload.no_passive", "F12"),
        (("^EPSV", "229 entering (|||1|)"), "ftp.upload.data_blocked", "F09"),
    ],
)
def test_refusals_fail_at_their_stage(rule, fault, ref):
    with Scripted([rule, *LOGIN], greeting=GREETING) as server:
        assert_failed(run(nowhere(server.port)), fault, ref)


@pytest.mark.parametrize(
    ("stor", "fault", "ref"),
    [
        ("150 go ahead\r\n451 Failure writing to local file.", "disk_full", "F21"),
        ("150 go ahead\r\n552 Quota exceeded", "quota", "F22"),
        ("553 Could not create file.", "denied", "F15"),
    ],
)
def test_the_truth_is_on_the_control_connection(stor, fault, ref):
    with Silent() as data:
        rules = [("^EPSV", f"229 ok (|||{data.port}|)"), ("^STOR", stor), *LOGIN]
        with Scripted(rules, greeting=GREETING) as server:
            assert_failed(run(nowhere(server.port)), f"ftp.upload.{fault}", ref)


def test_a_private_address_is_not_believed():
    with Silent() as data:
        pasv = f"227 ok (10,9,8,7,{data.port // 256},{data.port % 256})"
        rules = [("^EPSV", "500 what"), ("^PASV", pasv), ("^STOR", "150 go\r\n226 done"), ("^RETR", "550 no"), *LOGIN]
        with Scripted(rules, greeting=GREETING) as server:
            report = run(nowhere(server.port))
    upload = step(report, "upload")
    assert (upload.fault, upload.facts["ref"], upload.state) == ("ftp.upload.private_address", "F08", State.WARNING)


def test_a_server_that_cannot_call_back_is_told_within_six_seconds():
    rules = [("^EPRT", "200 ok"), ("^STOR", SILENCE), *LOGIN]
    with Scripted(rules, greeting=GREETING) as server:
        report = run(nowhere(server.port, method="server"))
    assert_failed(report, "ftp.upload.no_call_back", "F11")
    assert report.seconds <= 6


def test_a_line_break_never_reaches_the_server():
    target = nowhere(25, folder="/in\r\nDELE x")
    assert_failed(run(target), "ftp.input.characters", "")
    assert_failed(run(replace(target, folder="/in"), "segredo\r\nDELE x"), "ftp.input.characters", "")


WAITS = {
    "auth": (GREETING, [("^PASS", SILENCE)]),
    "folder": (GREETING, [("^CWD", SILENCE)]),
    "upload": (GREETING, [("^EPSV|^EPRT", SILENCE)]),
}


@pytest.mark.parametrize("method", ["application", "server"])
@pytest.mark.parametrize("stage", WAITS)
def test_stop_acts_at_once_in_every_stage_that_waits(stage, method):
    greeting, rules = WAITS[stage]
    with Scripted([*rules, *LOGIN], greeting=greeting) as server:
        report, seconds = stopped_report(
            lambda ctx: probe(nowhere(server.port, method=method), "segredo", ctx), server.reached
        )
    assert seconds <= STOP_WITHIN
    assert step(report, stage).state is State.STOPPED


def test_stop_acts_at_once_against_a_silent_server():
    began = StepBegan(str(DOING["banner"]))
    with Silent() as server:
        report, seconds = stopped_report(
            lambda ctx: probe(nowhere(server.port), "segredo", ctx), began.reached, began.context()
        )
    assert seconds <= STOP_WITHIN
    assert step(report, "banner").state is State.STOPPED


@pytest.mark.parametrize("stage", ["upload", "readback"])
def test_stop_acts_at_once_on_a_dead_data_connection(stage):
    began = StepBegan(str(DOING[stage]))
    with Silent() as data:
        rules = [("^EPSV", f"229 ok (|||{data.port}|)"), ("^RETR", "150 wait"), *LOGIN]
        stor = ("^STOR", "150 go" if stage == "upload" else "150 go\r\n226 done")
        with Scripted([stor, *rules], greeting=GREETING) as server:
            report, seconds = stopped_report(
                lambda ctx: probe(nowhere(server.port), "segredo", ctx), began.reached, began.context()
            )
    assert seconds <= STOP_WITHIN
    assert step(report, stage).state is State.STOPPED


def test_no_secret_in_any_form():
    secret = "Sabiá & laranjeira+9"
    echo = "\r\n".join(f"530-{form}" for form in forms(secret, "crm") if form.isprintable()) + "\r\n530 no"
    with Scripted([("^PASS", echo), *LOGIN], greeting=GREETING) as server:
        text = as_text(run(nowhere(server.port), secret))
        assert server.count("^PASS") == 1
        assert job(nowhere(server.port), secret).key == f"ftp 127.0.0.1:{server.port}"
    assert [form for form in forms(secret, "crm") if form in text] == []
