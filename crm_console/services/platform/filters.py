"""Filters of entity lists (platform-api.md 1.4). No rule for a quote inside a value is published: it is refused."""

from __future__ import annotations

import re

from crm_console.core.errors import UserError
from crm_console.core.text import N_

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def equal(**values: object) -> str:
    """`code eq '001' and active eq true`. Raises UserError where a value cannot be written safely."""
    return " and ".join(f"{_name(name)} eq {literal(value)}" for name, value in values.items())


def containing(name: str, value: str) -> str:
    """`containing(name,'x')`."""
    return f"containing({_name(name)},{literal(value)})"


def literal(value: object) -> str:
    """A value as a filter holds it: texts in single quotes, numbers and yes/no bare."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if "'" in text or any(ord(char) < 32 for char in text):
        raise UserError(N_("“{value}” tem um apóstrofo, que a plataforma não publica como procurar.", value=text),
                        N_("Confira este registro à mão."))
    return f"'{text}'"


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a field name: {name}")
    return name
