"""Both styles in which queries are paged."""

from __future__ import annotations

from typing import Any

from crm_console.sandbox.platform.refusals import Refused


def whole(value: Any, default: int) -> int:
    """A number that may come as text."""
    if value in (None, ""):
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused(400, f"Número inválido: {value}.") from None


def page(rows: list[Any], body: dict[str, Any], name: str) -> dict[str, Any]:
    """pageNumber from 0, pageSize 10 unless told."""
    asked = body.get("pagination") or {}
    number, size = whole(asked.get("pageNumber"), 0), whole(asked.get("pageSize"), 10)
    if number < 0 or size < 1:
        raise Refused(400, "Paginação inválida.")
    return {
        name: rows[number * size:(number + 1) * size],
        "listInformation": {"totalElements": len(rows), "totalPages": -(-len(rows) // size)},
    }


def window(rows: list[Any], body: dict[str, Any], name: str) -> dict[str, Any]:
    """offset counts records, limit is 10 unless told."""
    start, count = whole(body.get("offset"), 0), whole(body.get("limit"), 10)
    return {name: rows[start:start + count], "total": len(rows)}


def holds(term: Any, *texts: Any) -> bool:
    """Whether a searched word stands in one of the texts."""
    return not term or any(str(term).casefold() in str(text or "").casefold() for text in texts)
