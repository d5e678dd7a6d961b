"""One click is one sign-in, as the servers' own logs tell it: a second one could lock the customer's account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from crm_console.core.jobs import Context
from crm_console.services.probes.ftp import probe
from tests.servers.ftp_home import FtpHome
from tests.servers.ports import wait_until
from tests.servers.probing import step
from tests.servers.proftpd import running_proftpd
from tests.servers.vsftpd import running_vsftpd

# What each server writes, outside of the dialogue or in it, for one attempt and for its end.
VSFTPD = (r'FTP command: .*"PASS ', r"(OK|FAIL) LOGIN:", r'FTP command: .*"QUIT')
PROFTPD = (r"^PASS \(hidden\)", r"^PASS \(hidden\) (230|530)", r"^QUIT")
Running = Callable[[], AbstractContextManager[FtpHome]]


@pytest.fixture(scope="module", params=[(running_vsftpd, VSFTPD), (running_proftpd, PROFTPD)], ids=["vsftpd", "proftpd"])
def logging(request: pytest.FixtureRequest) -> Iterator[tuple[FtpHome, tuple[str, str, str]]]:
    running, words = request.param
    with running() as server:
        yield server, words


@pytest.mark.parametrize(
    ("right", "folder", "method"),
    [
        (True, "/documentos", "application"),
        (True, "/documentos", "server"),
        (True, "/nada", "application"),
        (False, "/documentos", "application"),
    ],
)
def test_the_log_shows_one_sign_in(logging, right, folder, method):
    server, (attempt, outcome, goodbye) = logging
    before = server.log()
    report = probe(server.target(folder, method=method), server.password if right else "errada", Context())
    assert step(report, "auth").state == ("ok" if right else "failed")
    assert step(report, "auth").facts["submissions"] == 1

    def written() -> str:
        return server.log().removeprefix(before)

    wait_until(lambda: re.search(goodbye, written(), re.MULTILINE) is not None, "a goodbye in the log")
    assert len(re.findall(attempt, written(), re.MULTILINE)) == 1, written()
    assert len(re.findall(outcome, written(), re.MULTILINE)) == 1, written()
    assert server.password not in written()
