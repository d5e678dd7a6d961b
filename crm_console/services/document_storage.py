"""Whether documents go to an FTP server or are external links only (`documents.storage`, documented as a choice)."""

from __future__ import annotations

from crm_console.store.change import Added, Change, Edited
from crm_console.store.store import Store, new_uid

KEY = "documents.storage"


def by_link_only(store: Store) -> bool:
    """Whether this customer needs no FTP."""
    return any(record["value"] == "links" for record in store.where("setting", key=KEY))


def switching(store: Store, *, by_link: bool) -> list[Change]:
    """The change that says so."""
    value = "links" if by_link else "ftp"
    for record in store.where("setting", key=KEY):
        return [Edited("setting", record.uid, "value", record["value"], value)] if record["value"] != value else []
    return [Added("setting", new_uid(), {"key": KEY, "value": value})]
