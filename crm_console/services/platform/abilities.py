"""Asks a tenant what its reading calls answer: harmless questions, one after the other, dated and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_, Text
from crm_console.services.platform.connecting import Platform
from crm_console.services.platform.failures import Kind, PlatformError
from crm_console.services.platform.session import Session, title
from crm_console.store import connections
from crm_console.store.connections import CUSTOMER, Ability
from crm_console.store.store import Store

OK, REFUSED, ABSENT, FAILED = "ok", "refused", "absent", "failed"
STATES: Mapping[str, Text] = {
    OK: N_("responde"), REFUSED: N_("sem permissão"), ABSENT: N_("ainda não neste tenant"), FAILED: N_("não respondeu")}


def asking(platform: Platform, store: Store, role: str = CUSTOMER) -> Job[list[Ability]]:
    """The probe as a Job."""
    return Job(N_("Perguntando ao tenant o que ele sabe responder"), lambda ctx: ask(ctx, platform, store, role),
               f"abilities {role}")


def ask(ctx: Context, platform: Platform, store: Store, role: str = CUSTOMER) -> list[Ability]:
    """Ask what can be asked without harm, and keep the answers. Raises FailedError where nobody is signed in."""
    known = platform.connection(role)
    found: dict[str, tuple[str, Text]] = {}
    with platform.session(role) as session:
        assert known is not None, "there is no session without a sign-in"
        questions = _questions(known.tenant, known.domain)
        asked = [call for call in session.catalogue if call.id in questions and session.catalogue.automatic(call.id)]
        for place, call in enumerate(asked):
            ctx.progress(title(call), place, len(asked))
            found[call.id] = _answer(ctx, session, call.id, questions[call.id])
    connections.keep_abilities(store, known.fingerprint, found)
    kept = connections.abilities(store, known.fingerprint)
    return [kept[call_id] for call_id in found]


def _questions(tenant_name: str, domain: str) -> dict[str, dict[str, Any]]:
    """Calls that change nothing and need nothing but what is known of the tenant."""
    tenant, crm = {"tenant": tenant_name}, {"domain": "crm", "service": "integration_mega"}
    return {
        "user.read": {}, "tenant.by_name": tenant, "tenant.by_domain": {"domain": domain},
        "login.settings": {"domain": domain}, "role.list": {}, "group.list": {}, "property.list": crm,
        "feature.enabled": {**tenant, "domain": "crm", "service": "user"}, "crm.health": {}, "crm.user.active": {},
        "notification.list": {}, "crm.tenant.read": tenant, "crm.tenant.steps": tenant, "erpx.modules": {},
        "erp.companies": {}, "account_type.list": {}, **{f"{name}.list": {} for name in (
            "company", "branch", "smtp", "ftp", "department", "function", "profile", "crm_user", "stage", "setting")}}


ASKED = frozenset(_questions("", ""))  # the calls that are ever asked


def _answer(ctx: Context, session: Session, call_id: str, values: dict[str, Any]) -> tuple[str, Text]:
    try:
        session.call(ctx, call_id, values)
    except PlatformError as error:
        state = {Kind.FORBIDDEN: REFUSED, Kind.SIGN_IN: REFUSED, Kind.MISSING: ABSENT}.get(error.kind, FAILED)
        return state, error.message
    return OK, N_("respondeu")
