"""The SFTP test against a real sshd, silent and foreign servers."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import Report, State
from crm_console.services.probes.sftp import STEPS, job, probe
from crm_console.services.probes.stages import DOING
from crm_console.services.probes.strike import forms
from crm_console.services.probes.target import SftpTarget
from tests.servers.freezing import Freezing
from tests.servers.ports import wait_until
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
from tests.servers.scripted import CLOSE, Answer, Scripted
from tests.servers.silent import Silent


@pytest.fixture
def target(sshd) -> SftpTarget:
    return SftpTarget("127.0.0.1", sshd.port, sshd.user, sshd.folder, sshd.fingerprint)


def nowhere(port: int, **more) -> SftpTarget:
    return SftpTarget("127.0.0.1", port, "crm", "/documentos", **more)


def run(target: SftpTarget, password: str | None = "segredo") -> Report:
    return probe(target, password, Context())


def test_the_file_lies_in_the_real_folder(sshd, target):
    report = run(target, sshd.password)
    assert report.state is State.OK, as_text(report)
    assert tuple(s.id for s in report.steps) == STEPS
    path = Path(step(report, "upload").facts["file"])
    assert path.parent == Path(sshd.folder)
    assert "CRM Console" in path.read_text(encoding="utf-8")
    key = step(report, "hostkey").facts
    assert (key["host_key"], key["pinned"]) == (sshd.fingerprint, True)
    assert report.address == "127.0.0.1"


def test_a_relative_folder_is_named_in_full(sshd, target):
    report = run(replace(target, folder="documentos", host_key=sshd.fingerprint), sshd.password)
    assert report.state is State.OK, as_text(report)
    assert step(report, "folder").facts["folder"] == sshd.folder
    assert step(report, "hostkey").facts["pinned"] is True


def test_two_tests_never_share_a_file(sshd, target):
    names = {step(run(target, sshd.password), "upload").facts["file"] for _ in range(2)}
    assert len(names) == 2


def test_a_wrong_password_is_refused(target):
    failed = assert_failed(run(target, "wrong"), "sftp.auth.refused", "H05")
    assert failed.facts["submissions"] == 1
    assert "password" in failed.facts["methods"]


def test_first_contact_sends_no_password(sshd, target):
    """The server itself tells how far the test went."""
    before = len(sshd.log())
    failed = assert_failed(run(replace(target, host_key=None), sshd.password), "sftp.hostkey.unknown", "H01")
    assert failed.facts["host_key"] == sshd.fingerprint
    wait_until(lambda: "[preauth]" in sshd.log()[before:], "the server's own log")
    assert "Failed" not in sshd.log()[before:]


def test_a_changed_identity_stops_before_the_password(sshd, target):
    failed = assert_failed(run(replace(target, host_key="SHA256:antiga"), sshd.password), "sftp.hostkey.changed", "H02")
    assert sshd.fingerprint in str(failed.cause)
    assert "SHA256:antiga" in str(failed.cause)


@pytest.mark.parametrize(
    ("folder", "fault", "ref"),
    [
        ("{home}/nao-existe", "sftp.folder.missing", "H16"),
        ("{home}/alheia", "sftp.upload.denied", "H17"),
        ("/etc/passwd", "sftp.folder.not_a_folder", ""),
        ("C:\\documentos", "sftp.input.folder", ""),
    ],
)
def test_folders_are_told_apart(sshd, target, folder, fault, ref):
    assert_failed(run(replace(target, folder=folder.format(home=sshd.home)), sshd.password), fault, ref)


def test_a_closed_port_is_refused():
    assert_failed(run(nowhere(refused_port())), "sftp.connect.refused", "T01")


def test_dropped_packets_are_a_timeout():
    with blackhole() as port:
        assert_failed(run(nowhere(port, timeout=0.3)), "sftp.connect.timeout", "T02")


@pytest.mark.parametrize(
    ("greeting", "fault", "ref"),
    [
        ("220 ProFTPD ready", "sftp.banner.is_ftp", "T10"),
        ("HTTP/1.1 400 Bad Request", "sftp.banner.is_http", "T09"),
        (CLOSE, "sftp.banner.hung_up", "H23"),
    ],
)
def test_what_greets_instead(greeting: Answer, fault, ref):
    with Scripted(greeting=greeting) as server:
        assert_failed(run(nowhere(server.port)), fault, ref)


def test_silence_is_said():
    with Silent() as server:
        assert_failed(run(nowhere(server.port, timeout=0.3)), "sftp.banner.silent", "T04")


def test_a_greeting_and_nothing_more():
    with Silent(b"SSH-2.0-mudo\r\n") as server:
        failed = assert_failed(run(nowhere(server.port, timeout=0.3)), "sftp.hostkey.no_answer", "")
    assert failed.facts.get("ref") is None


@pytest.mark.parametrize(
    ("words", "stage"), [(b"", "banner"), (b"SSH-2.0-mudo\r\n", "hostkey")], ids=["banner", "hostkey"]
)
def test_stop_acts_at_once_against_a_silent_server(words, stage):
    began = StepBegan(str(DOING[stage]))
    with Silent(words) as server:
        report, seconds = stopped_report(
            lambda ctx: probe(nowhere(server.port), "segredo", ctx), began.reached, began.context()
        )
    assert seconds <= STOP_WITHIN
    assert step(report, stage).state is State.STOPPED


@pytest.mark.parametrize("stage", ["auth", "subsystem", "folder", "upload", "readback"])
def test_stop_acts_at_once_on_a_dead_line(sshd, target, stage):
    """A real server whose line goes dead as the stage begins: nothing more comes through."""
    began = StepBegan(str(DOING[stage]))
    with Freezing(sshd.port, began.reached) as line:
        report, seconds = stopped_report(
            lambda ctx: probe(replace(target, port=line.port), sshd.password, ctx), began.reached, began.context()
        )
    assert seconds <= STOP_WITHIN
    assert step(report, stage).state is State.STOPPED


@pytest.mark.parametrize("stage", ["subsystem", "folder", "upload", "readback"])
def test_a_dead_line_is_no_answer(sshd, target, stage):
    began = StepBegan(str(DOING[stage]))
    with Freezing(sshd.port, began.reached) as line:
        report = probe(replace(target, port=line.port, timeout=1), sshd.password, began.context())
    assert_failed(report, f"sftp.{stage}.no_answer", "")


def test_no_secret_and_no_log(sshd, target, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    secret = sshd.password
    for password in (secret, "Sabiá & laranjeira+9"):
        text = as_text(run(target, password))
        assert [form for form in forms(password, sshd.user) if form in text] == []
    assert caplog.text == ""
    assert capsys.readouterr() == ("", "")


def test_nothing_is_left_behind(sshd, target):
    before = threading.active_count()
    run(target, sshd.password)
    wait_until(lambda: threading.active_count() <= before, "the probe's threads end")
    assert job(target, None).key == f"sftp 127.0.0.1:{sshd.port}"
