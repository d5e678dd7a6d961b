"""Hierarquia by real keys and mouse: dragging in tree and chart, refusals beforehand, folding, zooming, paper."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_console.core.text import N_
from crm_console.store.change import Added, Edited
from crm_console.store.store import new_uid
from crm_console.views.access.hierarchy_manager import ChangeManager
from crm_console.views.access.hierarchy_pane import HierarchyPane
from crm_console.views.access.org_chart import LEGIBLE
from crm_console.views.access.org_chart_paint import NAMES, WORDS

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def team(add):
    department = add("department", name="Comercial")
    uids = {}
    for login, manager in (("zoe", None), ("ana", "zoe"), ("bia", "ana"), ("caio", "bia"), ("davi", "ana"),
                           ("eva", "zoe"), ("fred", None)):
        uids[login] = add("user", login=login, full_name=login.title(), manager=uids.get(manager),
                          department=department)
    uids["fora"] = add("user", login="fora", full_name="Fora", crm_user=False)
    return uids


@pytest.fixture
def pane(kit, qtbot, team):
    made = HierarchyPane(kit)
    qtbot.addWidget(made)
    made.resize(1126, 640)
    made.show()
    return made


def manager(workspace, uid):
    return workspace.store.get("user", uid).get("manager")


def in_tree(pane, uid):
    return pane.tree.visualRect(pane.model.index_of(uid)).center()


def in_chart(pane, uid):
    return pane.chart.box_on_screen(uid).center().toPoint()


def drag(qtbot, viewport, start, end, *, drop=True):
    qtbot.mousePress(viewport, LEFT, pos=start)
    for step in range(1, 5):
        at = start + (end - start) * step / 4
        QTest.mouseMove(viewport, at)
        QApplication.processEvents()
        _move(viewport, at)
    if drop:
        qtbot.mouseRelease(viewport, LEFT, pos=end)


def _move(viewport, at):
    """Offscreen, moving the mouse carries no pressed button; a window system's event does."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), QPointF(viewport.mapToGlobal(at)), Qt.MouseButton.NoButton,
                        LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, event)


@pytest.mark.parametrize("where", ["tree", "chart"])
def test_a_person_dragged_onto_a_new_manager_takes_everyone_below_along(pane, team, qtbot, workspace, where):
    view, place = (pane.tree, in_tree) if where == "tree" else (pane.chart, in_chart)
    with qtbot.waitSignal(pane.said):
        drag(qtbot, view.viewport(), place(pane, team["bia"]), place(pane, team["fred"]))
    assert manager(workspace, team["bia"]) == team["fred"]
    assert manager(workspace, team["caio"]) == team["bia"]
    qtbot.waitUntil(lambda: pane.hierarchy.counts[team["fred"]] == 2)
    assert pane.current == team["bia"]
    assert len(workspace.edits._done[-1].changes) == 1
    workspace.edits.undo()
    assert manager(workspace, team["bia"]) == team["ana"]


@pytest.mark.parametrize("where", ["tree", "chart"])
@pytest.mark.parametrize(("target", "words"), [("caio", "fecha um círculo"), ("fora", "não é usuário do CRM")])
def test_what_cannot_be_says_so_before_and_is_not_taken(pane, team, qtbot, workspace, where, target, words):
    view, place = (pane.tree, in_tree) if where == "tree" else (pane.chart, in_chart)
    before = workspace.edits.undoable
    end = place(pane, team[target])
    drag(qtbot, view.viewport(), place(pane, team["ana"]), end, drop=False)
    assert view.drag.over == team[target]
    assert view.viewport().cursor().shape() == Qt.CursorShape.ForbiddenCursor
    assert words in pane.hint._whole
    assert pane.hint.property("state") == "fail"
    qtbot.mouseRelease(view.viewport(), LEFT, pos=end)
    assert manager(workspace, team["ana"]) == team["zoe"]
    assert workspace.edits.undoable == before
    assert pane.hint.property("state") == ""


def test_escape_ends_a_drag(pane, team, qtbot, workspace):
    drag(qtbot, pane.tree.viewport(), in_tree(pane, team["bia"]), in_tree(pane, team["fred"]), drop=False)
    assert pane.tree.drag.active
    qtbot.keyClick(pane.tree, Qt.Key.Key_Escape)
    qtbot.mouseRelease(pane.tree.viewport(), LEFT, pos=in_tree(pane, team["fred"]))
    assert manager(workspace, team["bia"]) == team["ana"]


def test_a_refusal_of_the_store_is_shown(pane, team, workspace):
    pane.put_under([team["ana"]], team["caio"])  # as if the tree were older than the store
    assert "fecha um círculo" in pane.refused.said
    assert manager(workspace, team["ana"]) == team["zoe"]


def test_several_rows_go_together(pane, team, qtbot, workspace):
    qtbot.mouseClick(pane.tree.viewport(), LEFT, pos=in_tree(pane, team["davi"]))
    qtbot.mouseClick(pane.tree.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, in_tree(pane, team["eva"]))
    assert sorted(pane.tree.selected()) == sorted([team["davi"], team["eva"]])
    pane.put_under(pane._uids(), team["fred"])
    assert manager(workspace, team["davi"]) == manager(workspace, team["eva"]) == team["fred"]
    workspace.edits.undo()
    assert manager(workspace, team["davi"]) == team["ana"]


@pytest.mark.parametrize("where", ["tree", "chart"])
def test_the_same_by_keys(pane, team, qtbot, workspace, where):
    view = pane.tree if where == "tree" else pane.chart
    pane.choose(team["bia"])
    qtbot.keyClick(view, Qt.Key.Key_F2)
    chooser = pane.findChild(ChangeManager)
    line = chooser.manager.line
    qtbot.keyClicks(line, "caio")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "fecha um círculo" in chooser.refused.said
    assert not chooser.do.isEnabled()
    line.selectAll()
    qtbot.keyClicks(line, "fred")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chooser.refused.said == ""
    qtbot.keyClick(chooser.do, Qt.Key.Key_Return)
    assert manager(workspace, team["bia"]) == team["fred"]
    qtbot.waitUntil(lambda: pane.hierarchy.managers[team["bia"]] == team["fred"])
    qtbot.keyClick(view, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    assert manager(workspace, team["bia"]) is None
    workspace.edits.undo()
    assert manager(workspace, team["bia"]) == team["fred"]
    workspace.edits.undo()
    assert manager(workspace, team["bia"]) == team["ana"]


def test_the_button_and_the_menu_do_it_too(pane, team, qtbot, workspace):
    pane.choose(team["eva"])
    qtbot.mouseClick(pane.top, LEFT)
    assert manager(workspace, team["eva"]) is None
    qtbot.waitUntil(lambda: not pane.top.isEnabled())


def test_search_and_what_lacks_in_the_tree(pane, team, qtbot, add):
    add("user", login="sem.nada", full_name="Última", manager=team["davi"])
    qtbot.keyClicks(pane.search, "ultima")
    qtbot.waitUntil(lambda: pane.model.found is not None and len(pane.model.found) == 1)
    shown = [uid for uid in pane.hierarchy.people if pane.model.index_of(uid).isValid()]
    assert {pane.hierarchy.people[uid]["login"] for uid in shown} == {"zoe", "ana", "davi", "sem.nada"}
    pane.choose(team["fred"])  # whom the search hides
    assert pane.search.text() == ""
    assert pane.tree.current == team["fred"]
    pane.lacks.actions["department"].trigger()
    assert {pane.hierarchy.people[uid]["login"] for uid in pane.model.found} == {"sem.nada", "fora"}
    qtbot.mouseClick(pane.clear, LEFT)
    assert pane.model.found is None


def test_enter_in_the_search_goes_from_one_found_person_to_the_next(pane, team, qtbot, add):
    second = add("user", login="caio.dois", full_name="Caio Dois", manager=team["fred"])
    qtbot.waitUntil(lambda: second in pane.hierarchy.people)
    pane.chart.fold(team["ana"], folded=True)
    qtbot.keyClicks(pane.search, "caio")
    seen = []
    for _ in range(3):
        qtbot.keyClick(pane.search, Qt.Key.Key_Return)
        seen.append(pane.current)
    assert sorted(seen[:2]) == sorted([team["caio"], second])
    assert seen[2] == seen[0]
    assert team["caio"] in pane.chart.chart.boxes  # unfolded for whom was gone to


def test_a_change_elsewhere_is_seen_and_what_was_folded_stays(pane, team, workspace, qtbot):
    pane.tree.collapse(pane.model.index_of(team["ana"]))
    pane.chart.fold(team["ana"], folded=True)
    workspace.edits.apply([Edited("user", team["eva"], "full_name", "Eva", "Eva Maria")], N_("x"))
    qtbot.waitUntil(lambda: pane.hierarchy.card(team["eva"]).name == "Eva Maria")
    assert not pane.tree.isExpanded(pane.model.index_of(team["ana"]))
    assert pane.tree.isExpanded(pane.model.index_of(team["zoe"]))
    assert team["bia"] not in pane.chart.chart.boxes


# chart

def test_arrows_walk_space_folds_and_choosing_unfolds(pane, team, qtbot):
    qtbot.mouseClick(pane.chart.viewport(), LEFT, pos=in_chart(pane, team["zoe"]))
    assert pane.tree.current == team["zoe"]
    for key, expected in ((Qt.Key.Key_Down, "ana"), (Qt.Key.Key_Right, "eva"), (Qt.Key.Key_Left, "ana"),
                          (Qt.Key.Key_Down, "bia"), (Qt.Key.Key_Up, "ana")):
        qtbot.keyClick(pane.chart, key)
        assert pane.current == team[expected]
        assert pane.tree.current == team[expected]
    qtbot.keyClick(pane.chart, Qt.Key.Key_Space)
    assert team["bia"] not in pane.chart.chart.boxes
    pane.choose(team["caio"])
    assert team["caio"] in pane.chart.chart.boxes


def test_ctrl_and_wheel_zoom_where_the_mouse_is_keys_and_buttons_zoom_and_fit(pane, team, qtbot):
    chart = pane.chart
    at = QPointF(in_chart(pane, team["zoe"]))
    before = chart.zoom
    event = QWheelEvent(at, QPointF(chart.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240),
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(chart.viewport(), event)
    assert chart.zoom == pytest.approx(before * 1.44)
    assert chart.at(at) == team["zoe"]
    qtbot.keyClick(chart, Qt.Key.Key_Plus)
    qtbot.keyClick(chart, Qt.Key.Key_Minus)
    assert chart.zoom == pytest.approx(before * 1.44)
    qtbot.keyClick(chart, Qt.Key.Key_0)
    view = chart.viewport().rect()
    assert all(view.contains(chart.box_on_screen(uid).toRect()) for uid in team.values())
    assert pane.zoomed.text() == f"{round(chart.zoom * 100)} %"


@pytest.mark.parametrize(("zoom", "name", "rest"), [
    (1.0, True, True), ((WORDS + NAMES) / 2, True, False), (NAMES / 2, False, False)])
def test_every_level_of_detail_is_painted_and_less_of_it_when_far(pane, kit, zoom, name, rest):
    pane.chart.set_zoom(zoom)
    image = pane.chart.viewport().grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    tokens = kit.look.tokens
    assert tokens.control.lower() in colours  # the boxes
    assert (tokens.text.lower() in colours) == name
    assert (tokens.muted.lower() in colours) == rest  # the department
    assert pane.chart.painted > 0


def test_only_what_is_in_sight_is_painted(kit, qtbot, workspace):
    tops = [new_uid() for _ in range(400)]
    workspace.store.apply([Added("user", uid, {"login": f"p{at}", "full_name": f"Pessoa {at}", "crm_user": True,
                                               "manager": tops[(at - 1) // 5] if at else None})
                           for at, uid in enumerate(tops)], N_("x"))
    pane = HierarchyPane(kit)
    qtbot.addWidget(pane)
    pane.resize(1126, 640)
    pane.show()
    assert pane.chart.zoom >= LEGIBLE  # it opens where one can read
    pane.choose(tops[399])
    pane.chart.viewport().grab()
    assert 0 < pane.chart.painted < 60
    view = pane.chart.viewport().rect()
    assert view.contains(pane.chart.box_on_screen(tops[399]).center().toPoint())
    pane.chart.fit()
    pane.chart.viewport().grab()
    assert pane.chart.painted == 400


# paper

def test_the_svg_is_xml_with_every_name_as_text(pane, team, tmp_path, workspace, qtbot):
    long = "Maria Aparecida dos Santos Albuquerque Vasconcelos de Oliveira"
    workspace.edits.apply([Edited("user", team["eva"], "full_name", "Eva", long)], N_("x"))
    qtbot.waitUntil(lambda: pane.hierarchy.card(team["eva"]).name == long)
    with qtbot.waitSignal(pane.said):
        pane.write("svg", None, tmp_path / "todos.svg")
    texts = {(node.text or "").strip() for node in ET.parse(tmp_path / "todos.svg").iter() if node.tag.endswith("}text")}
    assert {"Zoe", "Ana", "Bia", "Caio", "Davi", "Fred", "Fora", long, "Comercial"} <= texts
    pane.write("svg", team["ana"], tmp_path / "ramo.svg")
    texts = {(node.text or "").strip() for node in ET.parse(tmp_path / "ramo.svg").iter() if node.tag.endswith("}text")}
    assert {"Ana", "Bia", "Caio", "Davi"} <= texts
    assert not {"Zoe", "Eva", "Fred"} & texts


def pdf_texts(content):
    """What a reader could copy: glyphs of each shown string through the font's ToUnicode table."""
    streams = [zlib.decompress(found) if head.find(b"FlateDecode") >= 0 else found for head, found in
               re.findall(rb"<<((?:(?!<<|>>).)*)>>\s*stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)]
    tables = []
    for stream in streams:
        if b"begincmap" in stream:
            table = {int(code, 16): chr(int(char, 16)) for code, char in
                     re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})>\n", stream)}
            for low, _, chars in re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4})> \[(.*?)\]", stream, re.DOTALL):
                for at, char in enumerate(re.findall(rb"<([0-9a-fA-F]+)>", chars)):
                    table[int(low, 16) + at] = chr(int(char, 16))
            tables.append(table)
    shown = [b"".join(re.findall(rb"<([0-9a-fA-F]+)>", block)) for stream in streams
             for block in re.findall(rb"BT(.*?)ET", stream, re.DOTALL)]
    return {"".join(table.get(int(codes[at:at + 4], 16), "") for at in range(0, len(codes), 4))
            for codes in shown for table in tables}


def test_the_pdf_is_one_page_of_the_charts_size_with_names_as_text(pane, team, tmp_path, qtbot):
    with qtbot.waitSignal(pane.said):
        pane.write("pdf", None, tmp_path / "todos.pdf")
    content = (tmp_path / "todos.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert re.search(rb"/Count 1\b", content)
    width, height = (float(each) for each in re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content).groups())
    assert width / height == pytest.approx(pane.chart.chart.width / pane.chart.chart.height, rel=0.02)
    assert {"Zoe", "Ana", "Caio", "Fora", "Comercial"} <= pdf_texts(content)


def test_a_place_that_cannot_be_written_is_said(pane, tmp_path):
    for kind in ("svg", "pdf"):
        pane.write(kind, None, tmp_path / "nao" / f"existe.{kind}")
        assert "Não deu para gravar" in pane.refused.said
        pane.refused.hide()


def test_read_only_moves_nobody(kit, qtbot, team, workspace, monkeypatch):
    monkeypatch.setattr(workspace.store, "read_only", True)
    pane = HierarchyPane(kit)
    qtbot.addWidget(pane)
    pane.resize(1126, 640)
    pane.show()
    hint = pane.hint.text()
    for part, place in ((pane.tree, in_tree), (pane.chart, in_chart)):
        start, end = place(pane, team["bia"]), place(pane, team["fred"])
        drag(qtbot, part.viewport(), start, end, drop=False)
        assert (part.drag.active, part.drag.over, pane.hint.text()) == (False, None, hint)
        assert pane.tree.selected() == [team["bia"]]
        assert part.viewport().cursor().shape() not in (Qt.CursorShape.DragMoveCursor, Qt.CursorShape.ForbiddenCursor)
        qtbot.mouseRelease(part.viewport(), LEFT, pos=end)
    assert manager(workspace, team["bia"]) == team["ana"]


def test_nobody_yet(kit, qtbot):
    pane = HierarchyPane(kit)
    qtbot.addWidget(pane)
    pane.show()
    assert pane.empty.isVisibleTo(pane)
    assert not pane.change.isEnabled()
