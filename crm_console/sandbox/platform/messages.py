"""What comes in and what goes out, without HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm_console.sandbox.platform.address import Address


@dataclass(frozen=True)
class Request:
    """What came in. Header names are in lower case."""

    method: str
    address: Address
    headers: dict[str, str]
    body: dict[str, Any]
    query: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What goes out; a text is sent as plain text, None as no body, anything else as JSON."""

    status: int
    body: Any
