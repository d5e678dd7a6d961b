"""The three documented routes: which steps each has, in which order, and what each needs."""

from __future__ import annotations

from crm_console.core.text import N_
from crm_console.services.deploy import erpx, mega, records, tenant
from crm_console.services.deploy.steps import Owner, Step
from crm_console.services.deploy.work import Work

ERP = "erp senior x"


def route_of(work: Work) -> list[Step]:
    """The steps of the workspace's route, in their order."""
    route = str(work.deployment["route"])
    begin = {"standard": tenant.standard, "erpx": erpx.steps, "mega": mega.steps}[route]()
    ready = begin[-1].id
    from_erp = route in ("erpx", "mega") or str(work.deployment.get("integration", "")).casefold().startswith(ERP)
    return [*begin, *([_review(ready)] if from_erp else []), *records.steps(work, ready, from_erp=from_erp)]


def _review(ready: str) -> Step:
    """Companies and branches that the ERP holds are not typed; a person looks them over (documented)."""
    return Step(
        "erp_review", N_("Revisar o que vem do ERP"), Owner.CONSULTANT,
        N_("Abra a tela, compare com o ERP e revise o que veio. A página Integração, ou “crm-console reload”, mostra "
           "antes o que uma recarga mudaria aqui."), tenant.COMPANY_MENU, (ready,), reviewed=True)
