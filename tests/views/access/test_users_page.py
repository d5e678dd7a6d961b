"""Usuários by real keys and clicks: two screens with one draft, activation, copying, filters, one edit for many."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QCheckBox

from crm_console.core.text import N_
from crm_console.store.change import Added
from crm_console.store.notes import drafts
from crm_console.store.store import new_uid
from crm_console.views.access.user_copy import CopyFromUser
from crm_console.views.access.users_page import CRM_USERS, HIERARCHY, USERS, UsersPage
from crm_console.views.records.choosers import EditMany


@pytest.fixture
def deployed(workspace):
    def make(**values):
        workspace.store.apply([Added("deployment", new_uid(), {"number": 1, **values})], N_("x"))

    return make


@pytest.fixture
def people(add, pair):
    department, function = add("department", name="Comercial"), add("function", name="Vendedor")
    role = add("role", name="CRM - Usuário")
    ana = add("user", login="ana.souza", full_name="Ana Souza", email="ana@x.example", roles=frozenset({role}),
              branches=frozenset({pair[1]}), default_branch=pair[1], department=department, function=function)
    bia = add("user", login="bia.lima", full_name="Bia Lima", email="bia@x.example", manager=ana)
    return {"ana": ana, "bia": bia, "department": department, "function": function, "role": role, "branch": pair[1]}


@pytest.fixture
def page(kit, qtbot):
    def make():
        made = UsersPage(kit)
        qtbot.addWidget(made)
        made.resize(1126, 640)
        made.show()
        return made

    return make


def names(view):
    return [r["full_name"] for row in range(view.list.model.rowCount()) if (r := view.list.model.record(row))]


def rows_shown(form):
    return {name for name, row in form.form.rows.items() if row.isVisibleTo(form)}


def pick(qtbot, editor, text):
    """Choose in a LINK by typing and Enter."""
    editor.line.setFocus()
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, text)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)


def click_tab(qtbot, bar, at):
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.boxes()[at].center())


def test_two_screens_with_the_vendors_paths_are_one_widget(page, people, qtbot):
    shown = page()
    assert shown.menu_path[-1] == "Gestão dos Usuários"
    assert {"full_name", "login", "password", "photo", "roles"} <= rows_shown(shown.users.form)
    assert "manager" not in rows_shown(shown.users.form)
    assert not shown.users.form.tabs.isVisible()
    click_tab(qtbot, shown.bar, 1)
    assert shown.menu_path[-1] == "Gerenciar Usuários CRM"
    assert shown.stack.currentWidget() is shown.users
    assert rows_shown(shown.users.form) == {"crm_user", "activation", "department", "function", "manager"}
    click_tab(qtbot, shown.users.form.tabs, 1)
    assert rows_shown(shown.users.form) == {"branches", "default_branch"}
    click_tab(qtbot, shown.users.form.tabs, 2)
    assert rows_shown(shown.users.form) == {"all_charts"}
    click_tab(qtbot, shown.bar, 0)
    click_tab(qtbot, shown.bar, 1)
    assert rows_shown(shown.users.form) == {"all_charts"}  # where one was


def test_one_draft_over_both_screens_saved_at_once(page, people, qtbot, workspace):
    shown = page()
    view = shown.users
    view.list.choose(people["bia"])
    line = view.form.form.rows["mobile"].editor.line
    qtbot.keyClicks(line, "15 99999-0000")
    click_tab(qtbot, shown.bar, 1)
    pick(qtbot, view.form.form.rows["department"].editor, "comer")
    view.form.flush()
    assert set(drafts(workspace.store, "user")[0].values) == {"mobile", "department"}
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    stored = workspace.store.get("user", people["bia"])
    assert (stored["mobile"], stored["department"]) == ("15 99999-0000", people["department"])
    workspace.edits.undo()
    assert workspace.store.get("user", people["bia"]).get("mobile") is None


def test_saving_goes_to_the_error_on_the_other_screen_and_its_tab_says_so(page, people, qtbot, workspace):
    shown = page()
    view = shown.users
    view.list.choose(people["ana"])
    click_tab(qtbot, shown.bar, 1)
    click_tab(qtbot, view.form.tabs, 1)
    qtbot.mouseClick(view.form.form.rows["branches"].editor.none_button, Qt.MouseButton.LeftButton)
    click_tab(qtbot, view.form.tabs, 0)
    qtbot.waitUntil(lambda: view.form.form.states.get("branches") == "fail")
    assert view.form.tabs._problems == ["", "fail", ""]
    click_tab(qtbot, shown.bar, 0)
    qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    assert shown.tabs[shown.bar.current].id == CRM_USERS
    assert view.form.form.section == "branches"
    assert shown.focusWidget() is view.form.form.rows["default_branch"].editor.widget
    assert workspace.store.get("user", people["ana"])["branches"]  # nothing was written


def test_a_new_user_begins_on_the_platforms_screen(page, people, qtbot, workspace, deployed):
    deployed(package="starter")
    shown = page()
    view = shown.users
    click_tab(qtbot, shown.bar, 1)
    qtbot.mouseClick(view.list.new, Qt.MouseButton.LeftButton)
    assert shown.tabs[shown.bar.current].id == USERS
    qtbot.keyClicks(view.form.form.rows["full_name"].editor.line, "Caio Prado")
    qtbot.keyClicks(view.form.form.rows["login"].editor.line, "caio.prado")
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    stored = workspace.store.find("user", "caio.prado")
    assert (stored["full_name"], stored["activation"], stored["crm_user"]) == ("Caio Prado", "pending", True)


def test_show_record_turns_to_the_screen_of_the_field(page, people, qtbot):
    shown = page()
    shown.show_record("user", people["bia"], "manager")
    assert shown.tabs[shown.bar.current].id == CRM_USERS
    assert shown.users.list.current == people["bia"]
    assert shown.focusWidget() is shown.users.form.form.rows["manager"].editor.widget
    shown.resize(1000, 480)
    shown.show_record("user", people["bia"], "default_branch")
    line = shown.users.form.form.rows["default_branch"].editor.widget
    qtbot.waitUntil(lambda: not line.visibleRegion().isEmpty())  # scrolled to
    shown.show_record("user", people["ana"])
    assert shown.tabs[shown.bar.current].id == USERS
    shown.show_record("department", people["department"])
    assert shown.menu_path[-1] == "Departamentos"


def test_the_default_branch_is_one_of_the_ticked(page, people, add, pair, qtbot, workspace):
    other = add("branch", company=pair[0], code="7", name="Joinville")
    add("branch", company=pair[0], code="9", name="Betim")
    shown = page()
    view = shown.users
    view.list.choose(people["ana"])
    click_tab(qtbot, shown.bar, 1)
    click_tab(qtbot, view.form.tabs, 1)
    editor = view.form.form.rows["branches"].editor
    item = next(editor.list.item(at) for at in range(editor.list.count()) if "Joinville" in editor.list.item(at).text())
    editor.list.setCurrentItem(item)
    qtbot.keyClick(editor.list, Qt.Key.Key_Space)
    default = view.form.form.rows["default_branch"].editor
    qtbot.mouseClick(default.line, Qt.MouseButton.LeftButton)
    offered = [default.popup.item(at).text() for at in range(default.popup.count())]
    assert [text.split(" · ")[-1] for text in offered] == ["Sorocaba", "Joinville"]
    pick(qtbot, default, "join")
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    assert workspace.store.get("user", people["ana"])["default_branch"] == other


def test_a_photo_and_the_initial_password_are_kept(page, people, qtbot, workspace, tmp_path):
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    place = tmp_path / "foto.png"
    place.write_bytes(bytes(buffer.data()))
    shown = page()
    view = shown.users
    view.list.choose(people["bia"])
    view.form.form.rows["photo"].editor.use(place)
    secret = view.form.form.rows["password"].editor
    qtbot.mouseClick(secret.change, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(secret.line, "Primeira1")
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    stored = workspace.store.get("user", people["bia"])
    assert stored["photo"]
    assert workspace.secrets.get(stored["password"]) == "Primeira1"
    (tmp_path / "nota.txt").write_text("nada")
    view.form.form.rows["photo"].editor.use(tmp_path / "nota.txt")
    assert view.form.form.rows["photo"].editor.refused.said
    assert view.form.form.rows["photo"].editor.value() == stored["photo"]


# list

def test_rows_say_department_and_function_or_the_e_mail_and_the_state(page, people, workspace, add):
    add("user", login="x", full_name="Xavier", blocked=True)
    view = page().users
    by_name = {words.name: words for uid in (people["ana"], people["bia"], workspace.store.find("user", "x").uid)
               for words in [view.list.words.of(workspace.store.get("user", uid))]}
    assert by_name["Ana Souza"].second == "Comercial · Vendedor"
    assert by_name["Bia Lima"].second == "bia@x.example"
    assert by_name["Xavier"].state.word == "Bloqueado"


def test_find_by_login_by_e_mail_and_by_what_lacks(page, people, add, qtbot):
    add("user", login="quero.este", full_name="Zeca", email="outro@y.example", manager=people["ana"])
    view = page().users
    for words in ("quero.este", "outro@y"):
        view.list.search.clear()
        qtbot.keyClicks(view.list.search, words)
        qtbot.waitUntil(lambda: names(view) == ["Zeca"])
    qtbot.mouseClick(view.list.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(names(view)) == 3)
    menu = view.list.lacks.menu
    menu.popup(view.list.lacks.button.mapToGlobal(view.list.lacks.button.rect().bottomLeft()))
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(view.list.lacks.actions["manager"]).center())
    assert names(view) == ["Ana Souza"]
    assert "sem gestor" in view.list.count.toolTip() + view.list.count.text()
    view.list.lacks.actions["manager"].trigger()
    view.list.lacks.actions["branches"].trigger()
    assert sorted(names(view)) == ["Bia Lima", "Zeca"]
    qtbot.mouseClick(view.list.clear, Qt.MouseButton.LeftButton)
    assert len(names(view)) == 3


# activation

def test_the_form_shows_the_state_with_its_reason_and_marks_by_hand(page, people, deployed, qtbot, workspace, add):
    deployed(package="starter")
    uid = add("user", login="espera", full_name="Espera", activation="pending")
    shown = page()
    view = shown.users
    view.list.choose(uid)
    click_tab(qtbot, shown.bar, 1)
    editor = view.form.form.rows["activation"].editor
    assert editor.pill.word == "pendente: suporte do CRM"
    assert "suporte do CRM" in editor.reason.text()
    qtbot.mouseClick(editor.mark, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    assert workspace.store.get("user", uid)["activation"] == "active"


def test_the_request_to_crm_support_is_copied(page, deployed, qtbot, add):
    deployed(package="starter", tenant="serraazul")
    add("user", login="espera", full_name="Espera Lima", email="e@x.example", activation="pending")
    view = page().users
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.strip.pending.link, Qt.MouseButton.LeftButton)
    assert "- espera · Espera Lima · e@x.example" in QGuiApplication.clipboard().text()


def test_states_that_do_not_match_are_settled_in_one_undo(page, deployed, qtbot, add, workspace):
    uids = [add("user", login=f"u{n}", activation="automatic") for n in range(3)]
    deployed(package="advanced")
    view = page().users
    assert view.strip.mismatch.link.text() == "Acertar 3 usuários"
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.strip.mismatch.link, Qt.MouseButton.LeftButton)
    assert {workspace.store.get("user", uid)["activation"] for uid in uids} == {"pending"}
    qtbot.waitUntil(lambda: view.strip.mismatch.isHidden() and not view.strip.pending.isHidden())
    workspace.edits.undo()
    assert {workspace.store.get("user", uid)["activation"] for uid in uids} == {"automatic"}


def test_many_are_marked_as_activated_from_the_menu(page, deployed, qtbot, add, workspace):
    deployed(package="starter")
    uids = [add("user", login=f"u{n}", activation="pending") for n in range(3)]
    view = page().users
    view.list.table.selectAll()
    menu = view.form.menu
    view._fill_menu(menu, view.list.selected())
    next(action for action in menu.actions() if action.text() == "Marcar como ativado").trigger()
    assert {workspace.store.get("user", uid)["activation"] for uid in uids} == {"active"}
    workspace.edits.undo()
    assert {workspace.store.get("user", uid)["activation"] for uid in uids} == {"pending"}


# copying, and one edit for many

def test_copy_from_another_user_fills_the_form_and_saves_nothing(page, people, qtbot, workspace):
    view = page().users
    view.list.choose(people["bia"])
    qtbot.mouseClick(view.copy, Qt.MouseButton.LeftButton)
    chooser = view.findChild(CopyFromUser)
    pick(qtbot, chooser.source, "ana.s")
    assert "CRM - Usuário" in chooser.preview.text()
    assert chooser.findChild(QCheckBox, "part_roles").isChecked()
    assert not chooser.findChild(QCheckBox, "part_place").isChecked()
    qtbot.mouseClick(chooser.findChild(QCheckBox, "part_place"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chooser.do, Qt.MouseButton.LeftButton)
    assert workspace.store.get("user", people["bia"])["roles"] == frozenset()
    assert view.form.editing.record["roles"] == frozenset({people["role"]})
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    stored = workspace.store.get("user", people["bia"])
    assert (stored["roles"], stored["department"]) == (frozenset({people["role"]}), people["department"])
    assert stored["branches"] == frozenset()


def test_nothing_is_copied_into_a_form_that_is_only_read(page, people):
    view = page().users
    view.show_detail(people["bia"])
    assert not view.copy.isVisible()
    assert not view.form.form.rows["activation"].editor.mark.isVisibleTo(view.form)
    view.show_record(people["bia"])
    assert view.copy.isVisible()


@pytest.mark.parametrize(("how", "expected"), [
    ("add", ({"old", "new"}, {"new"})), ("remove", ({"old"}, set())), ("replace", ({"new"}, {"new"}))])
def test_roles_of_many_in_one_commit(page, kit, qtbot, add, workspace, how, expected):
    roles = {name: add("role", name=name) for name in ("old", "new")}
    first = add("user", login="a", roles=frozenset(roles.values() if how == "remove" else {roles["old"]}))
    second = add("user", login="b", roles=frozenset({roles["new"]} if how == "remove" else ()))
    chooser = EditMany(kit, page(), [workspace.store.get("user", uid) for uid in (first, second)], ("activation",))
    qtbot.addWidget(chooser)
    chooser.show()
    assert chooser.field.findText("Ativação no CRM") == -1
    chooser.field.setCurrentIndex(chooser.field.findText("Papéis"))
    qtbot.mouseClick(chooser.how._buttons[how], Qt.MouseButton.LeftButton)
    ticks = chooser._editor.list
    ticks.setCurrentItem(next(ticks.item(at) for at in range(ticks.count()) if ticks.item(at).text() == "new"))
    qtbot.keyClick(ticks, Qt.Key.Key_Space)
    assert chooser.preview.text() == "2 registros mudam"
    with qtbot.waitSignal(chooser.done_with):
        qtbot.mouseClick(chooser.do, Qt.MouseButton.LeftButton)
    for uid, named in zip((first, second), expected, strict=True):
        assert workspace.store.get("user", uid)["roles"] == frozenset(roles[name] for name in named)
    before = workspace.edits.undoable
    workspace.edits.undo()
    assert "2 registros" in str(before)
    assert workspace.store.get("user", second)["roles"] == (frozenset({roles["new"]}) if how == "remove" else frozenset())


def test_the_manager_of_many_and_a_refusal_that_stays_in_the_window(page, kit, qtbot, add, workspace, people):
    caio = add("user", login="caio", full_name="Caio")
    chooser = EditMany(kit, page(), [workspace.store.get("user", uid) for uid in (people["ana"], caio)])
    qtbot.addWidget(chooser)
    chooser.show()
    chooser.field.setCurrentIndex(chooser.field.findText("Subordinado de"))
    pick(qtbot, chooser._editor, "bia.lima")
    qtbot.mouseClick(chooser.do, Qt.MouseButton.LeftButton)
    assert "fecha um círculo" in chooser.refused.said
    assert workspace.store.get("user", caio).get("manager") is None
    pick(qtbot, chooser._editor, "")
    chooser.field.setCurrentIndex(chooser.field.findText("Departamento"))
    pick(qtbot, chooser._editor, "comercial")
    with qtbot.waitSignal(chooser.done_with):
        qtbot.mouseClick(chooser.do, Qt.MouseButton.LeftButton)
    assert workspace.store.get("user", caio)["department"] == people["department"]


# one selection

def test_who_is_chosen_in_one_tab_is_chosen_in_the_others(page, people, qtbot):
    shown = page()
    shown.users.list.choose(people["bia"])
    click_tab(qtbot, shown.bar, 2)
    assert shown.tabs[shown.bar.current].id == HIERARCHY
    assert (shown.hierarchy.tree.current, shown.hierarchy.chart.current) == (people["bia"], people["bia"])
    qtbot.keyClick(shown.hierarchy.tree, Qt.Key.Key_Up)
    assert shown.hierarchy.chart.current == people["ana"]
    assert shown.users.list.current == people["ana"]
    qtbot.keyClick(shown.hierarchy.tree, Qt.Key.Key_Return)
    assert shown.tabs[shown.bar.current].id == CRM_USERS
    assert shown.users.form.editing.record.uid == people["ana"]
