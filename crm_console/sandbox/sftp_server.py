"""The sandbox's SFTP server: one user, one folder, a host key made at start."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import logging
import os
import secrets
import socket
import threading
from pathlib import Path
from typing import Any

import paramiko
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

FOLDER = "/documentos"


class _Login(paramiko.ServerInterface):  # type: ignore[misc]
    """Who may come in: one user, by password."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password

    def get_allowed_auths(self, username: str) -> str:
        """By password only."""
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        """Whether it is the right one."""
        right = username == self._user and hmac.compare_digest(password.encode(), self._password.encode())
        return int(paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        """Sessions only."""
        wanted = kind == "session"
        return int(paramiko.OPEN_SUCCEEDED if wanted else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED)


class _Handle(paramiko.SFTPHandle):  # type: ignore[misc]
    """One open file."""

    def __init__(self, file: Any, flags: int) -> None:
        super().__init__(flags)
        self.readfile = file
        self.writefile = file

    def stat(self) -> Any:
        """Its attributes now."""
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class Files(paramiko.SFTPServerInterface):  # type: ignore[misc]
    """The folder as its root: no path leads out of it."""

    def __init__(self, server: _Login, *args: Any, root: Path, **kwargs: Any) -> None:
        super().__init__(server, *args, **kwargs)
        self._root = root.resolve()

    def _path(self, path: str) -> Path:
        inside = (self._root / self.canonicalize(path).lstrip("/")).resolve()
        return inside if inside.is_relative_to(self._root) else self._root

    def list_folder(self, path: str) -> Any:
        """Names and attributes of a folder's entries."""
        try:
            entries = [(entry.name, entry.stat()) for entry in os.scandir(self._path(path))]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return [paramiko.SFTPAttributes.from_stat(seen, name) for name, seen in entries]

    def stat(self, path: str) -> Any:
        """Attributes of what stands there."""
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        """An open file."""
        mode = "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb"
        try:
            descriptor = os.open(self._path(path), flags | getattr(os, "O_BINARY", 0), 0o644)
            file = os.fdopen(descriptor, "ab" if flags & os.O_APPEND else mode)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return _Handle(file, flags)

    def remove(self, path: str) -> int:
        """Delete a file."""
        return self._done(lambda: self._path(path).unlink())

    def rename(self, oldpath: str, newpath: str) -> int:
        """Rename onto a free name."""
        return self._done(lambda: self._path(oldpath).rename(self._path(newpath)))

    posix_rename = rename

    def mkdir(self, path: str, attr: Any) -> int:
        """Make a folder."""
        return self._done(lambda: self._path(path).mkdir())

    def rmdir(self, path: str) -> int:
        """Remove an empty folder."""
        return self._done(lambda: self._path(path).rmdir())

    def _done(self, act: Any) -> int:
        try:
            act()
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno))
        return int(paramiko.SFTP_OK)


class Sftp:
    """The running server; each client is served by paramiko's own threads."""

    def __init__(self, folder: Path, host: str, files: type[Files] = Files) -> None:
        self._files = files
        logging.getLogger("paramiko").setLevel(logging.CRITICAL)
        self.root = folder / "sftp"
        (self.root / FOLDER.strip("/")).mkdir(parents=True, exist_ok=True)
        self.user, self.password = "crm", secrets.token_urlsafe(12)
        self._key = _host_key(folder / "sandbox-host-key")
        digest = hashlib.sha256(self._key.asbytes()).digest()
        self.host_key = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
        self._listener = socket.create_server((host, 0))
        self.port: int = self._listener.getsockname()[1]
        self._transports: list[paramiko.Transport] = []
        self._thread = threading.Thread(target=self._accept, name="sftp", daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self._serve(sock)

    def _serve(self, sock: socket.socket) -> None:
        transport = paramiko.Transport(sock)
        transport.add_server_key(self._key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self._files, root=self.root)
        self._transports = [*(one for one in self._transports if one.is_active()), transport]
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            # with an event it returns at once: one slow client keeps nobody else waiting
            transport.start_server(event=threading.Event(), server=_Login(self.user, self.password))

    def close(self) -> None:
        """Stop serving."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        for transport in self._transports:
            transport.close()


def _host_key(path: Path) -> paramiko.PKey:
    made = ed25519.Ed25519PrivateKey.generate()
    path.touch(mode=0o600)
    path.write_bytes(
        made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
        )
    )
    return paramiko.Ed25519Key.from_private_key_file(str(path))
