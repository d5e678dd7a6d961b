"""The blank workbook: what a customer types into it is what comes back, in every language."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from crm_console.core.errors import FailedError
from crm_console.core.paths import resources
from crm_console.core.text import CODES, Language
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
    assert len(result.skipped) == 1


def test_filled_in_it_comes_back(workspace, blank: Path, language: Language) -> None:
    book = openpyxl.load_workbook(blank)
    filled = {"company": {"code": "001", "name": "Açaí", "cnpj": "33683111000107"},
              "branch": {"company": "001", "code": "0001", "name": "Sede", "head_office": language.say("Sim")},
              "smtp": {"company": "001", "branch": "0001", "host": "m.x.example", "port": 587, "security_kind": "TLS"},
              "ftp": {"company": "001", "branch": "0001", "host": "f.x.example", "kind": ""}}
    for (type_name, values), sheet in zip(filled.items(), book.worksheets, strict=False):
        for column, spec in enumerate(template.columns(type_name), start=1):
            cell = sheet.cell(3, column)
            if spec.name == "kind":
                cell.value = language.say(spec.choices[1].label)
            elif spec.name in values:
                cell.value = values[spec.name]
    book.save(blank)
    result = run(workspace, [blank])
    assert (result.created, result.errors) == (4, [])
    assert workspace.store.find("branch", "001/0001")["head_office"] is True
    assert workspace.store.find("smtp", "001/0001")["security_kind"] == "tls"
    assert workspace.store.find("ftp", "001/0001")["kind"] == "sftp"


def test_how_it_looks(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    assert len(book.worksheets) == 5
    companies, _, smtp, ftp, _ = book.worksheets
    assert companies.freeze_panes == "A3"
    assert companies["A1"].value.endswith(" *")
    assert companies["A2"].value.startswith("▸")
    assert companies["A1"].comment is not None
    assert {len(sheet.data_validations.dataValidation) for sheet in (smtp, ftp)} == {4, 2}
    for sheet in book.worksheets[:4]:
        assert not [c.value for c in sheet[1] if "senha" in c.value.lower()]


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
