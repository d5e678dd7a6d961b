"""*Aplicar*: turns settings that a test found to work into changes of the record that was tested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_console.core.record import Record
from crm_console.models import TYPES, fields
from crm_console.services.sharing import edits
from crm_console.store.change import Change

SECURITY: Mapping[str, Mapping[str, Any]] = {
    "none": {"secure": False}, "ssl": {"secure": True, "security_kind": "ssl"},
    "tls": {"secure": True, "security_kind": "tls"}}


def values(record: Record, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The record's own fields that the settings stand for."""
    found = {**settings, **SECURITY.get(str(settings.get("security", "")), {})}
    return {name: value for name, value in found.items() if name in fields(TYPES[record.type])}


def changes(record: Record, settings: Mapping[str, Any]) -> list[Change]:
    """What has to change; empty when the record is like that already."""
    return edits(record, values(record, settings))
