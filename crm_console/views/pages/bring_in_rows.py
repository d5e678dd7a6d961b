"""What becomes of each record of a source, as rows: a sign, the record, what changes, in a word what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_console.core.text import N_, Language, Text
from crm_console.views.pages.rows import Row

if TYPE_CHECKING:
    from crm_console.services.bringing import Item, Plan

SIGNS: dict[str, tuple[str, str, Text]] = {  # icon, tone, word
    "create": ("plus", "ok", N_("criar")), "update": ("pencil", "info", N_("alterar")),
    "keep": ("equal", "skip", N_("fica como está")), "leave": ("ban", "warn", N_("não vem"))}


def rows_of(language: Language, plan: Plan) -> list[Row]:
    """The rows in the order of the sections; what is the same already has none."""
    from crm_console.services.bringing import SECTIONS  # noqa: PLC0415 - start-up is measured

    order = [section.id for section in SECTIONS]
    items = sorted((item for item in plan.items if item.what in SIGNS), key=lambda item: order.index(item.section))
    return [_row(language, item) for item in items]


def _row(language: Language, item: Item) -> Row:
    from crm_console.models import TYPES  # noqa: PLC0415

    icon, tone, word = SIGNS[item.what]
    return Row(f"{language.say(TYPES[item.type].LABEL)} · {item.title}", _detail(language, item), language.say(word),
               icon, tone)


def _detail(language: Language, item: Item) -> str:
    if item.why is not None:
        return language.say(item.why)
    parts = []
    if item.fields:
        said = N_("aqui difere: {fields}") if item.what == "keep" else N_("muda: {fields}")
        parts.append(language.say(Text(said.source, {"fields": _listed(language, item.fields)})))
    if item.dropped:
        parts.append(language.say(N_("sem par aqui: {fields}", fields=_listed(language, item.dropped))))
    return " · ".join(parts)


def _listed(language: Language, labels: tuple[Text, ...]) -> str:
    return ", ".join(dict.fromkeys(language.say(label) for label in labels))
