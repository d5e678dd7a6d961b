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

ACCESS_TABS = (
    Tab("role", N_("Gestão dos Papéis"), N_("Novo papel"), N_("Excluir 1 papel"), N_("Nenhum papel ainda"),
        N_("Cadastre os papéis padrão do CRM, ou importe a planilha do cliente."), "shield-check"),
    Tab("resource", N_("Recursos"), N_("Incluir recurso"), N_("Excluir 1 recurso"), N_("Nenhum recurso na lista"),
        N_("A Senior publica só parte da lista. Inclua os que você vê na aba Permissões do tenant."), "list-filter"),
    Tab("user", N_("Gestão dos Usuários"), N_("Novo usuário"), N_("Excluir 1 usuário"), N_("Nenhum usuário ainda"),
        N_("Importe a planilha do cliente ou cadastre à mão."), "users"),
    Tab("department", N_("Departamentos"), N_("Novo departamento"), N_("Excluir 1 departamento"),
        N_("Nenhum departamento ainda"), N_("Cadastros > Departamentos, no CRM."), "building"),
    Tab("function", N_("Funções"), N_("Nova função"), N_("Excluir 1 função"), N_("Nenhuma função ainda"),
        N_("Cadastros > Funções, no CRM."), "user-round-cog"),
    Tab("account-type", N_("Tipos de conta"), N_("Novo tipo de conta"), N_("Excluir 1 tipo de conta"),
        N_("Nenhum tipo de conta ainda"), N_("Lead, Prospect e Cliente estão no manual; a lista completa não."),
        "star"),
)


def tab_of(type_name: str) -> Tab:
    """The words of a type's tab."""
    return next(tab for tab in (*TABS, *ACCESS_TABS) if tab.type == type_name)
