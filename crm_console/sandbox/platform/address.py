"""Which call a path means, in the bridge's dialect and in both of the API gateway's."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

BRIDGE = ["t", "senior.com.br", "bridge", "1.0"]
PRIMITIVES = ("actions", "queries", "signals", "entities")


@dataclass(frozen=True)
class Address:
    """A call as a path names it. `primitive` is empty in the flat dialect; `rest` is what follows an entity's name."""

    dialect: str
    domain: str
    service: str
    primitive: str
    name: str
    rest: tuple[str, ...] = ()
    anonymous: bool = False


def read(path: str) -> Address | None:
    """The address, or nothing where the path is none."""
    parts = [unquote(part) for part in path.strip("/").split("/")]
    if parts[:4] == BRIDGE:
        return _bridge(parts[4:])
    return _gateway(parts)


def _bridge(parts: list[str]) -> Address | None:
    anonymous = parts[:1] == ["anonymous"]
    parts = parts[1:] if anonymous else parts
    if len(parts) < 5 or parts[0] != "rest" or parts[3] not in PRIMITIVES:
        return None
    return Address("bridge", parts[1], parts[2], parts[3], parts[4], tuple(parts[5:]), anonymous)


def _gateway(parts: list[str]) -> Address | None:
    if len(parts) < 3:
        return None
    domain, service, *left = parts
    anonymous = left[0] == "anonymous"
    left = left[1:] if anonymous else left
    if not left:
        return None
    if left[0] in PRIMITIVES and len(left) > 1:
        # entities look alike in both; the flat one's are found either way
        return Address("api-old", domain, service, left[0], left[1], tuple(left[2:]), anonymous)
    return Address("api-flat", domain, service, "", left[0], tuple(left[1:]), anonymous)
