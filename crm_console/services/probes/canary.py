"""The last look before words leave a test: is a secret still in them, in any disguise that can be taken off?

strike.py knows how a secret is spelt and looks for each spelling; here every piece of a text that looks encoded is
decoded, and the secret is looked for in what comes out. Neither knows what the other does.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import contextlib
import html
import quopri
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_to_bytes

SHORTEST = 4  # characters; shorter secrets stand inside other words by chance: only strike.py looks for them
DEEPEST = 1  # disguises, one over the other
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ :]?){4,}")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")
_BROKEN = re.compile(r"\s*\n(?:\d{3}[ -])?\s*")  # a line's end and the number before the next
_GAPS = re.compile(r"[\x00·]")  # the other halves of UTF-16


def holds(text: str, secrets: Sequence[str]) -> bool:
    """Whether one of the secrets can be read out of the text."""
    long = [secret.casefold() for secret in secrets if len(secret) >= SHORTEST]
    return bool(long) and _found(text, long, DEEPEST)


def _found(text: str, secrets: Sequence[str], depth: int) -> bool:
    joined = _BROKEN.sub("", text)
    for seen in {text, joined, _GAPS.sub("", joined)}:
        folded = seen.casefold()
        if any(secret in folded for secret in secrets):
            return True
        if depth and any(_found(bare, secrets, depth - 1) for bare in _bare(seen)):
            return True
    return False


def _bare(text: str) -> Iterator[str]:
    """What the text may be without one disguise."""
    for raw in _decoded(text):
        for charset in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            try:
                made = raw.decode(charset)
            except UnicodeDecodeError:
                continue
            if made != text:
                yield made
    for made in (html.unescape(text), _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text), text.replace("\\", "")):
        if made != text:
            yield made


def _decoded(text: str) -> Iterator[bytes]:
    if not text.isascii():  # UTF-8 that was read as Latin-1
        with contextlib.suppress(UnicodeEncodeError):
            yield text.encode("latin-1")
    if "%" in text:
        yield unquote_to_bytes(text.replace("+", " "))
    if "=" in text:
        yield quopri.decodestring(text.encode("utf-8", "replace"))
    for found in _HEX.finditer(text):
        digits = re.sub("[ :]", "", found[0])
        yield codecs.decode(digits[: len(digits) // 2 * 2], "hex")
    for found in _BASE64.finditer(text):
        yield from _from_base64(found[0])


def _from_base64(letters: str) -> Iterator[bytes]:
    for lead in range(4):  # it may begin in the middle of a word
        plain = letters[lead:].rstrip("=").translate(str.maketrans("-_", "+/"))
        with contextlib.suppress(binascii.Error):
            yield base64.b64decode(plain[: len(plain) // 4 * 4] + _rest(plain))


def _rest(plain: str) -> str:
    rest = plain[len(plain) // 4 * 4 :]
    return rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""
