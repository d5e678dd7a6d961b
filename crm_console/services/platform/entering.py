"""Signing in as a screen does it: one attempt after the other, with what is wanted next. Decides, shows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crm_console.core.errors import UnreadableError, UsageError
from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_, Text
from crm_console.services.platform import abilities, catalogue
from crm_console.services.platform.connecting import Platform, Wanted
from crm_console.services.platform.dialects import place
from crm_console.services.platform.failures import PlatformError
from crm_console.services.platform.sign_in import Answer, PasswordChangeWanted, SecondFactorWanted, SignedIn
from crm_console.services.probes import trust
from crm_console.store.connections import Connection
from crm_console.store.store import Store

ADDRESSES = (
    ("production", N_("Produção"), "https://platform.senior.com.br"),
    ("homologation", N_("Homologação"), "https://platform-homologx.senior.com.br"),
    ("other", N_("Outro endereço"), ""))

CODE_WANTED = N_("Digite o código que o aplicativo do segundo fator mostra agora.")


@dataclass(frozen=True)
class Entered:
    """Where a sign-in stands: done (`connection`), or what is wanted next."""

    connection: Connection | None = None
    factor: SecondFactorWanted | None = None
    wanted: Text | None = None


class Entering:
    """One sign-in under way. The secrets live only in the jobs that it makes."""

    def __init__(self, platform: Platform, store: Store) -> None:
        self._platform, self._store = platform, store

    def begin(self, wanted: Wanted, secret: str) -> Job[Entered]:
        """Sign in; where all is given the tenant is asked at once what it can answer."""
        checked(wanted)
        if not secret:
            raise UsageError(N_("Falta a senha.") if wanted.user else N_("Falta o segredo da aplicação."))

        def work(ctx: Context) -> Entered:
            ctx.progress(N_("Entrando na plataforma"))
            return self._next(ctx, wanted, self._platform.begin(ctx, wanted, secret), secret)

        return Job(N_("Entrar na plataforma"), work, f"sign in {wanted.role}")

    def answer(self, wanted: Wanted, factor: SecondFactorWanted, code: str) -> Job[Entered]:
        """Go on with the code of the second factor."""
        def work(ctx: Context) -> Entered:
            return self._next(ctx, wanted, self._platform.answer_code(ctx, wanted, factor, code), "")

        return Job(N_("Entrar na plataforma"), work, f"sign in {wanted.role}")

    def leave(self, role: str) -> Job[None]:
        """Sign out; where the platform cannot be told the tokens are forgotten all the same."""
        def work(ctx: Context) -> None:
            try:
                self._platform.leave(ctx, role)
            except PlatformError as error:
                ctx.progress(error.message)

        return Job(N_("Sair da plataforma"), work, f"sign in {role}")

    def _next(self, ctx: Context, wanted: Wanted, answer: Answer, secret: str) -> Entered:
        if isinstance(answer, SecondFactorWanted):
            return Entered(factor=answer, wanted=CODE_WANTED)
        if isinstance(answer, PasswordChangeWanted):
            return Entered(wanted=N_("A plataforma quer que a senha seja trocada antes. Troque-a na tela de entrada da "
                                     "plataforma e entre aqui com a nova."))
        assert isinstance(answer, SignedIn), "there are three answers"
        made = self._platform.finish(ctx, wanted, answer, secret if wanted.key else "")
        ctx.progress(N_("Perguntando ao tenant o que ele sabe responder"))
        abilities.ask(ctx, self._platform, self._store, wanted.role)
        return Entered(made)


def checked(wanted: Wanted) -> None:
    """Raise UsageError for what cannot be tried."""
    if not wanted.url:
        raise UsageError(N_("Falta o endereço da plataforma."))
    if not wanted.user and not wanted.key:
        raise UsageError(N_("Falta o usuário, ou a chave da aplicação."))
    if wanted.key and not wanted.tenant:
        raise UsageError(N_("Uma aplicação entra num tenant: diga qual."))
    if wanted.ca and not trust.readable(wanted.ca):
        raise UsageError(N_("“{file}” não é um arquivo de certificados que se possa ler.", file=wanted.ca))
    place(wanted.url, wanted.dialect, wanted.client_id)


def catalogue_text(file: str) -> str:
    """The text of an override file that can be used; empty for no file. Raises UnreadableError."""
    if not file:
        return ""
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(N_("O arquivo do catálogo “{file}” não pode ser lido.", file=file)) from error
    catalogue.check(text)
    return text


def facts(known: Connection, asked: str) -> list[tuple[Text, str]]:
    """What is known of a sign-in, as label and value. `asked`: when the tenant was last asked what it can."""
    return [(N_("Tenant"), known.tenant), (N_("Domínio"), known.domain), (N_("Endereço"), known.url),
            (N_("Entrou como"), known.user), *([(N_("Perguntado em"), asked)] if asked else [])]


def suggested(known: Connection | None) -> str:
    """Which of the addresses a new sign-in starts with."""
    if known is None:
        return "production"
    return known.environment if known.environment in ("production", "homologation") else "other"
