"""Turns whatever came back instead of an answer into one typed error with a sentence for people.

Five shapes of an error are known (platform-api.md 1.6): five-field JSON, message and reason, plain text of a tenant's
own handler, nothing, and the HTML of a gateway or a captive portal.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from crm_console.core.errors import FailedError
from crm_console.core.text import N_, Text
from crm_console.services.probes.strike import Striker

LONGEST = 400  # characters of the other side's own words
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


class Kind(StrEnum):
    """What sort of failure it is; decides what may be done next."""

    UNREACHABLE = "unreachable"  # nothing was sent
    UNTRUSTED = "untrusted"  # the certificate; nothing was sent
    PROXY = "proxy"
    LOST = "lost"  # sent, and no whole answer came: nobody knows what happened
    WEB_PAGE = "web_page"  # HTML where JSON belongs
    UNREADABLE = "unreadable"  # an answer that is not one
    SIGN_IN = "sign_in"  # 401
    FORBIDDEN = "forbidden"  # 403
    MISSING = "missing"  # 404
    CONFLICT = "conflict"  # 409
    THROTTLED = "throttled"  # 429
    REJECTED = "rejected"  # 400, 417, 422 and what else a handler says no with
    LINKED = "linked"  # a deletion that linked data stands against
    SERVER = "server"  # 5xx


NOT_SENT = (Kind.UNREACHABLE, Kind.UNTRUSTED, Kind.PROXY)
KNOWN = (*NOT_SENT, Kind.SIGN_IN, Kind.FORBIDDEN, Kind.MISSING, Kind.CONFLICT, Kind.THROTTLED, Kind.REJECTED,
         Kind.LINKED)


@dataclass(frozen=True)
class Reply:
    """An answer as it came: nothing is interpreted yet."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Raises ValueError."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    @property
    def moment(self) -> datetime | None:
        """The server's clock when it answered."""
        try:
            return parsedate_to_datetime(self.headers["date"]).astimezone(UTC)
        except (KeyError, ValueError, TypeError):
            return None


class PlatformError(FailedError):
    """A call did not give what it should. `known`: it certainly changed nothing; otherwise nobody knows."""

    def __init__(self, kind: Kind, message: Text, hint: Text | None = None, *, status: int = 0, said: str = "",
                 code: str = "", wait: float | None = None) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.status = status
        self.said = said
        self.code = code
        self.wait = wait  # seconds that the platform asks to wait

    @property
    def known(self) -> bool:
        """Whether it is certain that the platform did nothing."""
        return self.kind in KNOWN


def refusal(reply: Reply, what: Text) -> PlatformError | None:
    """The error that an answer means, or None for a good one. `what` names what was asked."""
    page = _is_page(reply)
    if 200 <= reply.status < 300 and not page:
        return None
    elsewhere = _elsewhere(reply)
    if elsewhere:  # a sign-in page of the network, as a rule; it is never followed: the token would go along
        page = True
    said, code = (elsewhere, "") if elsewhere else _said(reply)
    kind = _kind(reply.status, said, page=page)
    message, hint = _sentence(kind, what, said, reply.status)
    return PlatformError(kind, message, hint, status=reply.status, said=said, code=code, wait=_wait(reply))


def struck(error: PlatformError, *secrets: str) -> PlatformError:
    """The same error without the secrets that were sent: a server may quote its client."""
    striker = Striker(*secrets)
    return PlatformError(
        error.kind, striker.sentence(error.message), striker.sentence(error.hint) if error.hint else None,
        status=error.status, said=striker.text(error.said), code=striker.text(error.code), wait=error.wait)


def unreadable(reply: Reply, what: Text) -> PlatformError:
    """The answer has a good status and no readable content."""
    message, hint = _sentence(Kind.UNREADABLE, what, "", reply.status)
    return PlatformError(Kind.UNREADABLE, message, hint, status=reply.status, said=_short(reply.text))


def _is_page(reply: Reply) -> bool:
    kind = reply.headers.get("content-type", "").lower()
    start = reply.body[:200].lstrip().lower()
    return "text/html" in kind or start.startswith((b"<!doctype html", b"<html"))


def _elsewhere(reply: Reply) -> str:
    """Where a redirection leads: the host only, for the rest of an address may hold anything."""
    if not 300 <= reply.status < 400:
        return ""
    try:
        host = urlsplit(reply.headers.get("location", "")).hostname
    except ValueError:
        host = None
    return _short(host or f"HTTP {reply.status}")


def _kind(status: int, said: str, *, page: bool) -> Kind:
    if "delete_entity_constraint_violation_" in said:
        return Kind.LINKED
    if status == 407:
        return Kind.PROXY
    if page:
        return Kind.WEB_PAGE
    found = {401: Kind.SIGN_IN, 403: Kind.FORBIDDEN, 404: Kind.MISSING, 407: Kind.PROXY, 409: Kind.CONFLICT,
             429: Kind.THROTTLED}.get(status)
    return found or (Kind.SERVER if status >= 500 else Kind.REJECTED)


def _said(reply: Reply) -> tuple[str, str]:
    """The other side's own words and its error code."""
    try:
        body = reply.json()
    except ValueError:
        if _is_page(reply):
            title = _TITLE.search(reply.text)
            return _short(html.unescape(title[1] if title else _TAGS.sub(" ", reply.text))), ""
        return _short(reply.text), ""
    if not isinstance(body, dict):
        return _short(reply.text), ""
    return _short(str(body.get("message") or body.get("reason") or "")), str(body.get("errorCode") or "")


def _short(text: str) -> str:
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _wait(reply: Reply) -> float | None:
    asked = reply.headers.get("retry-after", "").strip()
    if not asked:
        return None
    if asked.isdecimal():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked).astimezone(UTC)
    except (ValueError, TypeError):
        return None
    return max(0.0, (until - (reply.moment or datetime.now(UTC))).total_seconds())


def _sentence(kind: Kind, what: Text, said: str, status: int) -> tuple[Text, Text | None]:
    words = N_("“{said}”", said=said) if said else N_("sem mais palavras")
    sentences: Mapping[Kind, tuple[Text, Text | None]] = {
        Kind.WEB_PAGE: (
            N_("{what}: veio uma página da internet no lugar da resposta da plataforma ({words}).",
               what=what, words=words),
            N_("Um proxy ou o aviso de entrada da rede está no meio. Abra o navegador, entre na rede ou peça à TI para "
               "liberar o endereço, e repita.")),
        Kind.UNREADABLE: (
            N_("{what}: a plataforma respondeu algo que não se pode ler (HTTP {status}).", what=what, status=status),
            N_("Não se sabe se ela fez o que foi pedido. O programa confere antes de repetir.")),
        Kind.SIGN_IN: (
            N_("{what}: a plataforma não aceitou a entrada ({words}).", what=what, words=words),
            N_("Confira usuário e senha e entre de novo. Nada é repetido sozinho.")),
        Kind.FORBIDDEN: (
            N_("{what}: falta permissão na plataforma ({words}).", what=what, words=words),
            N_("Peça a quem administra o tenant um papel com essa permissão.")),
        Kind.MISSING: (N_("{what}: a plataforma não encontrou ({words}).", what=what, words=words), None),
        Kind.CONFLICT: (
            N_("{what}: já existe na plataforma ({words}).", what=what, words=words),
            N_("Confira o que está lá antes de continuar.")),
        Kind.THROTTLED: (
            N_("{what}: a plataforma pediu para ir mais devagar.", what=what), N_("Espere um pouco e continue.")),
        Kind.PROXY: (
            N_("{what}: o proxy da rede não deixou passar ({words}).", what=what, words=words),
            N_("Peça à TI o acesso ao endereço da plataforma.")),
        Kind.LINKED: (
            N_("{what}: não se exclui, porque há dados ligados.", what=what),
            N_("Desligue ou exclua antes o que se refere a ele.")),
        Kind.SERVER: (
            N_("{what}: a plataforma teve um erro (HTTP {status}, {words}).", what=what, status=status, words=words),
            N_("Não se sabe se ela fez o que foi pedido. O programa confere antes de repetir.")),
        Kind.REJECTED: (
            N_("{what}: a plataforma recusou (HTTP {status}, {words}).", what=what, status=status, words=words),
            N_("Corrija o que ela diz e repita.")),
    }
    return sentences[kind]
