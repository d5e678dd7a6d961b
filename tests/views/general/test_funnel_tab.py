"""The funnel by real keys: six stages from nothing, refusals, the chart at each keystroke, example, warnings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from crm_console.core.text import N_
from crm_console.services import funnel
from crm_console.store import notes
from crm_console.store.change import Edited
from crm_console.views.general.general_page import GeneralPage

Key = Qt.Key
ROWS = [("Prospecção", "10", ""), ("Qualificação", "25", "p"), ("Apresentação", "40", ""), ("Proposta", "60", ""),
        ("Negociação", "80", ""), ("Fechamento", "100", "c")]


@pytest.fixture
def tab(page):
    return page.turn_to("stage")


def cell(tab, row, name="probability"):
    return tab.table.rows[row - 1][name]


def stored(workspace, name="probability"):
    return [stage[name] for stage in workspace.store.where("stage")]


def needed(tab):
    return [row.bar.needed for row in tab.chart.rows]


def picture(tab):
    return tab.chart.grab().toImage()


def put(workspace, *probabilities):
    changes = [c for stage, value in zip(funnel.stages(workspace.store), probabilities, strict=True)
               for c in funnel.writing(stage, "probability", value)]
    workspace.edits.apply(changes, N_("teste"))


def test_six_stages_by_keyboard_alone_from_an_empty_funnel(tab, person, workspace, add):
    types = {add("account-type", name=name): name for name in ("Cliente", "Lead", "Prospect")}
    person.goes_to(cell(tab, 1, "name"))
    for name, probability, letter in ROWS:
        person.types(name)
        person.press(Key.Key_Tab)
        person.types(probability)
        person.press(Key.Key_Tab)
        person.types(letter)
        person.press(Key.Key_Tab, Key.Key_Space, Key.Key_Tab)
    stages = workspace.store.where("stage")
    assert [(s["name"], str(s["probability"])) for s in stages] == [row[:2] for row in ROWS]
    assert [types.get(s["account_type"]) for s in stages] == [None, "Prospect", None, None, None, "Cliente"]
    assert [s["charts"] for s in stages] == [True] * 6
    assert needed(tab) == [100, 40, 25, 17, 13, 10]
    assert [row.promotes for row in tab.chart.rows] == ["", "Prospect", "", "", "", "Cliente"]
    assert workspace.store.where("stage")[0].revision == 4, "each cell is a write of its own"


def test_there_are_exactly_six_rows_with_their_cells(tab):
    assert [list(row) for row in tab.table.rows] == [["name", "probability", "account_type", "charts"]] * 6
    assert {row["charts"].text() for row in tab.table.rows} == {"não definido"}
    assert {row["account_type"].currentText() for row in tab.table.rows} == {"não alterar"}


def test_shift_tab_and_the_arrows_go_between_cells(tab, person):
    person.goes_to(cell(tab, 2, "name"))
    person.press(Key.Key_Tab, shift=True)
    assert person.at is cell(tab, 1, "charts")
    for name in ("name", "probability", "account_type", "charts"):
        person.goes_to(cell(tab, 2, name))
        person.press(Key.Key_Down)
        assert person.at is cell(tab, 3, name)
        person.press(Key.Key_Up, Key.Key_Up)
        assert person.at is cell(tab, 1, name)
        person.press(Key.Key_Up)
        assert person.at is cell(tab, 1, name)
        person.press(Key.Key_Return)
        assert person.at is cell(tab, 2, name)


def test_the_arrows_change_no_account_type(tab, person, workspace, add):
    add("account-type", name="Prospect")
    person.goes_to(cell(tab, 2, "account_type"))
    person.press(Key.Key_Down, Key.Key_Up)
    assert stored(workspace, "account_type") == [None] * 6


@pytest.mark.parametrize("way", [Key.Key_Return, Key.Key_Tab, Key.Key_Down, Key.Key_Backtab])
def test_a_cell_is_written_when_left_and_each_is_one_undo(tab, person, workspace, way):
    for row, text in ((3, "40"), (4, "60")):
        person.goes_to(cell(tab, row))
        person.types(text)
        assert stored(workspace)[row - 1] is None
        person.press(way)
        assert stored(workspace)[row - 1] == int(text)
    workspace.edits.undo()
    assert stored(workspace) == [None, None, 40, None, None, None]
    assert [cell(tab, row).text() for row in (3, 4)] == ["40", ""], "the undo shows at once"
    workspace.edits.undo()
    assert stored(workspace) == [None] * 6


def test_a_click_elsewhere_writes(tab, person, workspace, qtbot):
    person.goes_to(cell(tab, 1))
    person.types("10")
    qtbot.mouseClick(cell(tab, 4, "name"), Qt.MouseButton.LeftButton)
    assert stored(workspace)[0] == 10


def test_leaving_an_untouched_cell_writes_nothing(tab, person, workspace):
    put(workspace, 10, 25, 40, 60, 80, 100)
    revisions = [s.revision for s in workspace.store.where("stage")]
    person.goes_to(cell(tab, 1, "name"))
    for _ in range(24):
        person.press(Key.Key_Tab)
    assert [s.revision for s in workspace.store.where("stage")] == revisions


def test_the_commit_is_named_for_the_status_bar(tab, person, workspace):
    put(workspace, 10, 25, 40, 50, 80, 100)
    person.goes_to(cell(tab, 4))
    person.types("60")
    person.press(Key.Key_Tab)
    assert str(workspace.edits.undoable) == "Etapa 4, Probabilidade: 50 % → 60 %"


@pytest.mark.parametrize("text", ["101", "-1", "2.5", "2,5", "abc", "1e1"])
@pytest.mark.parametrize("way", [Key.Key_Return, Key.Key_Tab])
def test_a_refused_value_stays_in_its_red_cell_and_nothing_is_written(tab, person, workspace, text, way):
    put(workspace, 10, 25, 40, 60, 80, 100)
    person.goes_to(cell(tab, 3))
    person.types(text)
    person.press(way)
    line = cell(tab, 3)
    said = tab.refusals[2, "probability"]
    assert (line.text(), line.refused, said.isVisible()) == (text, True, True)
    assert said.said.startswith("Etapa 3, Probabilidade: ")
    assert stored(workspace) == [10, 25, 40, 60, 80, 100]
    assert workspace.edits.undoable.source == "teste"
    assert said.mapTo(tab, QPoint(0, 0)).y() >= tab.table.mapTo(tab, tab.table.rect().bottomLeft()).y()
    person.goes_to(line)
    person.press(Key.Key_Escape)
    assert (line.text(), line.refused, said.said) == ("40", False, "")


def test_the_red_frame_is_drawn(tab, person, kit):
    from PySide6.QtGui import QColor

    person.goes_to(cell(tab, 3))
    person.types("101")
    person.press(Key.Key_Tab)
    image = cell(tab, 3).grab().toImage()
    red = QColor(kit.look.tokens.fail)
    ratio = image.devicePixelRatio()
    assert image.pixelColor(image.width() // 2, round(1 * ratio)) == red
    assert image.pixelColor(round(1 * ratio), image.height() // 2) == red


def test_a_refused_text_outlives_the_tab_and_the_page(tab, page, person, workspace, kit, qtbot):
    person.goes_to(cell(tab, 3))
    person.types("2.5")
    page.turn_to("account-type")
    page.turn_to("stage")
    put(workspace, 10, None, None, None, None, 100)
    assert cell(tab, 3).text() == "2.5"
    page.flush()
    again = GeneralPage(kit)
    qtbot.addWidget(again)
    there = again.turn_to("stage")
    assert (cell(there, 3).text(), cell(there, 3).refused) == ("2.5", True)
    assert there.refusals[2, "probability"].said
    assert stored(workspace)[2] is None


def test_a_corrected_text_is_written_and_forgotten(tab, person, workspace):
    person.goes_to(cell(tab, 3))
    person.types("101")
    person.press(Key.Key_Tab)
    assert len(notes.drafts(workspace.store, "stage")) == 1
    person.goes_to(cell(tab, 3))
    person.press(Key.Key_End, Key.Key_Backspace)
    assert tab.refusals[2, "probability"].said == "", "the reason goes as soon as the text can be read"
    person.press(Key.Key_Tab)
    assert stored(workspace)[2] == 10
    assert notes.drafts(workspace.store, "stage") == []


def test_two_refused_cells_keep_both_texts(tab, person, workspace):
    for row, name, text in ((3, "probability", "abc"), (3, "name", "x" * 121), (5, "probability", "200")):
        person.goes_to(cell(tab, row, name))
        person.types(text)
        person.press(Key.Key_Tab)
    assert sorted(at for at, shown in tab.refusals.items() if shown.said) == [
        (2, "name"), (2, "probability"), (4, "probability")]
    assert stored(workspace) == [None] * 6
    tab.refusals[4, "probability"].fix_clicked.emit()
    assert person.at is cell(tab, 5)


def test_the_link_of_a_refusal_is_followed_by_keyboard(tab, person):
    person.goes_to(cell(tab, 6))
    person.types("abc")
    person.press(Key.Key_Tab)
    person.goes_to(tab.refusals[5, "probability"].words)
    person.press(Key.Key_Tab, Key.Key_Return)
    assert person.at is cell(tab, 6)


def test_escape_takes_back_what_is_being_typed(tab, person, workspace):
    put(workspace, 10, 25, 40, 60, 80, 100)
    person.goes_to(cell(tab, 2))
    person.types("99")
    assert needed(tab)[1] == 10
    person.press(Key.Key_Escape)
    assert cell(tab, 2).text() == "25"
    assert needed(tab)[1] == 40
    person.press(Key.Key_Tab)
    assert stored(workspace)[1] == 25


def test_an_emptied_cell_is_empty(tab, person, workspace):
    put(workspace, 10, 25, 40, 60, 80, 100)
    person.goes_to(cell(tab, 2))
    person.press(Key.Key_Delete, Key.Key_Tab)
    assert stored(workspace)[1] is None
    assert tab.chart.rows[1].words == "sem probabilidade"


def test_the_chart_follows_every_keystroke_before_anything_is_written(tab, person, workspace):
    put(workspace, 10, 25, 40, 60, 80, 100)
    before = picture(tab)
    person.goes_to(cell(tab, 5))
    seen, pictures = [], []
    for letter in "550":
        person.types(letter)
        seen.append((needed(tab)[4], tab.chart.rows[4].words))
        pictures.append(picture(tab))
    assert seen == [(200, ""), (18, ""), (None, "não dá para calcular")]
    assert all(a != b for a, b in zip([before, *pictures], pictures, strict=False))
    person.press(Key.Key_Backspace)
    assert picture(tab) == pictures[1]
    assert stored(workspace)[4] == 80
    assert tab.chart.rows[4].bar.widens
    assert "Etapa 5" in tab.warning.said
    person.press(Key.Key_Escape)
    assert picture(tab) == before
    assert tab.warning.said == ""


def test_bars_are_as_wide_as_their_numbers_and_stand_at_their_rows(tab, workspace):
    put(workspace, 10, 20, 50, 0, None, 100)
    boxes = [tab.chart._box(at) for at in range(6)]
    widest = boxes[0].width()
    assert [round(box.width() / widest, 2) for box in boxes] == [1, 0.5, 0.2, 0, 0, 0.1]
    assert [tab.chart.rows[at].words for at in (3, 4)] == ["0 %: nenhuma se fecha", "sem probabilidade"]
    for at, box in enumerate(boxes):
        line = cell(tab, at + 1)
        middle = line.mapTo(tab.widget(), line.rect().center()).y()
        assert abs(tab.chart.mapTo(tab.widget(), box.center()).y() - middle) <= 2


def test_a_stage_that_widens_is_hatched_and_labelled(tab, workspace, kit):
    put(workspace, 10, 25, 40, 60, 80, 100)
    before = picture(tab)
    put(workspace, 10, 25, 40, 60, 55, 100)
    after = picture(tab)
    box, ratio = tab.chart._box(4), after.devicePixelRatio()
    row = [after.pixel(round(x * ratio), round((box.top() + 3) * ratio)) for x in range(box.left() + 3, box.right() - 2)]
    assert len(set(row)) > 1, "hatched"
    inside = [before.pixel(round(x * ratio), round((box.top() + 3) * ratio)) for x in range(box.left() + 14, box.right() - 14)]
    assert len(set(inside)) == 1, "one colour before"
    assert tab.chart.rows[4].bar.widens


def test_ir_a_celula_by_mouse_and_keyboard(tab, person, workspace, qtbot):
    put(workspace, 10, 25, 40, 60, 55, 100)
    assert "55 % é menor que os 60 % da etapa 4" in tab.warning.said
    qtbot.mouseClick(tab.warning.link, Qt.MouseButton.LeftButton)
    assert person.at is cell(tab, 5)
    assert person.at.selectedText() == "55"
    person.goes_to(tab.warning.link)
    person.press(Key.Key_Return)
    assert person.at is cell(tab, 5)


def test_a_fall_that_is_meant_is_accepted_until_it_changes(tab, workspace, qtbot):
    put(workspace, 10, 25, 40, 60, 55, 100)
    tab.accept_action.trigger()
    assert tab.warning.said == ""
    assert tab.chart.rows[4].bar.widens, "the picture still says so"
    put(workspace, 10, 25, 40, 60, 50, 100)
    assert "50 %" in tab.warning.said


def test_several_falls_are_counted(tab, workspace):
    put(workspace, 60, 50, 40, 60, 55, 100)
    assert tab.warning.said.startswith("Etapa 2")
    assert tab.warning.said.endswith("Mais 2 etapas caem.")


def test_the_example_is_labelled_until_something_differs_and_taken_back_at_once(tab, person, workspace, qtbot):
    assert tab.example.isHidden()
    qtbot.mouseClick(tab.model, Qt.MouseButton.LeftButton)
    assert stored(workspace) == [10, 25, 40, 60, 80, 100]
    assert (tab.example.isVisible(), tab.example.word) == (True, "Exemplo, não é o padrão da Senior")
    person.goes_to(cell(tab, 5))
    person.types("81")
    assert tab.example.isVisible(), "not written yet"
    person.press(Key.Key_Tab)
    assert tab.example.isHidden()
    workspace.edits.undo()
    assert tab.example.isVisible()
    workspace.edits.undo()
    assert tab.example.isHidden()
    assert (stored(workspace), workspace.store.where("account-type")) == ([None] * 6, [])


def test_limpar_by_the_menu(tab, person, workspace):
    person.goes_to(tab.model)
    person.press(Key.Key_Return)
    assert stored(workspace)[5] == 100
    tab.more.menu().popup(tab.mapToGlobal(QPoint(0, 0)))
    menu = tab.more.menu()
    menu.setActiveAction(tab.clear_action)
    from PySide6.QtTest import QTest

    QTest.keyClick(menu, Key.Key_Return)
    assert stored(workspace) == [None] * 6
    assert not tab.clear_action.isEnabled()
    workspace.edits.undo()
    assert stored(workspace)[5] == 100


def test_promotion_by_the_list_and_back(tab, person, workspace, add):
    prospect = add("account-type", name="Prospect")
    add("account-type", name="Antigo", active=False)
    choice = cell(tab, 2, "account_type")
    assert [choice.itemText(at) for at in range(choice.count())] == ["não alterar", "Prospect"]
    person.goes_to(choice)
    person.press(Key.Key_Space)
    view = choice.view()
    assert view.isVisible()
    from PySide6.QtTest import QTest

    QTest.keyClick(view, Key.Key_Down)
    QTest.keyClick(view, Key.Key_Return)
    assert stored(workspace, "account_type")[1] == prospect
    assert tab.chart.rows[1].promotes == "Prospect"
    person.goes_to(choice)
    person.press(Key.Key_Delete)
    assert stored(workspace, "account_type")[1] is None
    assert tab.chart.rows[1].promotes == ""


def test_a_type_in_use_but_inactive_is_still_shown_and_said(tab, workspace, add):
    old = add("account-type", name="Antigo", active=True)
    stage = workspace.store.where("stage")[2]
    workspace.edits.apply(funnel.writing(stage, "account_type", old), N_("teste"))
    workspace.edits.apply([Edited("account-type", old, "active", True, False)], N_("teste"))
    choice = cell(tab, 3, "account_type")
    assert choice.currentText() == "Antigo (inativo)"
    assert "não está ativo" in tab.note.said
    other = cell(tab, 4, "account_type")
    assert other.count() == 1


def test_charts_turn_with_space_and_go_back_to_not_set(tab, person, workspace, qtbot):
    flag = cell(tab, 1, "charts")
    person.goes_to(flag)
    said = []
    for key in (Key.Key_Space, Key.Key_Space, Key.Key_Delete, Key.Key_N, Key.Key_S):
        person.press(key)
        said.append((stored(workspace, "charts")[0], flag.text()))
    assert said == [(True, "sim"), (False, "não"), (None, "não definido"), (False, "não"), (True, "sim")]
    qtbot.mouseClick(flag, Qt.MouseButton.LeftButton, pos=QPoint(8, flag.height() // 2))
    assert stored(workspace, "charts")[0] is False


def test_a_change_from_outside_shows_at_once_but_not_over_what_is_typed(tab, person, workspace):
    person.goes_to(cell(tab, 2))
    person.types("3")
    put(workspace, 10, 25, 40, 60, 80, 100)
    assert [cell(tab, row).text() for row in range(1, 7)] == ["10", "3", "40", "60", "80", "100"]
    assert needed(tab) == [100, 333, 25, 17, 13, 10]
    person.press(Key.Key_Escape)
    assert cell(tab, 2).text() == "25"


def test_an_import_in_a_thread_shows_at_once(tab, workspace, qtbot):
    from threading import Thread

    stage = workspace.store.where("stage")[0]
    worker = Thread(target=lambda: workspace.store.apply(funnel.writing(stage, "name", "Contato"), N_("importação"), "import"))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: cell(tab, 1, "name").text() == "Contato")


def test_reaching_a_stage_and_its_field(page, person, workspace):
    uid = workspace.store.where("stage")[4].uid
    page.show_record("stage", uid, "probability")
    assert page.stack.currentWidget() is page.built["stage"]
    assert person.at is cell(page.built["stage"], 5)
    page.show_record("stage", uid)
    assert person.at is cell(page.built["stage"], 5, "name")


def test_what_is_not_published_is_said(tab):
    from PySide6.QtWidgets import QLabel

    words = " ".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())
    assert "A mudança do tipo vale só para a empresa e filial da oportunidade. (deduzido)" in words
    assert "a Senior não publica como gravar o funil por API" in words


def test_read_only_shows_and_writes_nothing(kit, workspace, qtbot):
    put(workspace, 10, 25, 40, 60, 80, 100)
    workspace.store.read_only = True
    page = GeneralPage(kit)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    tab = page.turn_to("stage")
    line = cell(tab, 1)
    line.setFocus()
    qtbot.keyClicks(line, "99")
    qtbot.keyClick(line, Key.Key_Return)
    qtbot.mouseClick(cell(tab, 1, "charts"), Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    qtbot.mouseClick(tab.model, Qt.MouseButton.LeftButton)
    assert line.text() == "10"
    assert stored(workspace) == [10, 25, 40, 60, 80, 100]
    assert stored(workspace, "charts") == [None] * 6
    assert not any(b.isEnabled() for b in tab.findChildren(QPushButton) if b in (tab.model, tab.more))


@pytest.mark.parametrize("width", [1126, 1036, 855])
def test_nothing_is_cut_in_a_narrow_window(tab, page, width, qtbot):
    page.resize(width, 560)
    QApplication.processEvents()
    assert tab.horizontalScrollBar().maximum() == 0
    right = tab.chart.mapTo(page, tab.chart.rect().topRight()).x()
    assert right <= width
    for row in tab.table.rows:
        assert row["probability"].width() >= 60
        assert row["name"].width() >= 100
