"""Tells whether a sentence of a report came out in Portuguese because it has no English translation yet."""

from __future__ import annotations

import re
from functools import cache

from tools import messages


@cache
def _untranslated() -> re.Pattern[str]:
    known = {m.id: m.string for m in messages.read("en") if isinstance(m.id, str)}
    texts = [m.id for m in messages.extract() if isinstance(m.id, str) and len(m.id) > 20 and not known.get(m.id)]
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text)) for text in texts) or r"(?!)", re.DOTALL)


def not_english(sentence: str) -> bool:
    """Whether part of it has no English text."""
    return _untranslated().search(sentence) is not None
