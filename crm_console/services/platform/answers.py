"""Reads what the platform answers: bodies with `$ref`, parts named by a dotted path, values put where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MOST_HOPS = 8  # a reference may lead to another one
_STEP = re.compile(r"\[(?:\"((?:[^\"\\]|\\.)*)\"|(\d+))\]")


def resolved(body: Any) -> Any:
    """The body with every `{"$ref": "$[\\"a\\"][0]"}` put in place. A reference that leads nowhere becomes None."""
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            reference = value.get("$ref")
            if len(value) == 1 and isinstance(reference, str) and reference.startswith("$"):
                return _at_reference(body, reference)
            for key, inner in value.items():
                value[key] = walk(inner) if isinstance(inner, dict | list) else inner
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                value[place] = walk(inner) if isinstance(inner, dict | list) else inner
        return value

    return walk(body)


def _at_reference(body: Any, reference: str) -> Any:
    for _ in range(MOST_HOPS):
        found = body
        for key, index in _STEP.findall(reference):
            try:
                found = found[int(index)] if index else found[key.replace('\\"', '"')]
            except (KeyError, IndexError, TypeError):
                return None
        if not (isinstance(found, dict) and len(found) == 1 and isinstance(found.get("$ref"), str)):
            return found
        reference = found["$ref"]
    return None


def part(body: Any, path: str) -> Any:
    """What lies at a dotted path; None where there is nothing."""
    found = body
    for step in path.split(".") if path else ():
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def placed(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A body: each of our values under the platform's name for it; dots in a name lead inwards."""
    body: dict[str, Any] = {}
    for ours, value in values.items():
        *outer, last = names.get(ours, ours).split(".")
        inside = body
        for step in outer:
            inside = inside.setdefault(step, {})
        inside[last] = value
    return body


def taken(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The other way round: the platform's record under our names; what it does not hold is left out."""
    found = {ours: part(record, theirs) for ours, theirs in names.items()}
    return {ours: value for ours, value in found.items() if value is not None}
