"""One call at work: who calls, for which tenant, and what it may do to what the platform keeps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crm_console.sandbox.platform.refusals import Refused
from crm_console.sandbox.platform.secrecy import Credentials, Tokens
from crm_console.sandbox.platform.storage import Document, Storage

Body = dict[str, Any]


@dataclass
class Settings:
    """What the options say about the platform."""

    token_life: float = 604_800
    pace: float = 0.3
    logins: int = 10


@dataclass
class World:
    """What all calls share."""

    storage: Storage
    settings: Settings
    attempts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.credentials = Credentials(self.storage)
        self.tokens = Tokens(self.storage)


@dataclass
class Work:
    """What a handler is given."""

    world: World
    call: str
    tenant: str = ""
    user: str = ""
    dialect: str = "bridge"
    headers: dict[str, str] = field(default_factory=dict)
    access_token: str = ""

    @property
    def storage(self) -> Storage:
        """Where everything is kept."""
        return self.world.storage

    def all(self, kind: str) -> dict[str, Document]:
        """The documents of this tenant."""
        return self.storage.all(self.tenant, kind)

    def get(self, kind: str, key: str) -> Document | None:
        """One document of this tenant."""
        return self.storage.get(self.tenant, kind, key)

    def found(self, kind: str, key: str, what: str) -> Document:
        """One document of this tenant that must be there."""
        seen = self.get(kind, key)
        if seen is None:
            raise Refused(404, f"{what} não encontrado(a): {key}.")
        return seen

    def put(self, kind: str, key: str, data: Document) -> Document:
        """Write a document of this tenant."""
        return self.storage.put(self.tenant, kind, key, data)

    def drop(self, kind: str, key: str) -> None:
        """Delete a document of this tenant."""
        self.storage.drop(self.tenant, kind, key)

    def effect(self, key: str, made: Any = None) -> None:
        """Note the write in the ledger."""
        self.storage.effect(
            at=moment(), tenant=self.tenant, user=self.user, call=self.call, key=key,
            id=key if made is None else made)

    def notify(self, users: list[str], subject: str, content: str, priority: str = "None") -> None:
        """A notification on the platform."""
        made = uuid.uuid4().hex
        self.put("notification", made, {
            "id": made, "at": moment(), "users": users, "notificationSubject": subject,
            "notificationContent": content, "notificationKind": "Operational", "notificationPriority": priority,
            "notificationOrigin": "CRM"})


def moment() -> str:
    """Now, as the platform writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass(frozen=True)
class Call:
    """One call that the platform answers. `loose`: the segment is not enforced, as seen with some real ones."""

    domain: str
    service: str
    primitive: str
    name: str
    handler: Callable[[Work, Body], Body]
    anonymous: bool = False
    open: bool = False  # needs no token
    loose: bool = False
    master: bool = False
    crm: bool = False

    @property
    def path(self) -> str:
        """What faults and the ledger call it."""
        return f"{self.domain}/{self.service}/{self.primitive}/{self.name}"
