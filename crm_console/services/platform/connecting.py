"""A workspace's sign-ins: connect as the customer's tenant or as the vendor's master tenant, and go on from there."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crm_console.core.errors import FailedError, RefusedError, UnreadableError
from crm_console.core.jobs import Context
from crm_console.core.text import N_
from crm_console.services.platform import catalogue as catalogues
from crm_console.services.platform.catalogue import Catalogue
from crm_console.services.platform.dialects import BRIDGE, Place, place
from crm_console.services.platform.keeping import TokenKeeper
from crm_console.services.platform.line import Line
from crm_console.services.platform.session import Session
from crm_console.services.platform.sign_in import Answer, SecondFactorWanted, SignedIn, SignIn
from crm_console.services.platform.tokens import Tokens, TokenVault
from crm_console.store import connections
from crm_console.store.attempts import Attempts
from crm_console.store.change import Change, Edited, Rejected
from crm_console.store.connections import CUSTOMER, MASTER, Connection
from crm_console.store.workspace import Workspace

CATALOGUE_SUFFIX = ".catalog.toml"


@dataclass(frozen=True)
class Wanted:
    """What a person gives to sign in. `key`: as an application, for `tenant`; else as `user`."""

    url: str
    role: str = CUSTOMER
    user: str = ""
    key: str = ""
    tenant: str = ""
    dialect: str = BRIDGE
    client_id: str = ""
    ca: str = ""
    catalogue: str = ""  # the text of an override file


class Platform:
    """Sign-ins of one workspace; shared by all jobs of a window."""

    def __init__(self, workspace: Workspace, attempts: Attempts) -> None:
        self._workspace = workspace
        self._attempts = attempts
        self._vault = TokenVault(workspace.secrets, workspace.keep_secret)
        self._keepers: dict[str, TokenKeeper] = {}
        workspace.accompany(self._settle)
        self._making = threading.Lock()  # jobs of one window share a keeper, or each would renew for itself

    def _settle(self) -> None:
        for keeper in list(self._keepers.values()):
            keeper.settle()

    def connection(self, role: str) -> Connection | None:
        """The sign-in in this role, or None."""
        return connections.connection(self._workspace.store, role)

    def catalogue(self, role: str = CUSTOMER) -> Catalogue:
        """The calls as they stand for the tenant of this sign-in: shipped, overridden, proved."""
        made = catalogues.shipped()
        known = self.connection(role) or self.connection(CUSTOMER) or self.connection(MASTER)
        both = [each for each in (self.connection(CUSTOMER), self.connection(MASTER)) if each is not None]
        tenants = [each.tenant for each in both]  # a customer's file also tells what the master's tenant does for it
        made = made.overridden(self._beside(), *tenants) if self._beside() else made
        for each in both:
            if each.catalogue:
                made = made.overridden(each.catalogue, *tenants)
        return made.proved(connections.proved(self._workspace.store, known.fingerprint)) if known else made

    @property
    def catalogue_file(self) -> Path | None:
        """Where a customer's own catalogue lies: beside the workspace. None for a database."""
        path = self._workspace.path
        return path.with_suffix(CATALOGUE_SUFFIX) if path else None

    def _beside(self) -> str:
        path = self.catalogue_file
        try:
            return path.read_text(encoding="utf-8") if path is not None and path.exists() else ""
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableError(N_("O arquivo do catálogo “{file}” não pode ser lido.", file=str(path))) from error

    def begin(self, ctx: Context, wanted: Wanted, secret: str) -> Answer:
        """The first step of signing in; a second factor or a change of the password may be asked for."""
        where = self._place(wanted)
        with Line(wanted.ca) as line:
            sign_in = self._sign_in(line, where, wanted)
            if wanted.key:
                return sign_in.with_key(ctx, wanted.key, secret, wanted.tenant)
            return sign_in.with_password(ctx, wanted.user, secret)

    def answer_code(self, ctx: Context, wanted: Wanted, factor: SecondFactorWanted, code: str) -> Answer:
        """The second step, where a code was asked for."""
        with Line(wanted.ca) as line:
            return self._sign_in(line, self._place(wanted), wanted).with_code(ctx, factor, code)

    def finish(self, ctx: Context, wanted: Wanted, signed_in: SignedIn, secret: str = "") -> Connection:
        """Look where the sign-in led, and remember it. Refuses another tenant than before; then nothing is kept."""
        where = self._place(wanted)
        with Line(wanted.ca) as line:
            keeper = TokenKeeper(signed_in.tokens, wanted.tenant, lambda _: None)
            session = Session(line, where, self._given(wanted), keeper, self._sign_in(line, where, wanted))
            tenant = self._tenant(ctx, session, wanted, signed_in)
        made = Connection(
            wanted.role, where.base, where.dialect, where.client_id, "key" if wanted.key else "user",
            wanted.key or wanted.user, str(tenant["name"]), str(tenant["domain"]),
            fingerprint(where, str(tenant["name"]), str(tenant["domain"])), where.environment, wanted.ca,
            wanted.catalogue)
        former = self.connection(wanted.role)
        self._compare(made, former, bool(tenant.get("master")))
        self._check_catalogue(made)
        kept = connections.keep(self._workspace.store, replace(
            made, token=self._vault.put(keeper.tokens),  # looking may have renewed them
            secret=self._workspace.keep_secret(secret) if wanted.key and secret else ""))
        self._keepers.pop(wanted.role, None)
        if former is not None:
            self._vault.forget(former.token)
        self._note_tenant(kept)
        return kept

    def remembers(self, role: str) -> bool:
        """Whether the tokens of this sign-in are known here: kept in the keyring, or of this very process."""
        known = self.connection(role)
        return known is not None and (role in self._keepers or self._vault.get(known.token) is not None)

    def secret_of(self, known: Connection) -> str | None:
        """An application's secret, where it is kept here."""
        return self._workspace.secrets.get(known.secret)

    def leave(self, ctx: Context, role: str) -> None:
        """Sign out and forget the tokens; the platform is told where it can be reached."""
        known = self.connection(role)
        if known is None:
            return
        tokens = self._vault.get(known.token)
        connections.forget(self._workspace.store, role)
        self._keepers.pop(role, None)
        self._vault.forget(known.token)
        if tokens is not None:
            with Line(known.ca) as line:
                where = Place(known.url, known.dialect, known.client_id)
                SignIn(line, where, self.catalogue(role), self._attempts).leave(ctx, tokens)

    @contextmanager
    def session(self, role: str = CUSTOMER) -> Iterator[Session]:
        """A session for one job. Raises FailedError where nobody is signed in, or the tokens are not here."""
        known = self.connection(role)
        if known is None:
            raise FailedError(N_("Ninguém entrou na plataforma por esta pasta de trabalho."),
                              N_("Entre na página Implantação, ou com “crm-console connect”."))
        where = Place(known.url, known.dialect, known.client_id)
        with Line(known.ca) as line:
            calls = self.catalogue(role)
            sign_in = SignIn(line, where, calls, self._attempts)
            yield Session(line, where, calls, self._keeper(known), sign_in)

    def _keeper(self, known: Connection) -> TokenKeeper:
        if self._workspace.read_only:  # whoever writes renews; each job reads what is kept by now
            return TokenKeeper(self._kept(known), known.tenant, None)
        with self._making:
            if known.role not in self._keepers:
                self._keepers[known.role] = TokenKeeper(
                    self._kept(known), known.tenant, lambda new: self._renew(known.role, new))
            return self._keepers[known.role]

    def _kept(self, known: Connection) -> Tokens:
        tokens = self._vault.get(known.token)
        if tokens is None:
            raise FailedError(N_("A entrada de {user} na plataforma não está guardada neste computador.",
                                 user=known.user), N_("Entre de novo."))
        return tokens

    def _renew(self, role: str, tokens: Tokens) -> None:
        known = self.connection(role)
        assert known is not None, "a token is renewed only while somebody is signed in"
        connections.keep(self._workspace.store, replace(known, token=self._vault.put(tokens)))
        self._vault.forget(known.token)

    def _place(self, wanted: Wanted) -> Place:
        return place(wanted.url, wanted.dialect, wanted.client_id)

    def _given(self, wanted: Wanted) -> Catalogue:
        return self.catalogue(wanted.role).overridden(wanted.catalogue) if wanted.catalogue else self.catalogue(
            wanted.role)

    def _sign_in(self, line: Line, where: Place, wanted: Wanted) -> SignIn:
        return SignIn(line, where, self._given(wanted), self._attempts)

    def _tenant(self, ctx: Context, session: Session, wanted: Wanted, signed_in: SignedIn) -> Mapping[str, Any]:
        """The tenant's own data, found by who signed in."""
        name = wanted.tenant
        if not name:
            me = session.call(ctx, "user.read", {})
            name = str(me.get("tenantName") or "")
        found = session.call(ctx, "tenant.by_name", {"tenant": name})
        if not isinstance(found, Mapping) or not found.get("name"):
            raise FailedError(N_("A plataforma aceitou a entrada, mas não disse em qual tenant."),
                              N_("Confira o usuário e o endereço."))
        return found

    def _compare(self, made: Connection, former: Connection | None, master: bool) -> None:
        if (made.role == MASTER) != master:
            raise RefusedError(
                N_("{tenant} é o tenant master; entre com um usuário do cliente.", tenant=made.tenant) if master else
                N_("{tenant} não é o tenant master da Senior; o usuário é de um cliente.", tenant=made.tenant),
                N_("Nada foi guardado."))
        if former is not None and former.fingerprint != made.fingerprint:
            raise RefusedError(
                N_("Este é outro tenant: {new} em {host}. Esta pasta de trabalho usa {old}.", new=made.tenant,
                   host=made.url, old=former.tenant),
                N_("Nada foi guardado. Se a troca é de propósito, saia do tenant atual antes de entrar neste."))
        wanted = self._deployment()
        if made.role == CUSTOMER and wanted is not None:
            for name, value in (("tenant", made.tenant), ("domain", made.domain)):
                if wanted.get(name) and str(wanted[name]).casefold() != value.casefold():
                    raise RefusedError(
                        N_("Este é outro tenant: {new}. A implantação deste cliente é de {old}.", new=value,
                           old=wanted[name]), N_("Nada foi guardado. Confira o usuário, ou corrija a implantação."))

    def _check_catalogue(self, made: Connection) -> None:
        """A file for another tenant would be passed over in silence."""
        meant = catalogues.tenant_of(made.catalogue) if made.catalogue else ""
        customer = self.connection(CUSTOMER)
        allowed = {made.tenant} if made.role == CUSTOMER or customer is None else {made.tenant, customer.tenant}
        if meant and meant not in allowed and (made.role == CUSTOMER or customer is not None):
            raise RefusedError(
                N_("O arquivo do catálogo é do tenant {meant}, e a entrada é em {tenant}.", meant=meant,
                   tenant=made.tenant),
                N_("Nada foi guardado. Use o arquivo deste tenant, ou tire dele a linha tenant."))

    def _deployment(self) -> Any:
        return next(iter(self._workspace.store.where("deployment")), None)

    def _note_tenant(self, made: Connection) -> None:
        """The deployment learns its tenant from the first sign-in."""
        record = self._deployment()
        if made.role != CUSTOMER or record is None:
            return
        known = {"tenant": made.tenant, "domain": made.domain}
        changes: list[Change] = [Edited("deployment", record.uid, name, None, value)
                                 for name, value in known.items() if not record.get(name)]
        if changes:
            outcome = self._workspace.store.apply(changes, N_("Tenant de {user}", user=made.user), "connect")
            if isinstance(outcome, Rejected):
                raise RefusedError(outcome.problems[0].text)


def wanted_again(known: Connection) -> Wanted:
    """What signs in once more where somebody signed in before."""
    by_key = known.kind == "key"
    return Wanted(known.url, known.role, "" if by_key else known.user, known.user if by_key else "",
                  known.tenant if by_key else "", known.dialect, known.client_id, known.ca, known.catalogue)


def fingerprint(where: Place, tenant: str, domain: str) -> str:
    """Tells tenants apart: the gateway's host, the tenant's name and its domain."""
    return hashlib.sha256("\0".join((where.host, tenant, domain)).encode()).hexdigest()
