"""Lists with their forms: filter, delete, duplicate, apply to branches, edit many, 100,000 rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from sqlalchemy import text

from crm_console.store.queries import Listing
from crm_console.store.store import new_uid
from crm_console.views.records.choosers import ApplyToBranches, DuplicateFrom, EditMany
from crm_console.views.records.company_branch_page import CompanyBranchPage
from crm_console.views.records.record_model import RecordModel


@pytest.fixture
def page(kit, qtbot, pair):
    made = CompanyBranchPage(kit)
    qtbot.addWidget(made)
    made.resize(1126, 598)
    made.show()
    return made


def names(view):
    return [view.list.model.record(row)["name"] for row in range(view.list.model.rowCount()) if view.list.model.record(row)]


def test_the_four_tabs_in_their_order_with_the_vendors_path(page):
    shown = []
    for index in range(4):
        page.bar.choose(index)
        shown.append(page.menu_path[-1])
    assert shown == ["guia Empresa", "guia Empresa Filial", "guia Parâmetros SMTP", "guia Parâmetros FTP"]


def test_filter_and_count(page, qtbot, add, pair):
    add("branch", company=pair[0], code="2", name="São José")
    page.bar.choose(1)
    view = page.current
    qtbot.keyClicks(view.list.search, "sao jose")
    qtbot.waitUntil(lambda: names(view) == ["São José"])
    assert "filtrado" in view.list.count.toolTip() + view.list.count.text()
    qtbot.mouseClick(view.list.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(names(view)) == 2)


def test_register_by_button_and_keys(page, qtbot, workspace):
    view = page.current
    qtbot.mouseClick(view.list.new, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(view.form.form.rows["code"].editor.line, "9")
    qtbot.keyClicks(view.form.form.rows["name"].editor.line, "Nova")
    with qtbot.waitSignal(view.said):
        qtbot.mouseClick(view.form.save_button, Qt.MouseButton.LeftButton)
    assert workspace.store.find("company", "9")["name"] == "Nova"
    assert view.list.current == workspace.store.find("company", "9").uid


def test_a_refused_deletion_lists_what_refers(page, qtbot, workspace, pair):
    view = page.current
    view.list.choose(pair[0])
    qtbot.keyClick(view.list.table, Qt.Key.Key_Delete)
    qtbot.mouseClick(view.danger.do, Qt.MouseButton.LeftButton)
    assert "Filial 1/4" in view.danger.banner.said
    assert workspace.store.get("company", pair[0]) is not None


def test_deletion_and_undo(page, qtbot, workspace, pair):
    page.bar.choose(1)
    view = page.current
    view.list.choose(pair[1])
    qtbot.keyClick(view.list.table, Qt.Key.Key_Delete)
    qtbot.mouseClick(view.danger.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: names(view) == [])
    workspace.edits.undo()
    qtbot.waitUntil(lambda: names(view) == ["Sorocaba"])


def test_duplicate_never_takes_code_and_head_office(page, kit, qtbot, workspace, add, pair):
    source = add("branch", company=pair[0], code="1", name="Sede", head_office=True, city="Jaraguá do Sul")
    page.bar.choose(1)
    view = page.current
    view.new_record()
    chooser = DuplicateFrom(kit, view, view.form.editing.record)
    qtbot.addWidget(chooser)
    chooser.filled.connect(view.form.fill)
    chooser.kinds.set_value("branch")
    chooser._switch()
    chooser.sources["branch"]._choose(source)
    chooser.perform()
    values = view.form.editing.record.values
    assert (values["name"], values["city"], values["code"], values["head_office"]) == ("Sede", "Jaraguá do Sul", None, False)


def test_apply_to_branches_shares_the_password(page, kit, qtbot, workspace, add, pair):
    others = [add("branch", company=pair[0], code=f"1{n}", name=f"Filial {n}") for n in range(30)]
    shared = workspace.keep_secret("segredo")
    uid = add("smtp", company=pair[0], branch=pair[1], host="mail.x.example", port=587, password=shared, authenticates=True)
    chooser = ApplyToBranches(kit, page, workspace.store.get("smtp", uid))
    qtbot.addWidget(chooser)
    qtbot.mouseClick(chooser.branches.all_button, Qt.MouseButton.LeftButton)
    assert "30 a criar" in chooser.preview.text()
    with qtbot.waitSignal(chooser.done_with):
        chooser.perform()
    made = workspace.store.where("smtp")
    assert len(made) == 31
    assert {record["password"] for record in made} == {shared}
    assert {record["branch"] for record in made} == {pair[1], *others}
    workspace.edits.undo()
    assert len(workspace.store.where("smtp")) == 1


def test_edit_many_is_one_commit(page, kit, qtbot, workspace, add, pair):
    uids = [add("smtp", company=pair[0], branch=pair[1], host=f"m{n}.example") for n in range(3)]
    chooser = EditMany(kit, page, [workspace.store.get("smtp", uid) for uid in uids])
    qtbot.addWidget(chooser)
    chooser.field.setCurrentIndex(chooser.field.findText("Porta SMTP"))
    line = chooser._editor.line
    line.selectAll()
    qtbot.keyClicks(line, "70000")
    assert not chooser.do.isEnabled()
    assert "70000" in chooser.refused.said
    line.selectAll()
    qtbot.keyClicks(line, "465")
    chooser.perform()
    assert {workspace.store.get("smtp", uid)["port"] for uid in uids} == {465}
    workspace.edits.undo()
    assert {workspace.store.get("smtp", uid)["port"] for uid in uids} == {None}


def test_files_by_link_only_need_no_ftp(page, qtbot, workspace):
    page.bar.choose(3)
    qtbot.mouseClick(page.by_link, Qt.MouseButton.LeftButton, pos=QPoint(8, page.by_link.height() // 2))
    assert workspace.store.find("setting", "documents.storage")["value"] == "links"
    assert not page.no_ftp.isHidden()


def test_review_mark(page, workspace, pair):
    page.current._review([pair[0]])
    record = workspace.store.get("company", pair[0])
    assert record["reviewed_by"] == "Marina Duarte"
    assert record["reviewed_at"]


def test_a_hundred_thousand_rows_open_like_a_hundred(workspace, pair, qtmodeltester):
    with workspace.store.writing() as connection:
        connection.execute(text(
            "INSERT INTO branch (uid, identity, revision, company, code, name) "
            "VALUES (:uid, :identity, 1, :company, :code, :name)"), [
                {"uid": new_uid(), "identity": f"{pair[0]}|{n:06}", "company": pair[0], "code": f"{n:06}", "name": f"F {n}"}
                for n in range(100_000)])
    model = RecordModel(workspace.store, Listing("branch", group="company"))
    assert model.rowCount() == 100_002
    assert model.record(1) is not None
    assert model.record(99_999) is not None
    assert model.read < 1_000


def test_the_model_keeps_qts_rules(workspace, pair, qtmodeltester):
    qtmodeltester.check(RecordModel(workspace.store, Listing("branch", group="company")))


def test_in_a_narrow_window_list_and_form_take_turns(page, qtbot, pair):
    page.resize(855, 560)
    view = page.current
    qtbot.waitUntil(lambda: view.list.isVisible() and not view.right.isVisible())
    page.show_record("company", pair[0])
    assert view.right.isVisible()
    assert not view.list.isVisible()
    qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)
    assert view.list.isVisible()


def test_no_form_is_cut_at_its_right(page, qtbot):
    for width in (1126, 1036, 855):
        page.resize(width, 560)
        for index in range(4):
            page.bar.choose(index)
            page.current.new_record()
            form = page.current.form
            qtbot.waitUntil(form.isVisible)
            assert form.form.minimumSizeHint().width() <= form.width() - 48, (width, index)
