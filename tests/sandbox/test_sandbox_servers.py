"""The sandbox's mail and file servers: round trips by our own probes, refusals, latency, and how it ends."""

from __future__ import annotations

import mailbox
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import State
from crm_console.services.probes import ftp, sftp, smtp
from tests.servers.ports import wait_until
from tests.servers.probing import as_text, assert_failed, step
from tests.servers.twin import running_twin
from tests.servers.unavailable import unavailable


def test_mail_lands_in_the_mailbox(twin):
    report = smtp.probe(twin.smtp(), twin.password("smtp"), Context())
    assert report.state is State.OK, as_text(report)
    message_id = step(report, "accepted").facts["message_id"]
    box = mailbox.Maildir(twin.places["smtp"]["mailbox"], create=False)
    assert message_id in [message["Message-ID"] for message in box]


def test_mail_needs_the_right_password(twin):
    assert_failed(smtp.probe(twin.smtp(), "wrong", Context()), "smtp.auth.refused", "M09")


@pytest.mark.parametrize("method", ["application", "server"])
def test_ftp_file_lies_in_the_folder(twin, method):
    report = ftp.probe(twin.ftp(method), twin.password("ftp"), Context())
    assert report.state is State.OK, as_text(report)
    path = Path(twin.places["ftp"]["root"] + step(report, "upload").facts["file"])
    assert "CRM Console" in path.read_text(encoding="utf-8")


def test_sftp_file_lies_in_the_folder(twin):
    target = twin.sftp(host_key=twin.places["sftp"]["host_key"])
    report = sftp.probe(target, twin.password("sftp"), Context())
    assert report.state is State.OK, as_text(report)
    path = Path(twin.places["sftp"]["root"] + step(report, "upload").facts["file"])
    assert "CRM Console" in path.read_text(encoding="utf-8")


def test_sftp_leads_nowhere_else(twin):
    report = sftp.probe(twin.sftp(folder="/../../../etc"), twin.password("sftp"), Context())
    assert_failed(report, "sftp.folder.missing", "H16")


def test_latency_is_felt(tmp_path):
    with running_twin(tmp_path, "--latency", "100") as far:
        report = smtp.probe(far.smtp(), far.password("smtp"), Context())
        assert report.state is State.OK, as_text(report)
        assert step(report, "sender").seconds >= 0.1
        assert sftp.probe(far.sftp(), far.password("sftp"), Context()).state is State.OK
        assert ftp.probe(far.ftp(), far.password("ftp"), Context()).state is State.OK


def test_it_ends_with_its_input(tmp_path):
    with running_twin(tmp_path) as made:
        made.process.stdin.close()
        assert made.process.wait(10) == 0


def test_it_ends_when_asked(tmp_path):
    with running_twin(tmp_path) as made:
        made.process.send_signal(signal.SIGTERM)
        assert made.process.wait(10) == 0


def test_it_ends_when_its_parent_is_gone(tmp_path):
    """The parent dies without a word; the pipe it held closes, and the sandbox goes too."""
    parent = (
        "import subprocess, sys, os\n"
        "child = subprocess.Popen([sys.executable, '-m', 'crm_console.sandbox', '--folder', sys.argv[1]],\n"
        "                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)\n"
        "assert child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", parent, str(tmp_path)], check=True, capture_output=True, text=True, timeout=30
    )
    status = Path(f"/proc/{int(shown.stdout)}/status")
    if not Path("/proc/self/status").exists():
        unavailable("needs /proc to look at a process that is not a child")
    wait_until(lambda: not status.exists() or "zombie" in status.read_text(), "the sandbox ends")


def test_passwords_are_new_each_time(tmp_path, twin):
    with running_twin(tmp_path) as other:
        for protocol in ("smtp", "ftp", "sftp"):
            assert other.password(protocol) != twin.password(protocol)


def test_its_terminal_stays_quiet(tmp_path):
    """One line for whoever started it, and nothing else, whatever is done to it."""
    with open(tmp_path / "errors", "wb") as errors, running_twin(tmp_path / "twin", errors=errors) as made:
        for probe, target in ((smtp, made.smtp()), (ftp, made.ftp()), (sftp, made.sftp())):
            protocol = probe.__name__.rpartition(".")[2]
            assert probe.probe(target, made.password(protocol), Context()).state is State.OK
        made.process.stdin.close()
        assert made.process.stdout.read() == ""
    assert (tmp_path / "errors").read_text() == ""
