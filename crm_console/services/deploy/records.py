"""The customer's records as batches: what is missing on the tenant is created, nothing that is there is overwritten.

Steps of one kind are one batch. The catalogue says how a record is found and created; without that a person types it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from crm_console.core.codecs import fold
from crm_console.core.errors import RefusedError
from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.models import TYPES, fields
from crm_console.models.user import expected_activation, is_support
from crm_console.services.cross_checks import untouched
from crm_console.services.deploy.access import (
    activation_step,
    assignments,
    concerned,
    crm_users,
    permissions,
    relogin,
    synchronisation,
)
from crm_console.services.deploy.sending import body, differing, full_login, items_of_records, names_of, sent
from crm_console.services.deploy.steps import Item, Owner, Seen, Sight, Step
from crm_console.services.deploy.work import Work

DIFFERS = N_("Já está no tenant e difere em {names}; nada foi mudado lá.")
TYPED = N_("Inclua cada registro na tela, campo por campo, e salve.")


def steps(work: Work, ready: str, *, from_erp: bool) -> list[Step]:
    """The batches in the documented order; a type without records has no step."""
    base = "erp_review" if from_erp else ready
    plain = ["company", "branch", "smtp", "ftp", "department", "function"]
    needs = {"branch": ("company",), "smtp": ("branch",), "ftp": ("branch",)}
    found = [_batch(name, (base, *needs.get(name, ()))) for name in plain]
    found += [
        _batch("role", (base,)), permissions(), _batch("user", (base,)), assignments(),
        synchronisation(), relogin(), activation_step(work), _batch("profile", ("sync",)), crm_users(),
        _batch("account-type", (base,)), _batch("setting", (base,)), _batch("stage", ("account-type",))]
    return _connected([step for step in found if step.items is None or step.items(work)], work, base)


def _connected(found: list[Step], work: Work, base: str) -> list[Step]:
    """Steps that are not there cannot be needed; without people and roles there is nothing to synchronise."""
    ids = {step.id for step in found}
    people = ids & {"role", "role_permissions", "user", "user_roles"}
    if not people:
        found = [step for step in found if step.id not in ("sync", "relogin", "activation")]
        ids = {step.id for step in found}
    if not concerned(work) or expected_activation(work.store) == "automatic":
        found = [step for step in found if step.id != "activation"]
        ids.discard("activation")
    return [replace(step, needs=tuple(n for n in step.needs if n in ids or n == base) or (base,)) for step in found]


def _batch(type_name: str, needs: tuple[str, ...]) -> Step:
    model, call = TYPES[type_name], type_name.replace("-", "_")
    write = f"{call}.update" if type_name in ("stage", "setting") else f"{call}.create"
    return Step(
        type_name, N_("{labels}: incluir", labels=model.LABELS), Owner.CONSULTANT, TYPED, model.MENU, needs,
        write, "user.read" if type_name == "user" else f"{call}.list", partial(_create, type_name),
        partial(_look, type_name), partial(_items, type_name))


def _records(work: Work, type_name: str) -> Sequence[Record]:
    found = work.records(type_name)
    if type_name == "stage":  # what nobody prepared stays as the CRM has it
        return [record for record in found if not untouched([record])]
    if type_name == "setting":
        return [record for record in found if record.get("value") is not None]
    if type_name == "user":
        return [record for record in found if not is_support(record)]
    return found


def _items(type_name: str, work: Work) -> list[Item]:
    return items_of_records(work, _records(work, type_name))


def _look(type_name: str, work: Work, item: Item) -> Seen:
    record = work.store.get(type_name, item.uid)
    if record is None:
        return Seen(Sight.WRONG, N_("O registro não existe mais nesta pasta de trabalho."))
    row = _theirs(work, type_name, record)
    if row is None:
        return Seen(Sight.ABSENT, N_("Ainda não está no tenant."))
    different = differing(work, type_name, record, row)
    remote = str(row.get("_", {}).get("id") or "") if isinstance(row.get("_"), Mapping) else ""
    if different and type_name in ("stage", "setting"):
        return Seen(Sight.ABSENT, N_("No tenant difere: {names}.", names=names_of(different)), remote)
    if different:
        return Seen(Sight.THERE, replace(DIFFERS, values={"names": names_of(different)}), remote, same=False)
    return Seen(Sight.THERE, N_("Está no tenant, com os mesmos valores."), remote)


def _theirs(work: Work, type_name: str, record: Record) -> dict[str, Any] | None:
    """The tenant's row of a record, found by its key."""
    if type_name == "user":
        found = work.found("user.read", {"login": full_login(work, record)})
        names = work.catalogue["user.read"].fields
        return {ours: found[theirs] for ours, theirs in names.items() if theirs in found} if found else None
    keys = [f for f in fields(TYPES[type_name]).values() if f.name in TYPES[type_name].KEY]
    wanted = tuple(fold(str(sent(work, f, record.get(f.name)))) for f in keys)
    for row in work.listed(f"{type_name.replace('-', '_')}.list"):
        if tuple(fold(str(row.get(f.name, ""))) for f in keys) == wanted:
            return row
    return None


def _create(type_name: str, work: Work, item: Item) -> str:
    record = work.store.get(type_name, item.uid)
    assert record is not None, "it was looked at just now"
    step = type_name.replace("-", "_")
    write = f"{step}.update" if type_name in ("stage", "setting") else f"{step}.create"
    row = _theirs(work, type_name, record) if write.endswith("update") else None
    if write.endswith("update") and row is None:
        write = f"{step}.create"
    sent = body(work, record, work.catalogue[write].fields)
    if type_name == "user" and not sent.get("password"):
        raise RefusedError(N_("{login}: falta a senha inicial.", login=record["login"]),
                           N_("A plataforma a exige para criar um usuário. Preencha-a no registro e continue."))
    remote = str(row["_"].get("id") or "") if row is not None else ""
    made = work.call(write, sent, remote)
    return str(made if isinstance(made, str | int) else remote)
