"""The identities of SFTP servers that this workspace knows, by host and port."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from crm_console.models import ledger
from crm_console.store.store import Store, now


@dataclass(frozen=True)
class HostKey:
    """`fingerprint` as ssh-keygen shows it (SHA256:…). `confirmed`: a person compared it with the server's own."""

    fingerprint: str
    kind: str
    confirmed: bool
    by: str
    at: str


def known(store: Store, host: str, port: int) -> HostKey | None:
    """The identity that is kept for a server, None before first contact."""
    t = ledger.host_keys
    with store.reading() as connection:
        row = connection.execute(
            select(t.c.fingerprint, t.c.kind, t.c.confirmed, t.c.by, t.c.at)
            .where(t.c.host == _plain(host), t.c.port == port)).first()
    return HostKey(*row) if row else None


def keep(store: Store, host: str, port: int, fingerprint: str, kind: str, *, confirmed: bool) -> None:
    """Keep this identity from now on, in place of any other."""
    t = ledger.host_keys
    with store.writing() as connection:
        connection.execute(delete(t).where(t.c.host == _plain(host), t.c.port == port))
        connection.execute(insert(t).values(
            host=_plain(host), port=port, fingerprint=fingerprint, kind=kind, confirmed=confirmed, by=store.by,
            at=now()))


def _plain(host: str) -> str:
    return host.strip().rstrip(".").lower()
