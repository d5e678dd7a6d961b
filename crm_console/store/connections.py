"""How a workspace signs in, what was proved on its tenant and what that answered. No secret: only references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import delete, insert, select, update

from crm_console.core.text import Text, packed, unpacked
from crm_console.models import ledger
from crm_console.store.store import Store, now

CUSTOMER, MASTER = "customer", "master"
ROLES = (CUSTOMER, MASTER)


@dataclass(frozen=True)
class Connection:
    """One sign-in. `kind`: user or key; `user`: the login, or the application's key. `token`, `secret`: references."""

    role: str
    url: str
    dialect: str
    client_id: str
    kind: str
    user: str
    tenant: str
    domain: str
    fingerprint: str
    environment: str
    ca: str = ""
    catalogue: str = ""
    token: str = ""
    secret: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True)
class Proof:
    """How a call was seen to work on a tenant, by whom and when."""

    call: str
    how: str
    by: str
    at: str


@dataclass(frozen=True)
class Ability:
    """What a call answered on a tenant: ok, refused, absent or failed."""

    call: str
    state: str
    said: Text
    at: str


def connection(store: Store, role: str) -> Connection | None:
    """The sign-in in this role, or None."""
    t = ledger.connections
    with store.reading() as reader:
        row = reader.execute(select(t).where(t.c.role == role)).mappings().first()
    return Connection(**row) if row else None


def keep(store: Store, made: Connection) -> Connection:
    """Remember this sign-in in place of the former one in its role."""
    kept = replace(made, by=store.by, at=now())
    t = ledger.connections
    with store.writing() as writer:
        writer.execute(delete(t).where(t.c.role == made.role))
        writer.execute(insert(t).values(asdict(kept)))
    return kept


def give_catalogue(store: Store, role: str, text: str) -> None:
    """Use this override file with the sign-in in this role; an empty text uses none."""
    t = ledger.connections
    with store.writing() as writer:
        writer.execute(update(t).where(t.c.role == role).values(catalogue=text))


def forget(store: Store, role: str) -> None:
    """This sign-in is over."""
    with store.writing() as writer:
        writer.execute(delete(ledger.connections).where(ledger.connections.c.role == role))


def references(store: Store) -> set[str]:
    """The references into the keyring that sign-ins hold."""
    t = ledger.connections
    with store.reading() as reader:
        rows = reader.execute(select(t.c.token, t.c.secret)).all()
    return {reference for row in rows for reference in (*row.token.split(","), row.secret) if reference}


def proved(store: Store, fingerprint: str) -> frozenset[str]:
    """The calls that were seen to work on this tenant."""
    t = ledger.proofs
    with store.reading() as reader:
        return frozenset(reader.execute(select(t.c.call).where(t.c.fingerprint == fingerprint)).scalars())


def prove(store: Store, fingerprint: str, call: str, how: str) -> None:
    """A write that a person ordered was read back: the call works on this tenant."""
    t = ledger.proofs
    with store.writing() as writer:
        writer.execute(delete(t).where(t.c.fingerprint == fingerprint, t.c.call == call))
        writer.execute(insert(t).values(fingerprint=fingerprint, call=call, how=how, by=store.by, at=now()))


def proofs(store: Store, fingerprint: str) -> dict[str, Proof]:
    """The same with who saw it and when."""
    t = ledger.proofs
    with store.reading() as reader:
        rows = reader.execute(select(t.c.call, t.c.how, t.c.by, t.c.at).where(t.c.fingerprint == fingerprint)).all()
    return {row.call: Proof(row.call, row.how, row.by, row.at) for row in rows}


def abilities(store: Store, fingerprint: str) -> dict[str, Ability]:
    """What the tenant's reading calls answered, by call."""
    t = ledger.abilities
    with store.reading() as reader:
        rows = reader.execute(select(t).where(t.c.fingerprint == fingerprint)).all()
    return {row.call: Ability(row.call, row.state, unpacked(row.said), row.at) for row in rows}


def keep_abilities(store: Store, fingerprint: str, found: Mapping[str, tuple[str, Text]]) -> None:
    """Keep the answers of a probe in place of the former ones."""
    t = ledger.abilities
    with store.writing() as writer:
        writer.execute(delete(t).where(t.c.fingerprint == fingerprint))
        if found:
            writer.execute(insert(t), [
                {"fingerprint": fingerprint, "call": call, "state": state, "said": packed(said), "at": now()}
                for call, (state, said) in found.items()])
