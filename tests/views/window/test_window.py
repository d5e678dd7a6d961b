"""The window by its behaviour: open, navigate, undo, find, switch, refuse, close."""

from __future__ import annotations

import socket
import threading

from PySide6.QtCore import Qt

from crm_console.core.errors import RefusedError
from crm_console.core.text import N_
from crm_console.services import records
from crm_console.store.workspace import open_workspace
from crm_console.views.records.company_branch_page import CompanyBranchPage
from crm_console.views.window.start import Start


def test_a_workspace_opens_on_the_overview_and_is_remembered(console, desk, place):
    assert desk.head.title == "Visão geral"
    assert console.window.windowTitle() == "Serra Azul · CRM Console"
    assert [recent.customer for recent in console.preferences.choices.recent] == ["Serra Azul"]
    assert console.preferences.choices.recent[0].place == str(place)


def test_a_file_that_is_none_is_refused_where_it_was_asked_for(console, qtbot, tmp_path):
    (tmp_path / "x.crmc").write_text("nothing")
    console.open(str(tmp_path / "x.crmc"))
    start = console.window.centralWidget()
    assert isinstance(start, Start)
    assert "x.crmc" in start.refused


def test_a_new_customer_is_created_from_the_form(console, qtbot, tmp_path):
    start = console.window.centralWidget()
    start.show_new()
    form = start.page
    form.place.setText(str(tmp_path / "metal.crmc"))
    qtbot.keyClick(form.customer, Qt.Key.Key_Return)
    assert form.problem.said == "Falta o nome do cliente."
    form._own_place = True
    qtbot.keyClicks(form.customer, "Metal Norte")
    form.route.setCurrentIndex(form.route.findData("mega"))
    qtbot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    assert console.workspace.about.customer == "Metal Norte"
    assert console.workspace.store.find("deployment", "1")["package"] == "freemium"


def test_navigation_shows_pages_and_the_vendors_path(desk, qtbot):
    desk.go("companies")
    assert desk.head.title == "Empresa/Filial"
    assert "guia Empresa" in desk.head.path
    branch = desk.workspace.store.where("branch")[0]
    desk.open_record("branch", branch.uid)
    assert "guia Empresa Filial" in desk.head.path
    desk.go("settings")
    assert desk.head.title == "Preferências"


def test_undo_and_redo_from_anywhere(desk, qtbot, console):
    store = desk.workspace.store
    company = store.where("company")[0]
    desk.workspace.edits.apply(records.saving(company, company.replaced(name="Outro nome")), N_("Nome da empresa"))
    assert "Nome da empresa: gravado" in desk.status.said
    console.window.activateWindow()
    qtbot.keyClick(desk, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: store.get("company", company.uid)["name"] == "Serra Azul S.A.")
    assert desk.status.said.startswith("Desfeito: Nome da empresa")
    desk.redo()
    assert store.get("company", company.uid)["name"] == "Outro nome"


def test_an_undo_that_is_refused_says_so_in_the_banner(desk):
    store = desk.workspace.store
    company = store.where("company")[0]
    desk.workspace.edits.apply(records.saving(company, company.replaced(name="A")), N_("Nome"))
    changed = store.get("company", company.uid)
    store.apply(records.saving(changed, changed.replaced(name="B")), N_("por fora"))
    desk.undo()
    assert desk.banner.said.startswith("Não dá para voltar.")


def test_a_second_opener_reads_and_is_told_who_writes(console, place, qtbot):
    with open_workspace(str(place), "João Lima"):
        console.open(str(place))
        assert console.workspace.read_only
        assert "João Lima" in console.desk.banner.said


def test_the_palette_finds_pages_commands_and_records(desk, qtbot):
    desk.search()
    palette = desk.palette_
    qtbot.keyClicks(palette.typed, "importar")
    assert palette.list.rows[0].title == "Importar planilha"
    palette.typed.clear()
    qtbot.keyClicks(palette.typed, "soroc")
    qtbot.waitUntil(lambda: any(row.title == "4 · Sorocaba" for row in palette.list.rows))
    at = next(i for i, row in enumerate(palette.list.rows) if row.title == "4 · Sorocaba")
    for _ in range(at):
        qtbot.keyClick(palette.typed, Qt.Key.Key_Down)
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert desk.page == "companies"
    assert not palette.isVisible()


def test_theme_size_and_language_change_without_restart(console, desk, qtbot):
    light = console.look.tokens
    desk.go("settings")
    console.preferences.change(theme="dark", text_size=125)
    assert console.look.tokens != light
    assert console.look.factor == 1.25
    console.preferences.change(language="en")
    assert console.desk is not desk
    assert console.desk.page == "settings"
    assert console.language.code == "en"


def test_a_test_is_watched_stopped_and_leaves_the_list_free(desk, qtbot, console):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = desk.workspace.store
        smtp = store.where("smtp")[0]
        store.apply(records.saving(smtp, smtp.replaced(port=silent.getsockname()[1])), N_("x"))
        desk.go("companies")
        desk.tests.test([("smtp", smtp.uid)])
        assert desk.page == "report"
        page = desk.stack.currentWidget()
        qtbot.waitUntil(lambda: any(bar.id == "connect" and bar.state == "ok" for bar in page.waterfall.bars))
        assert desk.tests.running == {("smtp", smtp.uid)}
        qtbot.mouseClick(page.verdict.stop_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not desk.tests.running, timeout=3000)
        assert not page.verdict.stop_button.isVisible()
        desk.back()
        assert desk.page == "companies"


def test_a_test_that_fails_names_the_stage_and_can_be_copied(desk, qtbot, qapp):
    smtp = desk.workspace.store.where("smtp")[0]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        desk.workspace.store.apply(
            records.saving(smtp, smtp.replaced(port=nobody.getsockname()[1])), N_("x"))
        desk.tests.test([("smtp", smtp.uid)])
        page = desk.stack.currentWidget()
        qtbot.waitUntil(lambda: page.content is not None, timeout=8000)
    assert page.content["state"] == "failed"
    assert "Parou em Conexão" in page.verdict.where
    page.verdict.copy_button.click()
    assert "Conexão: Falhou" in qapp.clipboard().text()


def test_a_password_that_is_not_known_is_asked_for_in_the_window(desk, qtbot, vault):
    store = desk.workspace.store
    smtp = store.where("smtp")[0]
    store.apply(records.saving(smtp, smtp.replaced(authenticates=True, user="crm")), N_("x"))
    desk.tests.test([("smtp", smtp.uid)])
    assert desk.password.isVisible()
    assert not desk.tests.running
    qtbot.keyClicks(desk.password.field, "segredo")
    qtbot.keyClick(desk.password.field, Qt.Key.Key_Return)
    assert not desk.password.isVisible()
    assert desk.tests.running
    qtbot.waitUntil(lambda: not desk.tests.running, timeout=8000)


def test_an_import_is_seen_before_it_is_written_and_undone_as_a_whole(desk, qtbot, request):
    workbook = request.config.rootpath / "tests" / "data" / "implantacao-cliente.xlsx"
    desk.preview_import([workbook])
    page = desk.stack.currentWidget()
    qtbot.waitUntil(lambda: page.result is not None, timeout=10000)
    before = len(desk.workspace.store.where("branch"))
    assert page.result.errors
    assert page.import_button.isVisible()
    qtbot.mouseClick(page.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.result.applied is not None, timeout=10000)
    assert len(desk.workspace.store.where("branch")) > before
    desk.undo()
    assert len(desk.workspace.store.where("branch")) == before


def test_closing_stops_jobs_and_ends(console, desk, qtbot):
    from crm_console.core.jobs import Job

    begun, waiting = threading.Event(), threading.Event()

    def work(ctx):
        ctx.on_stop(waiting.set)
        begun.set()
        waiting.wait(30)
        ctx.check()

    console.runner.start(Job(N_("espera"), work))
    qtbot.waitUntil(begun.is_set)
    console.window.close()
    assert "Parando" in desk.status.said
    qtbot.waitUntil(lambda: not console.window.isVisible(), timeout=5000)
    assert waiting.is_set()


def test_a_job_line_appears_after_a_second_and_its_button_stops_it(desk, qtbot, console):
    from crm_console.core.jobs import Job

    waiting = threading.Event()

    def work(ctx):
        ctx.on_stop(waiting.set)
        waiting.wait(30)
        ctx.check()

    console.runner.start(Job(N_("Trabalho demorado"), work))
    qtbot.waitUntil(desk.jobs.isVisible, timeout=4000)
    qtbot.mouseClick(desk.jobs.lines[-1].stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.jobs.isVisible(), timeout=4000)
    assert waiting.is_set()


def test_what_the_world_refuses_is_a_banner(desk):
    desk.refuse(RefusedError(N_("O disco está cheio."), N_("Libere espaço.")))
    assert desk.banner.said == "O disco está cheio. Libere espaço."


def test_a_narrow_window_has_the_rail(console, desk, qtbot):
    console.window.resize(1092, 560)
    qtbot.waitUntil(lambda: desk.navigation.width() == 56)
    console.window.resize(1366, 700)
    qtbot.waitUntil(lambda: desk.navigation.width() == 240)


def test_leaving_a_customer_frees_the_file(console, desk, place):
    desk.left.emit()
    assert isinstance(console.window.centralWidget(), Start)
    with open_workspace(str(place), "João Lima") as again:
        assert not again.read_only


def test_pages_hear_of_an_import_in_the_windows_own_thread(desk, qtbot, request, monkeypatch):
    heard, count = [], CompanyBranchPage._count
    monkeypatch.setattr(CompanyBranchPage, "_count", lambda self: (heard.append(threading.current_thread()), count(self)))
    desk.go("companies")
    heard.clear()
    desk.preview_import([request.config.rootpath / "tests" / "data" / "implantacao-cliente.xlsx"])
    page = desk.stack.currentWidget()
    qtbot.waitUntil(lambda: page.result is not None, timeout=10000)
    qtbot.mouseClick(page.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.result.applied is not None and bool(heard), timeout=10000)
    assert set(heard) == {threading.main_thread()}
