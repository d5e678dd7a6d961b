"""Sentences that are not in a language yet, and the languages that say them.

Every text a person reads is a `Text`: its source form is pt-BR, and it gets its language at the edge (window,
command line, file). `N_` marks one for the catalogue, `Nn_` marks one that counts something.
"""

from __future__ import annotations

import gettext
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

SOURCE = "pt_BR"
CODES = ("pt_BR", "en", "es")
DOMAIN = "crm_console"


@dataclass(frozen=True)
class Text:
    """A sentence in the source language with the values that go into it (a value may be a `Text` too)."""

    source: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    count: int = 0

    def __str__(self) -> str:
        return _fill(self.source if not self.plural or self.count == 1 else self.plural, self.values, str)

    def __hash__(self) -> int:
        return hash((self.source, self.count))


def N_(source: str, /, **values: object) -> Text:
    """Mark `source` for the catalogue; `values` fill its {names}."""
    return Text(source, values)


def Nn_(one: str, many: str, count: int, /, **values: object) -> Text:
    """Mark a text that counts something; `{count}` is filled in."""
    return Text(one, {"count": count, **values}, many, count)


def packed(text: Text) -> str:
    """The sentence as JSON, to be said later in any language."""
    return json.dumps(_packed(text), ensure_ascii=False, default=str)


def unpacked(content: str) -> Text:
    """The sentence that `packed` wrote; an empty one for nothing."""
    return _unpacked(json.loads(content)) if content else Text("")


def _packed(text: Text) -> dict[str, object]:
    values = {name: _packed(value) if isinstance(value, Text) else value for name, value in text.values.items()}
    return {"source": text.source, "values": values, "plural": text.plural, "count": text.count}


def _unpacked(row: dict[str, Any]) -> Text:
    values = {name: _unpacked(value) if isinstance(value, dict) else value for name, value in row["values"].items()}
    return Text(row["source"], values, row["plural"], row["count"])


class Language:
    """Says texts in one of `CODES`, and writes numbers and times as that language does."""

    def __init__(self, code: str, catalogues: Path) -> None:
        self.code = code if code in CODES else SOURCE
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        if self.code != SOURCE:
            self._catalogue = gettext.translation(DOMAIN, str(catalogues), [self.code], fallback=True)

    def say(self, text: Text | str, /, **values: object) -> str:
        """The text in this language. A `str` is a source text marked by being written here."""
        if isinstance(text, str):
            text = Text(text, values)
        if text.plural:
            found = self._catalogue.ngettext(text.source, text.plural, text.count)
        else:
            found = self._catalogue.gettext(text.source) if text.source else ""
        return _fill(found, text.values, self._value)

    def number(self, value: float, digits: int = 0) -> str:
        """`1234.5` as "1.234,5" (pt-BR, es) or "1,234.5" (en)."""
        written = f"{value:,.{digits}f}"
        return written if self.code == "en" else written.translate(str.maketrans(",.", ".,"))

    def seconds(self, value: float) -> str:
        """A duration as people read it: "< 1 ms", "12 ms" below a second, "1,31 s" above."""
        if value < 0.001:
            return "< 1 ms"
        return f"{round(value * 1000)} ms" if value < 0.9995 else f"{self.number(value, 2)} s"

    def moment(self, at: datetime, today: datetime | None = None) -> str:
        """A time in a list: "hoje 14:32", "ontem 09:10", "24/11 14:32"."""
        at = at.astimezone()
        today = (today or datetime.now().astimezone()).astimezone()
        days = (today.date() - at.date()).days
        clock = f"{at:%H:%M}"
        if days == 0:
            return self.say(N_("hoje {clock}", clock=clock))
        if days == 1:
            return self.say(N_("ontem {clock}", clock=clock))
        day = f"{at:%m/%d}" if self.code == "en" else f"{at:%d/%m}"
        return f"{day} {clock}" if at.year == today.year else f"{at:%Y-%m-%d} {clock}"

    def _value(self, value: object) -> str:
        return self.say(value) if isinstance(value, Text) else str(value)


def _fill(template: str, values: Mapping[str, object], to_str: object) -> str:
    if not values:
        return template
    assert callable(to_str)
    return template.format_map({name: to_str(value) for name, value in values.items()})


def from_code(wanted: str) -> str:
    """The code of `CODES` that `wanted` ("pt", "pt-BR", "en_US.UTF-8") means, or the source language."""
    plain = wanted.replace("-", "_").split(".")[0]
    for code in CODES:
        if code.lower() == plain.lower() or code.split("_")[0] == plain.split("_")[0].lower():
            return code
    return SOURCE
