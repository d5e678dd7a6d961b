"""Rows that the blank workbook brings along, because what they speak of is fixed: the settings and the six stages.

A row that nobody filled in says nothing, so it is no record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_console.core.text import N_, Text
from crm_console.models.setting import FIXED, FLAG, LABELS, VALUES
from crm_console.models.stage import STAGES

YES, NO = N_("Sim"), N_("Não")
ROWS: Mapping[str, Sequence[Mapping[str, object]]] = {
    "setting": [{"key": key} for key in VALUES],
    "stage": [{"number": number} for number in range(1, STAGES + 1)],
}
EXPLAINED: Mapping[str, Text] = {"setting": N_("Configuração")}  # types whose rows need a name beside their key


def name_of(row: Mapping[str, object]) -> Text:
    """What a row is about, for people."""
    key = str(row["key"])
    if key == FIXED:
        return N_("{label} (sempre obrigatória)", label=LABELS[key])
    if VALUES[key] != FLAG:
        return N_("{label} ({options})", label=LABELS[key], options=", ".join(VALUES[key]))
    return N_("{label}: campo obrigatório", label=LABELS[key]) if ".required." in key else LABELS[key]


def choices(type_name: str, row: Mapping[str, object], field_name: str) -> Sequence[Text | str]:
    """What the cell of a row may hold, where that differs from row to row."""
    if type_name != "setting" or field_name != "value":
        return ()
    key = str(row["key"])
    if key == FIXED:
        return (YES,)
    return (YES, NO) if VALUES[key] == FLAG else VALUES[key]


def says_nothing(type_name: str, values: Mapping[str, object]) -> bool:
    """Whether these values are a row as the workbook brought it."""
    return values in ROWS.get(type_name, ())
