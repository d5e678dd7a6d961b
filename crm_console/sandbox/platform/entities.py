"""Entities over HTTP: lists with a page index that is called offset, reads, creates, replaces, deletes."""

from __future__ import annotations

from typing import Any

from crm_console.sandbox.platform import records
from crm_console.sandbox.platform.filters import field_of, ordered, selected
from crm_console.sandbox.platform.messages import Answer, Request
from crm_console.sandbox.platform.paging import whole
from crm_console.sandbox.platform.record_types import SERVED, Type
from crm_console.sandbox.platform.refusals import Refused
from crm_console.sandbox.platform.work import Body, Work


def answer(work: Work, request: Request) -> Answer:
    """One request on an entity."""
    address = request.address
    made = SERVED.get((address.domain, address.service, address.name))
    if made is None or len(address.rest) > 1:
        raise Refused(404, f"Entidade não encontrada: {address.name}.")
    number = address.rest[0] if address.rest else ""
    doing = {
        ("GET", False): lambda: _list(work, made, request.query),
        ("GET", True): lambda: _read(work, made, number),
        ("POST", False): lambda: _create(work, made, request.body),
        ("PUT", True): lambda: _replace(work, made, number, request.body),
        ("DELETE", True): lambda: _delete(work, made, number),
    }.get((request.method, bool(number)))
    if doing is None:
        raise Refused(405, f"{request.method} não é aceito aqui.")
    return doing()


def _list(work: Work, made: Type, query: dict[str, str]) -> Answer:
    rows = list(work.all(made.entity).values())
    text, order = query.get("filter", ""), query.get("orderby", "")
    size, index = whole(query.get("size"), 0), whole(query.get("offset"), 0)
    if size < 0 or index < 0:
        raise Refused(400, "Paginação inválida.")
    if text or order:  # else only the page is made ready
        rows = ordered(selected([records.shown(work, made, row) for row in rows], text), order)
    total = len(rows)
    rows = rows[index * size:(index + 1) * size] if size else rows
    told = rows if text or order else [records.shown(work, made, row) for row in rows]
    if query.get("displayfields"):
        names = ["id", *(name.strip() for name in query["displayfields"].split(","))]
        told = [{name: field_of(name)(row) for name in dict.fromkeys(names)} for row in told]
    return Answer(200, {
        "totalPages": -(-total // size) if size else min(total, 1), "totalElements": total,
        "contents": _referring(told) if made.entity == "branch" else told})


def _referring(rows: list[Body]) -> list[Body]:
    """A company that was told before is told again as a reference to it."""
    first: dict[Any, int] = {}
    told = []
    for at, row in enumerate(rows):
        company = row.get("company")
        number = company.get("id") if isinstance(company, dict) else None
        if number is None or first.setdefault(number, at) == at:
            told.append(row)
        else:
            told.append({**row, "company": {"$ref": f'$["contents"][{first[number]}]["company"]'}})
    return told


def _read(work: Work, made: Type, number: str) -> Answer:
    return Answer(200, records.shown(work, made, work.found(made.entity, number, made.entity)))


def _create(work: Work, made: Type, body: Body) -> Answer:
    if made.closed:
        raise Refused(403, f"Os registros de {made.entity} não podem ser incluídos.")
    if made.entity == "crmUser":
        _must_exist(work, "user", str(body.get("login")), "usuário")
    if made.entity == "profile":
        _must_exist(work, "crmRole", str(body.get("role")), "papel")
    record = records.create(work, made, body)
    work.effect(records.key_of(work, made, record), record["id"])
    return Answer(201, records.shown(work, made, record) if made.whole else {made.id_name: record["id"]})


def _must_exist(work: Work, kind: str, key: str, what: str) -> None:
    if work.get(kind, key) is None:
        raise Refused(400, f"O CRM não conhece o {what} {key}. Sincronize usuários, papéis e recursos.")


def _replace(work: Work, made: Type, number: str, body: Body) -> Answer:
    if "id" in body and str(body["id"]) != number:
        raise Refused(400, "O id do corpo difere do id do endereço.")
    record = records.replace(work, made, number, body)
    work.effect(records.key_of(work, made, record), record["id"])
    return Answer(200, records.shown(work, made, record))


def _delete(work: Work, made: Type, number: str) -> Answer:
    if made.closed:
        raise Refused(403, f"Os registros de {made.entity} não podem ser excluídos.")
    key = records.key_of(work, made, work.found(made.entity, number, made.entity))
    record = records.delete(work, made, number)
    work.effect(key, record["id"])
    if made.entity == "ftp":
        return Answer(204, None)
    return Answer(200, {"id": record["id"]} if made.whole else {})
