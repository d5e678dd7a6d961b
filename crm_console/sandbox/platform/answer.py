"""From a request to its answer, without HTTP: who calls, what is called, and one transaction for it."""

from __future__ import annotations

from crm_console.sandbox.platform import entities, registry, shapes
from crm_console.sandbox.platform.messages import Answer, Request
from crm_console.sandbox.platform.refusals import Refused, error_body
from crm_console.sandbox.platform.work import Call, Work, World


def path_of(request: Request) -> str:
    """The dialect-independent name of the call: domain/service/primitive/name."""
    address = request.address
    call = registry.find(address)
    if call is not None:
        return call.path
    return f"{address.domain}/{address.service}/{address.primitive or 'actions'}/{address.name}"


def answer(world: World, request: Request) -> Answer:
    """Do what is asked, or say why not."""
    address = request.address
    try:
        with world.storage.transaction():
            return _do(world, request)
    except Refused as refused:
        said = error_body(refused.status, refused.message, address.domain, address.service, address.name)
        return Answer(refused.status, said)


def _do(world: World, request: Request) -> Answer:
    address = request.address
    work = Work(world, path_of(request), dialect=address.dialect, headers=request.headers)
    if address.dialect != "bridge" and not request.headers.get("client_id"):
        raise Refused(401, "O cabeçalho client_id é obrigatório.")
    call = registry.find(address)
    if call is not None and call.open:
        shapes.check(request.body)
        return Answer(200, call.handler(work, request.body))
    _sign_in(work)
    if address.primitive == "entities":
        if address.domain == "crm":
            deployed(work)
        return entities.answer(work, request)
    if call is None:
        raise Refused(404, f"Serviço não encontrado: {work.call}.")
    _allowed(work, call)
    shapes.check(request.body)
    return Answer(200, call.handler(work, request.body))


def _sign_in(work: Work) -> None:
    kind, _, token = work.headers.get("authorization", "").partition(" ")
    holder = work.world.tokens.holder("access", token.strip()) if kind.casefold() == "bearer" else None
    if holder is None:
        raise Refused(401, "Token de acesso ausente, inválido ou expirado.")
    work.tenant, work.user, _ = holder


def _allowed(work: Work, call: Call) -> None:
    tenant = work.storage.get("", "tenant", work.tenant) or {}
    if call.master and not tenant.get("master"):
        raise Refused(403, "Esta operação só é permitida ao tenant master.")
    if call.crm:
        deployed(work)


def deployed(work: Work) -> None:
    """The CRM's calls do not exist before its deployment."""
    seen = work.storage.get("", "crm", work.tenant)
    if seen is None or seen["state"] != "active":
        raise Refused(404, f"O CRM não está implantado no tenant {work.tenant}.")
