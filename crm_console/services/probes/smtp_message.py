"""The test message: neutral, easy to recognise, and easy to find in a server's records."""

from __future__ import annotations

import platform
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from crm_console.services.probes.target import SmtpTarget

SUBJECT = "Teste de envio do CRM Console"
BODY = """\
Esta mensagem foi enviada pelo CRM Console para testar o envio de e-mail do CRM.
Se ela chegou, marque *Recebi o e-mail* no resultado do teste. Não é preciso responder.

Servidor: {host}:{port}
Enviada por: {computer}
Hora (UTC): {utc}
Identificação: {message_id}
"""


def ascii_address(address: str) -> str:
    """The address with its domain in the form that travels (IDNA)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def compose(target: SmtpTarget, now: datetime) -> tuple[str, bytes]:
    """The Message-ID, and the message as it goes over the wire, dots doubled, without the final dot."""
    sender = ascii_address(target.sender)
    message_id = make_msgid(domain=sender.rpartition("@")[2])
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(target.display_name, addr_spec=sender)
    message["To"] = Address(addr_spec=sender)
    message["Subject"] = SUBJECT
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    utc = f"{now:%Y-%m-%d %H:%M:%S}"
    where = {"host": target.host, "port": target.port, "computer": platform.node()}
    body = BODY.format(**where, utc=utc, message_id=message_id)
    message.set_content(body, cte="quoted-printable")
    return message_id, re.sub(rb"(?m)^\.", b"..", message.as_bytes())
