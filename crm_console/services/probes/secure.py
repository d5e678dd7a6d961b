"""The step `tls`: the handshake against the system's trust store, and what its failures mean."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from OpenSSL import SSL

from crm_console.core.checks import is_address
from crm_console.services.probes import certificate as certificates
from crm_console.services.probes import faults_network
from crm_console.services.probes import faults_tls as faults
from crm_console.services.probes.approach import first_line, plain_host
from crm_console.services.probes.chain import Chain, look
from crm_console.services.probes.dial import abandonable
from crm_console.services.probes.stages import Fault, FaultError, Stage
from crm_console.services.probes.target import SmtpTarget
from crm_console.services.probes.trust import trust
from crm_console.services.probes.wire import DroppedError, NotTlsError, SilentError, Wire

# Words of OpenSSL's verifier (x509_vfy.h); Windows has its own numbers, there the certificate speaks for itself.
_BY_CODE = {9: "not_yet", 10: "expired", 18: "self_signed", 62: "name", 64: "name", 66: "weak_key"}
_OLD = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "DH_KEY_TOO_SMALL", "LEGACY", "HANDSHAKE_FAILURE", "NO_PROTOCOLS",
        "NO_SHARED_CIPHER", "WRONG_SIGNATURE", "BAD_SIGNATURE", "NO_CIPHERS", "INTERNAL_ERROR", "WRONG_SSL_VERSION")
_LOOK = 4.0  # seconds for a second look
_NAMES_WITHIN = 1.5  # seconds to find the addresses of the names in a certificate
_MOST_NAMES = 5
_CLOCKS_APART = timedelta(hours=1)

Reopen = Callable[[], Wire]  # a second connection, at the point where its handshake can begin


class Handshake:
    """One handshake with one server. `clock` is the server's time, where it has told it."""

    def __init__(self, target: SmtpTarget, reopen: Reopen, clock: datetime | None = None) -> None:
        self.target = target
        self.host = plain_host(target)
        self._reopen = reopen
        self._clock = clock

    def make(self, wire: Wire, stage: Stage) -> None:
        """Make the connection secure, or raise the fault that says why it cannot be."""
        try:
            wire.start_tls(trust(self.target.ca_file), self.host.rstrip("."), self.target.timeout)
        except ssl.SSLCertVerificationError as error:
            raise self._untrusted(error, wire) from error
        except NotTlsError as error:
            if error.heard[:3].isdigit():
                raise FaultError(self._filled(faults.STARTS_CLEAR), first_line(error.heard)) from error
            raise
        except ssl.SSLError as error:
            raise self._disagreed(error) from error
        except SilentError as error:
            if error.lost:
                raise FaultError(self._filled(faults_network.LARGE_LOST, lost=error.lost)) from None
            raise FaultError(self._filled(faults.STALLED)) from None
        except DroppedError as error:
            raise FaultError(self._filled(faults.FAILED), first_line(error.heard) if error.reset else "") from None
        self._describe(wire, stage)

    def _describe(self, wire: Wire, stage: Stage) -> None:
        assert wire.tls is not None
        cipher = wire.tls.cipher()
        stage.facts.update(version=wire.tls.version() or "", cipher=cipher[0] if cipher else "")
        der = wire.tls.getpeercert(binary_form=True)
        if der:
            seen = certificates.read(der)
            stage.facts["certificate"] = seen.as_facts()
            if not seen.alternative_names:
                stage.warn(self._filled(faults.NO_ALTERNATIVE_NAMES))

    def _disagreed(self, error: ssl.SSLError) -> FaultError:
        """No common ground: a second look with everything allowed tells whether the server is simply old."""
        reason = error.reason or str(error)
        if certificate_wanted(error):
            return FaultError(self._filled(faults.CLIENT_CERTIFICATE), reason)
        chain = self._look(self.host) if any(word in reason for word in _OLD) else None
        if chain is None:
            return FaultError(self._filled(faults.FAILED), reason)
        old = self._filled(faults.OLD_SERVER, version=chain.version, reason=reason.replace("_", " ").lower())
        return FaultError(old, reason, **chain.as_facts())

    def _untrusted(self, error: ssl.SSLCertVerificationError, wire: Wire) -> FaultError:
        said = error.verify_message or str(error)
        chain = self._look(self.host)
        if chain is None:
            return FaultError(self._filled(faults.REFUSED), said)
        seen = chain.leaf
        wrong = certificates.problems(seen, self.host)
        fault = self._verdict(error.verify_code, wrong, chain)
        facts = {**chain.as_facts(), "problems": wrong}
        shown = seen
        other = self._look(None) if not is_address(self.host) else None
        if other is not None and other.leaf.fingerprint != seen.fingerprint:
            facts["without_name"] = other.leaf.as_facts()
            if wrong and not certificates.problems(other.leaf, self.host):
                fault, shown = faults.OTHER_WITHOUT_NAME, other.leaf
        if wrong == ["name"] and (here := _names_here(seen, wire)):
            facts["works"] = [{"host": name} for name in here]
        return FaultError(self._about(fault, shown), said, **facts)

    def _about(self, fault: Fault, seen: certificates.Certificate) -> Fault:
        return self._filled(
            fault, until=f"{seen.not_after:%Y-%m-%d}", since=f"{seen.not_before:%Y-%m-%d}",
            names=", ".join(seen.names), issuer=seen.issuer, bits=seen.bits,
            mine=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            theirs=f"{self._clock:%Y-%m-%d %H:%M} UTC" if self._clock else "?")

    def _verdict(self, code: int, wrong: list[str], chain: Chain) -> Fault:
        named = {
            "expired": faults.EXPIRED, "not_yet": faults.NOT_YET, "self_signed": faults.SELF_SIGNED,
            "name": faults.BY_ADDRESS if is_address(self.host) else faults.OTHER_NAME, "weak_key": faults.WEAK_KEY,
        }
        word = _BY_CODE.get(code)
        if word in ("expired", "not_yet") and self._clock_is_wrong(chain.leaf):
            return faults.CLOCK_WRONG
        if word is not None:
            return named[word]
        if code or not wrong:
            return _unknown(chain)
        return named[wrong[0]]

    def _clock_is_wrong(self, seen: certificates.Certificate) -> bool:
        if self._clock is None or abs(datetime.now(UTC) - self._clock) < _CLOCKS_APART:
            return False
        return seen.not_before <= self._clock <= seen.not_after

    def _look(self, name: str | None) -> Chain | None:
        try:
            with self._reopen() as wire:
                given = name.rstrip(".") if name and not is_address(name) else None
                return look(wire, given, self.target.ca_file, _LOOK)
        except (OSError, SilentError, DroppedError, NotTlsError, FaultError, ValueError, SSL.Error):
            return None

    def _filled(self, fault: Fault, **more: object) -> Fault:
        return fault.filled(host=self.host, port=self.target.port, seconds=f"{self.target.timeout:g}", **more)


def _names_here(seen: certificates.Certificate, wire: Wire) -> list[str]:
    """The names of the certificate that lead to this very server."""

    def ask() -> list[str]:
        found: list[str] = []
        for name in [each for each in seen.names if "*" not in each and not is_address(each)][:_MOST_NAMES]:
            with suppress(OSError, UnicodeError):
                rows = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
                found += [name] if wire.peer in {row[4][0] for row in rows} else []
        return found

    return abandonable(ask, _NAMES_WITHIN, wire.bell.ctx) or []


def _unknown(chain: Chain) -> Fault:
    """Nobody known vouches for it: re-signed on the way, a link left out, or an authority of the company's own."""
    issuers = " ".join(each.issuer for each in chain.certificates).lower()
    if any(word in issuers for word in faults.INTERCEPTORS):
        return faults.INTERCEPTED
    last = chain.certificates[-1]
    if last.issuer_address and not last.self_signed:
        return faults.INCOMPLETE
    return faults.UNKNOWN_CA


def certificate_wanted(error: ssl.SSLError) -> bool:
    """Whether the server ended it because we showed no certificate of our own."""
    return "CERTIFICATE_REQUIRED" in (error.reason or "")
