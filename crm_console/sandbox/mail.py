"""The sandbox's mail servers: one with STARTTLS and a login that is required, one for the house without either.

Both deliver into one mailbox, a folder.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import mailbox
import secrets
import ssl
import threading
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

DOMAIN = "serraazul.example"
SENDER = f"crm@{DOMAIN}"


class _Mailbox:
    """Keeps what is accepted for the sandbox's own domain; everything else is relayed to nowhere."""

    def __init__(self, folder: Path) -> None:
        self._box = mailbox.Maildir(folder, create=True)

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, name: str, rows: list[str]) -> list[str]:
        """Offer what real servers offer: several commands in one go. aiosmtpd counts these parameters."""
        session.host_name = name
        return [*rows[:-1], "250-PIPELINING", rows[-1]]

    async def handle_RCPT(
        self, _server: Any, session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Who has not signed in may write to the house only."""
        if not session.authenticated and not address.lower().endswith(f"@{DOMAIN}"):
            return f"454 4.7.1 <{address}>: Relay access denied"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Deliver."""
        key = self._box.add(message_from_bytes(envelope.original_content))
        return f"250 2.0.0 Ok: queued as {key[:16]}"


class Mail:
    """The running server."""

    def __init__(self, folder: Path, certificate: tuple[Path, Path], host: str) -> None:
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        self.mailbox = folder / "mailbox"
        self.user = SENDER
        self.password = secrets.token_urlsafe(12)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        self._context = context
        self._box = _Mailbox(self.mailbox)
        self._host = host
        self.port = self.internal_port = 0
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="smtp", daemon=True)
        self._thread.start()
        ready.wait(20)

    def _run(self, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        server = await self._loop.create_server(self._client, self._host, 0)
        internal = await self._loop.create_server(self._internal, self._host, 0)
        self.port = server.sockets[0].getsockname()[1]
        self.internal_port = internal.sockets[0].getsockname()[1]
        ready.set()
        await self._ended.wait()
        server.close()
        internal.close()

    def _internal(self) -> SMTP:
        return SMTP(self._box, hostname="sandbox.crm-console.example", enable_SMTPUTF8=True, loop=self._loop)

    def _client(self) -> SMTP:
        return SMTP(
            self._box,
            hostname="sandbox.crm-console.example",
            tls_context=self._context,
            require_starttls=True,
            authenticator=self._check,
            auth_required=True,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )

    def _check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        if not isinstance(data, LoginPassword) or data.login != self.user.encode():
            return AuthResult(success=False, handled=False)
        return AuthResult(success=hmac.compare_digest(data.password, self.password.encode()), handled=False)

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(5)
