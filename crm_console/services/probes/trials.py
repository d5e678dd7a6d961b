"""Which other settings are worth trying after a failure, the most likely first. Never with a credential."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

from crm_console.services.probes.dial import Address
from crm_console.services.probes.dialogue import Dialogue, Reply
from crm_console.services.probes.knock import SPEAK_WITHIN, knock, open_wire, protocol_of
from crm_console.services.probes.opinions import Opinion, Trial
from crm_console.services.probes.target import FtpTarget, Security, SftpTarget, SmtpTarget
from crm_console.services.probes.trust import trust
from crm_console.services.probes.wire import Bell, DroppedError, NotTlsError, SilentError, Wire

MAIL_PORTS: tuple[tuple[int, Security], ...] = ((587, "tls"), (465, "ssl"), (25, "tls"), (2525, "tls"))
FILE_PORTS = (22, 21, 990, 2222, 2121)
ANSWER_WITHIN = 2.5


def mail_trials(target: SmtpTarget, address: Address, host: str) -> Sequence[Trial]:
    """The other kinds of security on the same port, then the usual ports of mail servers."""
    kinds: list[Security] = ["ssl", "tls"] if target.user is not None else ["ssl", "tls", "none"]
    same = [(target.port, kind) for kind in kinds if kind != target.security]
    others = [pair for pair in MAIL_PORTS if pair[0] != target.port]
    return [Trial({"port": port, "security": kind}, _Mail(target, address, host, port, kind)) for port, kind in
            [*same, *others]]


class _Mail:
    """One way to reach the mail server: works when it would take a login (or needs none)."""

    def __init__(self, target: SmtpTarget, address: Address, host: str, port: int, security: Security) -> None:
        self._target, self._address, self._host = target, address, host
        self._port, self._security = port, security

    def __call__(self, bell: Bell) -> Opinion:
        with open_wire(self._address, self._port, bell) as wire:
            try:
                return self._try(wire)
            except ssl.SSLError:
                return Opinion(alive=True, opened=True, speaks="tls")  # it speaks TLS, with a certificate we refuse
            except NotTlsError as error:
                web = protocol_of(error.heard) == "http"  # only it waits for the other side's first words
                return Opinion(alive=True, opened=True, speaks="http" if web else "clear")
            except (SilentError, DroppedError):
                return Opinion(alive=True, opened=True)

    def _try(self, wire: Wire) -> Opinion:
        dialogue = Dialogue(wire, ANSWER_WITHIN)
        if self._security == "ssl":
            self._secure(wire)
        greeting = dialogue.hear()
        offers = self._hello(dialogue)
        if self._security == "tls":
            if "STARTTLS" not in offers.upper() or dialogue.ask("STARTTLS").code != 220:
                return Opinion(alive=True, opened=True, speaks="smtp")
            self._secure(wire)
            offers = self._hello(dialogue)
        wire.hang_up(b"QUIT\r\n")
        takes_login = self._target.user is None or "AUTH" in offers.upper()
        return Opinion(works=greeting.code == 220 and takes_login, alive=True, opened=True, speaks="smtp")

    def _secure(self, wire: Wire) -> None:
        wire.start_tls(trust(self._target.ca_file), self._host, ANSWER_WITHIN)

    def _hello(self, dialogue: Dialogue) -> str:
        local = dialogue.wire.local.partition("%")[0]
        reply: Reply = dialogue.ask(f"EHLO {f'[IPv6:{local}]' if ':' in local else f'[{local}]'}")
        return reply.text if reply.good else ""


def file_trials(target: FtpTarget | SftpTarget, address: Address, host: str) -> Sequence[Trial]:
    """Who lives on the same port and on the usual ports of file servers."""
    ports = [target.port, *(port for port in FILE_PORTS if port != target.port)]
    return [Trial({"port": port}, _File(target, address, host, port)) for port in ports]


class _File:
    """Knocks at one port: works when FTP or SFTP lives there, other than what was tested."""

    def __init__(self, target: FtpTarget | SftpTarget, address: Address, host: str, port: int) -> None:
        self._target, self._address, self._host, self._port = target, address, host, port

    def __call__(self, bell: Bell) -> Opinion:
        same = self._port == self._target.port
        patience = 0.0 if same else SPEAK_WITHIN  # on the tested port silence was heard already
        found = knock(self._address, self._port, self._host, bell, patience)
        kind = KINDS.get(found.speaks)
        same = same and kind == ("sftp" if isinstance(self._target, SftpTarget) else "ftp")
        return Opinion(kind is not None and not same, found.alive, found.opened, found.speaks)


KINDS = {"ssh": "sftp", "ftp": "ftp"}
