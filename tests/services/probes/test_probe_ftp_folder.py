"""Why a folder cannot be entered, where the server's words leave it open: real servers, and odd ones that are scripted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import Step
from crm_console.services.probes.ftp import probe
from crm_console.services.probes.target import FtpTarget
from tests.servers.ftp_home import FtpHome
from tests.servers.probing import assert_failed, step
from tests.servers.proftpd import running_proftpd
from tests.servers.pureftpd import running_pureftpd
from tests.servers.scripted import CLOSE, SILENCE, Answer, Scripted
from tests.servers.vsftpd import running_vsftpd

NAME = "Notas fiscais"


@pytest.fixture(scope="module", params=[running_vsftpd, running_proftpd, running_pureftpd])
def server(request: pytest.FixtureRequest) -> Iterator[FtpHome]:
    with request.param() as running:
        (running.home / "fechada").mkdir(0o700)
        (running.home / NAME).mkdir()
        (running.home / "arquivo").write_text("1")
        yield running


@pytest.mark.parametrize(
    ("folder", "fault", "ref"),
    [
        ("/fechada", "ftp.folder.denied", ""),
        ("/arquivo", "ftp.folder.not_a_folder", ""),
        ("/documentos/nada", "ftp.folder.missing", "F14"),
        ("nada", "ftp.folder.missing", "F14"),
    ],
)
def test_what_is_wrong_with_it(server: FtpHome, folder, fault, ref):
    failed = assert_failed(probe(server.target(folder), server.password, Context()), fault, ref)
    assert "works" not in failed.facts
    if ref:
        assert f"{NAME}, alheia" in str(failed.cause)


def test_a_folder_of_other_letters_is_offered(server: FtpHome):
    report = probe(server.target("/notas FISCAIS"), server.password, Context())
    assert assert_failed(report, "ftp.folder.missing", "F14").facts["works"] == [{"folder": f"/{NAME}"}]
    assert step(probe(server.target(f"/{NAME}"), server.password, Context()), "folder").state == "ok"


LONG = "\r\n".join(["213-here", *["drwxr-xr-x 2 a b 4096 Nov 25 00:06 x"] * 600, "213 end"])


@pytest.mark.parametrize("stat", ["502 no", SILENCE, CLOSE, LONG])
def test_a_server_that_shows_nothing(stat: Answer):
    rules = [("^USER", "331 password"), ("^PASS", "230 in"), ("^CWD", "550 No such file"), ("^PWD", '257 "/"'),
             ("^STAT", stat)]
    with Scripted(rules, greeting="220 scripted FTP") as scripted:
        report = probe(FtpTarget("127.0.0.1", scripted.port, "crm", "/nada", timeout=0.5), "segredo", Context())
    failed: Step = assert_failed(report, "ftp.folder.missing", "F14")
    assert str(failed.cause).endswith("está em /.")
