"""Parâmetros SMTP: how the CRM sends e-mail to users for a company-branch. The 13 documented fields in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Choice, Kind
from crm_console.core.problem import Fix, Problem, Severity, Who
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_
from crm_console.core.vendor import provider_of
from crm_console.models.base import Base, field
from crm_console.models.company import CRM
from crm_console.models.scope import foreign_host, private_host

IT = Who.CUSTOMER_IT
SECURITY = (Choice("ssl", N_("SSL")), Choice("tls", N_("TLS"), ("STARTTLS",)))
USUAL = {"ssl": 465, "tls": 587}


class Smtp(Base):
    """One mail server of a company-branch."""

    __tablename__ = "smtp"
    TYPE = "smtp"
    LABEL, LABELS = N_("Servidor SMTP"), N_("Servidores SMTP")
    KEY = ("company", "branch", "number")
    TITLE = ("host", "port")
    MENU = (CRM, "Sistema", "Configurar Empresa/Filial", "guia Parâmetros SMTP")

    company: Mapped[str] = field(
        Kind.LINK, N_("Empresa"), required=True, target="company", listed=True, aliases=("Código da Empresa",))
    branch: Mapped[str] = field(
        Kind.LINK, N_("Filial"), required=True, target="branch", within="company", listed=True,
        aliases=("Código da Filial",))
    number: Mapped[int] = field(Kind.NUMBER, N_("Número"), low=1, assigned=True)
    host: Mapped[str | None] = field(
        Kind.HOST, N_("Endereço SMTP"), needed=True, who=IT, listed=True, example="mail.empresa.example",
        checks=(foreign_host,))
    port: Mapped[int | None] = field(
        Kind.NUMBER, N_("Porta SMTP"), needed=True, who=IT, low=1, high=65535, listed=True, example="587")
    delay: Mapped[int | None] = field(
        Kind.NUMBER, N_("Intervalo/Delay no envio"), low=0, high=2_000_000_000, default=0,
        note=N_("unidade não publicada"),
        help=N_("Tempo entre a execução do processo e o envio. A Senior não publica a unidade."))
    sender: Mapped[str | None] = field(
        Kind.EMAIL, N_("E-mail de envio"), needed=True, who=IT, listed=True, example="crm@empresa.example",
        help=N_("Remetente das notificações. O e-mail de teste vai para este mesmo endereço."))
    display_name: Mapped[str | None] = field(Kind.TEXT, N_("Nome a exibir"), example="CRM")
    authenticates: Mapped[bool | None] = field(Kind.FLAG, N_("Requer autenticação"), default=False)
    user: Mapped[str | None] = field(
        Kind.TEXT, N_("Usuário"), needed=True, who=IT, shown_when=("authenticates", True))
    password: Mapped[str | None] = field(
        Kind.SECRET, N_("Senha"), needed=True, who=IT, shown_when=("authenticates", True))
    secure: Mapped[bool | None] = field(Kind.FLAG, N_("Usar conexão segura"), default=False)
    security_kind: Mapped[str | None] = field(
        Kind.CHOICE, N_("Tipo de conexão segura"), needed=True, who=IT, choices=SECURITY, shown_when=("secure", True))
    principal: Mapped[bool | None] = field(Kind.FLAG, N_("Servidor principal"), default=False, listed=True)

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """Everything here is inferred or a proposal: warnings."""
        yield from _port_and_security(record)
        yield from _sender_and_user(record)
        yield from private_host(record, "smtp")
        yield from _provider(record)
        yield from _second_principal(record, lookup)


def _port_and_security(record: Record) -> Iterator[Problem]:
    port, kind = record.get("port"), record.get("security_kind") if record.get("secure") else None
    if kind == "ssl" and port in (25, 587, 2525):
        yield Problem(
            "security_kind", "smtp.port_security",
            N_("A porta {port} costuma usar TLS. Com SSL, a usual é 465.", port=port), Severity.WARNING,
            fix=Fix(N_("Usar TLS"), {"security_kind": "tls"}))
    if kind == "tls" and port == 465:
        yield Problem(
            "security_kind", "smtp.port_security",
            N_("A porta 465 costuma usar SSL. Com TLS, a usual é 587."), Severity.WARNING,
            fix=Fix(N_("Usar SSL"), {"security_kind": "ssl"}))
    if not record.get("secure") and port in (465, 587):
        kind = "ssl" if port == 465 else "tls"
        yield Problem(
            "secure", "smtp.port_security",
            N_("A porta {port} costuma exigir conexão segura.", port=port), Severity.WARNING,
            fix=Fix(N_("Usar conexão segura"), {"secure": True, "security_kind": kind}))
    if record.get("authenticates") and not record.get("secure"):
        yield Problem(
            "secure", "smtp.clear_password",
            N_("Sem conexão segura, a senha passa aberta pela rede."), Severity.WARNING, Who.CUSTOMER_IT)


def _sender_and_user(record: Record) -> Iterator[Problem]:
    user, sender = record.get("user"), record.get("sender")
    if record.get("authenticates") and user and sender and user.casefold() != sender.casefold():
        yield Problem(
            "user", "smtp.sender_user",
            N_("Difere do e-mail de envio. Muitos servidores só enviam em nome do próprio usuário."),
            Severity.WARNING, Who.CUSTOMER_IT, Fix(N_("Usar o e-mail de envio"), {"user": sender}))


def _provider(record: Record) -> Iterator[Problem]:
    provider = provider_of(record.get("host", ""))
    if provider and provider.basic_off and record.get("authenticates"):
        yield Problem(
            "host", "smtp.basic_sign_in",
            N_("O {name} desliga o login por senha no envio a partir do fim de dezembro de 2026; um administrador "
               "pode religar. Combine com a TI do cliente.", name=provider.name),
            Severity.WARNING, Who.CUSTOMER_IT)


def _second_principal(record: Record, lookup: Lookup) -> Iterator[Problem]:
    if not record.get("principal"):
        return
    for other in lookup.where("smtp", branch=record["branch"], principal=True):
        if other.uid != record.uid:
            yield Problem(
                "principal", "smtp.second_principal",
                N_("A filial já tem um servidor principal: {host}:{port}. Confira qual dos dois é.",
                   host=other.get("host", "?"), port=other.get("port", "?")), Severity.WARNING)
            return
