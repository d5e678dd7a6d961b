"""Entities: lists, reads and writes by the rules that hold for all of them."""

from __future__ import annotations

from typing import Any

from crm_console.sandbox.platform.address import Address
from crm_console.sandbox.platform.refusals import Refused
from crm_console.sandbox.platform.work import Body, Work


def answer(work: Work, method: str, address: Address, query: dict[str, str], body: Body) -> Any:
    """One request on an entity."""
    raise Refused(404, f"Entidade não encontrada: {address.name}.")
