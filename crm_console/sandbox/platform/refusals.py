"""How the platform says no: a status and the five-field error, or a plain text where a tenant's handler speaks."""

from __future__ import annotations

from typing import Any

REASONS = {
    400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 409: "CONFLICT",
    417: "EXPECTATION_FAILED", 429: "TOO_MANY_REQUESTS", 500: "INTERNAL_ERROR", 502: "BAD_GATEWAY",
    503: "SERVICE_UNAVAILABLE", 504: "GATEWAY_TIMEOUT",
}


class Refused(Exception):
    """A call that is answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def error_body(status: int, message: str, domain: str, service: str, name: str) -> dict[str, Any]:
    """The five fields."""
    return {
        "message": message, "errorCode": f"{name}Response", "reason": REASONS.get(status, "ERROR"),
        "domain": domain, "service": service,
    }


def needed(body: dict[str, Any], *names: str) -> list[Any]:
    """The values of fields that must be there."""
    for name in names:
        if body.get(name) in (None, "", []):
            raise Refused(400, f"O campo '{name}' é obrigatório.")
    return [body[name] for name in names]
