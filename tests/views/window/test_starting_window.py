"""Starting from what exists, through the window: real keys and clicks, asserted on stored records."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit

from crm_console.services.customers import create_customer
from crm_console.services.other_workspace import templates, templates_folder
from crm_console.store.preferences import Recent
from crm_console.store.workspace import open_workspace
from crm_console.views.pages.bring_in_page import BringInPage
from tests.services.test_starting_from import EVERYTHING, fill


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "norte.crmc"
    with create_customer(str(path), "Metal Norte", "Rui") as made:
        fill(made, EVERYTHING)
    return path


@pytest.fixture
def settle(console, qtbot):
    """Wait until every job has ended and its outcome was delivered."""
    def wait():
        qtbot.waitUntil(lambda: console.runner.running == 0, timeout=20_000)
        qtbot.wait(30)

    return wait


def choose(qtbot, box, words):
    """Go to an entry of a combo by the arrow keys; what is passed on the way is chosen for a moment, too."""
    at = next(n for n in range(box.count()) if box.itemText(n).startswith(words))
    box.setFocus()
    while box.currentIndex() != at:
        qtbot.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < at else Qt.Key.Key_Up)


def tick(qtbot, picker, section, want=True):
    box = picker.findChild(QCheckBox, f"section-{section}")
    assert box.isEnabled()
    if box.isChecked() != want:
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked() == want


def ticked(picker):
    return [section.id for section in picker.sections]


@pytest.fixture
def form(console, tmp_path, source):
    console.preferences.opened(str(source), "Metal Norte")
    console.preferences.opened(str(tmp_path / "sumiu.crmc"), "Sumiu")
    start = console.window.centralWidget()
    start.show_new()
    return start.page


def test_a_new_customer_from_the_bundled_template(console, form, qtbot, settle, tmp_path):
    qtbot.keyClicks(form.customer, "Aco Sul")
    form.place.setFocus()
    qtbot.keyClick(form.place, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(form.place, str(tmp_path / "aco.crmc"))
    choose(qtbot, form.picker.box, "Modelo")
    settle()
    assert form.picker.source == "senior"
    assert ticked(form.picker) == ["roles", "funnel"]
    tick(qtbot, form.picker, "funnel", want=False)
    qtbot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    settle()
    store = console.workspace.store
    assert console.workspace.about.customer == "Aco Sul"
    assert len(store.where("role")) == 3
    assert not store.where("account-type")
    assert not console.workspace.read_only
    assert "3 registros trazidos de Modelo com o que a Senior publica." in console.desk.banner.said


def test_a_new_customer_from_another_one(console, form, qtbot, settle, tmp_path):
    assert [form.picker.box.itemText(n) for n in range(form.picker.box.count())] == [
        "Nada: uma pasta de trabalho vazia", "Modelo com o que a Senior publica", "Cliente: Metal Norte"]
    qtbot.keyClicks(form.customer, "Aco Sul")
    form.place.setText(str(tmp_path / "aco.crmc"))
    choose(qtbot, form.picker.box, "Cliente")
    settle()
    assert ticked(form.picker) == ["roles", "departments", "funnel", "settings"]  # what is no customer's own
    assert "Papéis:\xa02" in form.picker._counts["roles"].text()
    for section in ("companies", "users"):
        tick(qtbot, form.picker, section)
    form.customer.setFocus()
    qtbot.keyClick(form.customer, Qt.Key.Key_Return)
    settle()
    store = console.workspace.store
    assert [u["login"] for u in store.where("user")] == ["ana", "bia", "zeca"]
    assert store.find("stage", "6")["name"] == "Etapa 6"
    assert store.find("branch", "001/02")
    assert not store.where("smtp")
    assert "1 senha não é trazida" in console.desk.banner.said


def test_no_section_and_an_unreadable_file(console, form, qtbot, settle, tmp_path, source):
    qtbot.keyClicks(form.customer, "Aco Sul")
    form.place.setText(str(tmp_path / "aco.crmc"))
    (tmp_path / "ruim.crmc").write_bytes(b"nada")
    form.picker.use(str(tmp_path / "ruim.crmc"))
    settle()
    assert "ruim.crmc" in form.problem.said
    assert form.picker.source == ""
    choose(qtbot, form.picker.box, "Modelo")
    settle()
    assert form.problem.said == ""
    for section in ticked(form.picker):
        tick(qtbot, form.picker, section, want=False)
    qtbot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    assert form.problem.said.startswith("Nenhuma seção está marcada.")
    assert not (tmp_path / "aco.crmc").exists()


def test_a_file_that_exists_is_refused_and_one_can_try_again(console, form, qtbot, settle, tmp_path, source):
    qtbot.keyClicks(form.customer, "Aco Sul")
    form.place.setText(str(source))
    choose(qtbot, form.picker.box, "Modelo")
    settle()
    before = source.read_bytes()
    qtbot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    settle()
    assert "já existe" in form.problem.said
    assert source.read_bytes() == before
    form.place.setText(str(tmp_path / "aco.crmc"))
    qtbot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    settle()
    assert console.workspace.about.customer == "Aco Sul"


@pytest.fixture
def page(console, desk, source, qtbot):
    desk._preferences.opened(str(source), "Metal Norte")
    desk.search()
    qtbot.keyClicks(desk.palette_.findChild(QLineEdit), "trazer de outro")
    qtbot.keyClick(desk.palette_.findChild(QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.page == "bring-in")
    return desk._pages["bring-in"]


def test_the_command_leads_to_the_page(desk, page):
    assert isinstance(page, BringInPage)
    assert desk.head.title == "Trazer de outro cliente"
    assert not page.take_button.isVisible()


def test_seen_first_then_taken_then_undone(console, desk, page, qtbot, settle):
    store = desk.workspace.store
    choose(qtbot, page.picker.box, "Cliente")
    settle()
    rows = {row.title: row for row in page.list.rows}
    assert rows["Papel · CRM – Vendas"].right == "criar"
    assert rows["Etapa do funil · 3 · Etapa 3"].detail == "muda: Etapa, Probabilidade, Muda a conta para"
    assert not store.where("role")
    assert page.take_button.text().strip() == "Trazer 17 registros"
    tick(qtbot, page.picker, "funnel", want=False)
    tick(qtbot, page.picker, "users")
    settle()
    assert page.take_button.text().strip() == "Trazer 12 registros"
    assert "3 vínculos ficam de fora" in page.banner.said
    assert "sem par aqui: Empresas e filiais" in next(r for r in page.list.rows if "Zeca" in r.title).detail
    page.take_button.setFocus()
    qtbot.keyClick(page.take_button, Qt.Key.Key_Space)
    settle()
    assert [r["name"] for r in store.where("role")] == ["CRM – Apoio", "CRM – Vendas"]
    assert store.find("user", "ana")["manager"] == store.find("user", "zeca").uid
    assert page.banner.said.startswith("12 registros trazidos de Metal Norte. Ctrl+Z desfaz tudo.")
    console.window.activateWindow()
    qtbot.keyClick(desk, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not store.where("role"))
    assert not store.where("user")
    assert desk.status.said.startswith("Desfeito: Trazer de Metal Norte")


def test_what_exists_stays_or_is_updated(desk, page, qtbot, settle):
    store = desk.workspace.store
    fill(desk.workspace, [("role", "crm-vendas", "description=Nossa")])
    choose(qtbot, page.picker.box, "Cliente")
    settle()
    assert next(r for r in page.list.rows if r.title == "Papel · CRM – Vendas").right == "fica como está"
    page.update_box.setFocus()
    qtbot.keyClick(page.update_box, Qt.Key.Key_Space)
    settle()
    assert next(r for r in page.list.rows if r.title == "Papel · CRM – Vendas").right == "alterar"
    qtbot.mouseClick(page.take_button, Qt.MouseButton.LeftButton)
    settle()
    assert store.find("role", "crm-vendas")["description"] == "Vende"


def test_records_that_changed_since_the_preview_are_not_written_over(desk, page, qtbot, settle):
    store = desk.workspace.store
    choose(qtbot, page.picker.box, "Cliente")
    settle()
    fill(desk.workspace, [("stage", "1", "name=Por fora")])
    qtbot.mouseClick(page.take_button, Qt.MouseButton.LeftButton)
    settle()
    assert store.find("stage", "1")["name"] == "Por fora"
    assert not store.where("role")
    assert page.plan is not None  # and what would happen now stands there


def test_what_is_wrong_with_a_source_is_said_on_the_page_until_the_next_choice(
        desk, page, qtbot, settle, tmp_path, monkeypatch):
    (tmp_path / "ruim.crmc").write_bytes(b"nada")
    for place, words in ((desk.workspace.path, "é este mesmo cliente"), (tmp_path / "ruim.crmc", "ruim.crmc")):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, place=place: (str(place), ""))
        qtbot.mouseClick(page.picker.file_button, Qt.MouseButton.LeftButton)
        settle()
        assert words in page.banner.said
        assert desk.banner.said == ""
        assert (page.picker.source, page.picker.box.currentText()) == ("", "Escolha de onde")
        assert not page._heading.isVisible()  # nothing is being looked at any more
        choose(qtbot, page.picker.box, "Modelo")
        settle()
        assert page.banner.said.startswith("Nada foi gravado ainda.")
        assert page.plan.source == "senior"
    assert not desk.workspace.store.where("role")


def test_discard_forgets_and_a_second_source_replaces_the_first(desk, page, qtbot, settle):
    choose(qtbot, page.picker.box, "Cliente")
    choose(qtbot, page.picker.box, "Modelo")
    settle()
    assert page.plan.source == "senior"
    assert [row.right for row in page.list.rows] == ["criar"] * 6
    qtbot.mouseClick(page.drop_button, Qt.MouseButton.LeftButton)
    assert (page.picker.source, page.list.rows, page.take_button.isVisible()) == ("", [], False)


def test_the_open_customer_is_no_source_of_itself(desk, page, settle):
    page.picker.use(desk.workspace.place)
    settle()
    assert "este mesmo cliente" in page.banner.said


def test_a_template_is_saved_and_offered(console, desk, page, qtbot, settle):
    fill(desk.workspace, [("role", "Nosso papel")])
    page.save_template(templates_folder() / "Nossa casa")
    settle()
    assert desk.status.said.startswith("Modelo gravado em")
    assert [t.source for t in templates()] == ["senior", str(templates_folder() / "Nossa casa.crmc")]
    with open_workspace(str(templates_folder() / "Nossa casa.crmc"), "x", write=False) as saved:
        assert saved.store.find("role", "Nosso papel")
        assert not saved.store.where("company")
    page.save_template(templates_folder() / "Nossa casa.crmc")
    settle()
    assert "já existe" in desk.banner.said


def test_a_copy_for_reading_only_shows_and_takes_nothing(console, place, source, qtbot, settle):
    with open_workspace(str(place), "João Lima"):
        console.open(str(place))
        settle()
        page = BringInPage(console.desk._kit, [Recent(str(source), "Metal Norte", "")])
        qtbot.addWidget(page)
        page.show()
        page.picker.use(str(source))
        settle()
        assert page.list.rows
        assert not page.take_button.isVisible()
        assert page.banner.said.startswith("Só para leitura.")
