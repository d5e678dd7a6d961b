"""Parâmetros FTP: where the CRM puts attached files for one company-branch. One per pair (documented); 9 fields."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Mapped

from crm_console.core.fields import Choice, Kind
from crm_console.core.problem import Fix, Problem, Severity, Who
from crm_console.core.record import Lookup, Record
from crm_console.core.text import N_
from crm_console.models.base import Base, field
from crm_console.models.company import CRM
from crm_console.models.scope import foreign_host, private_host

IT = Who.CUSTOMER_IT
KINDS = (
    Choice("ftp", N_("FTP (sem criptografia)"), ("FTP",)),
    Choice("sftp", N_("SFTP (com criptografia)"), ("SFTP",)),
)
METHODS = (
    Choice("application", N_("Aplicação"), ("da aplicação", "passivo", "Application", "Aplicación")),
    Choice("server", N_("Servidor do cliente"), ("servidor", "ativo", "Customer server", "Servidor del cliente")),
)


class Ftp(Base):
    """The file server of a company-branch."""

    __tablename__ = "ftp"
    TYPE = "ftp"
    LABEL, LABELS = N_("Servidor FTP"), N_("Servidores FTP")
    KEY = ("company", "branch")
    TITLE = ("host", "port")
    MENU = (CRM, "Sistema", "Configurar Empresa/Filial", "guia Parâmetros FTP")

    company: Mapped[str] = field(
        Kind.LINK, N_("Empresa"), required=True, target="company", listed=True, aliases=("Código da Empresa",))
    branch: Mapped[str] = field(
        Kind.LINK, N_("Filial"), required=True, target="branch", within="company", listed=True,
        aliases=("Código da Filial",))
    host: Mapped[str | None] = field(
        Kind.HOST, N_("Endereço FTP"), needed=True, who=IT, listed=True, example="arquivos.empresa.example",
        checks=(foreign_host,))
    port: Mapped[int | None] = field(
        Kind.NUMBER, N_("Porta FTP"), needed=True, who=IT, low=1, high=65535, listed=True, example="22")
    folder: Mapped[str | None] = field(
        Kind.PATH, N_("Pasta"), length=1000, needed=True, who=IT, listed=True, example="/crm/documentos",
        help=N_("Pasta onde o CRM grava os arquivos, como o servidor a vê."))
    user: Mapped[str | None] = field(Kind.TEXT, N_("Usuário"), needed=True, who=IT)
    password: Mapped[str | None] = field(Kind.SECRET, N_("Senha"), needed=True, who=IT)
    kind: Mapped[str | None] = field(
        Kind.CHOICE, N_("Tipo de Conexão"), needed=True, who=IT, choices=KINDS, listed=True,
        help=N_("O CRM conhece FTP e SFTP; FTPS não existe nesta tela."))
    method: Mapped[str | None] = field(
        Kind.CHOICE, N_("Método de Transferência"), choices=METHODS, note=N_("nossa leitura: passivo/ativo"),
        help=N_("De quem é a responsabilidade da transferência: da aplicação ou do servidor do cliente. Lemos a "
                "aplicação como modo passivo e o servidor como modo ativo; a Senior não diz isso. No SFTP não conta."))

    @classmethod
    def rules(cls, record: Record, lookup: Lookup) -> Iterable[Problem]:
        """Usual ports and reachability are inferred: warnings. A method is missing only where it counts."""
        kind, port = record.get("kind"), record.get("port")
        if kind == "sftp" and port == 21:
            yield Problem(
                "port", "ftp.port_kind", N_("A porta 21 costuma ser de FTP. A usual do SFTP é 22."),
                Severity.WARNING, fix=Fix(N_("Usar 22"), {"port": 22}))
        if kind == "ftp" and port == 22:
            yield Problem(
                "port", "ftp.port_kind", N_("A porta 22 costuma ser de SFTP. A usual do FTP é 21."),
                Severity.WARNING, fix=Fix(N_("Usar SFTP"), {"kind": "sftp"}))
        if port == 990:
            yield Problem(
                "port", "ftp.port_ftps", N_("A porta 990 é de FTPS, que o CRM não conhece. Ele usa FTP ou SFTP."),
                Severity.WARNING, Who.CUSTOMER_IT)
        if kind == "ftp":
            yield Problem(
                "kind", "ftp.clear_password", N_("No FTP a senha e os arquivos passam abertos pela rede."),
                Severity.WARNING, Who.CUSTOMER_IT, Fix(N_("Usar SFTP"), {"kind": "sftp", "port": 22}))
            if record.get("method") is None:
                yield Problem(
                    "method", "ftp.method_missing", N_("Falta o Método de Transferência."), Severity.MISSING, IT)
        yield from private_host(record, "ftp")
