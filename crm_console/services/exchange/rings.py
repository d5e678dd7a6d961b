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
    rings: dict[frozenset[str], list[str]] = {}
    for uid, line in mine.items():
        if spec.name in line.values:
            ring = ring_of(uid, above)
            if ring:
                rings.setdefault(frozenset(ring), ring)
    for ring in rings.values():
        names = [title(known[uid]).partition(" · ")[0] for uid in ring]
        cause = N_("A planilha tem um círculo em {label}: {ring}. Nenhuma linha dela é gravada; corrija um deles e "
                   "importe de novo.", label=spec.label, ring=drawn(names))
        sheets = {mine[uid].header.sheet for uid in ring if uid in mine}
        for line in lines:
            if line.header.type == type_name and line.header.sheet in sheets:
                line.refuse(spec.name, cause)
