"""Integração by keys and clicks: a reload from the ERP that shows first, Mega's URL and properties read back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_console.core.jobs import Context
from crm_console.core.text import N_
from crm_console.services.deploy.erp_reload import Found, Overwritten, Preview
from crm_console.services.records import reviewing
from crm_console.views.deploy.erp_tab import ErpTab
from crm_console.views.deploy.integration_page import IntegrationPage
from crm_console.views.deploy.mega_tab import MegaTab
from tests.services.deploy.lab import SECRETS, put
from tests.views.deploy.conftest import aside, sign_in, texts_of

WAIT = 20_000


@pytest.fixture
def page(kit, platform, qtbot):
    def make(tab):
        made = IntegrationPage(kit, platform)
        qtbot.addWidget(made)
        made.resize(1126, 640)
        made.show()
        qtbot.waitExposed(made)
        return made.turn_to(tab)

    return make


@pytest.fixture
def mega(opened, page):
    put(opened, "deployment", "1", "route=mega", "package=freemium")
    return page("mega")


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def give(tab, text):
    tab.url.setFocus()
    tab.url.selectAll()
    QTest.keyClicks(tab.url, text)
    QTest.keyClick(tab.url, Qt.Key.Key_Return)


def url_of(workspace):
    return workspace.store.where("deployment")[0].get("mega_url")


def write(platform, key, value, kind="String"):
    """Somebody fills it in on the vendor's screen."""
    def do():
        with platform.session() as session:
            session.call(Context(), "property.write", {
                "domain": "crm", "service": "integration_mega", "key": key, "type": kind, "value": value})

    aside(do)


def test_a_reload_shows_what_it_would_overwrite_and_does_exactly_that(opened, platform, lab, page, qtbot):
    put(opened, "deployment", "1", "route=erpx", "package=")
    put(opened, "company", "1", "name=Nome antigo")
    put(opened, "company", "9", "name=So aqui")
    opened.store.apply(reviewing(opened.store.find("company", "1"), "Marina"), N_("revisão"))
    sign_in(platform, lab.twin, lab.twin.catalog.read_text())
    tab = page("erp")
    assert isinstance(tab, ErpTab)
    assert tab.pill.word == "lido pelo programa"
    click(tab.read_button)
    qtbot.waitUntil(lambda: tab.found is not None, timeout=WAIT)
    first = tab.table.lines.rows[0].words
    assert first[1:] == ("Nome", "Nome antigo", "Serra Azul Metalúrgica S.A.")
    shown = len(tab.table.lines.rows)
    assert opened.store.find("company", "1")["name"] == "Nome antigo", "reading changes nothing"
    click(tab.fold_button)
    assert len(tab.table.lines.rows) > shown
    assert any("só aqui" in row.words[1] for row in tab.table.lines.rows)
    count = len(tab.found.create) + len(tab.found.change)
    assert tab.apply_button.text().strip() == f"Recarregar do ERP: aplicar {count} mudanças"
    click(tab.apply_button)
    company = opened.store.find("company", "1")
    assert (company["name"], company["origin"], company["reviewed_by"]) == ("Serra Azul Metalúrgica S.A.", "erp", None)
    assert opened.store.find("company", "9") is not None, "nothing is deleted"
    assert not tab.apply_button.isVisible()
    opened.edits.undo()
    assert opened.store.find("company", "1")["name"] == "Nome antigo", "a reload can be undone"
    opened.edits.redo()
    click(tab.read_button)
    qtbot.waitUntil(lambda: tab.found is not None, timeout=WAIT)
    assert not tab.apply_button.isVisible(), "a second reload has nothing to do"


def test_without_a_published_call_the_reload_says_so(page, platform, lab, qtbot):
    sign_in(platform, lab.twin)
    tab = page("erp")
    assert tab.pill.word == "chamada não publicada"
    click(tab.read_button)
    qtbot.waitUntil(lambda: bool(tab.banner.said), timeout=WAIT)
    assert "a Senior não publica a chamada" in tab.banner.said
    assert tab.found is None


def test_what_was_compared_is_forgotten_when_a_record_changes(kit, platform, opened, qtbot):
    company = opened.store.find("company", "1")
    from crm_console.models import TYPES, fields

    spec = fields(TYPES["company"])["name"]
    found = Preview(change=[Found(company, "1", (Overwritten(spec, company["name"], "Outro"),))])
    tab = ErpTab(kit, platform, read=lambda *_: found)
    qtbot.addWidget(tab)
    tab.show()
    click(tab.read_button)
    qtbot.waitUntil(lambda: tab.found is not None, timeout=WAIT)
    put(opened, "company", "1", "name=Mudou aqui")
    qtbot.waitUntil(lambda: tab.found is None)


@pytest.mark.parametrize(("typed", "said"), [
    ("http://mega.serraazul.example:8443/", "https://"), ("https://mega.serraazul.example/", "Falta a porta"),
    ("https://mega.serraazul.example:8443/api", "termina na porta")])
def test_a_wrong_url_is_a_sentence_and_no_change(mega, opened, typed, said):
    assert isinstance(mega, MegaTab)
    give(mega, typed)
    assert said in mega.problem.said
    assert url_of(opened) is None


def test_a_missing_slash_is_added_and_said(mega, opened):
    give(mega, "https://mega.serraazul.example:8443")
    assert url_of(opened) == "https://mega.serraazul.example:8443/"
    assert "barra no fim foi acrescentada" in mega.problem.said
    assert mega.url.text() == "https://mega.serraazul.example:8443/"


def test_another_route_has_no_url(page, opened):
    tab = page("mega")
    assert not tab.url.isEnabled()
    assert "não é da rota Mega" in tab.banner.said


def test_the_tenants_values_stand_beside_ours(mega, opened, platform, lab, qtbot):
    put(opened, "deployment", "1", "mega_url=https://mega.serraazul.example:8443/")
    put(opened, "property", "usuario", "value=integra.crm")
    sign_in(platform, lab.twin, lab.twin.catalog.read_text())
    write(platform, "url", "https://mega.serraazul.example:8443/")
    write(platform, "usuario", "outro")
    write(platform, "senha", SECRETS["property"], "Secret")
    click(mega.read_button)
    qtbot.waitUntil(lambda: mega.found is not None, timeout=WAIT)
    assert "Igual" in mega.read_back.said
    mega.reach(opened.store.find("property", "usuario").uid)
    assert "No tenant: outro. Aqui é outro valor." in mega.page.held.said
    assert "Trazer 1 do tenant" in mega.take_button.text()
    click(mega.take_button)
    secret = opened.store.find("property", "senha")
    assert secret["confidential"] is True
    assert secret.get("value") is None
    mega.reach(secret.uid)
    assert "secreto, não dá para compará-lo" in mega.page.held.said
    assert SECRETS["property"] not in texts_of(mega)
    assert not mega.take_button.isVisible()


def test_reading_without_a_sign_in_says_where_to_enter(mega, qtbot):
    click(mega.read_button)
    qtbot.waitUntil(lambda: bool(mega.banner.said), timeout=WAIT)
    assert "Entre na página Implantação" in mega.banner.said


