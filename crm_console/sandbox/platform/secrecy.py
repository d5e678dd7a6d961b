"""Passwords and tokens: made here, kept only as what cannot be turned back into them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from crm_console.sandbox.platform.storage import Storage

ROUNDS = 1000  # a rehearsal's secrets live for hours; sign-ins must not cost
KEPT = 4  # passwords that a user of the twin's own may have: the one of each of the last starts


def salted(secret: str) -> str:
    """What may be kept of a password."""
    salt = secrets.token_hex(8)
    return f"{salt}${hashlib.pbkdf2_hmac('sha256', secret.encode(), salt.encode(), ROUNDS).hex()}"


def matches(secret: str, kept: str) -> bool:
    """Whether this is the password that was kept."""
    salt, _, rest = kept.partition("$")
    return hmac.compare_digest(hashlib.pbkdf2_hmac("sha256", secret.encode(), salt.encode(), ROUNDS).hex(), rest)


class Credentials:
    """Who may come in with what."""

    def __init__(self, storage: Storage) -> None:
        self._base = storage.base

    def set(self, tenant: str, user: str, secret: str) -> None:
        """From now on this one, and no other."""
        self.forget(tenant, user)
        self.add(tenant, user, secret)

    def add(self, tenant: str, user: str, secret: str) -> None:
        """This one too: after a restart the passwords of the start before go on being good."""
        self._base.execute("insert into credential(tenant, user, hashed) values(?,?,?)", (tenant, user, salted(secret)))
        self._base.execute(
            "delete from credential where tenant=? and user=? and number not in (select number from credential "
            "where tenant=? and user=? order by number desc limit ?)", (tenant, user, tenant, user, KEPT))

    def forget(self, tenant: str, user: str) -> None:
        """No way in any more."""
        self._base.execute("delete from credential where tenant=? and user=?", (tenant, user))

    def right(self, tenant: str, user: str, secret: str) -> bool:
        """Whether the password is good."""
        rows = self._base.execute("select hashed from credential where tenant=? and user=?", (tenant, user))
        return any(matches(secret, hashed) for (hashed,) in rows.fetchall())


class Tokens:
    """Opaque tokens; the file knows only their digests."""

    def __init__(self, storage: Storage) -> None:
        self._base = storage.base

    def issue(self, kind: str, tenant: str, user: str, life: float, scope: str = "desktop") -> str:
        """A new token."""
        made = secrets.token_urlsafe(24)
        self._base.execute(
            "insert into token values(?,?,?,?,?,?)", (_digest(made), kind, tenant, user, scope, time.time() + life))
        return made

    def holder(self, kind: str, token: str) -> tuple[str, str, str] | None:
        """Tenant, user and scope of a token that is still good."""
        row = self._base.execute(
            "select tenant, user, scope, expires from token where hashed=? and kind=?",
            (_digest(token), kind)).fetchone()
        return (row[0], row[1], row[2]) if row and row[3] > time.time() else None

    def end(self, token: str) -> None:
        """It opens nothing any more."""
        self._base.execute("delete from token where hashed=?", (_digest(token),))

    def end_all(self, tenant: str, user: str) -> None:
        """None of this user's opens anything any more."""
        self._base.execute("delete from token where tenant=? and user=?", (tenant, user))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
