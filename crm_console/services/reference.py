"""Writes docs/fields.md: every record type with its fields, from the models. A test holds that the page is current."""

from __future__ import annotations

from crm_console.core.fields import Field
from crm_console.models import TYPES, fields

HEAD = """# Record types and their fields

Generated from `crm_console/models` by `python -m crm_console.services.reference`; do not edit.
"""


def field_reference() -> str:
    """The whole page."""
    parts = [HEAD]
    for type_name, model in TYPES.items():
        parts.append(f"\n## `{type_name}`: {model.LABEL}\n")
        parts.append(f"Key: `{'/'.join(model.KEY)}`.")
        if model.MENU:
            parts.append(f" In the vendor's program: {' › '.join(model.MENU)}.")
        parts.append("\n\n| field | label | kind | notes |\n|---|---|---|---|\n")
        parts += [_row(f) for f in fields(model).values()]
    return "".join(parts)


def _row(f: Field) -> str:
    bounds = "" if f.low is None and f.high is None else f"{f.low if f.low is not None else ''}..{f.high or ''}"
    within = f" of the same `{f.within}`" if f.within else ""
    notes = [
        "required" if f.required else "",
        f"needed before going live ({f.who})" if f.needed else "",
        "one of " + ", ".join(f"`{c.value}`" for c in f.choices) if f.choices else "",
        bounds,
        f"a `{f.target}`{within}" if f.target else "",
        f"when `{f.shown_when[0]}` is {str(f.shown_when[1]).lower()}" if f.shown_when else "",
        str(f.note),
        "set by the program" if f.assigned else "",
    ]
    return f"| `{f.name}` | {f.label} | {f.kind.name.lower()} | {'; '.join(note for note in notes if note)} |\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(field_reference())
