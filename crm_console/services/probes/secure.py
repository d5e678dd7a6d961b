"""The step `tls`: the handshake against the system's trust store, and what its failures mean."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import truststore

from crm_console.services.probes import certificate as certificates
from crm_console.services.probes import faults_tls as faults
from crm_console.services.probes.approach import first_line, plain_host, unverified
from crm_console.services.probes.stages import Fault, FaultError, Stage
from crm_console.services.probes.target import SmtpTarget
from crm_console.services.probes.wire import DroppedError, NotTlsError, SilentError, Wire

# Words of OpenSSL's verifier (x509_vfy.h); Windows has its own numbers, there the certificate speaks for itself.
_BY_CODE = {9: "not_yet", 10: "expired", 18: "self_signed", 62: "name", 64: "name", 66: "weak_key"}
_UNKNOWN_CA = (2, 19, 20, 21)

Reopen = Callable[[], Wire]  # a second connection, at the point where its handshake can begin


def trust(ca_file: str | None) -> ssl.SSLContext:
    """The system's trust, and one more root where a test or a person names it."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def handshake(wire: Wire, target: SmtpTarget, stage: Stage, reopen: Reopen) -> None:
    """Make the connection secure, or raise the fault that says why it cannot be."""
    host = plain_host(target)
    values: dict[str, object] = {"host": host, "port": target.port, "seconds": f"{target.timeout:g}"}
    try:
        wire.start_tls(trust(target.ca_file), host.rstrip("."), target.timeout)
    except ssl.SSLCertVerificationError as error:
        raise _untrusted(error, host, reopen) from error
    except NotTlsError as error:
        if error.heard[:3].isdigit():
            raise FaultError(faults.STARTS_CLEAR.filled(**values), first_line(error.heard)) from error
        raise
    except ssl.SSLError as error:
        raise FaultError(faults.FAILED.filled(**values), error.reason or str(error)) from error
    except SilentError:
        raise FaultError(faults.STALLED.filled(**values)) from None
    except DroppedError as error:
        raise FaultError(faults.FAILED.filled(**values), first_line(error.heard) if error.reset else "") from None
    stage.facts.update(_negotiated(wire))


def _negotiated(wire: Wire) -> dict[str, Any]:
    assert wire.tls is not None
    cipher = wire.tls.cipher()
    der = wire.tls.getpeercert(binary_form=True)
    seen = certificates.read(der).as_facts() if der else {}
    return {"version": wire.tls.version() or "", "cipher": cipher[0] if cipher else "", "certificate": seen}


def _untrusted(error: ssl.SSLCertVerificationError, host: str, reopen: Reopen) -> FaultError:
    seen = _look(reopen, host)
    said = error.verify_message or str(error)
    if seen is None:
        return FaultError(faults.REFUSED.filled(host=host), said)
    wrong = certificates.problems(seen, host)
    fault = _verdict(error.verify_code, wrong).filled(
        host=host,
        until=f"{seen.not_after:%Y-%m-%d}",
        since=f"{seen.not_before:%Y-%m-%d}",
        names=", ".join(seen.names),
        issuer=seen.issuer,
        bits=seen.bits,
    )
    return FaultError(fault, said, certificate=seen.as_facts(), problems=wrong)


def _verdict(code: int, wrong: list[str]) -> Fault:
    named = {
        "expired": faults.EXPIRED,
        "not_yet": faults.NOT_YET,
        "self_signed": faults.SELF_SIGNED,
        "name": faults.OTHER_NAME,
        "weak_key": faults.WEAK_KEY,
    }
    if code in _BY_CODE:
        return named[_BY_CODE[code]]
    if code in _UNKNOWN_CA:
        return faults.UNKNOWN_CA
    return named[wrong[0]] if wrong else faults.UNKNOWN_CA


def _look(reopen: Reopen, host: str) -> certificates.Certificate | None:
    """The certificate itself, by a second connection that trusts anything and sends nothing."""
    try:
        with reopen() as wire:
            wire.start_tls(unverified(), host, 5.0)
            der = wire.tls.getpeercert(binary_form=True) if wire.tls else None
        return certificates.read(der) if der else None
    except (OSError, SilentError, DroppedError, NotTlsError, FaultError, ValueError):
        return None
