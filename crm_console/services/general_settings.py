"""Switches of Configurar o CRM Senior: not set, yes or no. Those of Oportunidades are documented, of Ocorrências not.

A switch that is not set says nothing of the vendor's default: what is ticked by default is not published.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from crm_console.core.codecs import fold
from crm_console.core.fields import Field
from crm_console.core.record import Record
from crm_console.core.text import N_, Text
from crm_console.models import TYPES, fields
from crm_console.models.setting import AT_CLOSE, FIXED, FREE, GOALS, LABELS, QUANTITY, REQUIRED
from crm_console.services.records import Judged, judge
from crm_console.store.change import Added, Change, Edited
from crm_console.store.store import Store, new_uid

TYPE = "setting"
AT_ENTRY_KEYS = tuple(f"opportunity.required.{name}" for name in REQUIRED if name not in AT_CLOSE)
AT_CLOSE_KEYS = tuple(f"opportunity.required.{name}" for name in AT_CLOSE)
SHOWN_KEYS = tuple(key for key in LABELS if key.startswith("opportunity.") and ".required." not in key)
STORED = {True: "true", False: "false", None: None}
SLUG_LENGTH = 60


def flag(record: Record | None) -> bool | None:
    """What a stored switch says; None where it is not set."""
    value = record.get("value") if record is not None else None
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def states(store: Store) -> dict[str, bool | None]:
    """The documented switches of Oportunidades and what each says. The fixed one is always on."""
    stored = {record["key"]: record for record in store.where(TYPE)}
    keys = (*AT_ENTRY_KEYS, *AT_CLOSE_KEYS, *SHOWN_KEYS)
    return {key: True if key == FIXED else flag(stored.get(key)) for key in keys}


def switching(store: Store, key: str, value: bool | None) -> list[Change]:
    """The change that sets a switch, or leaves it not set; none where it is so, and none for the fixed one."""
    if key == FIXED:
        return []
    for record in store.where(TYPE, key=key):
        same = record.values.get("value") == STORED[value]
        return [] if same else [Edited(TYPE, record.uid, "value", record.values.get("value"), STORED[value])]
    return [] if value is None else [Added(TYPE, new_uid(), {"key": key, "value": STORED[value]})]


def switched(name: Text | str, before: bool | None, after: bool | None) -> Text:
    """What that change is called."""
    return N_("{name}: {before} → {after}", name=name, before=word(before), after=word(after))


def word(value: bool | None) -> Text:
    """A switch's state in one word."""
    return N_("não definido") if value is None else N_("sim") if value else N_("não")


def hidden_quantity(store: Store) -> tuple[Record, Judged] | None:
    """The switch that asks for a field users may not see, with the warning and whether it was accepted."""
    for record in store.where(TYPE, key=QUANTITY):
        for judged in judge(store, record):
            if judged.problem.rule == "setting.hidden_quantity":
                return record, judged
    return None


def showing_goals(store: Store) -> list[Change]:
    """What that warning offers: Metas Quantitativas on."""
    return switching(store, GOALS, True)


def occurrence_fields(store: Store) -> list[Record]:
    """The fields of an occurrence that the consultant listed, in the order of their keys."""
    return [record for record in store.where(TYPE) if record["key"].startswith(FREE)]


def name_of(record: Record) -> str:
    """What the field is called in the CRM; an import may have brought only the key."""
    return str(record.get("label") or record["key"].removeprefix(FREE))


def slug(name: str, taken: Iterable[str] = ()) -> str:
    """A key's last part from a name: ASCII, and none of `taken`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:SLUG_LENGTH].rstrip("_") or "campo"
    held, made, number = set(taken), base, 1
    while made in held:
        number += 1
        made = f"{base}_{number}"
    return made


def name_problem(store: Store, name: str, own: Record | None = None) -> Text | None:
    """Why a field of an occurrence cannot be called so."""
    wanted = name.strip()
    if not wanted:
        return N_("Escreva o nome do campo como está na tela do CRM.")
    if any(fold(name_of(r)) == fold(wanted) for r in occurrence_fields(store) if own is None or r.uid != own.uid):
        return N_("“{name}” já está na lista.", name=wanted)
    return label_field().problem(wanted)


def label_field() -> Field:
    """The specification of a listed field's name."""
    return fields(TYPES[TYPE])["label"]


def adding(store: Store, name: str) -> list[Change]:
    """The change that lists a field of an occurrence as required."""
    taken = [record["key"].removeprefix(FREE) for record in occurrence_fields(store)]
    return [Added(TYPE, new_uid(), {"key": f"{FREE}{slug(name, taken)}", "value": STORED[True], "label": name.strip()})]


def renaming(record: Record, name: str) -> list[Change]:
    """The change that calls a listed field otherwise; its key stays."""
    after, before = name.strip(), record.values.get("label")
    return [] if after == name_of(record) else [Edited(TYPE, record.uid, "label", before, after)]


def tab_of_key(key: str) -> str:
    """The part of the screen that shows a switch: `opportunity` or `occurrence`; empty where neither does."""
    part = key.partition(".")[0]
    return part if part in ("opportunity", "occurrence") else ""
