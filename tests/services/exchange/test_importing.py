"""Good rows are written in one commit, bad ones are named with all their causes, and a second run changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_console.core.jobs import Context, Progress, StoppedError
from crm_console.services.exchange.importing import ImportResult, run
from crm_console.services.records import blank, saving

COMPANY = ["Código da Empresa", "Nome", "CNPJ"]
BRANCH = ["Empresa", "Código da Filial", "Nome"]
SMTP = ["Empresa", "Filial", "Endereço SMTP", "Senha"]


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, len(result.errors)


def causes(result: ImportResult) -> list[tuple[str, int, str, str]]:
    return [(e.sheet, e.row, e.column, str(e.cause)) for e in result.errors]


def add(workspace, type_name: str, **values: object):
    record = blank(type_name, **values)
    workspace.store.apply(saving(None, record), "x")
    return record


def codes(workspace, type_name: str = "company") -> list[str]:
    return sorted(record["code"] for record in workspace.store.where(type_name))


def test_the_sample_workbook(workspace, sample: Path) -> None:
    result = run(workspace, [sample])
    store = workspace.store
    companies = store.where("company")
    assert sorted(c["cnpj"] for c in companies) == ["00348003000110", "19131243000197", "33683111000107"]
    assert {c["origin"] for c in companies} == {"imported"}
    assert [len(store.where(t)) for t in ("company", "branch", "smtp", "ftp")] == [3, 5, 1, 2]
    assert store.find("smtp", "001/0001")["port"] == 587
    assert store.find("branch", "001/0003")["name"] == "REGIONAL RIO"
    assert [(e.sheet, e.row, e.column, e.value) for e in result.errors] == [
        ("Empresas", 8, "Código da Empresa", "Total: 3 empresas"),
        ("Filiais", 7, "Empresa", "009"),
        ("SMTP", 3, "Endereço SMTP", "smtp://mail.serpro.example"),
        ("SMTP", 3, "E-mail de envio", "CRM <crm@serpro.example>"),
    ]
    assert [str(e.cause).split(".")[0] for e in result.errors] == [
        "Esta linha é um total, não um registro",
        "Empresa “009” não existe na pasta de trabalho nem nesta importação",
        "O endereço contém “smtp://”", "Escreva só o endereço, sem o nome"]
    assert result.created == 11
    assert result.applied is not None
    again = run(workspace, [sample])
    assert counts(again) == (0, 0, 11, 4)
    assert again.applied is None


def test_one_commit_that_undo_takes_back(workspace, sample: Path) -> None:
    from sqlalchemy import select

    from crm_console.models import ledger

    result = run(workspace, [sample])
    with workspace.store.reading() as connection:
        rows = connection.execute(select(ledger.commits)).all()
    assert [(r.origin, r.label, r.size) for r in rows] == [("import", "Importar implantacao-cliente.xlsx", 11)]
    workspace.edits.remember(result.applied, "x")
    workspace.edits.undo()
    assert not workspace.store.where("company")


def test_dry_run_writes_nothing_and_counts_the_same(workspace, sample: Path) -> None:
    result = run(workspace, [sample], dry_run=True)
    assert counts(result) == (11, 0, 0, 4)
    assert result.applied is None
    assert not workspace.store.where("company")


def test_all_or_nothing(workspace, sample: Path, workbook) -> None:
    result = run(workspace, [sample], all_or_nothing=True)
    assert counts(result) == (0, 0, 0, 4)
    assert not workspace.store.where("company")
    assert run(workspace, [workbook({"E": [COMPANY, ["1", "A"]]})], all_or_nothing=True).created == 1


def test_sheets_in_any_order_and_several_files(workspace, workbook) -> None:
    branches = workbook({"Filiais": [BRANCH, ["001", "01", "A"]]})
    companies = workbook({"Empresas": [COMPANY, ["001", "A", ""]]})
    assert counts(run(workspace, [branches, companies])) == (2, 0, 0, 0)


def test_duplicates_name_the_first(workspace, workbook) -> None:
    result = run(workspace, [workbook({"Empresas": [COMPANY, ["A-1", "A"], ["B", "B"], ["a - 1", "C"]]})])
    assert counts(result) == (2, 0, 0, 1)
    assert causes(result) == [("Empresas", 4, "Código da Empresa",
                               "Repete a linha 2 da planilha “Empresas”. Deixe só uma das duas.")]


def test_existing_records_are_found_by_identity_and_blank_cells_leave_them(workspace, workbook) -> None:
    add(workspace, "company", code="AB-1", name="Antes", cnpj="33683111000107", origin="typed")
    result = run(workspace, [workbook({"E": [COMPANY, ["ab - 1", "Depois", ""]]})])
    assert counts(result) == (0, 1, 0, 0)
    (company,) = workspace.store.where("company")
    assert (company["code"], company["name"], company["cnpj"], company["origin"]) == (
        "AB-1", "Depois", "33683111000107", "typed")


def test_all_causes_of_a_row(workspace, workbook) -> None:
    result = run(workspace, [workbook({"E": [COMPANY, ["", "x" * 300, "123"]]})])
    assert [(row.row, len(row.causes)) for row in result.bad] == [(2, 3)]
    assert {e.column for e in result.errors} == set(COMPANY)


def test_what_depends_on_a_bad_row_says_so(workspace, workbook) -> None:
    result = run(workspace, [workbook({
        "SMTP": [SMTP[:3], ["001", "01", "mail.x.example"]], "Filiais": [BRANCH, ["001", "01", "A"]],
        "Empresas": [COMPANY, ["001", "A", "11111111111111"]]})])
    assert (result.created, len(result.bad)) == (0, 3)
    assert "está na linha 2 da planilha “Empresas”, que tem erros" in str(result.errors[1].cause)


def test_what_the_store_refuses_goes_back_to_its_row(workspace, workbook) -> None:
    result = run(workspace, [workbook({"Configurações": [
        ["Chave", "Valor"], ["documents.storage", "nuvem"], ["opportunity.foreign_currency", True],
        ["nada.disso", "x"]]})])
    assert result.created == 1
    assert [(e.row, e.column) for e in result.errors] == [(2, "Valor"), (4, "Chave")]
    dry = run(workspace, [workbook({"S": [["Chave", "Valor"], ["nada.disso", "x"]]})], dry_run=True)
    assert counts(dry) == (0, 0, 0, 1)


def test_zeros_come_back_by_the_width_of_the_other_codes(workspace, workbook) -> None:
    result = run(workspace, [workbook({"E": [COMPANY, ["001", "A"], ["002", "B"], [3.0, "C"]]})])
    assert codes(workspace) == ["001", "002", "003"]
    assert "(3 → 003)" in str(result.notes[0])


def test_zeros_come_back_by_what_exists(workspace, workbook) -> None:
    add(workspace, "company", code="0007", name="A")
    result = run(workspace, [workbook({"E": [COMPANY, [7, "B"]], "F": [BRANCH, [7, "01", "x"]]})])
    assert counts(result) == (1, 1, 0, 0)
    assert codes(workspace) == ["0007"]


def test_numbers_without_evidence_stay_and_are_noted(workspace, workbook) -> None:
    add(workspace, "company", code="07", name="A")
    add(workspace, "company", code="007", name="B")
    result = run(workspace, [workbook({"E": [COMPANY, [7, "C"], [12, "D"]]})])
    assert codes(workspace) == ["007", "07", "12", "7"]
    assert "2 códigos" in str(result.notes[0])


def test_totals(workspace, workbook) -> None:
    result = run(workspace, [workbook({"E": [
        ["Nome", "Código da Empresa", "CNPJ"], ["Total Química", "005"], ["Total geral", "", ""], ["", "Subtotal"]]})])
    assert codes(workspace) == ["005"]
    assert [e.row for e in result.errors] == [3, 4]
    assert all("total" in str(e.cause) for e in result.errors)


def test_servers_are_numbered_within_their_branch(workspace, workbook) -> None:
    path = workbook({
        "Empresas": [COMPANY, ["1", "A"]], "Filiais": [BRANCH, ["1", "1", "A"], ["1", "2", "B"]],
        "SMTP": [SMTP[:3], ["1", "1", "a.example"], ["1", "2", "b.example"], ["1", "1", "c.example"]]})
    assert counts(run(workspace, [path])) == (6, 0, 0, 0)
    hosts = {key: workspace.store.find("smtp", key)["host"] for key in ("1/1/1", "1/1/2", "1/2/1")}
    assert hosts == {"1/1/1": "a.example", "1/1/2": "c.example", "1/2/1": "b.example"}
    assert counts(run(workspace, [path])) == (0, 0, 6, 0)


def with_password(workbook, password: object, host: str = "mail.x.example") -> Path:
    path: Path = workbook({"Empresas": [COMPANY, ["1", "A"]], "Filiais": [BRANCH, ["1", "1", "A"]],
                           "SMTP": [SMTP, ["1", "1", host, password]]})
    return path


def test_passwords_go_into_the_keyring(workspace, workbook, vault) -> None:
    path = with_password(workbook, "s3nh4-única")
    assert counts(run(workspace, [path], dry_run=True)) == (3, 0, 0, 0)
    assert not vault.entries
    assert counts(run(workspace, [path])) == (3, 0, 0, 0)
    assert list(vault.entries.values()) == ["s3nh4-única"]
    assert workspace.secrets.get(workspace.store.find("smtp", "1/1")["password"]) == "s3nh4-única"
    assert counts(run(workspace, [path])) == (0, 0, 3, 0)
    assert counts(run(workspace, [with_password(workbook, "outra")])) == (0, 1, 2, 0)


def test_passwords_of_bad_rows_are_not_kept_nor_shown(workspace, workbook, vault) -> None:
    result = run(workspace, [with_password(workbook, "s3nh4", "smtp://x")])
    assert (result.created, len(result.errors)) == (2, 1)
    assert not vault.entries
    assert "s3nh4" not in repr(result)


def test_a_password_that_no_rule_accepts(workspace, workbook, vault) -> None:
    result = run(workspace, [with_password(workbook, "s3nh4" * 300)])
    assert [(e.column, e.value) for e in result.errors] == [("Senha", "")]
    assert "s3nh4" not in repr(result)


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_the_rest_of_the_row_is_written(workspace, workbook) -> None:
    path = with_password(workbook, "s3nh4")
    result = run(workspace, [path])
    assert result.created == 3
    assert [(e.sheet, e.row, e.column, e.value) for e in result.errors] == [("SMTP", 2, "Senha", "")]
    assert "cofre" in str(result.errors[0].cause)
    assert "s3nh4" not in repr(result)
    smtp = workspace.store.find("smtp", "1/1")
    assert (smtp["host"], smtp["password"]) == ("mail.x.example", None)
    assert counts(run(workspace, [path])) == (0, 0, 3, 1)


def test_a_column_called_password_without_a_field_is_not_shown(workspace, workbook) -> None:
    result = run(workspace, [workbook({"E": [[*COMPANY, "Senha do portal"], ["", "A", "", "s3nh4"]]})])
    assert result.bad
    assert "s3nh4" not in repr(result)


def test_progress_and_stopping(workspace, workbook) -> None:
    path = workbook({"E": [COMPANY, *([f"{n:05}", "A"] for n in range(1200))]})
    seen: list[Progress] = []
    assert run(workspace, [path], ctx=Context(seen.append)).created == 1200
    assert [p.done for p in seen if p.total == 0] == [500, 1000]
    stopped = Context()
    stopped.stop()
    with pytest.raises(StoppedError):
        run(workspace, [path], ctx=stopped)
