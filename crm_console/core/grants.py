"""One element of a GRANTS field: a record (its uid, or its key where people write it) and a word, as one text."""

from __future__ import annotations

from collections.abc import Iterable


def pair(target: str, word: str) -> str:
    """The element that gives `word` on `target`."""
    return f"{target}:{word}"


def split(element: str) -> tuple[str, str]:
    """Target and word of an element."""
    target, _, word = element.rpartition(":")
    return target, word


def targets(elements: Iterable[str]) -> set[str]:
    """The records that the elements speak of."""
    return {split(element)[0] for element in elements}


def by_target(elements: Iterable[str]) -> dict[str, set[str]]:
    """Target to its words."""
    found: dict[str, set[str]] = {}
    for element in elements:
        target, word = split(element)
        found.setdefault(target, set()).add(word)
    return found
