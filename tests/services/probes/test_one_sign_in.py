"""One click is one sign-in: counted in the server's own records, where each attempt brings an account nearer its lock."""

from __future__ import annotations

import base64
import contextlib
import re
import smtplib
from collections.abc import Iterator

import pytest

from crm_console.core.jobs import Context
from crm_console.services.probes import smtp
from crm_console.services.probes.target import SmtpTarget
from tests.servers.ports import wait_until
from tests.servers.postfix import DOMAIN, Postfix
from tests.servers.postfix_doors import ASCII_PASSWORD, SALES, running_doors
from tests.servers.probing import step

pytestmark = pytest.mark.xdist_group("one_sign_in")
WRONG = "jabuti-88"
_VERDICT = re.compile(r"client passdb out: (OK|FAIL)\t\d+\tuser=(\S+)")


@pytest.fixture(scope="module")
def mail() -> Iterator[Postfix]:
    with running_doors() as server:
        yield server


class Attempts:
    """What Dovecot and Postfix have written down since this was made."""

    _marks = 0

    def __init__(self, server: Postfix) -> None:
        self._server = server
        self._before = {of: len(server.whole_log(of)) for of in ("mail", "dovecot")}

    def _new(self, of: str) -> str:
        return self._server.whole_log(of)[self._before[of] :]

    def counted(self) -> list[tuple[str, str]]:
        """(verdict, user) of each. A failing login of our own behind them marks where the records are complete."""
        Attempts._marks += 1
        mark = f"marca{Attempts._marks}@{DOMAIN}"
        with smtplib.SMTP("127.0.0.1", self._server.doors["login_in_clear"]) as client:
            client.ehlo()
            token = base64.b64encode(f"\0{mark}\0x".encode()).decode()
            assert client.docmd("AUTH", f"PLAIN {token}")[0] == 535
        wait_until(lambda: ("FAIL", mark) in _VERDICT.findall(self._new("dovecot"))
                   and f"sasl_username={mark}" in self._new("mail"), "both records of the mark")
        seen = _VERDICT.findall(self._new("dovecot"))
        assert len(seen) == self._new("dovecot").count("client in: AUTH\t")  # none that went without a verdict
        found = [each for each in seen if each[1] != mark]
        refused = sum(1 for verdict, _ in found if verdict == "FAIL")
        assert self._new("mail").count("authentication failed") - 1 == refused  # Postfix says the same
        return found


def target(server: Postfix, security: str) -> SmtpTarget:
    port = server.submission if security == "tls" else server.doors["login_in_clear"]
    return SmtpTarget("localhost", port, security, SALES, user=SALES, ca_file=str(server.ca))  # type: ignore[arg-type]


@pytest.mark.parametrize("security", ["tls", "none"])
@pytest.mark.parametrize(("password", "verdict"), [(WRONG, "FAIL"), (ASCII_PASSWORD, "OK")])
def test_one_mail_test_is_one_sign_in(mail, security, password, verdict):
    attempts = Attempts(mail)
    report = smtp.probe(target(mail, security), password, Context())
    assert attempts.counted() == [(verdict, SALES)]
    auth = step(report, "auth")
    assert set(auth.facts["offered"]) == {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5"}
    assert auth.facts["submissions"] == 1


def test_pythons_own_client_signs_in_more_than_once_with_a_wrong_password(mail):
    """The control: the same count on the same server sees each attempt of a client that tries every way in."""
    attempts = Attempts(mail)
    with smtplib.SMTP("127.0.0.1", mail.doors["login_in_clear"]) as client, \
            contextlib.suppress(smtplib.SMTPAuthenticationError):
        client.login(SALES, WRONG)
    counted = attempts.counted()
    assert len(counted) > 1
    assert set(counted) == {("FAIL", SALES)}
