"""Comparar and Direitos do usuário: side by side, only differences, folding, what gives each right."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from crm_console.core.text import N_
from crm_console.services import permissions
from crm_console.store.rows import Rows
from crm_console.views.access.permission_faces import EACH, EQUAL, Face
from crm_console.views.access.permission_model import VALUES
from crm_console.views.access.roles_page import RolesPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def uid(workspace):
    return lambda name: workspace.store.find("resource", name).uid


@pytest.fixture
def roles(add, uid):
    both = {f"{uid('Tarefas')}:access", f"{uid('Contratos')}:access"}
    return {"A": add("role", name="A", permissions=frozenset(both | {f"{uid('Tarefas')}:export"})),
            "B": add("role", name="B", permissions=frozenset(both)),
            "C": add("role", name="C", permissions=frozenset({f"{uid('Contratos')}:edit"}))}


@pytest.fixture
def page(kit, qtbot, roles):
    made = RolesPage(kit)
    qtbot.addWidget(made)
    made.resize(1126, 598)
    made.show()
    qtbot.mouseClick(made.bar, LEFT, pos=made.bar.boxes()[1].center())
    return made


@pytest.fixture
def compared(page):
    return page.tab("compare").roles


def names(panel):
    return [r["name"] for r in panel.model.resources()]


def face(panel, uid, action):
    place = panel.model.place(uid, action)
    return panel.model.face(place.row(), place.column())


def test_the_first_two_stand_side_by_side(page, compared, uid):
    assert [choice.currentText() for choice in compared.choices] == ["A", "B", "nenhum", "nenhum"]
    assert face(compared, uid("Tarefas"), "export") == Face(EACH, ("yes", "no"))
    assert face(compared, uid("Tarefas"), "access") == Face(EQUAL, ("yes",))
    assert compared.count.text() == "1 recurso difere"


def test_a_third_role_by_keyboard(compared, qtbot, uid):
    compared.choices[2].setFocus()
    qtbot.keyClicks(compared.choices[2], "C")
    assert face(compared, uid("Contratos"), "edit") == Face(EACH, ("no", "no", "idle"))
    assert compared.model.head(0).parts == ("A", "B", "C")


def test_only_differences(compared, qtbot, workspace, uid, roles):
    qtbot.mouseClick(compared.only, LEFT, pos=QPoint(8, compared.only.height() // 2))
    assert compared.only.isChecked()
    assert names(compared) == ["Tarefas"]
    first = workspace.store.get("role", roles["A"])
    workspace.edits.apply(permissions.filling(first, [(uid("Tarefas"), "export")], False), N_("teste"))
    assert compared.view.isHidden()
    assert compared.empty.isVisible()
    qtbot.mouseClick(compared.empty.button, LEFT)
    assert len(names(compared)) == len(workspace.store.where("resource"))


def test_search_and_folding(compared, qtbot):
    qtbot.keyClicks(compared.search, "compromissos")
    assert len(names(compared)) == 3
    compared.view.setFocus()
    compared.view.setCurrentIndex(compared.model.index(0, 0))
    qtbot.keyClick(compared.view, Qt.Key.Key_Left)
    assert len(compared.model.lines) == 1
    qtbot.keyClick(compared.view, Qt.Key.Key_Right)
    assert len(compared.model.lines) == 4


def test_nothing_is_changed_here(compared, qtbot, workspace, uid, roles):
    view = compared.view
    view.setFocus()
    view.go_to(uid("Tarefas"), "edit")
    for key in (Qt.Key.Key_S, Qt.Key.Key_Space, Qt.Key.Key_N):
        qtbot.keyClick(view, key)
    assert permissions.granted(workspace.store.get("role", roles["A"]))[uid("Tarefas")] == {"access", "export"}
    assert workspace.edits.undoable.source == "teste"


def test_only_the_roles_shown_are_read(page, compared, workspace, monkeypatch, roles):
    read = []
    sets = Rows._sets

    def counting(self, type_name, uids, *, grants):
        read.extend((type_name, uid) for uid in uids if grants and type_name == "role")
        return sets(self, type_name, uids, grants=grants)

    monkeypatch.setattr(Rows, "_sets", counting)
    compared.refresh()
    assert {uid for _, uid in read} == {roles["A"], roles["B"]}


def test_a_users_rights_and_who_gives_them(page, qtbot, add, uid, roles):
    ana = add("user", login="ana", full_name="Ana Souza", roles=frozenset({roles["A"], roles["C"]}))
    shown = page.tab("compare")
    qtbot.mouseClick(shown.which._buttons["user"], LEFT)
    line = shown.user.chooser.line
    line.setFocus()
    qtbot.keyClicks(line, "Ana")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert shown.user.chooser.value() == ana
    assert face(shown.user, uid("Contratos"), "edit") == Face("yes", ("B",)), "C is the second of the user's roles"
    assert face(shown.user, uid("Tarefas"), "export") == Face("yes", ("A",))
    assert face(shown.user, uid("Tarefas"), "edit") == Face("no")
    shown.user.view.setFocus()
    shown.user.view.go_to(uid("Contratos"), "edit")
    assert shown.user.detail.text() == "Contratos, Editar: dado por C"
    qtbot.keyClick(shown.user.view, Qt.Key.Key_Right)
    assert VALUES[shown.user.view.currentIndex().column()] == "delete"
    assert shown.user.detail.text() == "Contratos, Excluir: nenhum papel dá"


def test_a_user_without_role_is_told(page, qtbot, add):
    ana = add("user", login="ana", full_name="Ana Souza")
    page.show_rights(ana)
    shown = page.tab("compare").user
    assert shown.view.isHidden()
    assert "não tem papel" in shown.empty._what.text()


def test_rights_follow_a_change_of_roles(page, qtbot, add, uid, roles, workspace):
    ana = add("user", login="ana", full_name="Ana Souza", roles=frozenset({roles["C"]}))
    page.show_rights(ana)
    shown = page.tab("compare").user
    assert face(shown, uid("Contratos"), "edit") == Face("idle", ("A",))
    workspace.edits.apply(permissions.having([workspace.store.get("user", ana)], roles["B"], {ana}), N_("teste"))
    assert face(shown, uid("Contratos"), "edit") == Face("yes", ("B",))
