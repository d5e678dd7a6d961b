"""How the CRM's records are kept: by number, found by what is unique in them, links as numbers, secrets as hashes."""

from __future__ import annotations

from typing import Any

from crm_console.sandbox.platform.record_types import TYPES, As, Slot, Type
from crm_console.sandbox.platform.refusals import Refused
from crm_console.sandbox.platform.secrecy import salted
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.work import Body, Work

JSON: dict[As, type[Any]] = {
    As.TEXT: str, As.NUMBER: int, As.FLAG: bool, As.SECRET: str, As.TEXTS: list, As.LINKS: list}


def index(entity: str) -> str:
    """The kind of document that leads from a key to a number."""
    return f"{entity}#"


def key_of(work: Work, made: Type, record: Document) -> str:
    """What is unique, as text: parts joined by a slash, a slash inside a part as %2F."""
    parts = []
    for name in made.keys:
        value = record.get(name)
        slot = made.slots[name]
        if slot.kind is As.LINK:
            parts.append(key_of(work, TYPES[slot.to], work.get(slot.to, str(value)) or {}))
        else:
            parts.append(str(value).replace("/", "%2F"))
    return "/".join(parts)


def by_key(work: Work, entity: str, key: str) -> Document | None:
    """The record with this key."""
    seen = work.get(index(entity), key)
    return work.get(entity, str(seen["id"])) if seen else None


def shown(work: Work, made: Type, record: Document) -> Body:
    """A record as it is told: links as the keys of what they lead to, a branch's company as an object, no secret."""
    told: Body = {"id": record["id"]}
    for name, slot in made.slots.items():
        value = record.get(name)
        if slot.kind is As.LINK:
            told[name] = _linked(work, slot.to, value)
        elif slot.kind is As.LINKS:
            told[name] = [_linked(work, slot.to, one) for one in value or []]
        elif slot.kind is not As.SECRET:
            told[name] = value
    if made.entity == "branch":
        company = work.get("company", str(record["company"])) or {}
        told["company"] = {name: company.get(name) for name in ("id", "idErp", "name", "fantasyName")}
    return told


def _linked(work: Work, entity: str, number: Any) -> str | None:
    target = work.get(entity, str(number)) if number is not None else None
    return key_of(work, TYPES[entity], target) if target else None


def taken(work: Work, made: Type, body: Body, old: Document | None) -> Document:
    """The record that a body means; what is not given has its default, a password stays as it is."""
    unknown = sorted(set(body) - set(made.slots) - {"id"})
    if unknown:
        raise Refused(400, f"Campo desconhecido em {made.entity}: {unknown[0]}.")
    record: Document = {}
    for name, slot in made.slots.items():
        kept = old.get(name) if old else slot.default
        if slot.fixed and name in body and old and body[name] != kept:
            raise Refused(403, f"O campo '{name}' não pode ser alterado por aqui.")
        if slot.fixed or (slot.kind is As.SECRET and name not in body):
            record[name] = kept
        else:
            record[name] = _value(work, name, slot, body.get(name, slot.default))
        if slot.required and record[name] in (None, ""):
            raise Refused(400, f"O campo '{name}' é obrigatório.")
    return record


def _value(work: Work, name: str, slot: Slot, given: Any) -> Any:
    if given is None:
        return [] if slot.kind in (As.TEXTS, As.LINKS) else None
    if slot.kind is As.LINK:
        return _target(work, name, slot.to, given)
    wanted = JSON[slot.kind]
    if not isinstance(given, wanted) or (wanted is int and isinstance(given, bool)):
        raise Refused(400, f"O campo '{name}' deve ser {slot.kind.value}.")
    if slot.kind is As.LINKS:
        return sorted({_target(work, name, slot.to, one) for one in given})
    return salted(given) if slot.kind is As.SECRET and given else given


def _target(work: Work, name: str, entity: str, given: Any) -> int:
    """A link may be given by the key, by the number, or by an object that has either."""
    if isinstance(given, dict):
        given = given.get("idErp") if given.get("id") is None else given["id"]
    found = work.get(entity, str(given)) if isinstance(given, int) else by_key(work, entity, str(given))
    if found is None:
        raise Refused(400, f"'{name}' não encontrado(a): {given}.")
    return int(found["id"])


def create(work: Work, made: Type, body: Body) -> Document:
    """A new record."""
    record = taken(work, made, body, None)
    key = key_of(work, made, record)
    if work.get(index(made.entity), key):
        raise Refused(400, f"Já existe um registro de {made.entity} com a chave {key}.")
    number = work.storage.next(f"{work.tenant}/{made.entity}")
    work.put(index(made.entity), key, {"id": number})
    return work.put(made.entity, str(number), {"id": number, **record})


def replace(work: Work, made: Type, number: str, body: Body) -> Document:
    """Another content for a record; its key stays, unless the type may be renamed."""
    old = work.found(made.entity, number, made.entity)
    record = taken(work, made, body, old)
    before, after = key_of(work, made, old), key_of(work, made, record)
    if before != after:
        if not made.renamed:
            raise Refused(400, f"A chave de {made.entity} não pode ser alterada: {before}.")
        if work.get(index(made.entity), after):
            raise Refused(400, f"Já existe um registro de {made.entity} com a chave {after}.")
        work.drop(index(made.entity), before)
        work.put(index(made.entity), after, {"id": old["id"]})
    return work.put(made.entity, number, {"id": old["id"], **record})


def delete(work: Work, made: Type, number: str) -> Document:
    """Gone, unless something leads to it."""
    old = work.found(made.entity, number, made.entity)
    for other in TYPES.values():
        for name, slot in other.slots.items():
            if slot.to == made.entity and _leads(work, other, name, old["id"]):
                raise Refused(400, f"delete_entity_constraint_violation_{other.entity}_{name}")
    work.drop(index(made.entity), key_of(work, made, old))
    work.drop(made.entity, number)
    return old


def _leads(work: Work, other: Type, name: str, number: int) -> bool:
    values = (record.get(name) for record in work.all(other.entity).values())
    return any(value == number or (isinstance(value, list) and number in value) for value in values)
