"""Who lives behind a port: one connection, the first words, or a TLS hello where there are none. No credential."""

from __future__ import annotations

import ssl

from crm_console.services.probes.dial import Address, connect
from crm_console.services.probes.opinions import Opinion
from crm_console.services.probes.stages import Stage
from crm_console.services.probes.wire import Bell, DroppedError, NotTlsError, SilentError, Wire

OPEN_WITHIN = 3.0
SPEAK_WITHIN = 1.2


def at(address: Address, port: int) -> Address:
    """The same computer, another port."""
    return Address(address.family, (address.where[0], port, *address.where[2:]))


def open_wire(address: Address, port: int, bell: Bell) -> Wire:
    """A connection to that port. Raises FaultError."""
    return connect([at(address, port)], port, OPEN_WITHIN, bell, Stage(""))


def knock(address: Address, port: int, name: str, bell: Bell, patience: float = SPEAK_WITHIN) -> Opinion:
    """What speaks there: smtp, ftp, ssh, http, tls, or nothing that we know. Waits `patience` for first words."""
    with open_wire(address, port, bell) as wire:
        try:
            spoke = patience and wire.waiting(patience)
            speaks = protocol_of(wire.receive(patience)) if spoke else _hello(wire, name)
        except (SilentError, DroppedError):
            speaks = ""
        return Opinion(alive=True, opened=True, speaks=speaks)


def _hello(wire: Wire, name: str) -> str:
    """Who answers a TLS hello; what TLS says does not matter, that it speaks does."""
    try:
        wire.start_tls(unverified(), name, OPEN_WITHIN)
    except ssl.SSLError:
        return "tls"
    except NotTlsError as error:
        return protocol_of(error.heard)
    return "tls"


def protocol_of(heard: bytes) -> str:
    """By the first words."""
    words = heard[:300].lower()
    if words.startswith(b"ssh-"):
        return "ssh"
    if words.startswith((b"http/", b"<!doctype", b"<html")):
        return "http"
    if words[:3].isdigit():
        return "smtp" if b"smtp" in words else "ftp"
    return ""


def unverified() -> ssl.SSLContext:
    """Only for looking: nothing secret ever goes through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
