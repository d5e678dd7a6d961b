"""The filter and the order of entity lists: the small part of OData that the portal documents.

eq ne lt gt le ge, is null, and, or, parentheses, containing(field,'x'), lower(field), upper(field), field like 'x%'.
How a quote inside a value is written is not published, so here it cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from crm_console.sandbox.platform.refusals import Refused

Row = dict[str, Any]
Value = Callable[[Row], Any]
Test = Callable[[Row], bool]

TOKEN = re.compile(r"\s*(?:('[^']*')|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w.]*)|([(),]))")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b), "ne": lambda a, b: bool(a != b), "lt": lambda a, b: bool(a < b),
    "gt": lambda a, b: bool(a > b), "le": lambda a, b: bool(a <= b), "ge": lambda a, b: bool(a >= b)}


def field_of(name: str) -> Value:
    """The value of a field; a dot leads into what is nested."""
    def value(row: Row) -> Any:
        seen: Any = row
        for part in name.split("."):
            seen = seen.get(part) if isinstance(seen, dict) else None
        return seen
    return value


def tokens(text: str) -> list[str]:
    """The words of a filter."""
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise Refused(400, f"Filtro inválido perto de: {text[at:at + 20].strip()}")
        found.append(next(group for group in match.groups() if group is not None))
        at = match.end()
    return found


class _Reader:
    """Reads a filter from left to right."""

    def __init__(self, text: str) -> None:
        self._left = tokens(text)

    def whole(self) -> Test:
        test = self._any()
        if self._left:
            raise Refused(400, f"Filtro inválido perto de: {self._left[0]}")
        return test

    def _next(self, wanted: str = "") -> str:
        if not self._left or (wanted and self._left[0].casefold() != wanted):
            raise Refused(400, f"Filtro inválido: falta {wanted or 'um termo'}.")
        return self._left.pop(0)

    def _is(self, word: str) -> bool:
        return bool(self._left) and self._left[0].casefold() == word

    def _any(self) -> Test:
        tests = [self._all()]
        while self._is("or"):
            self._next()
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._is("and"):
            self._next()
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._is("("):
            self._next()
            test = self._any()
            self._next(")")
            return test
        if self._is("containing"):
            self._next()
            self._next("(")
            value = self._value()
            self._next(",")
            part = self._value()
            self._next(")")
            return lambda row: str(part(row)) in str(value(row) or "")
        return self._comparison()

    def _comparison(self) -> Test:
        left = self._value()
        word = self._next().casefold()
        if word == "is":
            self._next("null")
            return lambda row: left(row) is None
        right = self._value()
        if word == "like":
            return lambda row: _like(left(row), str(right(row)))
        compare = COMPARE.get(word)
        if compare is None:
            raise Refused(400, f"Operador desconhecido no filtro: {word}.")
        return lambda row: _compared(compare, left(row), right(row))

    def _value(self) -> Value:
        word = self._next()
        if word.startswith("'"):
            return lambda _row: word[1:-1]
        if re.fullmatch(r"-?\d+(\.\d+)?", word):
            number = float(word) if "." in word else int(word)
            return lambda _row: number
        if word in ("true", "false"):
            return lambda _row: word == "true"
        if word in ("lower", "upper") and self._is("("):
            self._next()
            inner = self._value()
            self._next(")")
            fold = str.lower if word == "lower" else str.upper
            return lambda row: None if inner(row) is None else fold(str(inner(row)))
        return field_of(word)


def _compared(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    try:
        return compare(left, right)
    except TypeError:  # null, or a text against a number
        return False


def _like(value: Any, pattern: str) -> bool:
    made = re.escape(pattern).replace("%", ".*").replace("_", ".")
    return re.fullmatch(made, str(value or ""), re.DOTALL) is not None


def selected(rows: list[Row], text: str) -> list[Row]:
    """The rows that a filter lets through."""
    if not text.strip():
        return rows
    test = _Reader(text).whole()
    return [row for row in rows if test(row)]


def ordered(rows: list[Row], text: str) -> list[Row]:
    """The rows in the order of `field asc, other desc`."""
    rows = list(rows)
    for part in reversed([one.split() for one in text.split(",") if one.strip()]):
        if len(part) > 2 or (len(part) == 2 and part[1].lower() not in ("asc", "desc")):
            raise Refused(400, f"Ordenação inválida: {' '.join(part)}.")
        value = field_of(part[0])
        rows.sort(key=lambda row: _rank(value(row)), reverse=part[-1].lower() == "desc")
    return rows


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    return (1, value) if isinstance(value, int | float) else (2, str(value).casefold())
