"""Tests of a workspace's records: one sign-in an account, refusals counted, identities kept, what works taken over."""

from __future__ import annotations

import json

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import Report, State
from crm_console.core.text import N_
from crm_console.services import applying, comparison
from crm_console.services.entry import setting
from crm_console.services.testing import ServerTests, grouped
from crm_console.store import attempts as counting
from crm_console.store import host_keys, notes
from crm_console.store.attempts import Attempts
from crm_console.store.change import Applied
from tests.servers.fixtures import authority, postfix, sshd  # noqa: F401
from tests.servers.probing import step
from tests.servers.scripted import Scripted


@pytest.fixture
def attempts(tmp_path) -> Attempts:
    return Attempts(tmp_path)


@pytest.fixture
def branches(workspace):
    given(workspace, "company", "1", "name=Serra Azul")
    for number in "123":
        given(workspace, "branch", f"1/{number}", f"name=Filial {number}")
    return workspace


def given(workspace, type_name, key, *words, password=None):
    words = [*words, *(["password=-"] if password else [])]
    changes, _ = setting(workspace.store, type_name, key, list(words), lambda _: workspace.keep_secret(password))
    assert isinstance(workspace.store.apply(changes, N_("x")), Applied)


def mail(workspace, key, port, *more, password="errada"):
    given(workspace, "smtp", key, "host=127.0.0.1", f"port={port}", "sender=crm@serraazul.example",
          "authenticates=true", "user=crm@serraazul.example", "secure=false", *more, password=password)


def run(tester: ServerTests, record) -> Report:
    return tester.job(record).work(Context())


REFUSES = [("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", "535 5.7.8 no")]
TAKES = [("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", "235 2.7.0 ok")]


def test_one_sign_in_serves_every_record_of_an_account(branches, attempts):
    with Scripted(TAKES) as server:
        mail(branches, "1/1", server.port)
        mail(branches, "1/2", server.port)
        mail(branches, "1/3", server.port, "sender=outro@serraazul.example")
        tester = ServerTests(branches, attempts)
        (group,) = grouped(list(branches.store.where("smtp")))
        first, *others = group
        report = run(tester, first)
        followers = [tester.same_access(report, first, other) for other in others]
        assert server.count("^AUTH") == 1
        assert server.connections == 1
    assert report.state is State.WARNING  # the password travelled in clear
    key = branches.store.key(first)
    for other, made in zip(others, followers, strict=True):
        assert step(made, "auth").state is State.WARNING
        assert step(made, "auth").facts["same_as"] == key
        shared = other["sender"] == first["sender"]
        assert step(made, "accepted").state is (State.OK if shared else State.SKIPPED)
        assert shared or key in str(step(made, "sender").cause)
    assert any(other["sender"] != first["sender"] for other in others)
    kept = notes.last_reports(branches.store, "smtp")
    assert set(kept) == {record.uid for record in group}


def test_another_password_of_the_same_account_is_not_called_proved(branches, attempts):
    with Scripted(TAKES) as server:
        mail(branches, "1/1", server.port, password="uma")
        mail(branches, "1/2", server.port, password="outra")
        tester = ServerTests(branches, attempts)
        ((first, other),) = grouped(list(branches.store.where("smtp")))
        made = tester.same_access(run(tester, first), first, other)
        assert server.count("^AUTH") == 1
    assert step(made, "connect").state is State.OK
    assert step(made, "auth").state is State.SKIPPED


def test_the_third_refusal_in_ten_minutes_is_warned_of(branches, attempts, monkeypatch):
    with Scripted(REFUSES) as server:
        mail(branches, "1/1", server.port)
        tester = ServerTests(branches, attempts)
        (record,) = branches.store.where("smtp")
        risks = []
        for _ in range(3):
            risks.append(tester.risk(record))
            assert run(tester, record).state is State.FAILED
        assert risks == [0, 0, 2]
        assert ServerTests(branches, Attempts(attempts._path.parent)).risk(record) == 3  # another process counts along
    clock = counting.time.time
    monkeypatch.setattr(counting.time, "time", lambda: clock() + counting.WINDOW + 1)
    assert tester.risk(record) == 0


def test_being_let_in_clears_the_count_and_a_failed_connection_counts_nothing(branches, attempts):
    with Scripted(REFUSES) as server:
        mail(branches, "1/1", server.port)
        (record,) = branches.store.where("smtp")
        tester = ServerTests(branches, attempts)
        for _ in range(2):
            run(tester, record)
        server._rules[:2] = TAKES
        run(tester, record)
    assert tester.risk(record) == 0
    assert run(tester, record).decisive.id == "connect"
    assert tester.risk(record) == 0


def test_a_damaged_count_warns_of_nothing_and_goes_on(attempts):
    attempts._path.write_text("{")
    assert attempts.refused("h", 1, "u") == 0
    attempts.note("h", 1, "u")
    assert attempts.refused("H ", 1, "u") == 1
    ((digest, _),) = json.loads(attempts._path.read_text())
    assert len(digest) == 64  # neither host nor user stands in the file


@pytest.fixture
def files(branches, sshd):  # noqa: F811
    given(branches, "ftp", "1/1", "host=127.0.0.1", f"port={sshd.port}", f"folder={sshd.folder}", f"user={sshd.user}",
          "kind=sftp", password=sshd.password)
    (record,) = branches.store.where("ftp")
    return branches, record


def test_first_contact_waits_for_a_person(files, attempts, sshd):  # noqa: F811
    workspace, record = files
    tester = ServerTests(workspace, attempts)
    first = run(tester, record)
    assert first.decisive.fault == "sftp.hostkey.unknown"
    assert host_keys.known(workspace.store, record["host"], record["port"]) is None
    host_keys.keep(workspace.store, record["host"], record["port"], sshd.fingerprint, "ssh-ed25519", confirmed=True)
    assert run(tester, record).state is State.OK


def test_a_first_key_that_is_accepted_is_kept_and_stays_unconfirmed(files, attempts, sshd):  # noqa: F811
    workspace, record = files
    tester = ServerTests(workspace, attempts, accept_new=True)
    for _ in range(2):
        report = run(tester, record)
        assert (report.state, report.decisive.fault) == (State.WARNING, "sftp.hostkey.unconfirmed")
        kept = host_keys.known(workspace.store, record["host"], record["port"])
        assert (kept.fingerprint, kept.confirmed) == (sshd.fingerprint, False)
    host_keys.keep(workspace.store, record["host"], record["port"], "SHA256:outra", "ssh-ed25519", confirmed=False)
    assert run(tester, record).decisive.fault == "sftp.hostkey.changed"


def test_what_works_is_taken_over(branches, attempts, authority):  # noqa: F811
    branches.trusts = str(authority.file)
    pair = authority.issue("127.0.0.1")
    with Scripted([("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", "235 ok")], tls=pair.server(), tls_first=True) as server:
        mail(branches, "1/1", server.port)
        (record,) = branches.store.where("smtp")
        tester = ServerTests(branches, attempts)
        failed = run(tester, record)
        assert failed.decisive.fault == "smtp.greeting.starts_secure"
        works = failed.decisive.facts["works"]
        assert works[0] == {"port": server.port, "security": "ssl"}
        changes = applying.changes(record, works[0])
        assert {c.field for c in changes} == {"secure", "security_kind"}
        assert isinstance(branches.store.apply(changes, N_("x")), Applied)
        (record,) = branches.store.where("smtp")
        assert run(tester, record).state is State.OK


def test_differences_name_what_changed(branches, attempts):
    with Scripted(TAKES) as server:
        mail(branches, "1/1", server.port)
        (record,) = branches.store.where("smtp")
        tester = ServerTests(branches, attempts)
        run(tester, record)
        server._rules[:2] = [("^EHLO", "250-x\r\n250-SIZE 1000\r\n250 AUTH PLAIN"), ("^AUTH", "535 no")]
        run(tester, record)
    new, old = notes.reports_of(branches.store, "smtp", record.uid)
    found = comparison.differences(old.content, new.content)
    assert {(d.step, str(d.what)) for d in found} >= {
        ("greeting", "Recursos oferecidos"), ("auth", "Resultado"), ("auth", "Defeito"), ("accepted", "Resultado")}
    assert comparison.differences(new.content, new.content) == []


def test_a_person_says_that_it_came(branches, attempts):
    with Scripted(TAKES) as server:
        mail(branches, "1/1", server.port)
        (record,) = branches.store.where("smtp")
        run(ServerTests(branches, attempts), record)
    (kept,) = notes.reports_of(branches.store, "smtp", record.uid)
    notes.confirm_report(branches.store, kept.number, "Marina Duarte", "às 10h")
    (again,) = notes.reports_of(branches.store, "smtp", record.uid)
    assert again.content["confirmed"]["by"] == "Marina Duarte"
    assert again.content["confirmed"]["at"]
