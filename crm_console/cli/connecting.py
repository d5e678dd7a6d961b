"""`connect` and `catalog`: sign in to a tenant and remember it; the calls as they stand for it."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_console.cli.output import File, Json, Lang, Output, opened, output
from crm_console.cli.stopping import interruptible, stoppable
from crm_console.core.errors import FailedError, UsageError
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.core.text import N_, Text
from crm_console.services.platform import abilities, catalogue
from crm_console.services.platform.catalogue import STATUSES, Call, Catalogue
from crm_console.services.platform.connecting import Platform, Wanted, wanted_again
from crm_console.services.platform.dialects import BRIDGE
from crm_console.services.platform.entering import catalogue_text, checked
from crm_console.services.platform.sign_in import Answer, PasswordChangeWanted, SecondFactorWanted, SignedIn
from crm_console.store.attempts import at_the_platform
from crm_console.store.connections import CUSTOMER, MASTER, ROLES, Ability, Connection
from crm_console.store.connections import abilities as kept_abilities
from crm_console.store.secrets import from_environment
from crm_console.store.workspace import Workspace

As = Annotated[str, typer.Option("--as", metavar="customer|master")]


def connect(
    file: File,
    url: Annotated[str, typer.Option("--url", metavar="U", help=str(N_("O endereço da plataforma.")))] = "",
    user: Annotated[str, typer.Option("--user", metavar="U", help=str(N_("usuario@dominio")))] = "",
    key: Annotated[str, typer.Option("--access-key", metavar="K", help=str(N_("A chave de uma aplicação.")))] = "",
    tenant: Annotated[str, typer.Option("--tenant", metavar="T", help=str(N_("O tenant da aplicação.")))] = "",
    role: As = CUSTOMER,
    dialect: Annotated[str, typer.Option("--dialect", metavar="bridge|api-old|api-flat")] = BRIDGE,
    client_id: Annotated[str, typer.Option("--client-id", metavar="I")] = "",
    ca: Annotated[str, typer.Option("--ca", metavar="FILE", help=str(N_("Mais um certificado em que confiar.")))] = "",
    catalog: Annotated[str, typer.Option(
        "--catalog", metavar="FILE", help=str(N_("Chamadas próprias deste tenant (docs/catalog.md).")))] = "",
    leave: Annotated[bool, typer.Option("--leave", help=str(N_("Sair e esquecer a entrada.")))] = False,
    json: Json = False, lang: Lang = "",
) -> int:
    """Sign in to a tenant, look what it can do, and remember both."""
    out = output(json, lang)
    if role not in ROLES:
        raise UsageError(N_("--as é customer ou master."))
    if leave:
        return _leave(out, file, role)
    wanted = Wanted(url, role, user, key, tenant, dialect, client_id, str(Path(ca).absolute()) if ca else "",
                    catalogue_text(catalog))
    _check(wanted)
    ctx = stoppable()
    with opened(file, write=True) as workspace:
        platform = Platform(workspace, at_the_platform(data_folder()))
        name = "PLATFORM_KEY" if key else "PLATFORM"
        secret = _secret(out, name, N_("Segredo: ") if key else N_("Senha: "))
        _refuse_empty(secret, user or key, name)
        answer = _signed_in(out, ctx, platform, wanted, platform.begin(ctx, wanted, secret))
        made = platform.finish(ctx, wanted, answer, secret if key else "")
        found = abilities.ask(ctx, platform, workspace.store, role)
        kept = workspace.secrets.missing
    out.data(_answer(out, made, found, kept is None), lambda: _lines(out, made, found, kept))
    return 0


def _check(wanted: Wanted) -> None:
    if not wanted.url:
        raise UsageError(N_("Falta o endereço da plataforma."), N_("Diga-o com --url."))
    if bool(wanted.user) == bool(wanted.key):
        raise UsageError(N_("Entre como pessoa (--user) ou como aplicação (--access-key), uma das duas."))
    checked(wanted)


def _refuse_empty(secret: str, who: str, name: str) -> None:
    """An empty password is not sent: it would count as a refused sign-in."""
    if not secret:
        raise FailedError(
            N_("Falta a senha de {user} na plataforma; nada foi enviado.", user=who),
            N_("Dê-a em CRM_CONSOLE_SECRET_{name} ou na entrada padrão. Sem cofre de senhas neste computador, cada "
               "comando entra de novo.", name=name))


def _secret(out: Output, name: str, prompt: Text) -> str:
    value = from_environment(name)
    if value:
        return value
    if sys.stdin.isatty():
        with interruptible():
            return getpass.getpass(out.say(prompt))
    return sys.stdin.readline().rstrip("\r\n")


def _signed_in(out: Output, ctx: Context, platform: Platform, wanted: Wanted, answer: Answer) -> SignedIn:
    if isinstance(answer, SecondFactorWanted):
        code = _secret(out, "PLATFORM_OTP", N_("Código do segundo fator: "))
        answer = platform.answer_code(ctx, wanted, answer, code)
    if isinstance(answer, PasswordChangeWanted):
        raise FailedError(
            N_("A plataforma quer que {user} troque a senha antes de entrar.", user=wanted.user),
            N_("Troque-a na tela de entrada da plataforma e entre aqui com a nova; nada foi guardado."))
    if not isinstance(answer, SignedIn):
        raise FailedError(N_("A plataforma pediu de novo o segundo fator."), N_("Comece a entrada de novo."))
    return answer


def signed_in_again(out: Output, ctx: Context, platform: Platform) -> None:
    """Sign in once more in each role whose tokens are not here: a bare Linux keeps none between two commands."""
    for role in ROLES:
        known = platform.connection(role)
        if known is None or platform.remembers(role):
            continue
        wanted = wanted_again(known)
        name = "PLATFORM_KEY" if wanted.key else "PLATFORM_MASTER" if role == MASTER else "PLATFORM"
        secret = platform.secret_of(known) or _secret(
            out, name, N_("Senha de {user}: ", user=known.user))
        if not secret and role == MASTER:  # its steps become requests
            print(out.say("A entrada no tenant master não está guardada neste computador: as etapas dele viram "
                          "pedidos. Para entrar, dê a senha em CRM_CONSOLE_SECRET_{name}.", name=name), file=sys.stderr)
            continue
        _refuse_empty(secret, known.user, name)
        answer = _signed_in(out, ctx, platform, wanted, platform.begin(ctx, wanted, secret))
        platform.finish(ctx, wanted, answer, secret if wanted.key else "")


def _leave(out: Output, file: str, role: str) -> int:
    with opened(file, write=True) as workspace:
        platform = Platform(workspace, at_the_platform(data_folder()))
        known = platform.connection(role)
        if known is None:
            raise UsageError(N_("Ninguém entrou na plataforma por esta pasta de trabalho."))
        platform.leave(stoppable(), role)
    out.data({"left": role, "tenant": known.tenant}, lambda: [out.say("Saiu de {tenant}.", tenant=known.tenant)])
    return 0


def _answer(out: Output, made: Connection, found: Sequence[Ability], kept: bool) -> dict[str, Any]:
    return {"role": made.role, "url": made.url, "dialect": made.dialect, "tenant": made.tenant, "domain": made.domain,
            "environment": made.environment, "user": made.user, "fingerprint": made.fingerprint, "kept": kept,
            "abilities": [{"call": a.call, "state": a.state, "message": out.say(a.said), "at": a.at} for a in found]}


def _lines(out: Output, made: Connection, found: Sequence[Ability], lacking: Text | None) -> list[str]:
    counts = ", ".join(f"{out.say(word)}: {count}" for state, word in abilities.STATES.items()
                       if (count := sum(1 for a in found if a.state == state)))
    return [out.say("{user} entrou em {tenant} ({domain}), {url}.", user=made.user, tenant=made.tenant,
                    domain=made.domain, url=made.url),
            out.say("Chamadas de leitura perguntadas: {count}. {counts}", count=len(found), counts=counts),
            *([out.say(N_("Este computador não tem um cofre de senhas: cada comando entra de novo e quer a senha em "
                          "CRM_CONSOLE_SECRET_PLATFORM ou na entrada padrão."))] if lacking is not None else [])]


def catalog(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help=str(N_("A pasta de trabalho.")))] = "",
    status: Annotated[str, typer.Option("--status", metavar="|".join(STATUSES))] = "",
    json: Json = False, lang: Lang = "",
) -> int:
    """List the platform's calls with status and source, and whether the machine may use them on this tenant."""
    out = output(json, lang)
    if status and status not in STATUSES:
        raise UsageError(N_("“{word}” não é uma das opções: {allowed}.", word=status, allowed=", ".join(STATUSES)))
    if not file:
        rows = _rows(out, catalogue.shipped(), {}, status)
    else:
        with opened(file, write=False) as workspace:
            rows = _rows(out, *_of(workspace), status)
    out.data(rows, lambda: [
        f"{'✓' if row['automatic'] else '·'} {row['id']:24} {row['status']:12} {row['address'] or '—'}  {row['what']}"
        for row in rows])
    return 0


def _of(workspace: Workspace) -> tuple[Catalogue, dict[str, Ability]]:
    platform = Platform(workspace, at_the_platform(data_folder()))
    known = platform.connection(CUSTOMER)
    return platform.catalogue(), kept_abilities(workspace.store, known.fingerprint) if known else {}


def _rows(out: Output, calls: Catalogue, known: dict[str, Ability], status: str) -> list[dict[str, Any]]:
    def row(call: Call) -> dict[str, Any]:
        ability = known.get(call.id)
        return {"id": call.id, "what": out.say(Text(call.what)), "address": call.address, "status": call.status,
                "source": call.source, "note": out.say(Text(call.note)), "given": call.given,
                "automatic": calls.automatic(call.id),
                "ability": {"state": ability.state, "message": out.say(ability.said), "at": ability.at}
                if ability else None}

    return [row(call) for call in calls if not status or call.status == status]
