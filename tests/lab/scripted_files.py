"""Faults of file servers that none of the real ones here has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_console.core.report import State
from crm_console.sandbox import sftp_server
from crm_console.services.probes.target import FtpTarget, SftpTarget
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers import odd_ftp
from tests.servers.probing import refused_port
from tests.servers.scripted import CLOSE, Answer, Scripted

LOGIN = [("^USER", "331 password"), ("^PASS", "230 in"), ("^TYPE", "200 ok"), ("^CWD", "250 ok"), ("^PWD", '257 "/in"')]


def ftp_target(port: int, **more) -> FtpTarget:
    return FtpTarget(**{"host": "127.0.0.1", "port": port, "user": odd_ftp.USER, "folder": "/documentos", **more})


def odd(ref: str, fault: str, state: State, handler=odd_ftp.FTPHandler, perm: str = "elradfmwMT") -> None:
    def running(_: Lab) -> Iterator[Setup]:
        with odd_ftp.running_ftp(handler, perm) as port:
            yield Setup(ftp_target(port), odd_ftp.PASSWORD)

    running.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, "scripted", fault, state)(running)


odd("F12", "ftp.upload.passive_mangled", State.WARNING, odd_ftp.ManglesExtended)
odd("F19", "ftp.readback.no_overwrite", State.WARNING, odd_ftp.NoOverwrite)
odd("F24", "ftp.readback.only_size", State.WARNING, perm="elawm")
odd("F25", "ftp.readback.different", State.FAILED, odd_ftp.Altering)
odd("F26", "ftp.readback.vanished", State.WARNING, odd_ftp.PickingUp)


def says(ref: str, fault: str, *rules: tuple[str, Answer], greeting: Answer = "220 scripted FTP") -> None:
    def spoken(_: Lab) -> Iterator[Setup]:
        with Scripted([*rules, *LOGIN], greeting=greeting) as server:
            yield Setup(ftp_target(server.port), odd_ftp.PASSWORD)

    spoken.__name__ = f"{ref}_{fault.rpartition('.')[2]}"
    recipe(ref, "scripted", fault)(spoken)


says("F02", "ftp.auth.tls_required", ("^USER", "534 Policy requires SSL."), greeting="220 Microsoft FTP Service")
says("F27", "ftp.auth.home", ("^PASS", "530 User cannot log in, home directory inaccessible."),
     greeting="220 Microsoft FTP Service")
says("F23", "ftp.banner.busy", greeting="421 There are too many connected users, please try later.")


@recipe("X07", "scripted", "ftp.input.port_kind", State.WARNING)
def ftp_on_the_port_of_sftp(_: Lab) -> Iterator[Setup]:
    yield Setup(ftp_target(990), odd_ftp.PASSWORD)


@recipe("T01", "scripted", "ftp.connect.refused")
def ftp_closed_port(_: Lab) -> Iterator[Setup]:
    yield Setup(ftp_target(refused_port()), odd_ftp.PASSWORD)


@recipe("H23", "scripted", "sftp.banner.hung_up")
def banned(_: Lab) -> Iterator[Setup]:
    with Scripted(greeting=CLOSE) as server:
        yield Setup(SftpTarget("127.0.0.1", server.port, "crm", "/documentos", "SHA256:x"), odd_ftp.PASSWORD)


class _WindowsFiles(sftp_server.Files):
    """Windows' OpenSSH: paths begin with the disk."""

    def canonicalize(self, path: str) -> str:
        return "/C:/Users/crm" if path == "." else path


@recipe("H24", "scripted", "sftp.folder.windows_path")
def windows_path(_: Lab) -> Iterator[Setup]:
    with TemporaryDirectory(prefix="crm-console-windows-") as folder, ExitStack() as stack:
        server = sftp_server.Sftp(Path(folder), "127.0.0.1", files=_WindowsFiles)
        stack.callback(server.close)
        yield Setup(SftpTarget("127.0.0.1", server.port, server.user, "/crm", server.host_key), server.password)
