"""Gerenciar Perfis/Papéis and Recursos with real keys and clicks, on stored records."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import QPoint, Qt

from crm_console.services import profiles
from crm_console.store.notes import drafts
from crm_console.store.workspace import open_workspace
from crm_console.views.access.roles_page import RolesPage
from crm_console.views.kit import Kit

LEFT = Qt.MouseButton.LeftButton
OWN = "Contas do Próprio Usuário"


@pytest.fixture
def role(add):
    made = add("role", name="CRM – Usuário")
    for n in range(3):
        add("user", login=f"u{n}", full_name=f"U {n}", roles=frozenset({made}))
    return made


@pytest.fixture
def page(kit, qtbot, role):
    made = RolesPage(kit)
    qtbot.addWidget(made)
    made.resize(1126, 598)
    made.show()
    qtbot.mouseClick(made.bar, LEFT, pos=made.bar.boxes()[2].center())
    return made


@pytest.fixture
def sheet(page):
    return page.tab("profile").sheet


def tick(qtbot, sheet, name):
    row = next(row for row in sheet.rows.values() if row.tick.text() == name)
    qtbot.mouseClick(row.tick, LEFT, pos=QPoint(8, row.tick.height() // 2))
    return row


def test_the_profile_says_whom_it_hits_and_is_saved(page, sheet, qtbot, workspace, role):
    assert page.menu_path[-1] == "Gerenciar Perfis/Papéis"
    row = next(iter(sheet.rows.values()))
    assert (row.tick.text(), row.tick.isChecked()) == (OWN, True)
    tick(qtbot, sheet, OWN)
    assert sheet.hits.said == "Ainda não salvo. A mudança atinge os 3 usuários deste papel."
    assert workspace.store.where("profile") == []
    assert sheet.save_button.text() == "Salvar Permissões do Perfil"
    qtbot.mouseClick(sheet.save_button, LEFT)
    (made,) = workspace.store.where("profile")
    assert (made["role"], made["options"]) == (role, frozenset())
    tick(qtbot, sheet, OWN)
    assert sheet.ticked() == {workspace.store.find("profile-option", OWN).uid}
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(sheet.save_button, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert workspace.store.where("profile")[0]["options"] == {workspace.store.find("profile-option", OWN).uid}
    workspace.edits.undo()
    assert not next(iter(sheet.rows.values())).tick.isChecked()


def test_discard_shows_what_is_stored(sheet, qtbot, workspace):
    tick(qtbot, sheet, OWN)
    qtbot.mouseClick(sheet.discard_button, LEFT)
    assert next(iter(sheet.rows.values())).tick.isChecked()
    assert workspace.store.where("profile") == []


def row_of(page, uid):
    table = page.list.table
    return table.visualRect(page.list.model.index(page.list.model.row_of(uid), 0)).center()


def said_of(shown, workspace, uid):
    state = shown.words.of(workspace.store.get("role", uid)).state
    return state.word if state else ""


def test_ticks_that_are_not_saved_are_a_draft(page, sheet, qtbot, workspace, kit, role, add):
    other = add("role", name="Outro")
    add("profile", role=other, options=frozenset({workspace.store.find("profile-option", OWN).uid}))
    shown = page.tab("profile")
    for uid in (role, other):  # one without a profile and one with
        qtbot.mouseClick(shown.list.table.viewport(), LEFT, pos=row_of(shown, uid))
        tick(qtbot, sheet, OWN)
        assert sheet.pill.word == "Rascunho"
        assert said_of(shown, workspace, uid) == "Rascunho"
    assert "2 rascunhos" in shown.list.count.toolTip() + shown.list.count.text()
    kept = profiles.drafts_by_role(workspace.store)
    assert {uid: (draft.new, draft.values["options"]) for uid, draft in kept.items()} == {
        role: (True, frozenset()), other: (False, frozenset())}
    qtbot.mouseClick(shown.list.table.viewport(), LEFT, pos=row_of(shown, role))
    assert sheet.role.uid == role
    assert sheet.ticked() == frozenset()
    assert sheet.recovered.said.startswith("Rascunho de ")
    # as after the console was killed: what is on the disk is all there is
    killed = workspace.path.with_name("outra.crmc")
    for end in ("", "-wal"):
        shutil.copy(f"{workspace.path}{end}", f"{killed}{end}")
    with open_workspace(str(killed), "Rui") as opened:
        again = RolesPage(Kit(kit.look, kit.language, kit.runner, opened))
        qtbot.addWidget(again)
        again.show()
        recovered = again.turn_to("profile")
        assert "2 rascunhos" in recovered.list.count.toolTip() + recovered.list.count.text()
        recovered.reach(other)
        assert recovered.sheet.ticked() == frozenset()
        assert recovered.sheet.recovered.said.endswith("recuperado.")
        again.hide()
    qtbot.mouseClick(sheet.save_button, LEFT)
    assert set(profiles.drafts_by_role(workspace.store)) == {other}
    assert profiles.profile_of(workspace.store, role)["options"] == frozenset()
    assert sheet.recovered.said == ""
    qtbot.mouseClick(shown.list.table.viewport(), LEFT, pos=row_of(shown, other))
    qtbot.mouseClick(sheet.discard_button, LEFT)
    assert drafts(workspace.store) == []
    assert len(sheet.ticked()) == 1
    assert said_of(shown, workspace, other) != "Rascunho"


def test_a_tick_taken_back_leaves_no_draft(sheet, qtbot, workspace):
    tick(qtbot, sheet, OWN)
    assert len(drafts(workspace.store, "profile")) == 1
    tick(qtbot, sheet, OWN)
    assert drafts(workspace.store, "profile") == []


def test_a_read_only_workspace_keeps_no_draft_and_drops_none(kit, qtbot, workspace, role, add):
    profiles.keep_draft(workspace.store, add("role", name="Outro"), ())
    before = drafts(workspace.store)
    workspace.store.read_only = True
    made = RolesPage(kit)
    qtbot.addWidget(made)
    made.resize(1126, 598)
    made.show()
    shown = made.turn_to("profile")
    sheet = shown.sheet
    shown.reach(role)
    tick(qtbot, sheet, OWN)
    qtbot.mouseClick(sheet.discard_button, LEFT)
    assert len(sheet.ticked()) == 1
    shown.reach(workspace.store.find("role", "Outro").uid)
    assert sheet.recovered.said.endswith("recuperado.")
    sheet.discard()
    assert drafts(workspace.store) == before


def test_an_option_is_added_renamed_and_removed(sheet, qtbot, workspace):
    qtbot.keyClicks(sheet.name, "Contas da Equipe")
    qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    made = workspace.store.find("profile-option", "Contas da Equipe")
    assert made["evidence"] == "own"
    row = sheet.rows[made.uid]
    qtbot.mouseClick(row.rename, LEFT)
    qtbot.keyClicks(row.line, "Contas do Time")
    qtbot.keyClick(row.line, Qt.Key.Key_Return)
    assert workspace.store.get("profile-option", made.uid)["name"] == "Contas do Time"
    qtbot.mouseClick(sheet.rows[made.uid].remove, LEFT)
    assert workspace.store.get("profile-option", made.uid) is None
    assert [row.tick.text() for row in sheet.rows.values()] == [OWN]


def test_a_second_option_of_one_name_is_refused(sheet, qtbot, workspace):
    qtbot.keyClicks(sheet.name, OWN.upper())
    qtbot.mouseClick(sheet.add, LEFT)
    assert "já existe" in sheet.refused.said
    assert len(workspace.store.where("profile-option")) == 1


def test_ticks_that_wait_survive_a_new_option(sheet, qtbot, workspace):
    tick(qtbot, sheet, OWN)
    qtbot.keyClicks(sheet.name, "Contas da Equipe")
    qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    assert not next(row for row in sheet.rows.values() if row.tick.text() == OWN).tick.isChecked()
    assert "Ainda não salvo." in sheet.hits.said


def test_reach_a_profile(page, sheet, qtbot, add, workspace, role):
    other = add("role", name="Outro")
    profile = add("profile", role=other)
    page.show_record("profile", profile)
    assert sheet.role.uid == other


def test_resources_say_where_they_are_known_from(page, qtbot, workspace):
    qtbot.mouseClick(page.bar, LEFT, pos=page.bar.boxes()[3].center())
    shown = page.tab("resource")
    assert "só parte" in shown.note.said
    words = shown.records.list.words
    assert words.of(workspace.store.find("resource", "Compromisso")).state.word == "nomeado pela Senior"
    assert words.of(workspace.store.find("resource", "Contatos")).state.word == "deduzido do manual"
    qtbot.mouseClick(shown.records.list.new, LEFT)
    qtbot.keyClicks(shown.records.form.form.rows["name"].editor.line, "Painel novo")
    qtbot.keyClicks(shown.records.form.form.rows["module"].editor.line, "Contas")
    qtbot.mouseClick(shown.records.form.save_button, LEFT)
    made = workspace.store.find("resource", "Painel novo")
    assert words.of(made).state.word == "incluído aqui"
    panel = page.tab("role").sheet.panel
    assert panel.model.place(made.uid) is not None


def test_narrow_windows_take_turns(page, sheet, qtbot):
    page.resize(855, 460)
    shown = page.tab("profile")
    qtbot.waitUntil(lambda: shown.width() < 900)
    assert shown.list.isVisible() != shown.right.isVisible()
    shown.list.table.setFocus()
    qtbot.keyClick(shown.list.table, Qt.Key.Key_Return)
    assert shown.right.isVisible()
    qtbot.mouseClick(shown.back, LEFT)
    assert shown.list.isVisible()
