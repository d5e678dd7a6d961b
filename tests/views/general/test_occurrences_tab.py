"""Required fields of Ocorrências by real keys and clicks: listed, renamed in place, required or not, taken out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from crm_console.core.text import N_
from crm_console.services import general_settings as settings
from crm_console.views.general.general_page import GeneralPage

Key = Qt.Key


@pytest.fixture
def tab(page):
    return page.turn_to("occurrence")


def listed(workspace):
    return [(r["key"].removeprefix("occurrence.required."), r["label"], r["value"])
            for r in settings.occurrence_fields(workspace.store)]


def row(tab, at):
    return list(tab.rows.values())[at]


def write(tab, person, *names):
    person.goes_to(tab.line)
    for name in names:
        person.types(name)
        person.press(Key.Key_Return)


def test_an_empty_list_says_why_and_where_to_look(tab):
    words = " ".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())
    assert "A Senior não publica quais campos de Ocorrências" in words
    assert "Configurar o CRM Senior > Ocorrências > Campos Obrigatórios" in words
    assert tab.card.isHidden()


def test_fields_are_listed_by_keyboard_alone(tab, page, person, workspace):
    write(tab, person, "Tipo da Ocorrência", "Prazo")
    assert listed(workspace) == [("prazo", "Prazo", "true"), ("tipo_da_ocorrencia", "Tipo da Ocorrência", "true")]
    assert [row(tab, at).name.text() for at in (0, 1)] == ["Prazo", "Tipo da Ocorrência"]
    assert tab.empty.isHidden()
    assert tab.line.text() == ""
    assert page.bar._counts[1] == "2"
    workspace.edits.undo()
    assert listed(workspace) == [("tipo_da_ocorrencia", "Tipo da Ocorrência", "true")]
    assert len(tab.rows) == 1


def test_a_field_is_listed_by_the_button(tab, person, workspace, qtbot):
    person.goes_to(tab.line)
    person.types("Prazo")
    qtbot.mouseClick(tab.add_button, Qt.MouseButton.LeftButton)
    assert listed(workspace) == [("prazo", "Prazo", "true")]


@pytest.mark.parametrize(("name", "said"), [("", "Escreva o nome"), ("   ", "Escreva o nome"), ("PRAZO", "já está na lista")])
def test_a_name_that_cannot_be_is_refused_and_stays(tab, person, workspace, name, said):
    write(tab, person, "Prazo", name)
    assert said in tab.problem.said
    assert tab.line.text() == name
    assert len(listed(workspace)) == 1
    person.types("x")
    assert tab.problem.said == ""


def test_a_renamed_field_keeps_its_key(tab, person, workspace, qtbot, page):
    write(tab, person, "Prazo")
    key = listed(workspace)[0][0]
    person.goes_to(row(tab, 0).name)
    person.types("Prazo de Solução")
    assert listed(workspace)[0][1] == "Prazo", "not yet"
    person.press(Key.Key_Tab)
    assert listed(workspace) == [(key, "Prazo de Solução", "true")]
    write(tab, person, "Prazo")
    assert [r[:2] for r in listed(workspace)] == [("prazo", "Prazo de Solução"), ("prazo_2", "Prazo")]
    workspace.edits.undo()
    workspace.edits.undo()
    assert row(tab, 0).name.text() == "Prazo"


@pytest.mark.parametrize("text", ["Tipo", "", "tipo "])
def test_a_bad_new_name_stays_red_until_escape(tab, person, workspace, text):
    write(tab, person, "Prazo", "Tipo")
    line = row(tab, 0).name
    person.goes_to(line)
    person.press(Key.Key_Delete)
    person.types(text)
    person.press(Key.Key_Tab)
    assert (line.refused, line.text()) == (True, text)
    assert row(tab, 0).problem.isVisible()
    assert listed(workspace)[0][1] == "Prazo"
    workspace.edits.apply(settings.switching(workspace.store, "occurrence.required.tipo", False), N_("teste"))
    assert line.text() == text, "another change leaves it there"
    person.goes_to(line)
    person.press(Key.Key_Escape)
    assert (line.refused, line.text()) == (False, "Prazo")
    assert row(tab, 0).problem.said == ""


def test_required_turns_with_space_and_goes_back_to_not_set(tab, person, workspace, qtbot):
    write(tab, person, "Prazo")
    flag = row(tab, 0).flag
    person.goes_to(flag)
    said = []
    for key in (Key.Key_Space, Key.Key_Delete, Key.Key_Space):
        person.press(key)
        said.append((listed(workspace)[0][2], flag.text()))
    assert said == [("false", "não"), (None, "não definido"), ("true", "sim")]
    qtbot.mouseClick(flag, Qt.MouseButton.LeftButton, pos=QPoint(8, flag.height() // 2))
    assert listed(workspace)[0][2] == "false"


def test_tab_and_arrows_go_through_the_rows(tab, person):
    write(tab, person, "B", "C", "A")
    assert [row(tab, at).name.text() for at in range(3)] == ["A", "B", "C"]
    person.goes_to(row(tab, 0).name)
    for at in range(3):
        for widget in (row(tab, at).name, row(tab, at).flag, row(tab, at).drop):
            assert person.at is widget
            person.press(Key.Key_Tab)
    person.goes_to(row(tab, 0).name)
    person.press(Key.Key_Down, Key.Key_Return)
    assert person.at is row(tab, 2).name
    person.goes_to(row(tab, 2).flag)
    person.press(Key.Key_Up)
    assert person.at is row(tab, 1).flag


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_a_field_is_taken_out_and_comes_back_by_undo(tab, person, workspace, qtbot, way):
    write(tab, person, "Prazo", "Tipo")
    if way == "mouse":
        qtbot.mouseClick(row(tab, 0).drop, Qt.MouseButton.LeftButton)
    else:
        person.goes_to(row(tab, 0).drop)
        person.press(Key.Key_Return)
        assert person.at in (tab.line, row(tab, 0).name)
    assert [r[1] for r in listed(workspace)] == ["Tipo"]
    workspace.edits.undo()
    assert [r[1] for r in listed(workspace)] == ["Prazo", "Tipo"]
    assert [row(tab, at).name.text() for at in range(2)] == ["Prazo", "Tipo"]


def test_what_is_imported_without_a_name_shows_its_key(tab, add, workspace, person):
    add("setting", key="occurrence.required.sla", value="true")
    assert row(tab, 0).name.text() == "sla"
    person.goes_to(row(tab, 0).name)
    person.types("Prazo (SLA)")
    person.press(Key.Key_Return)
    assert listed(workspace) == [("sla", "Prazo (SLA)", "true")]


def test_the_page_writes_what_is_being_typed_when_it_is_left(tab, page, person, workspace):
    write(tab, person, "Prazo")
    person.goes_to(row(tab, 0).name)
    person.types("Outro")
    page.flush()
    assert listed(workspace)[0][1] == "Outro"


def test_reaching_a_field(page, person, add):
    uid = add("setting", key="occurrence.required.sla", value="true", label="SLA")
    page.show_record("setting", uid)
    tab = page.built["occurrence"]
    assert page.stack.currentWidget() is tab
    assert person.at is tab.rows[uid].name
    page.show_record("setting", uid, "value")
    assert person.at is tab.rows[uid].flag


def test_read_only_shows_and_writes_nothing(kit, workspace, add, qtbot):
    uid = add("setting", key="occurrence.required.sla", value="true", label="SLA")
    workspace.store.read_only = True
    page = GeneralPage(kit)
    qtbot.addWidget(page)
    page.show()
    tab = page.turn_to("occurrence")
    shown = tab.rows[uid]
    shown.name.setFocus()
    qtbot.keyClicks(shown.name, "x")
    qtbot.mouseClick(shown.flag, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    qtbot.mouseClick(shown.drop, Qt.MouseButton.LeftButton)
    assert listed(workspace) == [("sla", "SLA", "true")]
    assert not tab.line.isEnabled()
    assert not tab.add_button.isEnabled()
