"""Turns what people type, what sheets hold and what JSON carries into stored values, and back.

`parse` takes a text or a spreadsheet cell (float, bool, date) and returns the stored value, or raises `BadValue` with
the sentence to show. LINK and LINKS are keys here; the store turns keys into uids.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm_console.core import grants
from crm_console.core.fields import Field, Kind, options
from crm_console.core.text import N_, Language, Text

_YES = {"sim", "s", "x", "1", "true", "yes", "y", "si", "sí", "verdadeiro", "v"}
_NO = {"não", "nao", "n", "0", "false", "no", "falso", "f"}
LONGEST_NUMBER = 1000  # digits; no field takes that many, but the field says so, not the codec
_BREAK = re.compile(r"[,;\n]")
_SPACES = re.compile(r"\s+")


class BadValue(ValueError):
    """The value cannot be read as this field; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True)
class Codec:
    """The conversions of one kind."""

    parse: Callable[[Field, Any], Any]
    show: Callable[[Field, Any, Language], str]
    to_json: Callable[[Field, Any], Any] = lambda _, value: value


def is_blank(cell: object) -> bool:
    """Whether a cell or a typed text holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def parse(field: Field, cell: object) -> Any:
    """The stored value of a typed text or a cell; None where it is blank. Raises BadValue."""
    return None if is_blank(cell) else CODECS[field.kind].parse(field, cell)


def show(field: Field, value: object, language: Language) -> str:
    """The value as people read it; empty for None."""
    return "" if value is None else CODECS[field.kind].show(field, value, language)


def plain(cell: object) -> str:
    """A cell as text: 587.0 is "587", spaces at the ends are gone, inner runs are one."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell):
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return _SPACES.sub(" ", seen(str(cell))).strip() if "\x00" not in str(cell) else str(cell)


def seen(text: str) -> str:
    """The text as people see it: composed letters, and no characters that have no width."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")


def _parse_text(field: Field, cell: Any) -> str:
    text = plain(cell)
    if field.ending and not text.endswith(field.ending):
        return text + field.ending
    return dict(field.synonyms).get(fold(text), text) if field.synonyms else text


def _parse_number(field: Field, cell: Any) -> int:
    if isinstance(cell, bool) or (isinstance(cell, float) and not cell.is_integer()):
        raise BadValue(N_("“{value}” não é um número inteiro.", value=cell))
    text = plain(cell)
    if field.percent:
        text = text.removesuffix("%").rstrip()
    if len(text) > LONGEST_NUMBER or not re.fullmatch(r"[+-]?[0-9]+", text):
        raise BadValue(N_("“{value}” não é um número inteiro.", value=text[:40]))
    return int(text)


def _parse_flag(_: Field, cell: Any) -> bool:
    text = plain(cell).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise BadValue(N_("“{value}” não é sim nem não. Escreva Sim ou Não.", value=text[:40]))


def _parse_choice(field: Field, cell: Any) -> str:
    text = fold(plain(cell))
    for choice in field.choices:
        if text in (fold(choice.value), fold(str(choice.label)), *(fold(word) for word in choice.also)):
            return choice.value
    raise BadValue(N_("“{value}” não é uma das opções: {options}.", value=plain(cell)[:40], options=options(field)))


def _parse_cnpj(_: Field, cell: Any) -> str:
    """A number has lost its leading zeros; a CNPJ has 14 places, so they can be given back."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return plain(cell).zfill(14)
    return re.sub(r"[\s./-]", "", plain(cell)).upper()


def _parse_moment(_: Field, cell: Any) -> str:
    try:
        at = cell if isinstance(cell, datetime) else datetime.fromisoformat(plain(cell))
    except ValueError:
        raise BadValue(N_("“{value}” não é uma data. Escreva como 2026-11-24.", value=plain(cell)[:40])) from None
    return at.isoformat(timespec="seconds")


def _parse_secret(_: Field, cell: Any) -> str:
    return cell if isinstance(cell, str) else plain(cell)


def _parse_links(field: Field, cell: Any) -> frozenset[str]:
    """Keys, separated by commas, semicolons or lines; or JSON: a list, or names with true and false."""
    if isinstance(cell, frozenset | set | list | tuple):
        return frozenset(str(item) for item in cell)
    text = plain(cell) if isinstance(cell, float) else str(cell).strip()
    if text[:1] in "[{":
        given = _json(text)
        if isinstance(given, dict):
            return frozenset(str(name) for name, ticked in given.items() if _ticked(name, ticked))
        return frozenset(map(str, given))
    return frozenset(_SPACES.sub(" ", part).strip() for part in _BREAK.split(text) if part.strip())


def _ticked(name: object, ticked: object) -> bool:
    if not isinstance(ticked, bool):
        raise BadValue(N_("“{name}” precisa de true ou false.", name=str(name)[:40]))
    return ticked


def _json(text: str) -> Any:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list | dict):
        raise BadValue(N_("“{value}” começa como JSON, mas não é.", value=text[:40]))
    return found


def _parse_grants(field: Field, cell: Any) -> frozenset[str]:
    """`resource:action action, resource:action` or JSON `{resource: [actions]}`; `*` stands for every action."""
    if isinstance(cell, frozenset | set | tuple):
        return frozenset(map(str, cell))
    text = str(cell).strip()
    found: set[str] = set()
    if text.startswith("{"):
        for name, words in _json(text).items():
            if not isinstance(words, list):
                raise BadValue(N_("“{name}” precisa de uma lista de ações.", name=str(name)[:40]))
            found |= {grants.pair(name, word) for given in words for word in _granted(field, str(given))}
        return frozenset(found)
    for part in filter(None, map(str.strip, _BREAK.split(text))):
        name, colon, words = part.rpartition(":")
        if not colon or not name.strip() or not words.strip():
            raise BadValue(N_("“{part}” não diz recurso e ação. Escreva, por exemplo, “Nova Conta:access view”.",
                              part=part[:60]))
        found |= {grants.pair(_SPACES.sub(" ", name).strip(), word)
                  for given in re.split(r"[\s+|]+", words.strip()) for word in _granted(field, given)}
    return frozenset(found)


def _granted(field: Field, given: str) -> list[str]:
    if given == "*":
        return [choice.value for choice in field.choices]
    return [_parse_choice(field, given)]


def _parse_picture(_: Field, cell: Any) -> str:
    return str(cell).strip()


def fold(text: str) -> str:
    """Case, dashes and repeated spaces do not tell two names apart."""
    if text.isascii() and text.isalnum():
        return text.lower()  # most codes are plain: no need for the slow way
    return _SPACES.sub(" ", re.sub(r"\s*[-‐-―−]\s*", "-", seen(text))).strip().casefold()


def _show_text(_: Field, value: Any, __: Language) -> str:
    return str(value)


def _show_flag(_: Field, value: Any, language: Language) -> str:
    return language.say(N_("Sim") if value else N_("Não"))


def _show_choice(field: Field, value: Any, language: Language) -> str:
    choice = field.choice(value)
    return language.say(choice.label) if choice else str(value)


def _show_cnpj(_: Field, value: Any, __: Language) -> str:
    text = str(value)
    return f"{text[:2]}.{text[2:5]}.{text[5:8]}/{text[8:12]}-{text[12:]}" if len(text) == 14 else text


def _show_moment(_: Field, value: Any, language: Language) -> str:
    return language.moment(datetime.fromisoformat(str(value)))


def _show_secret(_: Field, __: Any, language: Language) -> str:
    return language.say(N_("guardada no cofre"))


def _show_links(_: Field, value: Any, language: Language) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_show_flag(_, ticked, language).lower()}" for name, ticked in value.items())
    return ", ".join(sorted(value))


def _show_grants(field: Field, value: Any, language: Language) -> str:
    """`{resource: [actions]}` as a line; elements are counted."""
    if not isinstance(value, Mapping):
        return str(len(value))
    return "; ".join(f"{name}: {', '.join(_show_choice(field, word, language).lower() for word in words)}"
                     for name, words in value.items())


def _show_picture(_: Field, value: Any, language: Language) -> str:
    return language.say(N_("guardada"))


CODECS: Mapping[Kind, Codec] = {
    Kind.TEXT: Codec(_parse_text, _show_text),
    Kind.CODE: Codec(_parse_text, _show_text),
    Kind.NUMBER: Codec(_parse_number, _show_text),
    Kind.FLAG: Codec(_parse_flag, _show_flag),
    Kind.CHOICE: Codec(_parse_choice, _show_choice),
    Kind.HOST: Codec(_parse_text, _show_text),
    Kind.EMAIL: Codec(_parse_text, _show_text),
    Kind.PATH: Codec(_parse_text, _show_text),
    Kind.CNPJ: Codec(_parse_cnpj, _show_cnpj),
    Kind.MOMENT: Codec(_parse_moment, _show_moment),
    Kind.SECRET: Codec(_parse_secret, _show_secret, lambda _, __: None),
    Kind.LINK: Codec(_parse_text, _show_text),
    Kind.LINKS: Codec(_parse_links, _show_links, lambda _, value: sorted(value)),
    Kind.GRANTS: Codec(_parse_grants, _show_grants, lambda _, value: sorted(value)),
    Kind.PICTURE: Codec(_parse_picture, _show_picture),
}
