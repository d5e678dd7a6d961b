"""What is no table, or no table any more, is refused with a sentence; what is one is read whatever it was saved as."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

import pytest

from crm_console.core.errors import UnreadableError, UsageError
from crm_console.services.exchange.headers import find, folded
from crm_console.services.exchange.importing import run
from crm_console.services.exchange.sheets import sheets

TABLE = "Código da Empresa;Nome;Cidade\n001;Açaí & Cia;São Paulo\n002;Pão;Brasília\n"


def _read(path: Path) -> None:
    for sheet in sheets(path):
        list(sheet.rows)


def refusal(path: Path) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        _read(path)
    assert caught.value.exit_code == 2
    assert path.name in str(caught.value) or str(path) in str(caught.value)
    return caught.value


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".xls"])
def test_a_renamed_pdf(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"planilha{suffix}"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    assert "PDF" in str(refusal(path))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook(tmp_path: Path, sample: Path, part: float) -> None:
    whole, path = sample.read_bytes(), tmp_path / "cortada.xlsx"
    path.write_bytes(whole[:int(len(whole) * part)])
    refusal(path)


def test_nul_bytes(tmp_path: Path) -> None:
    path = tmp_path / "nulos.csv"
    path.write_bytes(b"a;b\n1\x00\x00;2\n" + b"\x00" * 64)
    refusal(path)


@pytest.mark.parametrize("name", ["vazio.csv", "vazio.xlsx"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    assert "vazio" in str(refusal(path))


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "fotos.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("foto.txt", "x")
    refusal(path)


def test_text_called_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "texto.xlsx"
    path.write_text(TABLE, encoding="utf-8")
    refusal(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    refusal(tmp_path / "nada.xlsx")
    refusal(tmp_path)


def test_a_cell_in_the_last_corner(workbook) -> None:
    rows: list[list[object]] = [[None] * 16384]
    rows[0][16383] = "x"
    path = workbook({"A": [*([[]] * 1048575), *rows]})
    assert "XFD1048576" in str(refusal(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_csv_as_the_world_writes_it(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "empresas.csv"
    path.write_bytes(TABLE.replace(";", separator).encode(encoding))
    (sheet,) = sheets(path)
    assert sheet.name == "empresas"
    assert list(sheet.rows)[1] == (2, ["001", "Açaí & Cia", "São Paulo"])


def test_a_bom_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"))
    assert next(iter(sheets(path))).name == "e"


def test_quoted_separators_and_row_numbers(tmp_path: Path, workspace) -> None:
    path = tmp_path / "empresas.csv"
    path.write_text('Código da Empresa,Nome\n\n001,"Silva, Souza; e Filhos"\n001,x\n', encoding="utf-8")
    result = run(workspace, [path])
    assert result.created == 1
    assert [(error.row, error.column) for error in result.errors] == [(4, "Código da Empresa")]
    assert workspace.store.find("company", "001")["name"] == "Silva, Souza; e Filhos"


def test_rows_keep_their_numbers_below_empty_ones(workbook) -> None:
    (sheet,) = sheets(workbook({"A": [[], [], ["", "x"]]}))
    assert [number for number, cells in sheet.rows if any(cells)] == [3]


@pytest.mark.parametrize("title", ["Código da Empresa", "CODIGO  DA EMPRESA *", " código da empresa:", "Cód. Empresa"])
def test_titles_vary(title: str) -> None:
    header, _ = find("Plan1", [(1, [title, "nome"])])
    assert header is not None
    assert [field.name for field in header.columns.values()] == ["code", "name"]


def test_field_names_are_titles() -> None:
    header, _ = find("x", [(1, ["company", "branch", "host", "security_kind"])])
    assert header is not None
    assert (header.type, len(header.columns)) == ("smtp", 4)
    assert folded("Security_Kind") == "security kind"


def test_the_header_may_come_late_but_not_too_late() -> None:
    rows = [(number, ["x"]) for number in range(1, 20)]
    header, _ = find("x", [*rows, (20, ["Chave", "Valor"])])
    assert header is not None
    assert (header.type, header.row) == ("setting", 20)


@pytest.mark.parametrize(("titles", "type_name"), [
    (["Rota", "Tenant", "Domínio"], "deployment"), (["Tipo de conta", "Cadastro ativo"], "account-type"),
    (["Nº", "Etapa", "Probabilidade", "Muda a conta para"], "stage"), (["Chave", "Valor"], "setting"),
    (["Empresa", "Filial", "Endereço FTP"], "ftp"), (["Empresa", "Código", "Nome", "Matriz"], "branch"),
    (["Código", "Razão social", "CNPJ"], "company"),
])
def test_types_are_told_by_their_columns(titles: list[str], type_name: str) -> None:
    header, _ = find("Plan1", [(1, titles)])
    assert header is not None
    assert header.type == type_name


def test_an_ambiguous_sheet_names_the_candidates(workspace, workbook) -> None:
    path = workbook({"Servidores": [["Empresa", "Filial", "Usuário"], ["001", "0001", "crm"]]})
    with pytest.raises(UsageError, match="smtp, ftp") as caught:
        run(workspace, [path])
    assert caught.value.exit_code == 2
    assert run(workspace, [path], type_name="ftp").errors
    assert run(workspace, [workbook({"SMTP": [["Empresa", "Filial", "Usuário"]]})]).skipped == []


def test_an_unknown_type_is_a_usage_error(workspace, sample: Path) -> None:
    with pytest.raises(UsageError, match="vendedor"):
        run(workspace, [sample], type_name="vendedor")


def test_sheets_without_a_header_are_named(workspace, workbook) -> None:
    result = run(workspace, [workbook({"Notas": [["Lembrar de ligar"]], "Vazia": [],
                                       "Empresas": [["Código", "Nome", "Ramal"], ["1", "A", "22"]]})])
    assert result.skipped == ["Notas", "Vazia"]
    assert [(i.sheet, i.column) for i in result.ignored] == [("Empresas", "Ramal")]
    assert result.created == 1


def test_a_sheet_that_lacks_the_key_says_so(workspace, workbook) -> None:
    result = run(workspace, [workbook({"Plan1": [["Nome", "Nome fantasia", "CNPJ", "Cidade"], ["A", "B", "", "C"]]})])
    assert result.skipped == ["Plan1"]
    assert "falta a coluna" in str(result.notes[0])


def test_an_ods_workbook(tmp_path: Path, workspace) -> None:
    names = {"office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
             "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
             "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
    rows = "".join("<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>" for row in (["Código da Empresa", "Nome"], ["001", "Serra Azul"]))
    padding = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    xmlns = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    path = tmp_path / "empresas.ods"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", kind)
        made.writestr("META-INF/manifest.xml",
                      '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                      f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>')
        made.writestr("content.xml", f'<?xml version="1.0"?><office:document-content {xmlns}><office:body>'
                      f'<office:spreadsheet><table:table table:name="Plan">{rows}{padding}</table:table>'
                      "</office:spreadsheet></office:body></office:document-content>")
    assert run(workspace, [path]).created == 1
