"""Writes the blank workbook that a customer fills in and `importing` reads. It has no columns for passwords."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from crm_console.core.fields import Field, Kind
from crm_console.core.text import N_, Language, Text
from crm_console.models import TYPES, fields
from crm_console.services.exchange.codes import holds_codes
from crm_console.services.exchange.errors_workbook import save
from crm_console.services.exchange.headers import MARK, importable

SHEETS = {"company": N_("Empresas"), "branch": N_("Filiais"), "smtp": N_("SMTP"), "ftp": N_("FTP")}
ROWS = 2000  # rows with drop-downs
GUIDE = (
    N_("Preencha uma linha por registro, a partir da linha 3 de cada planilha. A ordem das planilhas não importa."),
    N_("Colunas com * são obrigatórias. As outras podem esperar: o que fica em branco não apaga nada."),
    N_("Códigos são texto: escreva-os como estão no ERP, com os zeros à esquerda."),
    N_("A empresa de uma filial, e a empresa e a filial de um servidor, são escritas pelo código."),
    N_("Nas colunas com seta, escolha um valor da lista. Sim e Não também podem ser S, N, X, 1 e 0."),
    N_("Não escreva senhas aqui. Elas são digitadas depois, no próprio programa, e ficam no cofre do computador."),
    N_("Não mude os títulos das colunas. A linha que começa com {mark} é ajuda e não é lida.", mark=MARK),
)


def columns(type_name: str) -> list[Field]:
    """The fields that the customer fills in."""
    return [spec for spec in fields(TYPES[type_name]).values() if importable(spec) and spec.kind is not Kind.SECRET]


def write(path: Path, language: Language) -> None:
    """Write the workbook in one language. Raises FailedError."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "must": book.add_format({"bold": True, "bg_color": "#DCE8F8", "bottom": 1}),
        "may": book.add_format({"bg_color": "#EEF1F5", "bottom": 1}),
        "help": book.add_format({"italic": True, "font_color": "#5B6472", "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": 49}), "heading": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"})}
    for type_name, name in SHEETS.items():
        _write_sheet(book.add_worksheet(language.say(name)), columns(type_name), type_name, language, formats)
    _write_guide(book.add_worksheet(language.say(N_("Como preencher"))[:31]), language, formats)
    save(book, path)


def _write_sheet(
    sheet: Any, specs: Sequence[Field], type_name: str, language: Language, formats: dict[str, Any]
) -> None:
    sheet.set_row(1, 45)
    for index, spec in enumerate(specs):
        title = language.say(spec.label)
        text = spec.kind is Kind.CNPJ or holds_codes(type_name, spec.name)
        sheet.set_column(index, index, max(14, len(title) + 4), formats["text"] if text else None)
        sheet.write_string(0, index, f"{title} *" if spec.required else title,
                           formats["must" if spec.required else "may"])
        sheet.write_string(1, index, f"{MARK} {_short(spec, language)}", formats["help"])
        comment = _long(spec, language)
        if comment:
            sheet.write_comment(0, index, comment, {"x_scale": 2})
        choices = _choices(spec, language)
        if choices:
            sheet.data_validation(2, index, ROWS, index, {"validate": "list", "source": choices})
    sheet.freeze_panes(2, 0)


def _choices(spec: Field, language: Language) -> list[str]:
    if spec.kind is Kind.FLAG:
        return [language.say(N_("Sim")), language.say(N_("Não"))]
    return [language.say(choice.label) for choice in spec.choices]


def _short(spec: Field, language: Language) -> str:
    """A few words under the header: what sort of value, and an example."""
    text: Text
    if spec.kind is Kind.LINK:
        text = N_("código da planilha {sheet}", sheet=SHEETS.get(spec.target, TYPES[spec.target].LABELS))
    elif _choices(spec, language):
        text = N_("escolha na lista")
    elif spec.example:
        text = N_("ex.: {example}", example=spec.example)
    else:
        text = N_("obrigatório") if spec.required else N_("opcional")
    return language.say(text)


def _long(spec: Field, language: Language) -> str:
    parts = [language.say(part) for part in (spec.help, spec.note) if part.source]
    return "\n".join([*parts, language.say(N_("Exemplo: {example}", example=spec.example))] if spec.example else parts)


def _write_guide(sheet: Any, language: Language, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, language.say(N_("Como preencher esta planilha")), formats["heading"])
    for row, text in enumerate(GUIDE, start=2):
        sheet.write_string(row, 0, f"• {language.say(text)}", formats["wrap"])
