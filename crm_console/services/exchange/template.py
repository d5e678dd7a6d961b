"""Writes the blank workbook that a customer fills in and `importing` reads. It has no columns for passwords."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from crm_console.core.fields import SETS, Field, Kind, options
from crm_console.core.text import N_, Language, Text
from crm_console.models import TYPES, fields
from crm_console.models.role import ACTIONS
from crm_console.services.exchange import prefilled
from crm_console.services.exchange.codes import holds_codes
from crm_console.services.exchange.errors_workbook import save
from crm_console.services.exchange.headers import MARK, importable
from crm_console.store.keys import key_fields

SHEETS: Mapping[str, Text] = {  # sheets whose columns are alike are told apart by these names: they are the types' own
    "company": TYPES["company"].LABELS, "branch": TYPES["branch"].LABELS, "smtp": N_("SMTP"), "ftp": N_("FTP"),
    **{name: TYPES[name].LABELS for name in (
        "resource", "role", "profile-option", "profile", "department", "function", "user", "account-type", "stage",
        "setting")}}
KEPT_BY_US = {"user": ("activation",)}  # states that the program follows; nobody fills them in
ROWS = 5000  # rows with drop-downs
PAIR, PAIRS = "1/2", "1/2, 1/3"
GRANTED = Text("Nova Conta: {access} {view}, Contatos: *", {"access": ACTIONS[0].label, "view": ACTIONS[1].label})
GUIDE = (
    N_("Preencha uma linha por registro, a partir da linha 3 de cada planilha. A ordem das planilhas não importa."),
    N_("Colunas com * são obrigatórias. As outras podem esperar: o que fica em branco não apaga nada."),
    N_("Códigos são texto: escreva-os como estão no ERP, com os zeros à esquerda."),
    N_("A empresa de uma filial, e a empresa e a filial de um servidor, são escritas pelo código."),
    N_("Usuários: o gestor (Subordinado de) é escrito pelo login dele, em qualquer ordem de linhas. Departamento, "
       "função e papéis são escritos pelo nome, como nas planilhas deles."),
    N_("Vários valores numa célula, como papéis ou empresas e filiais, são separados por vírgula. Uma empresa e filial "
       "é escrita 1/2: o código da empresa, uma barra, o código da filial."),
    N_("Permissões de um papel: o recurso, dois-pontos e as ações, como em “{example}”. As ações são {actions}; * são "
       "todas. Recursos são separados por vírgula.", example=GRANTED,
       actions=options(fields(TYPES["role"])["permissions"])),
    N_("Etapas do funil: são sempre seis e já estão numeradas. A probabilidade é um número inteiro, sem casas "
       "decimais."),
    N_("Configurações: responda Sim ou Não na coluna Valor; o que fica em branco não muda. Campos de Ocorrências não "
       "têm lista publicada: acrescente uma linha com a chave {key}, o valor e o nome do campo ao lado.",
       key="occurrence.required.nome-curto"),
    N_("Nas colunas com seta, escolha um valor da lista. Sim e Não também podem ser S, N, X, 1 e 0."),
    N_("Não escreva senhas aqui. Elas são digitadas depois, no próprio programa, e ficam no cofre do computador."),
    N_("Não mude os títulos das colunas. O que começa com {mark} é ajuda e não é lido.", mark=MARK),
)


def columns(type_name: str) -> list[Field]:
    """The fields that the customer fills in."""
    return [spec for spec in fields(TYPES[type_name]).values()
            if importable(spec) and spec.kind is not Kind.SECRET and spec.name not in KEPT_BY_US.get(type_name, ())]


def write(path: Path, language: Language) -> None:
    """Write the workbook in one language. Raises FailedError."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "must": book.add_format({"bold": True, "bg_color": "#DCE8F8", "bottom": 1}),
        "may": book.add_format({"bg_color": "#EEF1F5", "bottom": 1}),
        "help": book.add_format({"italic": True, "font_color": "#5B6472", "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": 49}), "heading": book.add_format({"bold": True, "font_size": 14}),
        "given": book.add_format({"num_format": 49, "font_color": "#5B6472"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"})}
    for type_name, name in SHEETS.items():
        _Sheet(book.add_worksheet(language.say(name)[:31]), type_name, language, formats).write()
    _write_guide(book.add_worksheet(language.say(N_("Como preencher"))[:31]), language, formats)
    save(book, path)


class _Sheet:
    """One sheet: titles, a line of help, drop-downs, and the rows that are there from the start."""

    def __init__(self, sheet: Any, type_name: str, language: Language, formats: Mapping[str, Any]) -> None:
        self._sheet, self._type, self._language, self._formats = sheet, type_name, language, formats
        self._specs = columns(type_name)
        self._rows = prefilled.ROWS.get(type_name, ())

    def write(self) -> None:
        """Write it."""
        self._sheet.set_row(1, 45)
        for index, spec in enumerate(self._specs):
            self._column(index, spec)
        self._sheet.freeze_panes(2, 0)
        for number, row in enumerate(self._rows, start=2):
            self._row(number, row)
        if self._type in prefilled.EXPLAINED:
            self._explain(len(self._specs), prefilled.EXPLAINED[self._type])

    def _column(self, index: int, spec: Field) -> None:
        sheet, title = self._sheet, self._language.say(spec.label)
        text = spec.kind is Kind.CNPJ or _reads_as_text(self._type, spec)
        width = max(14, len(title) + 4, *(len(str(row.get(spec.name, ""))) + 2 for row in self._rows or ({},)))
        sheet.set_column(index, index, width, self._formats["text"] if text else None)
        kind = "must" if spec.required else "may"
        sheet.write_string(0, index, f"{title} *" if spec.required else title, self._formats[kind])
        sheet.write_string(1, index, f"{MARK} {self._short(spec)}", self._formats["help"])
        comment = self._long(spec)
        if comment:
            sheet.write_comment(0, index, comment, {"x_scale": 2})
        choices = _choices(spec, self._language)
        if choices:
            sheet.data_validation(2, index, ROWS, index, {"validate": "list", "source": choices})

    def _row(self, number: int, row: Mapping[str, object]) -> None:
        for index, spec in enumerate(self._specs):
            if spec.name in row:
                self._sheet.write(number, index, row[spec.name], self._formats["given"])
            choices = prefilled.choices(self._type, row, spec.name)
            if choices:
                self._sheet.data_validation(number, index, number, index, {
                    "validate": "list", "source": [self._language.say(Text(c) if isinstance(c, str) else c)
                                                   for c in choices]})

    def _explain(self, index: int, title: Text) -> None:
        """A column of help beside rows whose keys are words of ours."""
        names = [self._language.say(prefilled.name_of(row)) for row in self._rows]
        self._sheet.set_column(index, index, max(map(len, names)) + 2)
        self._sheet.write_string(0, index, f"{MARK} {self._language.say(title)}", self._formats["help"])
        self._sheet.write_string(1, index, f"{MARK} {self._language.say(N_('só ajuda'))}", self._formats["help"])
        for number, name in enumerate(names, start=2):
            self._sheet.write_string(number, index, name, self._formats["help"])

    def _short(self, spec: Field) -> str:
        """A few words under the header: what sort of value, and an example."""
        text: Text
        if self._rows and spec.name in self._rows[0]:
            text = N_("já preenchido")
        elif spec.target:
            text = _of_another_sheet(spec)
        elif _choices(spec, self._language) or any(prefilled.choices(self._type, r, spec.name) for r in self._rows):
            text = N_("escolha na lista")
        elif spec.example:
            text = N_("ex.: {example}", example=spec.example)
        else:
            text = N_("obrigatório") if spec.required else N_("opcional")
        return self._language.say(text)

    def _long(self, spec: Field) -> str:
        say = self._language.say
        parts = [say(part) for part in (spec.help, spec.note) if part.source]
        return "\n".join([*parts, say(N_("Exemplo: {example}", example=spec.example))] if spec.example else parts)


def _reads_as_text(type_name: str, spec: Field) -> bool:
    """Whether a spreadsheet must be kept from taking the cells for numbers or dates ("1/2")."""
    return (holds_codes(type_name, spec.name) or (spec.target != "" and len(key_fields(spec.target)) > 1)
            or (spec.kind is Kind.TEXT and spec.name in TYPES[type_name].KEY))


def _choices(spec: Field, language: Language) -> list[str]:
    if spec.kind is Kind.FLAG:
        return [language.say(prefilled.YES), language.say(prefilled.NO)]
    return [language.say(choice.label) for choice in spec.choices] if spec.kind is Kind.CHOICE else []


def _of_another_sheet(spec: Field) -> Text:
    """How a link is written: as a column of another sheet, or as a pair."""
    keys, sheet = key_fields(spec.target), SHEETS.get(spec.target, TYPES[spec.target].LABELS)
    if spec.kind is Kind.GRANTS:
        return N_("ex.: {example}", example=GRANTED)
    if len(keys) > 1 and not spec.within:
        return N_("ex.: {example}", example=PAIRS if spec.kind in SETS else PAIR)
    if spec.kind in SETS:
        return N_("como em {column}, na planilha {sheet}; vários com vírgula", column=keys[-1].label, sheet=sheet)
    if keys[-1].kind is Kind.CODE:
        return N_("código da planilha {sheet}", sheet=sheet)
    return N_("como em {column}, na planilha {sheet}", column=keys[-1].label, sheet=sheet)


def _write_guide(sheet: Any, language: Language, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, language.say(N_("Como preencher esta planilha")), formats["heading"])
    for row, text in enumerate(GUIDE, start=2):
        sheet.write_string(row, 0, f"• {language.say(text)}", formats["wrap"])
