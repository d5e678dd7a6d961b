"""A ring of managers in a sheet: the whole sheet is refused, because nobody can say which of its links is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_console.core.fields import Field
from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.services.exchange.lines import Line
from crm_console.services.records import title
from crm_console.store.cycles import drawn, ring_of


def refuse_rings(
    lines: Sequence[Line], type_name: str, spec: Field, stored: Mapping[tuple[str, str], Record]
) -> None:
    """Name each ring that the lines would close, and refuse every line of the sheets that have a part in one."""
    known = {record.uid: record for (kind, _), record in stored.items() if kind == type_name}
    mine = {line.after.uid: line for line in lines if line.header.type == type_name and line.after is not None}
    known.update({uid: line.after for uid, line in mine.items() if line.after and spec.name in line.values})
    known.update({uid: line.after for uid, line in mine.items() if line.after and uid not in known})
    above = {uid: record.get(spec.name) for uid, record in known.items()}
    for ring in _rings([uid for uid, line in mine.items() if spec.name in line.values], above):
        names = [title(known[uid]).partition(" · ")[0] for uid in ring]
        cause = N_("A planilha tem um círculo em {label}: {ring}. Nenhuma linha dela é gravada; corrija um deles e "
                   "importe de novo.", label=spec.label, ring=drawn(names))
        sheets = {mine[uid].header.sheet for uid in ring if uid in mine}
        for line in lines:
            if line.header.type == type_name and line.header.sheet in sheets:
                line.refuse(spec.name, cause)


def _rings(starts: Sequence[str], above: Mapping[str, str | None]) -> list[list[str]]:
    """Every ring that a way up from the starts runs into, once; each stretch is walked once."""
    found: list[list[str]] = []
    walked: set[str] = set()
    for start in starts:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in walked and at not in way:
            way[at] = None
            at = above.get(at)
        if at is not None and at in way:
            found.append(ring_of(at, above))
        walked.update(way)
    return found
