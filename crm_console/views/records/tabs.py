"""The tabs of Empresa/Filial in the vendor's order and words. To add a tab of records: one entry here."""

from __future__ import annotations

from dataclasses import dataclass

from crm_console.core.text import N_, Text


@dataclass(frozen=True)
class Tab:
    """A record type's tab: its title, its words, its icon; `test` names the vendor's test button where there is one."""

    type: str
    title: Text
    new: Text
    delete_one: Text
    empty: Text
    who: Text
    icon: str
    test: Text = Text("")


TABS = (
    Tab("company", N_("Empresa"), N_("Cadastrar Empresa"), N_("Excluir 1 empresa"), N_("Nenhuma empresa ainda"),
        N_("Importe a planilha do cliente ou cadastre à mão."), "building-2"),
    Tab("branch", N_("Empresa Filial"), N_("Cadastrar Filial"), N_("Excluir 1 filial"), N_("Nenhuma filial ainda"),
        N_("Cadastre antes a empresa; cada empresa pode ter quantas filiais existirem."), "git-branch"),
    Tab("smtp", N_("Parâmetros SMTP"), N_("Cadastrar SMTP"), N_("Excluir 1 servidor SMTP"),
        N_("Nenhum servidor SMTP ainda"), N_("Peça os dados à TI do cliente."), "mail-plus",
        N_("Testar envio de e-mail")),
    Tab("ftp", N_("Parâmetros FTP"), N_("Cadastrar FTP"), N_("Excluir 1 servidor FTP"),
        N_("Nenhum servidor FTP ainda"), N_("Peça os dados à TI do cliente."), "server", N_("Testar envio de arquivo")),
)
