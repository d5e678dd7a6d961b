"""What spreadsheets do to percentages, to *não alterar* and to names that only look alike."""

from __future__ import annotations

import unicodedata

import pytest
import xlsxwriter

from crm_console.core.text import N_
from crm_console.services.entry import listed
from crm_console.services.exchange.importing import run
from crm_console.store.change import Added
from crm_console.store.store import new_uid


@pytest.fixture
def stages(workspace, tmp_path):
    """Imports stages with these probabilities, shown as per cent or plainly; gives back what is stored and the causes."""

    def make(cells, shown="0%", **more):
        book = xlsxwriter.Workbook(str(tmp_path / "funil.xlsx"))
        sheet, share = book.add_worksheet("Etapas"), book.add_format({"num_format": shown})
        sheet.write_row(0, 0, ["Nº", "Etapa", "Probabilidade", "Muda a conta para"])
        for row, cell in enumerate(cells, start=1):
            sheet.write(row, 0, row)
            sheet.write(row, 1, f"Etapa {row}")
            sheet.write(row, 2, cell, share)
            sheet.write(row, 3, more.get("account_type", ""))
        book.close()
        result = run(workspace, [tmp_path / "funil.xlsx"])
        stored = {s["number"]: s["probability"] for s in workspace.store.where("stage")}
        return [stored.get(number) for number in range(1, 7)], [str(e.cause) for e in result.errors]

    return make


def test_a_column_of_shares_is_per_cent(stages):
    assert stages([0.1, 0.25, 0.07, 0.6, 0.8, 1]) == ([10, 25, 7, 60, 80, 100], [])


def test_a_share_that_is_no_whole_per_cent(stages):
    stored, causes = stages([0.1, 0.025, 0.4, 0.6, 0.8, 1])
    assert stored == [10, None, 40, 60, 80, 100]
    assert causes == ["“2.5 %” não é um número inteiro."]


def test_plain_numbers_stay_plain(stages):
    assert stages([1, 25, 40, 60, 80, 100], "0") == ([1, 25, 40, 60, 80, 100], [])


def test_a_one_alone_is_refused_and_not_guessed(stages):
    stored, causes = stages([0, 0, 0, 0, 0, 1])
    assert stored == [0, 0, 0, 0, 0, None]
    assert len(causes) == 1
    assert "1 % ou 100 %" in causes[0]


def test_text_with_a_sign_and_truth_values(stages):
    stored, causes = stages(["10%", "25 %", True, "40", "60", "100"], "@")
    assert stored == [10, 25, None, 40, 60, 100]
    assert len(causes) == 1


def test_nao_alterar_empties_the_account_type(workspace, stages):
    kind = new_uid()
    workspace.edits.apply([Added("account-type", kind, {"name": "Cliente"})], N_("x"))
    stages([10, 20, 30, 40, 50, 60], "0", account_type="Cliente")
    assert {s["account_type"] for s in workspace.store.where("stage")} == {kind}
    _, causes = stages([10, 20, 30, 40, 50, 60], "0", account_type="Não alterar")
    assert causes == []
    assert {s["account_type"] for s in workspace.store.where("stage")} == {None}


def test_names_that_look_alike_are_one(workspace, tmp_path):
    sheet = tmp_path / "papeis.csv"
    apart = unicodedata.normalize("NFD", "Direção")
    sheet.write_text(f"Nome;Descrição\nDireção;a\n{apart};b\nDire\u200bção;c\n", encoding="utf-8")
    result = run(workspace, [sheet], "role")
    assert [role["name"] for role in listed(workspace.store, "role")] == ["Direção"]
    assert len(result.errors) == 2
