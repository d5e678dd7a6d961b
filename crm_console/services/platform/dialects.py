"""Where a call lies: two gateways, three ways to write an address (platform-api.md 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from crm_console.core.errors import UsageError
from crm_console.core.text import N_
from crm_console.services.platform.catalogue import Call

BRIDGE, OLD, FLAT = "bridge", "api-old", "api-flat"
DIALECTS = (BRIDGE, OLD, FLAT)
BRIDGE_PATH = "/t/senior.com.br/bridge/1.0"
PRODUCTION = ("platform.senior.com.br", "api.senior.com.br")
HOMOLOGATION = ("platform-homologx.senior.com.br",)


@dataclass(frozen=True)
class Place:
    """A gateway: `base` without a final slash, and how it writes addresses. `client_id` where the gateway wants one."""

    base: str
    dialect: str = BRIDGE
    client_id: str = ""

    def url(self, call: Call, record_id: str = "") -> str:
        """The address of a call; `record_id` for entities that are read, replaced or deleted."""
        tail = f"/{quote(record_id, safe='')}" if record_id else ""
        if self.dialect == BRIDGE:
            kind = "anonymous/rest" if call.anonymous else "rest"
            return f"{self.base}/{kind}/{call.domain}/{call.service}/{call.primitive}/{call.name}{tail}"
        middle = "anonymous/" if call.anonymous else ""
        primitive = f"{call.primitive}/" if self.dialect == OLD or call.primitive == "entities" else ""
        return f"{self.base}/{call.domain}/{call.service}/{middle}{primitive}{call.name}{tail}"

    @property
    def host(self) -> str:
        """The gateway's name."""
        return urlsplit(self.base).hostname or ""

    @property
    def port(self) -> int:
        """The gateway's port."""
        parts = urlsplit(self.base)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def local(self) -> bool:
        """Whether it is on this computer."""
        return on_this_computer(self.host)

    @property
    def environment(self) -> str:
        """production, homologation, rehearsal (this computer) or unknown."""
        if self.local:
            return "rehearsal"
        return {**dict.fromkeys(PRODUCTION, "production"), **dict.fromkeys(HOMOLOGATION, "homologation")}.get(
            self.host, "unknown")


def on_this_computer(host: str) -> bool:
    """Whether a host is this computer itself. Only addresses count: 127.example may be anybody's name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def place(url: str, dialect: str = BRIDGE, client_id: str = "") -> Place:
    """The gateway that a typed address means. Raises UsageError where it means none."""
    if dialect not in DIALECTS:
        raise UsageError(N_("“{dialect}” não é um dialeto: {known}.", dialect=dialect, known=", ".join(DIALECTS)))
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _no_address(url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _no_address(url)
    if parts.username or parts.password:
        raise UsageError(N_("O endereço da plataforma não leva usuário nem senha."))
    if parts.query or parts.fragment:
        raise _no_address(url)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.rstrip("/").removesuffix("/rest")
    if dialect == BRIDGE and not path:
        path = BRIDGE_PATH
    made = Place(f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}", dialect, client_id)
    if parts.scheme == "http" and not made.local:
        raise UsageError(N_("Por http a senha iria sem criptografia até {host}.", host=parts.hostname),
                         N_("Use o endereço https da plataforma."))
    return made


def _no_address(url: str) -> UsageError:
    return UsageError(N_("“{url}” não é o endereço de uma plataforma.", url=url),
                      N_("Escreva por exemplo https://platform.senior.com.br"))
