"""Route Mega: done by Mega's people for ERP Mega XT customers; Freemium, the API's settings, then the initial load."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_console.core.codecs import fold
from crm_console.core.errors import RefusedError
from crm_console.core.record import Record
from crm_console.core.text import N_
from crm_console.models.property import DOMAIN, SERVICE, Property
from crm_console.services.deploy.steps import Item, Owner, Seen, Sight, Step, Value
from crm_console.services.deploy.tenant import crm_tenant, platform_tenant
from crm_console.services.deploy.work import Work

URL = "url"  # the one property that the source document names, by its label


def steps() -> list[Step]:
    """The steps until the CRM holds what the ERP has."""
    return [
        platform_tenant(), *crm_tenant(Owner.MEGA),
        Step("mega_settings", N_("Configuração de API do Mega"), Owner.MEGA,
             N_("Busque o tenant, escolha o domínio crm e o serviço integration_mega, preencha e salve."),
             Property.MENU, ("default_records",), "property.write", "property.list", _write, _read, _settings),
        Step("mega_load", N_("Carga inicial do Mega"), Owner.MEGA,
             N_("Importe no Postman a coleção que o Mega entrega, configure usuário e senha da plataforma nas "
                "variáveis de ambiente, gere o token e execute a carga inicial."), ("Postman",), ("mega_settings",),
             "mega.load", "mega.load.progress", _load, _progress, _load_item, watched=True, again=True),
    ]


def _settings(work: Work) -> list[Item]:
    url = work.deployment.get("mega_url")
    if not url:
        raise RefusedError(N_("Falta a URL da API do Mega na implantação."),
                           N_("A forma documentada é https://dominio:porta/. Preencha-a e continue."))
    found = [Item(URL, "URL", [Value(N_("URL"), url, field="mega_url")])]
    return found + [_item(record) for record in work.records("property") if fold(record["name"]) != URL]


def _item(record: Record) -> Item:
    value = Value(N_("{name}", name=record["name"]), "" if record.get("confidential") else record.get("value", ""),
                  record.get("secret", "") if record.get("confidential") else "")
    return Item(record.uid, record["name"], [value], key=record["name"])


def _write(work: Work, item: Item) -> str:
    value = item.values[0]
    text = value.text
    if value.reference:
        kept = work.workspace.secrets.get(value.reference)
        if kept is None:
            raise RefusedError(N_("O valor secreto de “{name}” não está neste computador.", name=item.title),
                               N_("Digite-o de novo na página Integração."))
        text = kept
    work.call("property.write", {"domain": DOMAIN, "service": SERVICE, "key": _key(item),
                                 "type": "Secret" if value.reference else "String", "value": text})
    return ""


def _key(item: Item) -> str:
    return item.uid if item.uid == URL else item.title


def _read(work: Work, item: Item) -> Seen:
    """By the confirmed query. A secret comes back masked: that it is set is all that can be seen."""
    rows: list[Mapping[str, Any]] = work.call("property.list", {"domain": DOMAIN, "service": SERVICE}) or []
    row = next((row for row in rows if fold(str(row.get("propertyKey"))) == fold(_key(item))), None)
    value = item.values[0]
    held = str(row.get("propertyValue") or "") if row is not None else ""
    if not held:
        return Seen(Sight.ABSENT, N_("“{name}” ainda não tem valor na plataforma.", name=item.title))
    if value.reference:
        return Seen(Sight.THERE, N_("“{name}” tem um valor; secreto, não dá para compará-lo.", name=item.title))
    if held != value.text:
        return Seen(Sight.ABSENT, N_("“{name}” tem na plataforma outro valor: {held}", name=item.title, held=held))
    return Seen(Sight.THERE, N_("“{name}” lido de volta: {held}", name=item.title, held=held))


def _load_item(_: Work) -> list[Item]:
    return [Item("mega-load", "Mega")]


def _load(work: Work, _: Item) -> str:
    made = work.call("mega.load")
    return str(made or "")


def _progress(work: Work, item: Item) -> Seen | None:
    """The load that was begun here, else the newest one."""
    found = work.found("mega.load.progress", {"id": item.remote} if item.remote else {})
    names = work.catalogue["mega.load.progress"].fields
    if not isinstance(found, dict) or not found.get(names.get("state", "state")):
        return Seen(Sight.ABSENT, N_("Nenhuma carga inicial foi feita."))
    state = str(found[names.get("state", "state")])
    done, total = (int(found.get(names.get(key, key)) or 0) for key in ("done", "total"))
    if state == "failed":
        return Seen(Sight.WRONG, N_("A carga inicial falhou em {done} de {total}.", done=done, total=total))
    if state == "done":
        return Seen(Sight.THERE, N_("Carga inicial terminada: {total} registros.", total=total), "", done, total)
    return Seen(Sight.COMING, N_("Carga inicial: {done} de {total}", done=done, total=total), "", done, total)
