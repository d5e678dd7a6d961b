"""Pictures of the workspace, by the SHA-256 of their content: what is kept is never changed, so undo finds it."""

from __future__ import annotations

import hashlib

from sqlalchemy import insert, select

from crm_console.models import ledger
from crm_console.store.store import Store


def keep(store: Store, kind: str, content: bytes) -> str:
    """Keep a picture (`kind`: png or jpeg) and return what a PICTURE field holds."""
    name = hashlib.sha256(content).hexdigest()
    if read(store, name) is None:
        with store.writing() as connection:
            connection.execute(insert(ledger.pictures).values(id=name, kind=kind, content=content))
    return name


def read(store: Store, name: str | None) -> bytes | None:
    """The content, or None where there is none."""
    if not name:
        return None
    with store.reading() as connection:
        found = connection.execute(select(ledger.pictures.c.content).where(ledger.pictures.c.id == name)).scalar()
        return None if found is None else bytes(found)
