"""What is found out after a failure: settings that work, and what the silence of one port means beside the others."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from crm_console.core.checks import is_address
from crm_console.core.jobs import Context
from crm_console.core.text import N_
from crm_console.services.probes import faults_files, faults_network
from crm_console.services.probes.approach import first_line, plain_host
from crm_console.services.probes.dial import Address, abandonable
from crm_console.services.probes.opinions import LONGEST, Opinion, Opinions, Trial, tried, working
from crm_console.services.probes.stages import FaultError
from crm_console.services.probes.target import SmtpTarget, Target
from crm_console.services.probes.trials import KINDS, file_trials, mail_trials

PROXY_WITHIN = 3.0
# Where the verdict stands already, it is told within two seconds; what works may still come out meanwhile.
HURRIED = {"starts_secure": 0.3, "starts_clear": 1.0, "is_http": 1.0}
Heard = Sequence[tuple[Trial, Opinion]]


class Consultation:
    """Belongs to one test. `address` is set once the name is resolved; without it nobody can be asked."""

    def __init__(self, target: Target, ctx: Context) -> None:
        self.target = target
        self.host = plain_host(target)
        self.address: Address | None = None
        self._ctx = ctx
        self.opinions = Opinions(ctx, self._trials)

    def _trials(self) -> Sequence[Trial]:
        if self.address is None:
            return []
        if isinstance(self.target, SmtpTarget):
            return mail_trials(self.target, self.address, self.host)
        return file_trials(self.target, self.address, self.host)

    def tls_answers(self) -> bool:
        """Whether it is known by now that the tested port speaks TLS from the start."""
        return any(
            opinion.speaks == "tls" or (opinion.speaks == "smtp" and trial.settings.get("security") == "ssl")
            for trial, opinion in self._same_port()
        )

    def web_answers(self) -> bool:
        """Whether it is known by now that a web server lives on the tested port."""
        return any(opinion.speaks == "http" for _, opinion in self._same_port())

    def _same_port(self) -> Heard:
        return [(trial, opinion) for trial, opinion in self.opinions.heard()
                if trial.settings["port"] == self.target.port]

    def consult(self, step: str, error: FaultError) -> FaultError:
        """The failure as it is told in the end, with the settings that work among its facts."""
        if not error.fault.ask or self.address is None:
            return error
        self._ctx.progress(N_("Procurando configurações que funcionam"))
        heard = self.opinions.collect(HURRIED.get(error.fault.slug, LONGEST))
        error.facts["tried"] = tried(heard)
        works = [self._named(settings, opinion) for settings, opinion in zip(
            working(heard), [o for _, o in heard if o.works], strict=True)]
        if works:
            error.facts["works"] = works
        if step == "connect":
            return self._unreached(error, heard)
        return error

    def end(self) -> None:
        """The test is over."""
        self.opinions.end()

    def _named(self, settings: dict[str, Any], opinion: Opinion) -> dict[str, Any]:
        return {**settings, "kind": KINDS[opinion.speaks]} if opinion.speaks in KINDS else settings

    def _unreached(self, error: FaultError, heard: Heard) -> FaultError:
        """One port is silent or closed: what the others do tells why."""
        if error.fault.slug in ("timeout", "forbidden") and (answer := self._proxy()):
            passes = answer[1].split()[1:2] == ["200"]
            fault = faults_network.THROUGH_PROXY if passes else faults_network.ONLY_PROXY
            return self._again(error, fault.filled(
                proxy=answer[0], answer=answer[1], address=self.host, port=self.target.port), answer[1])
        open_ports = sorted({trial.settings["port"] for trial, opinion in heard if opinion.opened})
        shown: dict[str, object] = {"host": self.host, "address": self.address.text if self.address else "",
                                    "port": self.target.port, "open": ", ".join(map(str, open_ports))}
        if error.fault.slug == "timeout":
            if self.target.port == 25 and open_ports:
                return self._again(error, faults_network.PORT_25_BLOCKED.filled(**shown))
            if heard and not any(opinion.alive for _, opinion in heard) and not is_address(self.host):
                return self._again(error, faults_network.STALE_NAME.filled(**shown))
        if not isinstance(self.target, SmtpTarget) and self._only_ftps(heard):
            return self._again(error, faults_files.ONLY_FTPS.filled(**shown))
        return error

    def _only_ftps(self, heard: Heard) -> bool:
        speaking = {trial.settings["port"]: opinion.speaks for trial, opinion in heard if opinion.speaks}
        return speaking.get(990) == "tls" and not set(speaking.values()) & set(KINDS)

    def _again(self, error: FaultError, fault: Any, said: str = "") -> FaultError:
        return FaultError(fault, said or error.said, **error.facts)

    def _proxy(self) -> tuple[str, str] | None:
        """The web proxy that this computer is told to use, and what it says to a wish to pass here."""
        found = urllib.request.getproxies()
        place = urlsplit(found.get("https") or found.get("http") or "")
        if not place.hostname or urllib.request.proxy_bypass(self.host):
            return None
        return abandonable(self._asking(place.hostname, place.port or 3128), PROXY_WITHIN, self._ctx)

    def _asking(self, proxy: str, port: int) -> Callable[[], tuple[str, str] | None]:
        wish = f"CONNECT {self.host}:{self.target.port} HTTP/1.1\r\nHost: {self.host}:{self.target.port}\r\n\r\n"

        def ask() -> tuple[str, str] | None:
            try:
                with socket.create_connection((proxy, port), PROXY_WITHIN) as sock:
                    sock.sendall(wish.encode("idna" if not wish.isascii() else "ascii"))
                    return f"{proxy}:{port}", first_line(sock.recv(4096))
            except OSError:
                return None

        return ask
