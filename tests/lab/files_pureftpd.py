"""Faults of a real Pure-FTPd: its slow refusals, its quota, its limits."""

from __future__ import annotations

import ftplib
import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_console.core.report import State
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.certificates import Authority
from tests.servers.ftp_home import PASSWORD, USER, first_client, home_gone
from tests.servers.pureftpd import running_pureftpd

BY = "pureftpd"


def at(ref: str, fault: str, name: str, password: str = PASSWORD) -> None:
    """One folder of the usual server."""

    def asked(lab: Lab) -> Iterator[Setup]:
        server = lab.shared(running_pureftpd)
        yield Setup(server.target(name.format(home=server.home), timeout=5.0), password)

    asked.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, BY, fault)(asked)


at("F01", "ftp.auth.refused", "/documentos", "errada")  # the refusal may take longer than the timeout
at("F14", "ftp.folder.missing", "/nada")
at("F15", "ftp.upload.denied", "/alheia")
at("F17", "ftp.folder.other_root", "{home}/documentos")
at("F21", "ftp.upload.disk_full", "/cheia")


@recipe("F02", BY, "ftp.auth.tls_required")
def only_ftps(_: Lab) -> Iterator[Setup]:
    with TemporaryDirectory(prefix="crm-console-ftps-") as name:
        pair, both = Authority(Path(name)).issue("localhost"), Path(name) / "both.pem"
        both.write_text(f"{pair.certificate.read_text()}{pair.key.read_text()}")
        with running_pureftpd("--tls", 2, "--certfile", both) as server:
            yield Setup(server.target(), PASSWORD)


@recipe("F08", BY, "ftp.upload.private_address", State.WARNING)
def other_address(_: Lab) -> Iterator[Setup]:
    with running_pureftpd("--forcepassiveip", "192.168.178.2") as server:
        yield Setup(server.target(), PASSWORD)


@recipe("F22", BY, "ftp.upload.quota")
def quota_used_up(_: Lab) -> Iterator[Setup]:
    with running_pureftpd("--quota", "1:1") as server:
        _put(server.host, server.port)
        yield Setup(server.target(), PASSWORD)


@recipe("F22", BY, "ftp.readback.quota", State.WARNING)
def quota_of_one_file(_: Lab) -> Iterator[Setup]:
    with running_pureftpd("--quota", "1:1") as server:
        yield Setup(server.target(), PASSWORD)


def _put(host: str, port: int) -> None:
    with ftplib.FTP() as client:
        client.connect(host, port, 5)
        client.login(USER, PASSWORD)
        client.storbinary("STOR documentos/primeiro.txt", io.BytesIO(b"1"))


@recipe("F23", BY, "ftp.banner.busy")
def one_connection_an_address(_: Lab) -> Iterator[Setup]:
    with running_pureftpd("--maxclientsperip", 1) as server, first_client(server):
        yield Setup(server.target(), PASSWORD)


@recipe("F27", BY, "ftp.auth.home")
def no_home(_: Lab) -> Iterator[Setup]:
    with running_pureftpd() as server, home_gone(server):
        yield Setup(server.target(), PASSWORD)
