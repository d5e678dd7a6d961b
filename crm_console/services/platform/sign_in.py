"""Signs in: as a person (password, second factor, forced change of the password) or as an application (key and secret).

A refused sign-in is never repeated by itself, and at most five a minute leave this computer: the platform blocks user
and password after five to ten (platform-api.md 1.7).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from crm_console.core.errors import RefusedError
from crm_console.core.jobs import Context
from crm_console.core.text import N_, Text
from crm_console.services.platform.answers import placed
from crm_console.services.platform.catalogue import Call, Catalogue
from crm_console.services.platform.dialects import BRIDGE, Place
from crm_console.services.platform.failures import Kind, PlatformError, Reply, refusal, struck, unreadable
from crm_console.services.platform.line import Line
from crm_console.services.platform.tokens import Tokens, parsed
from crm_console.store.attempts import Attempts

AT_MOST = 5  # sign-ins a minute
CLOCKS_APART = 3600.0  # seconds
WHAT = N_("Entrar na plataforma")
RENEWING = N_("Renovar a entrada")


@dataclass(frozen=True)
class SignedIn:
    """It worked."""

    tokens: Tokens


@dataclass(frozen=True)
class SecondFactorWanted:
    """The password is right and a code is wanted. `ticket` is a secret; `status` is the platform's mfaStatus."""

    ticket: str = field(repr=False)
    tenant: str
    status: str


@dataclass(frozen=True)
class PasswordChangeWanted:
    """The password is right and must be changed first, by the person, on the platform's own screen."""

    tenant: str


Answer = SignedIn | SecondFactorWanted | PasswordChangeWanted


class SignIn:
    """`attempts` counts the sign-ins of the last minute, of every window and command of this person."""

    def __init__(self, line: Line, place: Place, catalogue: Catalogue, attempts: Attempts,
                 clock: Callable[[], float] = time.time) -> None:
        self._line, self._place, self._catalogue = line, place, catalogue
        self._attempts, self._clock = attempts, clock

    def with_password(self, ctx: Context, user: str, password: str) -> Answer:
        """As a person. Raises PlatformError, and RefusedError before the sixth attempt in a minute."""
        self._count(user)
        with _unspoken(password):
            return self._read(*self._ask(ctx, "login", {"user": user, "password": password}))

    def with_code(self, ctx: Context, wanted: SecondFactorWanted, code: str) -> Answer:
        """The second factor. An expired ticket means: begin again."""
        plain = code.strip().replace(" ", "")
        if not plain.isdecimal():
            raise RefusedError(N_("O código do segundo fator é um número."),
                               N_("Digite só os algarismos que o aplicativo mostra."))
        self._count(f"{wanted.tenant} code")
        try:
            with _unspoken(wanted.ticket, plain):
                return self._read(*self._ask(ctx, "login.mfa", {"ticket": wanted.ticket, "code": int(plain)}))
        except PlatformError as error:
            if error.kind is not Kind.SIGN_IN:
                raise
            raise PlatformError(
                error.kind, N_("O segundo fator expirou ou o código não confere ({said}).", said=error.said),
                N_("Entre de novo com a senha e digite o código que o aplicativo mostra agora."),
                status=error.status, said=error.said) from error

    def with_key(self, ctx: Context, key: str, secret: str, tenant: str) -> Answer:
        """As an application."""
        self._count(key)
        with _unspoken(secret):
            return self._read(*self._ask(ctx, "login.key", {"key": key, "secret": secret, "tenant": tenant}))

    def renewed(self, ctx: Context, tokens: Tokens, tenant: str) -> Tokens:
        """A new pair for an old one. The old one is dead from here on."""
        if not tokens.refresh:
            raise over(tokens.user, N_("a plataforma não deu como renová-la"))
        with _unspoken(tokens.refresh, tokens.access):
            try:
                reply, _ = self._ask(ctx, "token.refresh", {"refresh": tokens.refresh},
                                     {"X-Tenant": tenant} if tenant else {}, RENEWING)
            except PlatformError as error:
                if error.kind is not Kind.SIGN_IN:
                    raise
                raise over(tokens.user, N_("“{said}”", said=error.said), error) from error
            made = parsed(_body(reply, RENEWING).get("jsonToken"), self._clock())
            if made is None:
                raise unreadable(reply, RENEWING)
            return made

    @contextmanager
    def apart(self) -> Iterator[SignIn]:
        """The same with a line of its own, for another thread."""
        with self._line.another() as line:
            yield SignIn(line, self._place, self._catalogue, self._attempts, self._clock)

    def leave(self, ctx: Context, tokens: Tokens) -> None:
        """Sign out."""
        with _unspoken(tokens.access):
            self._ask(ctx, "logout", {"token": tokens.access}, {"Authorization": f"Bearer {tokens.access}"},
                      N_("Sair da plataforma"))

    def _count(self, user: str) -> None:
        account = (self._place.host, self._place.port, user.casefold())  # whatever the dialect, it is one account there
        if not self._attempts.take(*account, AT_MOST):
            raise RefusedError(
                N_("Já foram {count} entradas de {user} no último minuto. A plataforma bloqueia usuário e senha se "
                   "houver mais.", count=AT_MOST, user=user), N_("Espere um minuto e tente de novo."))

    def _ask(self, ctx: Context, call_id: str, values: Mapping[str, Any], more: Mapping[str, str] | None = None,
             what: Text = WHAT) -> tuple[Reply, Text]:
        call = self._catalogue[call_id]
        reply = self._line.send(ctx, "POST", self._place.url(call), what,
                                headers={**headers(self._place, call), **(more or {})},
                                body={**call.constant, **placed(values, call.fields)})
        failed = refusal(reply, what)
        if failed is not None:
            raise failed
        if call_id != "token.refresh":  # the old pair is dead: the new one must not be thrown away for a clock
            compare_clocks(reply, self._clock())
        return reply, what

    def _read(self, reply: Reply, what: Text) -> Answer:
        body = _body(reply, what)
        tokens = parsed(body.get("jsonToken"), self._clock()) if body.get("jsonToken") else None
        if tokens is not None:
            return SignedIn(tokens)
        factor, change = body.get("mfaInfo"), body.get("resetPasswordInfo")
        if isinstance(change, Mapping) and change.get("temporaryToken"):
            return PasswordChangeWanted(str(change.get("tenant") or ""))
        if isinstance(factor, Mapping) and factor.get("temporaryToken"):
            return SecondFactorWanted(str(factor["temporaryToken"]), str(factor.get("tenant") or ""),
                                      str(factor.get("mfaStatus") or ""))
        said = str(body.get("message") or body.get("reason") or "")
        if said:
            raise PlatformError(Kind.SIGN_IN, N_("{what}: a plataforma não aceitou a entrada ({words}).", what=what,
                                                 words=said),
                                N_("Confira usuário e senha e entre de novo. Nada é repetido sozinho."), said=said)
        raise unreadable(reply, what)


@contextmanager
def _unspoken(*secrets: str) -> Iterator[None]:
    """What went along as a secret does not come back in an error, however the other side quotes it."""
    try:
        yield
    except PlatformError as error:
        raise struck(error, *secrets) from None


def over(user: str, words: Text, error: PlatformError | None = None) -> PlatformError:
    """The sign-in has ended and cannot be renewed."""
    return PlatformError(
        Kind.SIGN_IN, N_("A entrada de {user} na plataforma terminou ({words}).", user=user or "?", words=words),
        N_("Entre de novo. Nada é repetido sozinho."), status=error.status if error else 0,
        said=error.said if error else "", code=error.code if error else "")


def headers(place: Place, call: Call) -> dict[str, str]:
    """What every request carries besides who asks."""
    made = {"Accept": "application/json", "Content-Type": "application/json"}
    if place.dialect != BRIDGE and place.client_id:
        made["client_id"] = place.client_id
    if call.version:
        made["seniorx.version"] = str(call.version)
    return made


def compare_clocks(reply: Reply, now: float) -> None:
    """Raise RefusedError where this computer's clock is more than an hour away from the platform's."""
    theirs = reply.moment
    if theirs is None:
        return
    apart = now - theirs.timestamp()
    if abs(apart) > CLOCKS_APART:
        days, hours = divmod(round(abs(apart) / 3600), 24)
        ahead = N_("adiantado") if apart > 0 else N_("atrasado")
        raise RefusedError(
            N_("O relógio deste computador está {days} d {hours} h {ahead} em relação à plataforma ({theirs} UTC).",
               days=days, hours=hours, ahead=ahead, theirs=f"{theirs.astimezone(UTC):%Y-%m-%d %H:%M}"),
            N_("Acerte data, hora e fuso do computador e entre de novo; nada foi guardado."))


def _body(reply: Reply, what: Text) -> Mapping[str, Any]:
    try:
        body = reply.json()
    except ValueError:
        raise unreadable(reply, what) from None
    if not isinstance(body, dict):
        raise unreadable(reply, what)
    return body
