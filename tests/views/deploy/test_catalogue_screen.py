"""The catalogue's screen: all calls, filters, the chosen one, the tenant asked anew, the override file."""

from __future__ import annotations

import tomllib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from crm_console.services.platform import catalogue as catalogues
from crm_console.store import connections
from crm_console.store.connections import CUSTOMER
from crm_console.views.deploy.catalogue_tab import CatalogueTab
from tests.views.deploy.conftest import sign_in

GIVEN = '[[call]]\nid = "role.grant"\ndomain = "platform"\nservice = "authorization"\nprimitive = "actions"\n' \
        'name = "grantRole"\nsource = "chamado 4711"\n'


@pytest.fixture
def tab(kit, platform, qtbot):
    def make():
        made = CatalogueTab(kit, platform)
        qtbot.addWidget(made)
        made.resize(1126, 560)
        made.show()
        qtbot.waitExposed(made)
        return made

    return make


def shown(tab):
    return [row.call.id for row in tab.table.calls.rows]


def words(tab):
    return " ".join(each.text().replace("\u200b", "") for each in tab.pane.findChildren(QLabel) if each.text())


def choose(tab, call):
    tab.table.selectRow(shown(tab).index(call))


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_call_is_there_and_the_counts_filter(tab):
    made = tab()
    calls = list(catalogues.shipped())
    assert shown(made) == [call.id for call in calls]
    confirmed = [call.id for call in calls if call.status == "confirmed"]
    assert made.filters["confirmed"].text().strip() == f"{len(confirmed)} confirmadas"
    click(made.filters["third-party"])
    click(made.filters["unverified"])
    assert shown(made) == confirmed
    click(made.filters["confirmed"])
    assert made.left.currentWidget() is made.empty, "filtered to nothing says so"
    click(made.empty.button)
    assert len(shown(made)) == len(calls)


def test_words_filter_by_name_and_address(tab):
    made = tab()
    QTest.keyClicks(made.search, "createUser")
    assert shown(made) == ["user.create"]
    QTest.keyClick(made.search, Qt.Key.Key_Escape)
    QTest.keyClicks(made.search, "mega")
    assert "mega.load" in shown(made)


def test_the_chosen_call_says_where_from_fields_and_what_a_lost_answer_means(tab):
    made = tab()
    choose(made, "user.create")
    said = words(made)
    for piece in ("confirmada", "automática", "platform/user/actions/createUser", "fullName", "Nome completo",
                  "recusa um segundo igual", "senior-core-node"):
        assert piece in said
    choose(made, "crm.tenant.create")
    said = words(made)
    assert "não publicada pela Senior" in said
    assert "não verificada" in said
    assert "à mão" in said


def test_without_a_sign_in_the_tenant_is_not_asked_and_it_says_why(tab):
    made = tab()
    assert not made.ask_button.isEnabled()
    assert "Ninguém entrou" in made.file_words._whole


def test_the_tenant_is_asked_and_its_answers_are_dated(tab, platform, lab, qtbot):
    sign_in(platform, lab.twin)
    made = tab()
    click(made.ask_button)
    qtbot.waitUntil(made.ask_button.isEnabled, timeout=20_000)
    row = next(row for row in made.table.calls.rows if row.call.id == "user.read")
    assert row.ability is not None
    assert row.ability.state == "ok"
    index = made.table.calls.index(shown(made).index("user.read"), 3)
    assert "responde · hoje" in index.data()
    choose(made, "user.read")
    assert "O que o tenant respondeu" in words(made)


def test_a_file_is_checked_kept_with_the_sign_in_and_taken_away(tab, platform, lab, tmp_path):
    sign_in(platform, lab.twin)
    made = tab()
    bad, good = tmp_path / "mau.toml", tmp_path / "bom.toml"
    bad.write_text(GIVEN + 'endereco = "x"\n')
    good.write_text(GIVEN)
    made.use_file(bad)
    assert "endereco" in made.problem.said, "the unknown field is named"
    assert not platform.connection(CUSTOMER).catalogue
    changed = []
    made.changed.connect(lambda: changed.append(True))
    made.use_file(good)
    assert made.problem.said == ""
    assert changed
    assert platform.connection(CUSTOMER).catalogue == GIVEN
    assert platform.catalogue().automatic("role.grant")
    choose(made, "role.grant")
    assert "dada pelo arquivo do catálogo" in words(made)
    click(made.drop_button)
    assert not platform.catalogue().automatic("role.grant")


def test_a_file_of_another_tenant_changes_nothing(tab, platform, lab, tmp_path):
    sign_in(platform, lab.twin)
    made = tab()
    path = tmp_path / "outro.toml"
    path.write_text('tenant = "outrotenant"\n' + GIVEN)
    made.use_file(path)
    assert "outrotenant" in made.problem.said
    assert not platform.connection(CUSTOMER).catalogue


def test_without_a_sign_in_a_file_has_no_place(tab, tmp_path):
    made = tab()
    path = tmp_path / "bom.toml"
    path.write_text(GIVEN)
    made.use_file(path)
    assert "ninguém entrou" in made.problem.said


def test_the_model_is_toml_names_every_unpublished_call_and_changes_nothing(tab, platform, lab, tmp_path):
    sign_in(platform, lab.twin)
    made = tab()
    path = tmp_path / "modelo.toml"
    made.save_model(path)
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"tenant": lab.twin.platform["tenant"]}
    filled = "\n".join(line[2:] if line.startswith(("# [[", "# id", "# domain = ", "# service = ", "# primitive = ",
                                                    "# name = ", "# op = ", "# fields = ", "# answer", "# source = "))
                       else line for line in text.splitlines())
    rows = tomllib.loads(filled)["call"]
    assert [row["id"] for row in rows] == [call.id for call in catalogues.shipped() if not call.published]
    catalogues.check(filled.replace('source = ""', 'source = "chamado 4711"'))


def test_a_proof_says_when_and_by_whom(tab, platform, lab, kit):
    sign_in(platform, lab.twin)
    connections.prove(kit.workspace.store, platform.connection(CUSTOMER).fingerprint, "role.reassign", "read")
    made = tab()
    choose(made, "role.reassign")
    assert "provada hoje" in words(made)
    assert "Marina Duarte" in words(made)


def test_a_narrow_page_shows_list_and_call_in_turns(tab, qtbot):
    made = tab()
    made.resize(760, 560)
    qtbot.waitUntil(lambda: not made.right.isVisible())
    choose(made, "user.create")
    QTest.mouseClick(made.table.viewport(), Qt.MouseButton.LeftButton,
                     pos=made.table.visualRect(made.table.currentIndex()).center())
    assert made.right.isVisible()
    assert not made.left.isVisible()
    click(made.back)
    assert made.left.isVisible()


def test_the_chosen_call_stays_in_sight_when_the_page_gets_lower(tab, qtbot):
    made = tab()
    last = (made.table.viewport().height() // made.table.rowHeight(0)) - 1
    made.table.selectRow(last)
    made.resize(made.width(), made.height() - 120)
    qtbot.waitUntil(lambda: made.table.viewport().rect().contains(made.table.visualRect(made.table.currentIndex())))
