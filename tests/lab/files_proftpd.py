"""Faults of a real ProFTPD: limits on folders and clients, checksums, and jobs that touch what arrives."""

from __future__ import annotations

import ftplib
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_console.core.report import State
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.certificates import Authority
from tests.servers.ftp_home import PASSWORD, USER, FtpHome
from tests.servers.proftpd import running_proftpd
from tests.servers.unavailable import program, unpacked

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
at("F21", "ftp.upload.disk_full", "/cheia")
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


READ_ONLY = """\
<Limit WRITE>
  DenyAll
</Limit>
"""


@recipe("F16", BY, "ftp.upload.read_only")
def read_only(_: Lab) -> Iterator[Setup]:
    with running_proftpd(lines=READ_ONLY) as server:
        yield Setup(server.target("documentos"), PASSWORD)


ENCRYPTED = """\
LoadModule mod_tls.c
TLSEngine on
TLSRequired on
TLSECCertificateFile {certificate}
TLSECCertificateKeyFile {key}
"""


@recipe("F02", BY, "ftp.auth.tls_required")
def only_ftps(_: Lab) -> Iterator[Setup]:
    with TemporaryDirectory(prefix="crm-console-ftps-") as name:
        pair = Authority(Path(name)).issue("localhost")
        with running_proftpd(lines=ENCRYPTED.format(certificate=pair.certificate, key=pair.key)) as server:
            yield Setup(server.target("documentos"), PASSWORD)


QUOTA = """\
LoadModule mod_quotatab.c
LoadModule mod_quotatab_file.c
QuotaEngine on
QuotaLimitTable file:{tables}/limit
QuotaTallyTable file:{tables}/tally
"""


@recipe("F22", BY, "ftp.upload.quota")
def quota_of_a_hundred_bytes(_: Lab) -> Iterator[Setup]:
    """The server ends the transfer in the middle, and says why only afterwards."""
    with TemporaryDirectory(prefix="crm-console-quota-") as tables:
        for kind in ("limit", "tally"):
            _quota("--create-table", f"--type={kind}", f"--table-path={tables}/{kind}")
        _quota("--add-record", "--type=limit", f"--table-path={tables}/limit", f"--name={USER}", "--quota-type=user",
               "--limit-type=hard", "--bytes-upload=100", "--units=byte")
        with running_proftpd(lines=QUOTA.format(tables=tables)) as server:
            yield Setup(server.target("documentos"), PASSWORD)


def _quota(*words: str) -> None:
    subprocess.run([program("perl"), unpacked("usr/sbin/ftpquota"), *words], check=True, capture_output=True)


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

