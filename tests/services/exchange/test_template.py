"""The blank workbook: what a customer types into it is what comes back, in every language."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from crm_console.core.errors import FailedError
from crm_console.core.paths import resources
from crm_console.core.text import CODES, Language
from crm_console.models import TYPES, fields
from crm_console.models.setting import LABELS, VALUES
from crm_console.services.entry import listed
from crm_console.services.exchange import errors_workbook, template
from crm_console.services.exchange.importing import run


@pytest.fixture(params=CODES)
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param, resources() / "i18n")


@pytest.fixture
def blank(tmp_path: Path, language: Language) -> Path:
    path = tmp_path / "modelo.xlsx"
    template.write(path, language)
    return path


def test_blank_it_brings_nothing(workspace, blank: Path) -> None:
    result = run(workspace, [blank])
    assert (result.created, result.errors, result.ignored, result.notes) == (0, [], [], [])
    assert len(result.skipped) == 1  # the guide


def fill(book: openpyxl.Workbook, type_name: str, *rows: dict[str, object]) -> None:
    """Type rows below what a sheet brings; a row whose key is there already is completed."""
    sheet = book.worksheets[list(template.SHEETS).index(type_name)]
    places = {spec.name: at for at, spec in enumerate(template.columns(type_name), start=1)}
    name = next(name for name in reversed(TYPES[type_name].KEY) if name in places)
    key = places[name]
    for row in rows:
        given = [n for n in range(3, sheet.max_row + 1) if sheet.cell(n, key).value == row[name]]
        empty = next(n for n in range(3, sheet.max_row + 2) if sheet.cell(n, key).value is None)
        for field, value in row.items():
            sheet.cell(given[0] if given else empty, places[field]).value = value


def test_filled_in_it_comes_back(workspace, blank: Path, language: Language) -> None:
    say = language.say
    actions = {c.value: say(c.label) for c in fields(TYPES["role"])["permissions"].choices}
    book = openpyxl.load_workbook(blank)
    fill(book, "company", {"code": "001", "name": "Açaí", "cnpj": "33683111000107"})
    fill(book, "branch", {"company": "001", "code": "0001", "name": "Sede", "head_office": say("Sim")},
         {"company": "001", "code": "0002", "name": "Porto"})
    fill(book, "smtp", {"company": "001", "branch": "0001", "host": "m.x.example", "port": 587, "security_kind": "TLS"})
    fill(book, "ftp", {"company": "001", "branch": "0001", "host": "f.x.example",
                       "kind": say(fields(TYPES["ftp"])["kind"].choices[1].label)})
    fill(book, "role", {"name": "CRM – Vendas", "description": "Vende", "permissions": say(template.GRANTED)},
         {"name": "Só leitura", "permissions": f"Contatos: {actions['access']} {actions['view']} {actions['export']}"})
    fill(book, "resource", {"name": "Kanban", "module": "Oportunidades"})
    fill(book, "profile-option", {"name": "Contas da equipe", "ticked": say("Não")})
    fill(book, "profile", {"role": "Só leitura", "options": "Contas da equipe"})
    fill(book, "department", {"name": "Comercial", "active": say("Não")})
    fill(book, "function", {"name": "Vendedor"}, {"name": "Comercial"})
    fill(book, "user",
         {"login": "ana", "full_name": "Ana", "manager": "zeca", "department": "Comercial", "function": "Vendedor",
          "roles": "CRM – Vendas, Só leitura", "branches": "001/0001, 001/0002", "default_branch": "001/0002"},
         {"login": "zeca", "blocked": say("Sim")})
    fill(book, "account-type", {"name": "Prospect"})
    fill(book, "stage", {"number": 2, "name": "Proposta", "probability": 60, "account_type": "Prospect",
                         "charts": say("Sim")})
    fill(book, "setting", {"key": "opportunity.quantitative_goals", "value": say("Sim")},
         {"key": "opportunity.required.expected_value", "value": say("Não")},
         {"key": "documents.storage", "value": "links"},
         {"key": "occurrence.required.prazo", "value": say("Sim"), "label": "Prazo"})
    book.save(blank)
    result = run(workspace, [blank])
    assert ([str(e.cause) for e in result.errors], result.ignored) == ([], [])
    assert result.created == 21
    store = workspace.store
    rows = {name: {row["key"]: row for row in listed(store, name)} for name in template.SHEETS}
    assert rows["branch"]["001/0001"]["head_office"] is True
    assert rows["smtp"]["001/0001/1"]["security_kind"] == "tls"
    assert rows["ftp"]["001/0001"]["kind"] == "sftp"
    assert rows["role"]["CRM – Vendas"]["permissions"] == {"Nova Conta": ["access", "view"], "Contatos": list(actions)}
    assert rows["role"]["Só leitura"]["permissions"] == {"Contatos": ["access", "view", "export"]}
    assert rows["resource"]["Kanban"]["module"] == "Oportunidades"
    assert rows["profile"]["Só leitura"]["options"] == {"Contas da equipe": True, "Contas do Próprio Usuário": False}
    assert rows["department"]["Comercial"]["active"] is False
    assert sorted(rows["function"]) == ["Comercial", "Vendedor"]
    ana = rows["user"]["ana"]
    assert (ana["manager"], ana["department"], ana["function"]) == ("zeca", "Comercial", "Vendedor")
    assert (ana["roles"], ana["branches"], ana["default_branch"]) == (
        ["CRM – Vendas", "Só leitura"], ["001/0001", "001/0002"], "001/0002")
    assert rows["user"]["zeca"]["blocked"] is True
    stage = rows["stage"]["2"]
    assert (stage["name"], stage["probability"], stage["account_type"], stage["charts"]) == (
        "Proposta", 60, "Prospect", True)
    assert {key: row["value"] for key, row in rows["setting"].items()} == {
        "opportunity.quantitative_goals": "true", "opportunity.required.expected_value": "false",
        "documents.storage": "links", "occurrence.required.prazo": "true"}
    again = run(workspace, [blank])
    assert (again.created, again.updated, again.unchanged, again.errors) == (0, 0, 21, [])


def test_how_it_looks(blank: Path, language: Language) -> None:
    book = openpyxl.load_workbook(blank)
    assert len(book.worksheets) == len(template.SHEETS) + 1 == 15
    sheets = dict(zip(template.SHEETS, book.worksheets, strict=False))
    assert sheets["company"].freeze_panes == "A3"
    assert sheets["company"]["A1"].value.endswith(" *")
    assert sheets["company"]["A1"].comment is not None
    drops = {name: len(sheet.data_validations.dataValidation) for name, sheet in sheets.items()}
    assert drops == {"company": 0, "branch": 1, "smtp": 4, "ftp": 2, "resource": 0, "role": 0,
                     "profile-option": 1, "profile": 0, "department": 1, "function": 1,
                     "user": 4, "account-type": 1, "stage": 1, "setting": 13}
    for name, sheet in sheets.items():
        assert all(cell.value.startswith("▸ ") and cell.value != "▸ " for cell in sheet[2]), name
        assert not {spec.name for spec in template.columns(name)} & {"password", "photo", "activation"}
        assert len(sheet.title) <= 31


def test_settings_and_stages_are_there_already(blank: Path, language: Language) -> None:
    book = openpyxl.load_workbook(blank)
    sheets = dict(zip(template.SHEETS, book.worksheets, strict=False))
    rows = [[cell.value for cell in row] for row in sheets["setting"].iter_rows(min_row=3)]
    assert [row[0] for row in rows] == list(VALUES)
    assert all(row[1] is None and row[2] is None and row[3] for row in rows)
    assert rows[0][3].startswith(language.say(LABELS[rows[0][0]]))
    lists = {str(v.sqref): v.formula1 for v in sheets["setting"].data_validations.dataValidation}
    assert lists["B3"] == f'"{language.say("Sim")},{language.say("Não")}"'
    assert lists[f"B{3 + list(VALUES).index('opportunity.required.actual_close')}"] == f'"{language.say("Sim")}"'
    assert lists[f"B{2 + len(VALUES)}"] == '"ftp,links"'
    assert [row[0].value for row in sheets["stage"].iter_rows(min_row=3)] == [1, 2, 3, 4, 5, 6]


def test_pairs_and_logins_are_text_so_that_no_date_comes_of_them(workspace, blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    sheets = dict(zip(template.SHEETS, book.worksheets, strict=False))
    with zipfile.ZipFile(blank) as parts:
        styles = re.findall('<xf numFmtId="(\\d+)"', parts.read("xl/styles.xml").decode().split("<cellXfs")[1])
        at = list(template.SHEETS).index("user") + 1
        columns = parts.read(f"xl/worksheets/sheet{at}.xml").decode()
    ranges = re.findall('<col min="(\\d+)" max="(\\d+)" width="[^"]+" style="(\\d+)"', columns)
    found = {n: styles[int(style)] for first, last, style in ranges for n in range(int(first), int(last) + 1)}
    places = {spec.name: n for n, spec in enumerate(template.columns("user"), start=1)}
    assert {name for name, n in places.items() if found.get(n) == "49"} == {
        "login", "mobile", "branches", "default_branch"}
    sheet = sheets["user"]
    sheet.cell(3, places["login"]).value, sheet.cell(3, places["branches"]).value = "ana", datetime(2026, 2, 1)
    book.save(blank)
    (error,) = run(workspace, [blank]).errors
    assert "uma data aqui" in str(error.cause)


def test_codes_are_text_columns(blank: Path) -> None:
    with zipfile.ZipFile(blank) as parts:
        styles = re.findall("<xf numFmtId=\"(\\d+)\"", parts.read("xl/styles.xml").decode().split("<cellXfs")[1])
        columns = parts.read("xl/worksheets/sheet1.xml").decode()
    found = {int(at): styles[int(style)]
             for at, style in re.findall('<col min="(\\d+)" max="\\d+" width="[^"]+" style="(\\d+)"', columns)}
    assert (found[1], found[4]) == ("49", "49")  # the code and the CNPJ; 49 is Excel's own text format


def test_the_workbook_of_errors(workspace, sample: Path, tmp_path: Path, language: Language) -> None:
    path = tmp_path / "erros.xlsx"
    errors_workbook.write(path, run(workspace, [sample]).bad, language)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Empresas", "Filiais", "SMTP"]
    rows = list(book["SMTP"].iter_rows(values_only=True))
    assert rows[0][-1] == language.say("Causa")
    assert rows[1][:4] == ("001", "0002", "smtp://mail.serpro.example", 465)
    assert rows[1][-1].count("\n") == 1


def test_passwords_and_formulas_in_the_workbook_of_errors(workspace, workbook, tmp_path: Path) -> None:
    path = tmp_path / "erros.xlsx"
    source = workbook({"SMTP": [
        ["Empresa", "Filial", "Endereço SMTP", "Senha"], ["=1+1", "0001", "http://x", "s3nh4"]]})
    errors_workbook.write(path, run(workspace, [source]).bad, Language("pt_BR", resources() / "i18n"))
    (sheet,) = openpyxl.load_workbook(path).worksheets
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["D2"].value) == ("=1+1", "s", None)


def test_a_place_that_cannot_be_written(tmp_path: Path, language: Language) -> None:
    with pytest.raises(FailedError):
        template.write(tmp_path / "nada" / "x.xlsx", language)
