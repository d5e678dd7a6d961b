"""Forms by real keys: editors, problems as one types, saving, drafts, shared passwords, links."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from crm_console.core.fields import Field, Kind
from crm_console.core.text import N_
from crm_console.models import TYPES, fields
from crm_console.services.records import blank
from crm_console.store.notes import Acceptances, drafts
from crm_console.views.editors.kinds import EDITORS
from crm_console.views.forms.record_form import RecordForm
from crm_console.views.forms.rows import COLUMNS, laid_out


@pytest.fixture
def form(kit, qtbot):
    def make(type_name, record, *, new=False):
        made = RecordForm(kit, type_name, "Testar" if type_name == "smtp" else "")
        qtbot.addWidget(made)
        made.resize(820, 640)
        made.show()
        made.show_record(record, new=new)
        return made

    return make


def field(form, name):
    found = form.findChild(QWidget, name)
    return found if isinstance(found, QLineEdit) else found.findChild(QLineEdit) or found


def typed(qtbot, form, name, text):
    line = field(form, name)
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)


def said(form, name):
    return form.form.rows[name].problem.said


SAMPLES = {
    Kind.TEXT: "abc", Kind.CODE: "007", Kind.NUMBER: 587, Kind.FLAG: True, Kind.CHOICE: "tls", Kind.HOST: "mail.x.example",
    Kind.EMAIL: "a@b.example", Kind.PATH: "/in", Kind.CNPJ: "12ABC34501DE35", Kind.MOMENT: "2026-11-24T10:00:00+00:00",
    Kind.SECRET: "0" * 32,
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_what_is_set_and_not_touched_comes_back(kit, qtbot, kind):
    choices = fields(TYPES["smtp"])["security_kind"].choices
    editor = EDITORS[kind](kit, Field("x", kind, N_("X"), choices=choices))
    qtbot.addWidget(editor.widget)
    with qtbot.assertNotEmitted(editor.edited):
        editor.set_value(SAMPLES[kind])
    assert editor.value() == SAMPLES[kind]


def test_all_fields_have_a_place_and_no_row_is_too_wide():
    for model in TYPES.values():
        shown = [f for f in fields(model).values() if not f.assigned]
        layout = laid_out(shown)
        assert [place.field for place in layout.places] == shown
        assert all(place.column + place.span <= COLUMNS for place in layout.places)


def test_a_company_by_keys_alone(form, qtbot, workspace):
    made = form("company", blank("company"), new=True)
    typed(qtbot, made, "code", "007")
    typed(qtbot, made, "name", "Serra Azul")
    typed(qtbot, made, "cnpj", "12.abc.345/01de-35")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.keyClick(field(made, "cnpj"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    record = workspace.store.find("company", "007")
    assert (record["name"], record["cnpj"], record["origin"]) == ("Serra Azul", "12ABC34501DE35", "typed")


def test_a_problem_appears_while_typing_and_its_link_mends_it(form, qtbot, workspace, pair, add):
    uid = add("smtp", company=pair[0], branch=pair[1], host="mail.x.example", port=465, secure=True, security_kind="ssl")
    made = form("smtp", workspace.store.get("smtp", uid))
    assert said(made, "security_kind") == ""
    typed(qtbot, made, "port", "587")
    qtbot.waitUntil(lambda: "587" in said(made, "security_kind"))
    made.form.rows["security_kind"].problem.fix_clicked.emit()
    qtbot.waitUntil(lambda: said(made, "security_kind") == "")
    made.save()
    assert workspace.store.get("smtp", uid)["security_kind"] == "tls"


def test_an_error_refuses_and_is_gone_to(form, qtbot, workspace, pair, add):
    uid = add("smtp", company=pair[0], branch=pair[1], host="mail.x.example")
    made = form("smtp", workspace.store.get("smtp", uid))
    typed(qtbot, made, "host", "smtp://mail.x.example")
    qtbot.mouseClick(made.save_button, Qt.MouseButton.LeftButton)
    assert "smtp://" in said(made, "host")
    assert "1 erro" in made.banner.said
    assert workspace.store.get("smtp", uid)["host"] == "mail.x.example"
    assert QApplication.focusWidget() is field(made, "host") or field(made, "host").hasFocus() or not made.isActiveWindow()


def test_emptiness_is_not_shouted_at_at_once(form, qtbot):
    made = form("company", blank("company"), new=True)
    assert said(made, "code") == ""
    made.save()
    assert "Código da Empresa" in said(made, "code")


def test_a_warning_can_be_accepted_and_withdrawn(form, qtbot, workspace, pair, add):
    uid = add("ftp", company=pair[0], branch=pair[1], host="10.0.0.9", port=22, kind="sftp")
    made = form("ftp", workspace.store.get("ftp", uid))
    made.form.rows["host"].problem.second_clicked.emit()
    assert "Aceito por Marina Duarte" in said(made, "host")
    made.form.rows["host"].problem.second_clicked.emit()
    assert "Aceito" not in said(made, "host")
    assert Acceptances(workspace.store)


def test_a_draft_comes_back_in_a_new_form(form, qtbot, workspace, pair):
    record = workspace.store.get("branch", pair[1])
    made = form("branch", record)
    typed(qtbot, made, "name", "Sorocaba Norte")
    qtbot.waitUntil(lambda: len(drafts(workspace.store)) == 1)
    again = form("branch", record)
    assert field(again, "name").text() == "Sorocaba Norte"
    assert "recuperado" in again.note.said
    again.discard()
    assert field(again, "name").text() == "Sorocaba"
    assert drafts(workspace.store) == []


def test_a_branch_within_its_company(form, qtbot, workspace, pair, add):
    other = add("company", code="2", name="Outra")
    add("branch", company=other, code="1", name="Itajaí")
    made = form("smtp", blank("smtp", company=pair[0]), new=True)
    link = made.form.rows["branch"].editor
    qtbot.keyClicks(link.line, "s")
    assert [link.popup.item(i).text() for i in range(link.popup.count())] == ["4 · Sorocaba"]
    qtbot.keyClick(link.line, Qt.Key.Key_Return)
    assert link.value() == pair[1]
    company = made.form.rows["company"].editor
    company.line.selectAll()
    qtbot.keyClicks(company.line, "outra")
    qtbot.keyClick(company.line, Qt.Key.Key_Return)
    assert company.value() == other
    assert link.value() is None, "the branch of another company is cleared"


def test_a_password_is_kept_in_the_vault_and_never_shown(form, qtbot, workspace, pair, add, vault):
    uid = add("smtp", company=pair[0], branch=pair[1], authenticates=True, user="crm")
    made = form("smtp", workspace.store.get("smtp", uid))
    editor = made.form.rows["password"].editor
    qtbot.mouseClick(editor.change, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(editor.line, "s3gr3d0!")
    assert "s3gr3d0!" not in editor.line.displayText()
    made.flush()
    made.save()
    reference = workspace.store.get("smtp", uid)["password"]
    assert workspace.secrets.get(reference) == "s3gr3d0!"
    for line in made.findChildren(QLineEdit):
        assert "s3gr3d0!" not in line.text() + line.displayText() + line.placeholderText()
    assert b"s3gr3d0!" not in workspace.path.read_bytes() + workspace.path.with_name("cliente.crmc-wal").read_bytes()


def test_a_shared_password_is_changed_in_one_place(form, qtbot, workspace, pair, add):
    shared = workspace.keep_secret("antiga")
    one, two = (add("smtp", company=pair[0], branch=pair[1], authenticates=True, user="crm", password=shared)
                for _ in range(2))
    made = form("smtp", workspace.store.get("smtp", one))
    editor = made.form.rows["password"].editor
    assert "mais 1 registro" in editor.shared.text()
    qtbot.mouseClick(editor.change, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(editor.line, "nova")
    made.save()
    held = {workspace.store.get("smtp", uid)["password"] for uid in (one, two)}
    assert [workspace.secrets.get(reference) for reference in held] == ["nova"]
    workspace.edits.undo()
    assert workspace.secrets.get(workspace.store.get("smtp", two)["password"]) == "antiga"


def test_a_refused_save_is_not_told_to_be_free_to_save(form, qtbot, workspace, add, pair):
    made = form("department", blank("department"), new=True)
    typed(qtbot, made, "name", "Comercial")
    assert made.calm.isVisible()
    other = add("department", name="COMERCIAL")
    qtbot.mouseClick(made.save_button, Qt.MouseButton.LeftButton)
    assert [r.uid for r in workspace.store.where("department")] == [other]
    assert made.note.said.startswith("Não foi salvo.")
    assert "já existe" in made.note.said
    assert not made.calm.isVisible()
    typed(qtbot, made, "name", "Vendas")
    qtbot.mouseClick(made.save_button, Qt.MouseButton.LeftButton)
    assert {r["name"] for r in workspace.store.where("department")} == {"COMERCIAL", "Vendas"}
    assert made.note.said == ""
    assert made.calm.isVisible()


def test_the_wheel_never_changes_a_value(kit, qtbot):
    choices = fields(TYPES["deployment"])["route"].choices * 2
    editor = EDITORS[Kind.CHOICE](kit, Field("x", Kind.CHOICE, N_("X"), choices=choices))
    qtbot.addWidget(editor.widget)
    editor.set_value("mega")
    wheel = QWheelEvent(QPoint(5, 5), QPoint(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(editor.widget, wheel)
    assert editor.value() == "mega"


def test_read_only_fields_say_why(kit, qtbot, workspace, pair):
    workspace.store.read_only = True
    made = RecordForm(kit, "branch")
    qtbot.addWidget(made)
    made.show_record(workspace.store.get("branch", pair[1]))
    assert field(made, "name").isReadOnly()
    assert made.save_button.isHidden()
    assert "Só leitura" in made.note.said
