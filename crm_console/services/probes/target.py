"""What is to be tested, as plain frozen values. No passwords: they travel beside a target, never inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Security = Literal["none", "ssl", "tls"]
Method = Literal["application", "server"]


@dataclass(frozen=True)
class SmtpTarget:
    """A mail server as the vendor's *Parâmetros SMTP* describe it. `user` None means: no authentication."""

    host: str
    port: int
    security: Security
    sender: str
    display_name: str = ""
    user: str | None = None
    relay_to: str | None = None
    send: bool = True
    timeout: float = 10.0
    ca_file: str | None = None

    def __str__(self) -> str:
        return f"smtp {self.host}:{self.port}"


@dataclass(frozen=True)
class FtpTarget:
    """A file server spoken to by FTP. The `application` opens data connections (passive), or the `server` (active)."""

    host: str
    port: int
    user: str
    folder: str
    method: Method = "application"
    timeout: float = 10.0

    def __str__(self) -> str:
        return f"ftp {self.host}:{self.port}"


@dataclass(frozen=True)
class SftpTarget:
    """A file server spoken to by SFTP. `host_key` is the pinned fingerprint (`SHA256:…`), None at first contact.

    `confirmed`: a person has compared it. `accept_new`: go on at first contact, with a warning.
    """

    host: str
    port: int
    user: str
    folder: str
    host_key: str | None = None
    timeout: float = 10.0
    confirmed: bool = True
    accept_new: bool = False

    def __str__(self) -> str:
        return f"sftp {self.host}:{self.port}"


Target = SmtpTarget | FtpTarget | SftpTarget
