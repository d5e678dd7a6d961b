"""The file that FTP and SFTP tests leave behind: a name nobody else has, and a text that says why it is there."""

from __future__ import annotations

import platform
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from crm_console.core.checks import path_problem
from crm_console.services.probes import faults_files as faults
from crm_console.services.probes.stages import FaultError

TEXT = """\
Este arquivo foi gravado pelo CRM Console para testar a pasta de documentos do CRM. Ele pode ser apagado.

Gravado por: {computer}
Hora (UTC): {utc}
Identificação: {token}
"""


@dataclass(frozen=True)
class ProofFile:
    """What is written and must come back."""

    name: str
    content: bytes


def compose() -> ProofFile:
    """A new file; two tests never share one."""
    now, token = datetime.now(UTC), secrets.token_hex(4)
    text = TEXT.format(computer=platform.node(), utc=f"{now:%Y-%m-%d %H:%M:%S}", token=token)
    return ProofFile(f"crm-console-teste-{now:%Y%m%dT%H%M%SZ}-{token}.txt", text.encode())


def check_words(folder: str, *words: str | None) -> None:
    """Refuse a folder that cannot be one, and what would break a line of the dialogue."""
    if any(ord(char) < 32 for word in (folder, *words) if word for char in word):
        raise FaultError(faults.CONTROL_CHARACTERS)
    if why := path_problem(folder):
        raise FaultError(faults.FOLDER_WRONG.filled(why=why))


def joined(folder: str, name: str) -> str:
    """The file's path on the server."""
    return name if folder in ("", ".") else f"{folder.rstrip('/')}/{name}"
