"""The switches of Oportunidades by real keys and clicks: three states, the fixed one, the hidden quantity."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from crm_console.core.text import N_
from crm_console.models.setting import AT_CLOSE, FIXED, GOALS, LABELS, QUANTITY, REQUIRED
from crm_console.services import general_settings as settings
from crm_console.views.general.general_page import GeneralPage

Key = Qt.Key
SUBTYPE = "opportunity.required.subtype"


@pytest.fixture
def tab(page):
    return page.turn_to("opportunity")


def flag(tab, key):
    return tab.switches[key].flag


def stored(workspace, key):
    found = workspace.store.find("setting", key)
    return found["value"] if found is not None else "absent"


def click(qtbot, box):
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def words(tab):
    return " ".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())


def test_the_ten_in_their_order_and_their_groups(tab):
    tops = {key: row.flag.mapTo(tab.widget(), QPoint(0, 0)) for key, row in tab.switches.items()}
    for group in (settings.AT_ENTRY_KEYS, settings.AT_CLOSE_KEYS):
        assert [tops[key].y() for key in group] == sorted(tops[key].y() for key in group)
        assert len({tops[key].x() for key in group}) == 1
    assert [key.rsplit(".", 1)[1] for key in tab.switches][:10] == list(REQUIRED)
    assert len(AT_CLOSE) == len(settings.AT_CLOSE_KEYS) == 4
    for said in ("Na inclusão da oportunidade (deduzido)", "Na conclusão da oportunidade", *map(str, LABELS.values())):
        assert said in words(tab) or said == "Onde ficam os documentos"


def test_nothing_is_set_at_first_and_that_is_no_no(tab):
    shown = {key: row.flag.text() for key, row in tab.switches.items()}
    assert shown.pop(FIXED) == "sim"
    assert set(shown.values()) == {"não definido"}
    assert "padrão não publicado" in words(tab)
    box = flag(tab, SUBTYPE)
    unset = box.grab().toImage()
    box.set_value(False)
    assert unset != box.grab().toImage()


def test_by_keyboard_yes_no_and_not_set_again_each_one_undo(tab, person, workspace):
    person.goes_to(flag(tab, SUBTYPE))
    said = []
    for key in (Key.Key_Space, Key.Key_Space, Key.Key_Delete):
        person.press(key)
        said.append((stored(workspace, SUBTYPE), flag(tab, SUBTYPE).text()))
    assert said == [("true", "sim"), ("false", "não"), (None, "não definido")]
    for value, text in (("false", "não"), ("true", "sim"), ("absent", "não definido")):
        workspace.edits.undo()
        assert (stored(workspace, SUBTYPE), flag(tab, SUBTYPE).text()) == (value, text)


def test_by_mouse_yes_no_and_not_set_again(tab, workspace, qtbot):
    row = tab.switches[SUBTYPE]
    assert not row.clear.isVisible()
    click(qtbot, row.flag)
    click(qtbot, row.flag)
    assert stored(workspace, SUBTYPE) == "false"
    qtbot.mouseClick(row.clear, Qt.MouseButton.LeftButton)
    assert stored(workspace, SUBTYPE) is None
    assert row.flag.text() == "não definido"
    assert not row.clear.isVisible()


@pytest.mark.parametrize("key", [key for key in LABELS if key.startswith("opportunity.") and key != FIXED])
def test_each_switch_writes_its_own_key(tab, person, workspace, key):
    person.goes_to(flag(tab, key))
    person.press(Key.Key_S)
    assert [(s["key"], s["value"]) for s in workspace.store.where("setting")] == [(key, "true")]


def test_the_commit_is_named_for_the_status_bar(tab, person, workspace):
    person.goes_to(flag(tab, SUBTYPE))
    person.press(Key.Key_Space)
    assert str(workspace.edits.undoable) == "Subtipo da Oportunidade: não definido → sim"


def test_the_fixed_one_is_ticked_says_why_and_cannot_be_changed(tab, workspace, qtbot, person):
    row = tab.switches[FIXED]
    assert (row.flag.value, row.flag.isEnabled()) == (True, False)
    click(qtbot, row.flag)
    qtbot.keyClick(row.flag, Key.Key_Space)
    qtbot.keyClick(row.flag, Key.Key_Delete)
    assert row.flag.value is True
    assert workspace.store.where("setting") == []
    assert "Sempre obrigatória" in words(tab)
    person.goes_to(flag(tab, SUBTYPE))
    person.press(Key.Key_Down)
    assert person.at is flag(tab, "opportunity.required.actual_delivery"), "the arrows pass it"


def test_tab_and_arrows_reach_every_switch(tab, person):
    order = [row.flag for key, row in tab.switches.items() if key != FIXED]
    person.goes_to(order[0])
    for box in order[1:]:
        person.press(Key.Key_Tab)
        assert person.at is box
    for box in reversed(order[:-1]):
        person.press(Key.Key_Up)
        assert person.at is box


def test_a_hidden_quantity_warns_below_its_row_and_the_link_mends_it(tab, person, workspace, qtbot):
    row = tab.switches[QUANTITY]
    click(qtbot, row.flag)
    assert "Metas Quantitativas não está definida" in row.problem.said
    assert row.problem.isVisible()
    person.goes_to(row.problem.words)
    person.press(Key.Key_Tab, Key.Key_Return)
    assert stored(workspace, GOALS) == "true"
    assert row.problem.said == ""
    assert flag(tab, GOALS).text() == "sim"
    workspace.edits.undo()
    assert "Metas Quantitativas" in row.problem.said
    click(qtbot, row.flag)
    assert row.problem.said == ""


def test_the_warning_is_accepted_and_withdrawn(tab, qtbot):
    click(qtbot, flag(tab, QUANTITY))
    tab.warning.second_clicked.emit()
    assert "Aceito por Marina Duarte" in tab.warning.said
    tab.warning.second_clicked.emit()
    assert "Aceito" not in tab.warning.said


def test_the_tab_shows_the_warning(page, tab, qtbot):
    assert page.bar._problems[0] == ""
    click(qtbot, flag(tab, QUANTITY))
    qtbot.waitUntil(lambda: page.bar._problems[0] == "warn")
    assert page.bar._problems[1] == ""


def test_what_others_write_shows_at_once(tab, workspace):
    workspace.edits.apply(settings.switching(workspace.store, SUBTYPE, False), N_("importação"), "import")
    assert flag(tab, SUBTYPE).text() == "não"


def test_reaching_a_switch(page, person, workspace, add):
    uid = add("setting", key=QUANTITY, value="true")
    page.turn_to("stage")
    page.show_record("setting", uid, "value")
    assert page.stack.currentWidget() is page.built["opportunity"]
    assert person.at is flag(page.built["opportunity"], QUANTITY)


def test_a_setting_of_another_page_is_not_looked_for(page, add):
    page.turn_to("stage")
    page.show_record("setting", add("setting", key="documents.storage", value="links"))
    assert page.stack.currentWidget() is page.built["stage"]


def test_the_three_first_tabs_have_the_vendors_path(page):
    paths = []
    for at in range(3):
        page.bar.choose(at)
        paths.append(page.menu_path)
    assert paths == [("Gestão de Relacionamento | CRM", "Sistema", "Configurar o CRM Senior")] * 3
    page.bar.choose(3)
    assert page.stack.currentWidget().type == "account-type"


def test_read_only_shows_and_writes_nothing(kit, workspace, add, qtbot):
    add("setting", key=QUANTITY, value="true")
    workspace.store.read_only = True
    page = GeneralPage(kit)
    qtbot.addWidget(page)
    page.show()
    tab = page.turn_to("opportunity")
    for row in tab.switches.values():
        click(qtbot, row.flag)
        qtbot.keyClick(row.flag, Key.Key_Delete)
        assert not row.clear.isVisible()
    assert [(s["key"], s["value"]) for s in workspace.store.where("setting")] == [(QUANTITY, "true")]
    assert flag(tab, QUANTITY).text() == "sim"
    assert "Ligar" not in tab.warning.words.text()


@pytest.mark.parametrize("width", [1126, 1036, 855])
def test_nothing_is_cut_in_a_narrow_window(tab, page, width, qtbot):
    page.resize(width, 560)
    qtbot.wait(1)
    click(qtbot, flag(tab, QUANTITY))
    assert tab.horizontalScrollBar().maximum() == 0
    for row in tab.switches.values():
        assert row.flag.width() >= row.flag.sizeHint().width()
