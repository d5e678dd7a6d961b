"""Dated facts about hosts, kept as data in resources/rules: the vendor's own domains and the big mail providers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crm_console.core.paths import resources


@dataclass(frozen=True)
class Provider:
    """A mail provider's published settings and, where it has one, the retirement of password sign-in."""

    name: str
    hosts: tuple[str, ...]
    port: int
    security: str
    basic_off: str = ""


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    with (resources() / "rules" / "hosts.toml").open("rb") as file:
        return tomllib.load(file)


def vendor_domain(host: str) -> str | None:
    """The vendor's domain that `host` lies under, or None. The vendor forbids its own servers for this use."""
    name = host.lower().removesuffix(".")
    for domain in _rules()["vendor"]["domains"]:
        if name == domain or name.endswith("." + domain):
            return str(domain)
    return None


def providers() -> tuple[Provider, ...]:
    """The mail providers whose settings are known."""
    return tuple(
        Provider(p["name"], tuple(p["hosts"]), p["port"], p["security"], p.get("basic_off", ""))
        for p in _rules()["provider"]
    )


def provider_of(host: str) -> Provider | None:
    """The provider that `host` belongs to, or None."""
    name = host.lower().removesuffix(".")
    return next((p for p in providers() if name in p.hosts), None)
