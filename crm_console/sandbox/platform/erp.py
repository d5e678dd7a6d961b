"""The ERP behind the CRM, all made up: its modules, its companies, and the initial load of the Mega route."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm_console.sandbox.platform import crm_tenants, jobs, records
from crm_console.sandbox.platform.record_types import TYPES
from crm_console.sandbox.platform.refusals import Refused, needed
from crm_console.sandbox.platform.storage import Document
from crm_console.sandbox.platform.work import Body, Call, Work

COMPANIES = (
    {"code": "1", "name": "Serra Azul Metalúrgica S.A.", "tradeName": "Serra Azul", "cnpj": "12ABC34501DE35"},
    {"code": "2", "name": "Serra Azul Logística e Transportes Ltda.", "tradeName": "Serra Azul Log", "cnpj": ""})
BRANCHES = (
    {"company": "1", "code": "1", "name": "Jaraguá do Sul - Matriz", "headOffice": True, "cnpj": "12ABC34501DE35"},
    {"company": "1", "code": "2", "name": "Joinville", "headOffice": False, "cnpj": ""},
    {"company": "1", "code": "4", "name": "Sorocaba - CD", "headOffice": False, "cnpj": ""},
    {"company": "2", "code": "1", "name": "Itajaí", "headOffice": True, "cnpj": ""},
    {"company": "2", "code": "2", "name": "Paranaguá", "headOffice": False, "cnpj": ""})
MODULES = ("CRM", "Compras", "Estoque", "Faturamento", "Financeiro")
CRM = "CRM"
MODES = ("Ativo", "Inativo")
ADDRESS = re.compile(r"https://[\w.-]+:\d+/")
MEGA_URL = "crm/integration_mega/url"


def companies(_work: Work, _body: Body) -> Body:
    """What the ERP holds."""
    return {"companies": list(COMPANIES), "branches": list(BRANCHES)}


def modules(work: Work, _body: Body) -> Body:
    """Módulos: each with its mode."""
    return {"modules": [_module(work, code) for code in MODULES]}


def _module(work: Work, code: str) -> Body:
    return work.get("module", code) or {"code": code, "name": code, "mode": "Inativo"}


def activate(work: Work, body: Body) -> Body:
    """Save a module's mode; CRM in mode Ativo starts the deployment, whose end is told by a notification."""
    module, mode = needed(body, "module", "mode")
    if module not in MODULES or mode not in MODES:
        raise Refused(400, f"Módulo ou modo desconhecido: {module}, {mode}.")
    work.put("module", str(module), {**_module(work, str(module)), "mode": mode})
    started: Body = {}
    seen = work.storage.get("", "crm", work.tenant)
    if module == CRM and mode == "Ativo" and (seen is None or seen["state"] == "failed"):
        started = crm_tenants.begin(work, work.tenant, {
            "name": work.tenant, "package": "starter", "integration": crm_tenants.ERP, "owner": work.user})
    work.effect(f"{module}={mode}")
    return {"module": module, "mode": mode, "crmTenant": started or None}


def load(work: Work, _body: Body) -> Body:
    """Start the initial load."""
    url = str((work.get("property", MEGA_URL) or {}).get("propertyValue") or "")
    if not ADDRESS.fullmatch(url):
        raise Refused(400, "A propriedade url de crm/integration_mega deve ter a forma https://dominio:porta/.")
    if any(job["kind"] == "mega.load" and job["state"] == "running" for job in work.all("job").values()):
        raise Refused(409, "Já há uma carga inicial em andamento.")
    job = jobs.start(work, "mega.load", {}, list(_items()))
    work.effect("mega.load", job["id"])
    return {"id": job["id"]}


def _items() -> Iterator[str]:
    yield from (f"empresa {one['code']}" for one in COMPANIES)
    yield from (f"filial {one['company']}/{one['code']}" for one in BRANCHES)


def progress(work: Work, body: Body) -> Body:
    """How far a load is; the newest one where none is named."""
    loads = [key for key, job in work.all("job").items() if job["kind"] == "mega.load"]
    number = body.get("id") or next(reversed(loads), "?")
    job = work.found("job", str(number), "Carga")
    done = [step for step in job["steps"] if step["state"] == "done"]
    return {"id": job["id"], "state": job["state"], "done": len(done), "total": len(job["steps"]),
            "items": job["steps"]}


def load_all(work: Work) -> None:
    """What the ERP holds comes with the CRM's deployment when the ERP started it."""
    for step in _items():
        _load_one(work, step)


def _load_one(work: Work, step: str) -> None:
    kind, _, key = step.partition(" ")
    if kind == "empresa":
        one = next(row for row in COMPANIES if row["code"] == key)
        _keep(work, "company", key, {
            "idErp": one["code"], "name": one["name"], "fantasyName": one["tradeName"], "cnpj": one["cnpj"] or None})
    else:
        row = next(row for row in BRANCHES if f"{row['company']}/{row['code']}" == key)
        _keep(work, "branch", key, {
            "company": row["company"], "idErp": row["code"], "name": row["name"], "headOffice": row["headOffice"],
            "cnpj": row["cnpj"] or None})


def _load_step(work: Work, job: Document, step: str) -> None:
    _load_one(work, step)
    work.effect(step, job["id"])
    if step == job["steps"][-1]["name"]:
        work.notify([job["user"]], "Carga inicial concluída", f"{len(job['steps'])} registros carregados.")


def _keep(work: Work, entity: str, key: str, body: Body) -> None:
    old = records.by_key(work, entity, key)
    if old is None:
        records.create(work, TYPES[entity], body)
    else:
        records.replace(work, TYPES[entity], str(old["id"]), body)


jobs.STEPS["mega.load"] = _load_step
crm_tenants.INTEGRATIONS[crm_tenants.ERP] = load_all

CALLS = [
    Call("erpx", "sandbox_erp", "queries", "listCompanies", companies),
    Call("erpx", "sandbox_modules", "queries", "listModules", modules),
    Call("erpx", "sandbox_modules", "actions", "activateModule", activate),
    Call("crm", "sandbox_mega", "actions", "startInitialLoad", load, crm=True),
    Call("crm", "sandbox_mega", "queries", "getInitialLoad", progress, crm=True),
]
