"""Route ERPX: the module CRM is set to Ativo and saved, and the platform's notification is awaited."""

from __future__ import annotations

from crm_console.core.codecs import fold
from crm_console.core.text import N_
from crm_console.services.deploy.steps import Item, Owner, Seen, Sight, Step, Value
from crm_console.services.deploy.tenant import default_records, platform_tenant
from crm_console.services.deploy.work import Work

MODULES = ("Gestão Empresarial | ERPX", "Cadastros", "Ferramentas", "Módulos")
MODULE, MODE = "CRM", "Ativo"


def steps() -> list[Step]:
    """The steps until the CRM can be configured; nothing can be before the notification."""
    return [
        platform_tenant(),
        Step("erpx_module", N_("Módulo CRM no ERPX"), Owner.CONSULTANT,
             N_("Escolha o módulo CRM, marque o modo Ativo e salve. Ao salvar começa a implantação."), MODULES,
             ("platform_tenant",), "erpx.module.activate", "erpx.modules", _activate, _module, _form),
        Step("erpx_notification", N_("Aviso de que o CRM está apto"), Owner.VENDOR,
             N_("Espere a notificação da plataforma. Antes dela nada se configura."), (), ("erpx_module",),
             read="notification.list", look=_notified, waits=True, watched=True),
        default_records("erpx_notification"),
    ]


def _form(_: Work) -> list[Item]:
    return [Item("erpx-module", MODULE, [
        Value(N_("Módulo"), MODULE, choice=True), Value(N_("Modo"), MODE, choice=True)])]


def _activate(work: Work, _: Item) -> str:
    work.call("erpx.module.activate", {"module": MODULE, "mode": MODE})
    return ""


def _module(work: Work, _: Item) -> Seen:
    rows = work.listed("erpx.modules", fresh=True)
    row = next((row for row in rows if fold(str(row.get("code"))) == fold(MODULE)
                or fold(str(row.get("name"))) == fold(MODULE)), None)
    if row is None:
        return Seen(Sight.WRONG, N_("O ERPX deste tenant não tem o módulo CRM. Peça à Senior."))
    if fold(str(row.get("mode"))) == fold(MODE):
        return Seen(Sight.THERE, N_("O módulo CRM está no modo Ativo."))
    return Seen(Sight.ABSENT, N_("O módulo CRM está no modo {mode}.", mode=row.get("mode") or "?"))


def _notified(work: Work, _: Item) -> Seen:
    for row in work.listed("notification.list", fresh=True):
        words = f"{row.get('subject', '')} {row.get('content', '')}"
        if MODULE in words:
            return Seen(Sight.THERE, N_("A plataforma avisou: {said}", said=words.strip()[:200]))
    return Seen(Sight.COMING, N_("A notificação ainda não chegou."))
