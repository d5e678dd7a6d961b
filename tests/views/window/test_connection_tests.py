"""Connection tests in the window: live stages, what works is applied, one sign-in an account, warnings, proof by eye."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from crm_console.core.text import N_
from crm_console.services import records
from crm_console.services import report_words as words
from crm_console.services.probes import ftp, sftp, smtp
from crm_console.store import host_keys, notes
from crm_console.views.pages.report_page import ReportPage
from tests.servers.fixtures import authority, sshd  # noqa: F401
from tests.servers.scripted import SILENCE, Scripted

TAKES = [("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", "235 2.7.0 ok")]
REFUSES = [("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", "535 5.7.8 no")]
SOON = 8000


@pytest.fixture
def mail(desk):
    """The one mail server of the workspace, with an account and its password, on a port."""

    def points_at(port: int, **more):
        store = desk.workspace.store
        record = store.where("smtp")[0]
        values = {"port": port, "authenticates": True, "user": "crm@serraazul.example",
                  "password": desk.workspace.keep_secret("capivara"), **more}
        store.apply(records.saving(record, record.replaced(**values)), N_("x"))
        return store.get("smtp", record.uid)

    return points_at


def report_of(desk, qtbot, record) -> ReportPage:
    desk.tests.test([(record.type, record.uid)])
    page = desk.stack.currentWidget()
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.content is not None, timeout=SOON)
    qtbot.waitUntil(lambda: not desk.tests.running, timeout=SOON)
    return page


def press(qtbot, widget, words: str) -> None:
    def found() -> list[QPushButton]:  # Qt shows what was just added in the next turn of its loop
        return [b for b in widget.findChildren(QPushButton) if b.text().strip() == words and b.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1, timeout=SOON)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def texts(widget) -> str:
    return "\n".join(label.text().replace("\u200b", "") for label in widget.findChildren(QLabel))


@pytest.mark.parametrize(("values", "expected"), [
    ({"secure": False}, smtp.steps("none")),
    ({"secure": True, "security_kind": "tls"}, smtp.steps("tls")),
    ({"secure": True, "security_kind": "ssl"}, smtp.steps("ssl")),
])
def test_the_stages_to_come_stand_in_the_order_of_the_probe(values, expected):
    record = records.blank("smtp", **values)
    if values["secure"]:
        assert tuple(words.planned(record)) == expected
    else:  # what is passed over may stand anywhere
        assert sorted(words.planned(record)) == sorted(expected)
    assert words.planned(records.blank("ftp", kind="ftp")) == ftp.STEPS
    assert words.planned(records.blank("ftp", kind="sftp")) == sftp.STEPS
    assert {step for steps in words.PLANNED.values() for step in steps} == set(words.STAGES)


def test_the_stage_under_way_is_shown_with_how_long_it_has_waited(desk, qtbot, mail):
    with Scripted([("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", SILENCE)]) as server:
        record = mail(server.port)
        desk.tests.test([("smtp", record.uid)])
        page = desk.stack.currentWidget()
        qtbot.waitUntil(lambda: any(b.id == "auth" and b.state == "running" for b in page.waterfall.bars), timeout=SOON)
        assert [b.id for b in page.waterfall.bars if b.state == "ok"] == ["input", "resolve", "connect", "greeting"]
        qtbot.waitUntil(lambda: "aguardando o servidor há 2 s" in page.verdict.where, timeout=SOON)
        assert page.content is None
        press(qtbot, page.verdict, "Parar")
        qtbot.waitUntil(lambda: not desk.tests.running, timeout=2000)
        assert page.content["state"] == "stopped"
        assert not notes.reports_of(desk.workspace.store, "smtp", record.uid), "the last whole report stays"


def test_what_works_is_applied_and_tested_with_one_button(desk, qtbot, mail, authority):  # noqa: F811
    desk.workspace.trusts = str(authority.file)
    with Scripted(TAKES, tls=authority.issue("127.0.0.1").server(), tls_first=True) as server:
        record = mail(server.port, secure=False)
        page = report_of(desk, qtbot, record)
        assert page.content["state"] == "failed"
        assert "SSL" in page.verdict.said
        press(qtbot, page, "Aplicar")
        changed = desk.workspace.store.get("smtp", record.uid)
        assert (changed["secure"], changed["security_kind"]) == (True, "ssl")
        again = desk.stack.currentWidget()
        qtbot.waitUntil(lambda: again.content is not None, timeout=SOON)
        assert again.content["state"] == "ok"
        desk.undo()
        assert not desk.workspace.store.get("smtp", record.uid)["secure"], "taking it over can be undone"


def test_what_is_applied_already_is_tested_again_without_a_complaint(desk, qtbot, mail):
    with Scripted(TAKES) as server:
        record = mail(server.port)
        desk.apply_settings(record, {"port": server.port, "security": "none"})
        qtbot.waitUntil(lambda: not desk.tests.running, timeout=SOON)
        assert server.count("^AUTH") == 1
    assert not desk.banner.isVisible()


def test_all_servers_are_tested_with_one_sign_in_an_account(desk, qtbot, mail):
    store = desk.workspace.store
    with Scripted(TAKES) as server:
        record = mail(server.port)
        twin = records.blank("smtp", **{n: v for n, v in record.values.items() if n != "number"}, number=2)
        store.apply(records.saving(None, twin), N_("x"))
        desk.test_all()
        qtbot.waitUntil(lambda: not desk.tests.running, timeout=SOON)
        assert server.count("^AUTH") == 1
    first, second = (notes.last_reports(store, "smtp")[uid].content for uid in (record.uid, twin.uid))
    assert {first["state"], second["state"]} == {"warning"}  # the password travelled in clear
    desk.show_last_report("smtp", twin.uid)
    page = desk.stack.currentWidget()
    assert {bar.time for bar in page.waterfall.bars if bar.done} == {"mesmo acesso"}


def test_the_third_sign_in_waits_for_a_decision(desk, qtbot, mail):
    with Scripted(REFUSES) as server:
        record = mail(server.port)
        for _ in range(2):
            report_of(desk, qtbot, record)
        desk.tests.test([("smtp", record.uid)])
        assert desk.risk.isVisible()
        assert server.count("^AUTH") == 2
        press(qtbot, desk.risk, "Agora não")
        assert not desk.risk.isVisible()
        assert not desk.tests.running
        desk.tests.test([("smtp", record.uid)])
        press(qtbot, desk.risk, "Testar assim mesmo")
        qtbot.waitUntil(lambda: not desk.tests.running, timeout=SOON)
        assert server.count("^AUTH") == 3


def test_who_saw_the_message_says_so_and_it_is_kept(desk, qtbot, mail):
    with Scripted(TAKES) as server:
        record = mail(server.port)
        page = report_of(desk, qtbot, record)
    assert "a chegada" not in page.verdict.where
    press(qtbot, page.verdict, "Recebi o e-mail")
    assert page.content["confirmed"]["by"] == "Marina Duarte"
    assert "Marina Duarte recebeu o e-mail" in page.verdict.where
    assert not page.verdict.seen_button.isVisible()
    (kept,) = notes.reports_of(desk.workspace.store, "smtp", record.uid)
    assert kept.content["confirmed"]["by"] == "Marina Duarte"


def test_two_reports_are_compared(desk, qtbot, mail):
    with Scripted(TAKES) as server:
        record = mail(server.port)
        report_of(desk, qtbot, record)
        server._rules[:2] = REFUSES
        page = report_of(desk, qtbot, record)
    assert page.verdict.compare_button.isVisible()
    (action,) = page.verdict.compare_button.menu().actions()
    assert action.text().endswith("A senha viajou sem proteção pela rede: a conexão com 127.0.0.1 não é segura")
    action.trigger()
    page.waterfall.choose("auth")
    assert "Mudou desde o outro teste" in texts(page)
    assert "Resultado: era com aviso, agora falhou" in texts(page)


def test_an_identity_is_confirmed_before_any_password_goes_there(desk, qtbot, sshd):  # noqa: F811
    store = desk.workspace.store
    smtp = store.where("smtp")[0]
    record = records.blank("ftp", company=smtp["company"], branch=smtp["branch"], host="127.0.0.1", port=sshd.port,
                           folder=sshd.folder, user=sshd.user, kind="sftp",
                           password=desk.workspace.keep_secret(sshd.password))
    store.apply(records.saving(None, record), N_("x"))
    page = report_of(desk, qtbot, store.get("ftp", record.uid))
    assert page.content["state"] == "failed"
    assert sshd.fingerprint in texts(page)
    assert "Accepted password" not in sshd.log()
    press(qtbot, page, "Confirmar identidade")
    assert host_keys.known(store, "127.0.0.1", sshd.port).confirmed
    again = desk.stack.currentWidget()
    qtbot.waitUntil(lambda: again.content is not None, timeout=SOON)
    assert again.content["state"] == "ok"
    press(qtbot, again.verdict, "Vi o arquivo")
    assert "Marina Duarte viu o arquivo" in again.verdict.where


def test_the_chosen_stage_shows_cause_remedy_and_who_acts(desk, qtbot, mail, qapp):
    with Scripted(REFUSES) as server:
        page = report_of(desk, qtbot, mail(server.port))
    shown = texts(page)
    for expected in ("535 5.7.8 no", "Causa", "O que fazer", "Quem resolve: TI do cliente", "Certeza"):
        assert expected in shown
    press(qtbot, page.verdict, "Copiar como texto")
    copied = qapp.clipboard().text()
    assert "535 5.7.8 no" in copied
    assert "Quem resolve: TI do cliente" in copied
    assert "capivara" not in copied
