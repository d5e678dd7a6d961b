"""Faults of a real ProFTPD: limits on folders and clients, checksums, and jobs that touch what arrives."""

from __future__ import annotations

import ftplib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from crm_console.core.report import State
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.ftp_home import PASSWORD, USER, FtpHome
from tests.servers.proftpd import running_proftpd

BY = "proftpd"
LIMITS = """\
DefaultRoot ~
<Directory {home}/sem-leitura>
  <Limit RETR>
    DenyAll
  </Limit>
</Directory>
<Directory {home}/sem-prova>
  <Limit RETR SIZE XSHA256 HASH>
    DenyAll
  </Limit>
</Directory>
<Directory {home}/so-leitura>
  <Limit WRITE>
    DenyAll
  </Limit>
</Directory>
"""
JOBS = """\
ExecEngine on
<Directory {home}/recolhe>
  ExecOnCommand STOR /bin/rm -f %f
</Directory>
<Directory {home}/converte>
  AllowOverwrite on
  ExecOnCommand STOR /bin/sed -i s/$/\\\\r/ %f
</Directory>
"""


def limiting() -> AbstractContextManager[FtpHome]:
    return running_proftpd("sem-leitura", "sem-prova", "so-leitura", lines=LIMITS)


def at(ref: str, fault: str, name: str, state: State = State.FAILED, password: str = PASSWORD) -> None:
    """One folder of the server with limits."""

    def asked(lab: Lab) -> Iterator[Setup]:
        server = lab.shared(limiting)
        yield Setup(server.target(name.format(home=server.home)), password)

    asked.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, BY, fault, state)(asked)


at("F01", "ftp.auth.refused", "/documentos", password="errada")
at("F14", "ftp.folder.missing", "/nada")
at("F15", "ftp.upload.denied", "/so-leitura")
at("F17", "ftp.folder.other_root", "{home}/documentos")
at("F19", "ftp.readback.no_overwrite", "/documentos", State.WARNING)
at("F24", "ftp.readback.only_size", "/sem-prova", State.WARNING)
at("F29", "ftp.readback.only_hash", "/sem-leitura", State.WARNING)


def working() -> AbstractContextManager[FtpHome]:
    return running_proftpd("recolhe", "converte", lines=JOBS)


@recipe("F26", BY, "ftp.readback.vanished", State.WARNING)
def taken_away(lab: Lab) -> Iterator[Setup]:
    server = lab.shared(working)
    yield Setup(server.target(f"{server.home}/recolhe"), PASSWORD)


@recipe("F17", BY, "ftp.folder.other_root")
def from_the_root(lab: Lab) -> Iterator[Setup]:
    server = lab.shared(working)  # it locks nobody in
    yield Setup(server.target("/recolhe"), PASSWORD)


@recipe("F25", BY, "ftp.readback.different")
def converted(lab: Lab) -> Iterator[Setup]:
    server = lab.shared(working)
    yield Setup(server.target(f"{server.home}/converte"), PASSWORD)


@recipe("F08", BY, "ftp.upload.private_address", State.WARNING)
def masqueraded(_: Lab) -> Iterator[Setup]:
    with running_proftpd(lines="MasqueradeAddress 192.168.178.2\n") as server:
        yield Setup(server.target("documentos"), PASSWORD)


@contextmanager
def signed_in(server: FtpHome) -> Iterator[None]:
    """Somebody else is there."""
    with ftplib.FTP() as other:
        other.connect(server.host, server.port, 5)
        other.login(USER, PASSWORD)
        yield


@recipe("F23", BY, "ftp.auth.busy")
def one_client_a_host(_: Lab) -> Iterator[Setup]:
    with running_proftpd(lines="MaxClientsPerHost 1\n") as server, signed_in(server):
        yield Setup(server.target("documentos"), PASSWORD)

