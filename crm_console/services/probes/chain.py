"""Looks at the certificates that a server presents, whatever is wrong with them: all errors in one handshake.

A second connection, which trusts anything and says nothing. pyOpenSSL tells what Python's ssl hides when it refuses:
the whole chain, and each error with its place in it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from OpenSSL import SSL

from crm_console.services.probes import certificate
from crm_console.services.probes.certificate import Certificate
from crm_console.services.probes.wire import SilentError, Wire

_OLD_RENEGOTIATION = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT: servers from before 2010 are looked at too
MOST = 10  # certificates; a longer chain is not one


@dataclass(frozen=True)
class Chain:
    """What was presented, the server's own certificate first; `errors` are (depth, OpenSSL's code)."""

    certificates: tuple[Certificate, ...]
    errors: frozenset[tuple[int, int]]
    version: str

    @property
    def leaf(self) -> Certificate:
        """The server's own."""
        return self.certificates[0]

    def as_facts(self) -> dict[str, Any]:
        """For the report: the server's certificate, then who vouches for it."""
        return {"certificate": self.leaf.as_facts(), "chain": [c.as_facts() for c in self.certificates[1:]]}


def look(wire: Wire, name: str | None, ca_file: str | None, timeout: float) -> Chain:
    """The chain shown for `name`, or to who gives no name. Raises SSL.Error and ValueError where there is none."""
    errors: set[tuple[int, int]] = set()

    def seen(_: Any, __: Any, code: int, depth: int, ___: int) -> bool:
        if code:
            errors.add((depth, code))
        return True

    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_options(_OLD_RENEGOTIATION)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")  # even what nobody should use may be looked at
    context.set_default_verify_paths()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.set_verify(SSL.VERIFY_PEER, seen)
    connection = SSL.Connection(context, None)
    if name:
        connection.set_tlsext_host_name(name.encode("idna"))
    connection.set_connect_state()
    _handshake(connection, wire, time.monotonic() + timeout)
    presented = connection.get_peer_cert_chain(as_cryptography=True) or []
    certificates = tuple(certificate.described(each) for each in presented[:MOST])
    if not certificates:
        raise ValueError("no certificate")
    return Chain(certificates, frozenset(errors), connection.get_protocol_version_name())


def _handshake(connection: SSL.Connection, wire: Wire, until: float) -> None:
    while True:
        try:
            connection.do_handshake()
            return
        except SSL.WantReadError:
            left = until - time.monotonic()
            if left <= 0:
                raise SilentError from None
            _flush(connection, wire, left)
            data = wire.receive(left)
            if not data:
                raise ValueError("the server hung up") from None
            connection.bio_write(data)


def _flush(connection: SSL.Connection, wire: Wire, timeout: float) -> None:
    while True:
        try:
            wire.send(connection.bio_read(65536), timeout)
        except SSL.WantReadError:
            return
