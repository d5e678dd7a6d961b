"""One click submits the password once, or not at all: sshd's own log tells.

The request `none` asks which methods there are (RFC 4252 section 5.2) and holds no password; it is counted apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import Report
from crm_console.services.probes.sftp import probe
from tests.lab.files_openssh import ASKED, PAM, WRONG, target
from tests.servers.ports import wait_until
from tests.servers.probing import step
from tests.servers.sshd import Kind, Sshd, running_sshds

KINDS = {
    "plain": Kind(),
    "asked": Kind(ASKED, pam=PAM),
    "both": Kind("UsePAM yes\nKbdInteractiveAuthentication yes", pam=PAM),
    "keys": Kind("PasswordAuthentication no\nPubkeyAuthentication yes"),
}
REQUEST = re.compile(r"userauth-request for user \S+ service \S+ method (\S+)")
ONE_PASSWORD = {"none": 1, "password": 1}


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Sshd]]:
    with running_sshds(KINDS) as made:
        yield made


def heard(server: Sshd, password: str, **more) -> tuple[Report, Counter[str], str]:
    """The report, the requests to sign in that the server counted during it, and what it logged."""
    before = len(server.log())
    report = probe(target(server, **more), password, Context())

    def log() -> str:
        return server.log()[before:]

    ended = re.compile(r"Connection (closed|reset) by|Received disconnect|Disconnected from|Close session|session closed")
    wait_until(lambda: ended.search(log()) is not None, "the server's log of the end")
    return report, Counter(REQUEST.findall(log())), log()


@pytest.mark.parametrize("kind", ["plain", "both"])
def test_a_right_password_is_submitted_once(servers, kind):
    report, requests, log = heard(servers[kind], servers[kind].password)
    assert report.state == "ok", report
    assert requests == ONE_PASSWORD
    assert (log.count("Accepted password"), log.count("Failed password")) == (1, 0)
    assert step(report, "auth").facts["submissions"] == 1


@pytest.mark.parametrize("kind", ["plain", "both"])
def test_a_wrong_password_is_submitted_once(servers, kind):
    """Also where another method is offered besides, with which it could be tried again."""
    report, requests, log = heard(servers[kind], WRONG)
    assert step(report, "auth").fault == "sftp.auth.refused"
    assert requests == ONE_PASSWORD
    assert log.count("Failed password") == 1
    assert step(report, "auth").facts["submissions"] == 1


@pytest.mark.parametrize("right", [True, False])
def test_a_question_is_answered_once(servers, right):
    report, requests, log = heard(servers["asked"], servers["asked"].password if right else WRONG)
    assert requests == {"none": 1, "keyboard-interactive": 1}
    assert log.count("Accepted keyboard-interactive/pam") == int(right)
    assert log.count("Failed keyboard-interactive/pam") == int(not right)
    assert step(report, "auth").facts["submissions"] == 1


@pytest.mark.parametrize(("pin", "fault"), [(None, "unknown"), ("SHA256:antiga", "changed")])
def test_before_the_identity_is_accepted_nobody_signs_in(servers, pin, fault):
    """Not even the user's name is sent; the report holds the identity in both forms."""
    server = servers["plain"]
    report, requests, log = heard(server, server.password, host_key=pin)
    key = step(report, "hostkey")
    assert key.fault == f"sftp.hostkey.{fault}"
    assert requests == {}
    assert server.user not in log
    assert key.facts["host_key"] == server.fingerprint
    assert re.fullmatch(r"([0-9a-f]{2}:){15}[0-9a-f]{2}", key.facts["md5"])
    assert all(shown in str(key.cause) for shown in (server.fingerprint, pin) if shown)


def test_where_only_keys_count_the_password_stays_here(servers):
    report, requests, _ = heard(servers["keys"], servers["keys"].password)
    assert step(report, "auth").fault == "sftp.auth.only_keys"
    assert requests == {"none": 1}
    assert "submissions" not in step(report, "auth").facts
