"""The record types of the CRM inside the twin.

The vendor publishes no endpoint for them, nor all of their fields: names and shapes follow what is public (numeric ids,
idErp, fantasyName); the rest is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class As(Enum):
    """What a field holds."""

    TEXT = "texto"
    NUMBER = "número"
    FLAG = "verdadeiro ou falso"
    SECRET = "senha"
    TEXTS = "lista de textos"
    LINK = "vínculo"
    LINKS = "lista de vínculos"


@dataclass(frozen=True)
class Slot:
    """One field of an entity; `to`: the entity that a link leads to."""

    kind: As = As.TEXT
    default: Any = None
    required: bool = False
    to: str = ""
    fixed: bool = False  # not for callers to change


TEXT, FLAG, NUMBER = Slot(), Slot(As.FLAG, False), Slot(As.NUMBER)
SECRET = Slot(As.SECRET)
NAMED = {"name": Slot(required=True), "active": Slot(As.FLAG, True)}


@dataclass(frozen=True)
class Type:
    """One entity. `keys`: what is unique together; `whole`: whether a create answers the record or its id alone."""

    entity: str
    keys: tuple[str, ...]
    slots: dict[str, Slot]
    service: str = "sandbox_records"
    whole: bool = True
    renamed: bool = False  # whether its key may change
    closed: bool = False  # whether rows are only changed

    @property
    def id_name(self) -> str:
        """Under which name a create answers the id."""
        return "id" if self.whole else "id" + self.entity[:1].upper() + self.entity[1:]


def _link(to: str, required: bool = False) -> Slot:
    return Slot(As.LINK, None, required, to)


TYPES: dict[str, Type] = {one.entity: one for one in (
    Type("company", ("idErp",), {
        "idErp": Slot(required=True), "name": TEXT, "fantasyName": TEXT, "cnpj": TEXT}),
    Type("branch", ("company", "idErp"), {
        "company": _link("company", True), "idErp": Slot(required=True), "name": TEXT, "fantasyName": TEXT,
        "cnpj": TEXT, "headOffice": FLAG}, whole=False),
    Type("smtp", ("branch", "sequence"), {
        "company": _link("company"), "branch": _link("branch", True), "sequence": Slot(As.NUMBER, 1),
        "address": TEXT, "port": NUMBER, "sendDelay": NUMBER, "senderEmail": TEXT, "displayName": TEXT,
        "requiresAuthentication": FLAG, "userName": TEXT, "password": SECRET, "useSecureConnection": FLAG,
        "secureConnectionType": TEXT, "mainServer": FLAG}, whole=False),
    Type("ftp", ("branch",), {
        "company": _link("company"), "branch": _link("branch", True), "address": TEXT, "port": NUMBER,
        "directory": TEXT, "userName": TEXT, "password": SECRET, "connectionType": TEXT, "transferMethod": TEXT},
        whole=False),
    Type("department", ("name",), NAMED, renamed=True),
    Type("function", ("name",), NAMED, renamed=True, whole=False),
    Type("profile", ("role",), {"role": Slot(required=True), "options": Slot(As.TEXTS)}),
    Type("crmUser", ("login",), {
        "login": Slot(required=True), "idErp": TEXT, "name": Slot(fixed=True), "email": Slot(fixed=True),
        "active": Slot(As.FLAG, False, fixed=True), "department": _link("department"), "function": _link("function"),
        "manager": _link("crmUser"), "branches": Slot(As.LINKS, to="branch"), "defaultBranch": _link("branch"),
        "allCharts": Slot(As.FLAG)}),
    Type("negotiationStage", ("stage",), {
        "stage": Slot(As.NUMBER, required=True), "name": TEXT, "percentage": NUMBER,
        "accountType": _link("accountType"), "showInCharts": Slot(As.FLAG)}, closed=True),
    Type("setting", ("key",), {"key": Slot(required=True), "value": TEXT, "label": TEXT}),
    Type("accountType", ("name",), {
        **NAMED, "icon": TEXT, "color": TEXT, "customFields": TEXT}, renamed=True, whole=False),
)}
SERVED = {("crm", one.service, one.entity): one for one in TYPES.values()}
SERVED["crm", "basic_records", "accountType"] = TYPES["accountType"]  # the one place that is public
