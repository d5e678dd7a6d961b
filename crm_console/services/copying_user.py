"""*Copiar de outro usuário*: the Platform copies the roles; department, manager and branches are this program's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from crm_console.core.record import Record
from crm_console.core.text import N_, Text

PARTS: Mapping[str, tuple[Text, tuple[str, ...]]] = {  # what can be copied: its words and its fields
    "roles": (N_("Papéis (o que a Platform copia)"), ("roles",)),
    "place": (N_("Departamento, função e gestor"), ("department", "function", "manager")),
    "branches": (N_("Empresas, filiais e a padrão"), ("branches", "default_branch")),
}
PUBLISHED = frozenset({"roles"})


def copied(source: Record, target: Record, parts: Collection[str]) -> dict[str, Any]:
    """The values that the target's form takes over; nobody becomes the own manager."""
    names = [name for part in PARTS if part in parts for name in PARTS[part][1]]
    return {name: source.values.get(name) for name in names
            if not (name == "manager" and source.get("manager") == target.uid)}
