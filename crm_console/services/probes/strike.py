"""Strikes secrets out of what the other side said: every form in which a password can come back to us."""

from __future__ import annotations

import base64
import json
import quopri
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

from crm_console.core.text import Text
from crm_console.services.probes import canary
from crm_console.services.probes.wire import decode

MARK = "•••"
WHOLE = 4  # characters, from which on a form is struck inside words too
_FOR_ADDRESSES = str.maketrans("+/", "-_")


class Striker:
    """Knows the secrets of one test and takes them out of texts, facts and sentences.

    A text that still holds one afterwards (canary.py reads it in other ways) is withheld as a whole.
    """

    def __init__(self, *secrets: str | None, user: str = "") -> None:
        self._secrets = tuple(secret for secret in secrets if secret)
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in self._secrets:
            self.add(*forms(secret, user))

    def add(self, *more: str) -> None:
        """Strike these too: a line we sent that proves the password, say."""
        self._forms.update(form for form in more if form)
        longest_first = sorted(self._forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_spelt, longest_first)), re.IGNORECASE)

    def text(self, said: str) -> str:
        """The words without the secrets."""
        struck = self._pattern.sub(MARK, said) if self._pattern else said
        return MARK if canary.holds(struck, self._secrets) else struck

    def sentence(self, text: Text) -> Text:
        """A sentence whose values hold no secret."""
        return replace(text, values={name: self.value(value) for name, value in text.values.items()})

    def value(self, value: Any) -> Any:
        """A fact without the secrets, however deep they lie."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Text):
            return self.sentence(value)
        if isinstance(value, Mapping):
            return {name: self.value(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value


def _spelt(form: str) -> str:
    """A short form counts only where it stands alone: struck inside words, it could be guessed from what is left."""
    spelt = re.escape(form)
    return spelt if len(form) >= WHOLE else rf"(?<![^\W_]){spelt}(?![^\W_])"


def forms(secret: str, user: str = "") -> set[str]:
    """Every spelling of a secret: plain, base64 in all alignments and SASL framings, hex, quoted, escaped."""
    found = {secret, _all_escaped(secret)}
    for charset in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        try:
            raw = secret.encode(charset)
        except UnicodeEncodeError:
            continue
        framed = [raw, *(b"%b\0%b\0%b" % (who, user.encode(), raw) for who in (b"", user.encode()))]
        derived = {base64.b64encode(frame).decode() for frame in framed} | _hexes(raw) | _readings(raw)
        derived |= {form.translate(_FOR_ADDRESSES) for form in derived}
        found |= derived | {form.rstrip("=") for form in derived}
        found |= {form for lead in range(3) if len(form := _inner_base64(raw, lead)) >= WHOLE}
        found |= {quote(raw, safe=""), quote_plus(raw), quopri.encodestring(raw).decode("ascii", "replace").strip()}
    found |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    return {form for form in found if form and form.strip()}


def _hexes(raw: bytes) -> set[str]:
    """Each byte by its number: plain, in an address, quoted-printable."""
    return {raw.hex(), *("".join(f"{sign}{byte:02X}" for byte in raw) for sign in "%=")}


def _readings(raw: bytes) -> set[str]:
    """How a server's reply shows these bytes."""
    return {raw.decode("latin-1"), decode(raw)}


def _all_escaped(secret: str) -> str:
    """As JSON may write it, every character by its number."""
    units = secret.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _inner_base64(raw: bytes, lead: int) -> str:
    """What stays the same in base64 when `lead` unknown bytes stand before the secret and any number after."""
    encoded = base64.b64encode(bytes(lead) + raw).decode().rstrip("=")
    start = (0, 2, 3)[lead]
    whole = (lead + len(raw)) * 8 // 6
    return encoded[start:whole]
