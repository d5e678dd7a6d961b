"""Signing in to a mail server: the strongest mechanism that is offered, and one submission of the password."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from crm_console.services.probes import faults_smtp as faults
from crm_console.services.probes.dialogue import Dialogue, ForeignError, Reply
from crm_console.services.probes.stages import Fault
from crm_console.services.probes.strike import Striker

STRONGEST_FIRST = ("CRAM-MD5", "PLAIN", "LOGIN")
_MODERN = {"XOAUTH2", "OAUTHBEARER"}
_WINDOWS = {"NTLM", "GSSAPI", "GSS-SPNEGO"}


def choose(offered: Sequence[str]) -> str | None:
    """The mechanism to use, None where there is none that we speak."""
    return next((mechanism for mechanism in STRONGEST_FIRST if mechanism in offered), None)


def unusable(offered: Sequence[str], tls_left: bool) -> Fault:
    """Why no mechanism can be used. `tls_left`: the server offers TLS, and it is not used yet."""
    if not offered:
        return faults.LOGIN_NEEDS_TLS if tls_left else faults.NO_LOGIN
    if set(offered) <= _MODERN:
        return faults.ONLY_OAUTH
    if set(offered) <= _WINDOWS:
        return faults.ONLY_WINDOWS
    return faults.NO_MECHANISM


def sign_in(dialogue: Dialogue, mechanism: str, user: str, password: str, striker: Striker, patience: float) -> Reply:
    """Submit the password once; the answer is the server's last word. What was sent counts as secret too."""
    if mechanism == "PLAIN":
        token = _encoded(f"\0{user}\0{password}".encode())
        striker.add(token)
        reply = dialogue.ask(f"AUTH PLAIN {token}", patience)
    else:
        reply = dialogue.ask(f"AUTH {mechanism}", patience)
        if mechanism == "LOGIN" and reply.code == 334:
            reply = dialogue.ask(_encoded(user.encode()), patience)
        if reply.code == 334:
            token = _cram(reply, user, password) if mechanism == "CRAM-MD5" else _encoded(password.encode())
            striker.add(token)
            reply = dialogue.ask(token, patience)
    if reply.code == 334:  # it wants more than this mechanism has: give up rather than submit again
        reply = dialogue.ask("*", patience)
    return reply


def _cram(challenge: Reply, user: str, password: str) -> str:
    try:
        nonce = base64.b64decode(challenge.lines[-1][4:].strip())
    except ValueError:
        raise ForeignError(challenge.text) from None
    digest = hmac.new(password.encode(), nonce, hashlib.md5).hexdigest()
    return _encoded(f"{user} {digest}".encode())


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
