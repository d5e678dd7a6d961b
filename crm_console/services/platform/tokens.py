"""The tokens of one sign-in: what the platform gives, how long they last, and where they are kept.

They live in the keyring and in memory. A refresh token rotates: the new pair is kept before anything uses it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from crm_console.store.secrets import LONGEST, Secrets

EARLY = 60.0  # seconds before its end a token is renewed
REFRESH_LIFE = 15_552_000.0  # seconds; the vendor's own comment


@dataclass(frozen=True)
class Tokens:
    """`ends`: when the access token dies, by this computer's clock (seconds since 1970)."""

    access: str
    refresh: str
    ends: float
    user: str = ""

    def fresh(self, now: float) -> bool:
        """Whether it lasts long enough for another call."""
        return now < self.ends - EARLY

    def __repr__(self) -> str:
        return f"Tokens(user={self.user!r}, ends={self.ends:.0f})"  # a token must not stand in any log


def parsed(json_token: Any, now: float) -> Tokens | None:
    """The tokens in `jsonToken`, a string that holds JSON; None where there are none."""
    try:
        held = json.loads(json_token) if isinstance(json_token, str) else json_token
        return Tokens(str(held["access_token"]), str(held.get("refresh_token") or ""),
                      now + float(held.get("expires_in") or 0), str(held.get("username") or ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class TokenVault:
    """Keeps tokens under references; long ones in several entries, for Windows' keyring takes few characters."""

    def __init__(self, secrets: Secrets, keep: Callable[[str], str]) -> None:
        """`keep` puts one value into the keyring and returns its reference, noted so that it can be forgotten."""
        self._secrets = secrets
        self._keep = keep

    def put(self, tokens: Tokens) -> str:
        """Keep them; returns what `get` wants."""
        content = json.dumps([tokens.access, tokens.refresh, tokens.ends, tokens.user])
        pieces = [content[at:at + LONGEST] for at in range(0, len(content), LONGEST)]
        return ",".join(self._keep(piece) for piece in pieces)

    def get(self, references: str) -> Tokens | None:
        """The tokens, or None where they are not known here (any more)."""
        pieces = [self._secrets.get(reference) for reference in references.split(",")] if references else []
        if not pieces or None in pieces:
            return None
        try:
            return Tokens(*json.loads("".join(piece or "" for piece in pieces)))
        except (ValueError, TypeError):
            return None

    def forget(self, references: str) -> None:
        """They are dead."""
        self._secrets.forget(reference for reference in references.split(",") if reference)


def ended(tokens: Tokens) -> Tokens:
    """The same, to be renewed before the next call."""
    return replace(tokens, ends=time.time())
