"""What the steps of a run are given: the customer's records, the tenant's calls, a way to wait that a stop ends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from crm_console.core.jobs import Context
from crm_console.core.record import Record
from crm_console.services.platform.catalogue import Catalogue
from crm_console.services.platform.connecting import Platform
from crm_console.services.platform.failures import PlatformError
from crm_console.services.platform.session import Session, absent
from crm_console.store.connections import CUSTOMER, MASTER, Connection
from crm_console.store.keys import Keys
from crm_console.store.workspace import Workspace

FROM_BOTH = ("tenant.by_name", "tenant.by_domain", "tenant.by_property")


class Work:
    """One job's view of workspace and tenant; closed with the job. Sessions are opened when they are first used."""

    def __init__(self, ctx: Context, workspace: Workspace, platform: Platform) -> None:
        self.ctx = ctx
        self.workspace = workspace
        self.store = workspace.store
        self.platform = platform
        self._stack = ExitStack()
        self._sessions: dict[str, Session] = {}
        self._signed_in: dict[str, bool] = {}
        self._lists: dict[str, list[Any]] = {}
        self._catalogue: Catalogue | None = None
        self._records: dict[str, Sequence[Record]] = {}
        self._connections: dict[str, Connection | None] = {}

    def __enter__(self) -> Work:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def deployment(self) -> Record:
        """The deployment record."""
        return self.store.where("deployment")[0]

    def connection(self, role: str) -> Connection | None:
        """The sign-in in this role, as it stood when the job first asked."""
        if role not in self._connections:
            self._connections[role] = self.platform.connection(role)
        return self._connections[role]

    @property
    def domain(self) -> str:
        """The customer's domain, what follows @ in logins; empty while nobody knows it."""
        known = self.connection(CUSTOMER)
        return str(self.deployment.get("domain") or (known.domain if known else ""))

    @property
    def tenant(self) -> str:
        """The tenant's name: as it was given, or the domain without dots (documented)."""
        known = self.connection(CUSTOMER)
        return str(self.deployment.get("tenant") or (known.tenant if known else "") or self.domain.replace(".", ""))

    @property
    def user(self) -> str:
        """Who is signed in as the customer."""
        known = self.connection(CUSTOMER)
        return known.user if known else ""

    @property
    def catalogue(self) -> Catalogue:
        """The calls as they stand for this tenant; read once a job."""
        if self._catalogue is None:
            self._catalogue = self.platform.catalogue()
        return self._catalogue

    def records(self, type_name: str) -> Sequence[Record]:
        """The customer's records of a type, as they stood when the job first asked."""
        if type_name not in self._records:
            self._records[type_name] = self.store.where(type_name)
        return self._records[type_name]

    def signed_in(self, role: str) -> bool:
        """Whether there is a sign-in in this role. Without the master's tokens its steps become requests."""
        if role not in self._signed_in:
            self._signed_in[role] = self.connection(role) is not None and (
                role != MASTER or self.platform.remembers(role))
        return self._signed_in[role]

    def can(self, call_id: str) -> bool:
        """Whether the machine may use this call here: automatic on the tenant, and somebody signed in for it."""
        return bool(call_id) and self.catalogue.automatic(call_id) and self._role(call_id) is not None

    def call(self, call_id: str, values: dict[str, Any] | None = None, record_id: str = "") -> Any:
        """The part of the answer that the catalogue names. Raises PlatformError."""
        return self._session(call_id).call(self.ctx, call_id, values, record_id)

    def found(self, call_id: str, values: dict[str, Any] | None = None) -> Any:
        """As `call`, None where the platform says that there is no such thing."""
        try:
            return self.call(call_id, values)
        except PlatformError as error:
            if absent(error):
                return None
            raise

    def listed(self, call_id: str, *, fresh: bool = False) -> list[dict[str, Any]]:
        """All rows of a list under our names, with the platform's own under `_`; read once a job."""
        if fresh or call_id not in self._lists:
            session = self._session(call_id)
            self._lists[call_id] = [{**session.ours(call_id, row), "_": row}
                                    for row in session.every(self.ctx, call_id) if isinstance(row, dict)]
        return self._lists[call_id]

    def forget_lists(self) -> None:
        """Something was written: read anew."""
        self._lists.clear()

    def key(self, record: Record) -> str:
        """The record's key."""
        return self.keys([record])[record.uid]

    def keys(self, records: Sequence[Record]) -> dict[str, str]:
        """The keys of records, by uid."""
        with self.store.reading() as connection:
            keys = Keys(connection)
            for name in ("company", "branch"):  # what keys are made of, asked for once
                keys.learn(self.records(name) if len(records) > 1 else ())
            return {record.uid: keys.of(record) for record in records}

    def _role(self, call_id: str) -> str | None:
        """The sign-in that a call goes through.

        The customer's records are read and written in the customer's tenant only: the master's own tenant has roles
        and users too. Only tenants are looked up from both.
        """
        call = self.catalogue.get(call_id)
        wanted: tuple[str, ...] = (CUSTOMER,)
        if call is not None and call.master:
            wanted = (MASTER,) if call.writes else (MASTER, CUSTOMER)
        elif call_id in FROM_BOTH:
            wanted = (CUSTOMER, MASTER)
        return next((role for role in wanted if self.signed_in(role)), None)

    def _session(self, call_id: str) -> Session:
        role = self._role(call_id)
        if role is None:  # says by itself that nobody signed in
            role = MASTER if self.catalogue[call_id].master else CUSTOMER
        if role not in self._sessions:
            self._sessions[role] = self._stack.enter_context(self.platform.session(role))
            # a file's rows are for the customer's tenant, also where the master's sign-in carries them out
            self._sessions[role].catalogue = self.catalogue
        return self._sessions[role]
