"""Whose certificates are trusted: the system's store, and one more root where a test or a person names it."""

from __future__ import annotations

import os
import ssl
import sys
from functools import lru_cache

import truststore


def trust(ca_file: str | None) -> ssl.SSLContext:
    """The system's trust, and one more root where a test or a person names it."""
    paths = ssl.get_default_verify_paths()
    if sys.platform == "linux" and (paths.cafile or paths.capath):
        return _loaded(ca_file, _age(paths.cafile), _age(paths.capath), _age(ca_file))
    return _with(ca_file, truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def readable(ca_file: str) -> bool:
    """Whether it holds certificates that can be read."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(ca_file)
    except (OSError, ssl.SSLError):
        return False
    return True


@lru_cache(maxsize=4)
def _loaded(ca_file: str | None, *_: int) -> ssl.SSLContext:
    """Loading takes 25 ms, and truststore does it at each handshake: here once, and anew when the files change."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return _with(ca_file, context)


def _with(ca_file: str | None, context: ssl.SSLContext) -> ssl.SSLContext:
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _age(path: str | None) -> int:
    try:
        return os.stat(path).st_mtime_ns if path else 0
    except OSError:
        return 0
