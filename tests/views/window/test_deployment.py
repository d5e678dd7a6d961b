"""The page Implantação in the whole window, on a real twin: signing in, deploying, stopping, going on, answering."""

from __future__ import annotations

import gc
import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from crm_console.core.text import N_
from crm_console.services import records
from crm_console.store.change import Edited
from crm_console.views.deploy.sign_in_panel import SignInPanel
from crm_console.views.deploy.step_items import StepItems
from tests.servers.twin import running_twin
from tests.views.window.conftest import add

PATIENCE = 30_000


@pytest.fixture(scope="module")
def twin(tmp_path_factory):
    with running_twin(tmp_path_factory.mktemp("twin")) as made:
        yield made


@pytest.fixture(autouse=True)
def as_new(twin):
    twin.reset()
    yield
    twin.faults()


@pytest.fixture
def page(desk, qtbot):
    store = desk.workspace.store
    record = store.where("deployment")[0]
    store.apply([Edited("deployment", record.uid, "package", record["package"], "starter")], N_("pacote"))
    desk.go("deployment")
    return desk.stack.currentWidget()


def panel_of(page, role) -> SignInPanel:
    page.turn_to("sign-in")
    return page.findChild(SignInPanel, f"sign-in-{role}")


def fill(panel, twin, user, password):
    panel.address.setCurrentIndex(panel.address.findData("other"))
    panel.catalogue.setText(twin.places["catalog"])
    for field, text in ((panel.url, twin.places["platform"]["url"]), (panel.user, user), (panel.secret, password)):
        field.setFocus()
        field.clear()
        QTest.keyClicks(field, text)
    QTest.mouseClick(panel.go, Qt.MouseButton.LeftButton)


def sign_in(page, twin, qtbot, role="customer"):
    known, prefix = twin.places["platform"], "" if role == "customer" else "master_"
    panel = panel_of(page, role)
    fill(panel, twin, known[f"{prefix}user"], known[f"{prefix}password"])
    qtbot.waitUntil(lambda: panel._platform.connection(role) is not None and panel._handle is None, timeout=PATIENCE)
    return panel


def press(widget, name):
    button = next(b for b in widget.findChildren(QPushButton) if b.objectName() == name and b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def read(steps, qtbot):
    """What is shown is what the workspace holds."""
    qtbot.waitUntil(lambda: not (steps._reading or steps._again or steps._soon.isActive()), timeout=PATIENCE)


def finished(steps, qtbot):
    qtbot.waitUntil(lambda: not steps.running, timeout=PATIENCE)
    read(steps, qtbot)


def of(steps):
    return steps._found.state


def test_a_whole_deployment_in_the_window(desk, page, twin, qtbot):
    add(desk.workspace, "user", login="ana", full_name="Ana", email="ana@serraazul.example",
        password=desk.workspace.keep_secret("Trocar-1234"))
    sign_in(page, twin, qtbot)
    sign_in(page, twin, qtbot, "master")
    assert desk.head._tenant.accessibleName() == "Ensaio serraazulexample"
    steps = page.turn_to("steps")
    read(steps, qtbot)
    assert "Começar implantação em serraazulexample" in steps.go.text()
    QTest.mouseClick(steps.go, Qt.MouseButton.LeftButton)
    assert steps.running
    finished(steps, qtbot)
    waiting = [each.step.id for each in of(steps).steps if each.state in ("guided", "waiting")]
    assert "relogin" in waiting, [(e.step.id, e.state, str(e.row and e.row.said))
                                  for e in of(steps).steps if e.state != "done"]
    while waiting:
        steps.reach(waiting[0])
        note = steps.pane.findChild(QLineEdit)
        QTest.keyClicks(note, "por telefone")
        press(steps.pane, "answer-done")
        finished(steps, qtbot)
        waiting = [each.step.id for each in of(steps).steps if each.state in ("guided", "waiting")]
    assert steps._verdict.text() == "A implantação terminou"
    assert [each.state for each in of(steps).steps if each.state != "done"] == []
    assert "por telefone" in str(steps.step("relogin").row.said)
    assert len(twin.effects("platform/user/actions/createUser")) == 1
    desk.go("overview")
    qtbot.waitUntil(lambda: "Terminou" in desk._pages["overview"]._deployment.text(), timeout=PATIENCE)


def test_a_wrong_password_is_told_in_the_panel(page, twin, qtbot):
    panel = panel_of(page, "customer")
    fill(panel, twin, twin.places["platform"]["user"], "errada-mesmo")
    qtbot.waitUntil(lambda: bool(panel.banner.said), timeout=PATIENCE)
    assert "não aceitou a entrada" in panel.banner.said
    assert panel.secret.text() == ""
    assert panel._platform.connection("customer") is None
    assert panel.go.isEnabled()


def test_a_second_factor_is_asked_for_and_taken(page, twin, qtbot):
    known = twin.places["platform"]
    panel = panel_of(page, "customer")
    fill(panel, twin, known["mfa_user"], known["mfa_password"])
    qtbot.waitUntil(panel.code.isVisible, timeout=PATIENCE)
    QTest.keyClicks(panel.code, "12x")
    QTest.keyClick(panel.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(panel.banner.said), timeout=PATIENCE)
    assert "é um número" in panel.banner.said
    assert panel.code.isVisible()
    QTest.keyClicks(panel.code, str(known["otp"]))
    QTest.keyClick(panel.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel._platform.connection("customer") is not None, timeout=PATIENCE)
    assert panel.code.text() == ""


def test_a_forced_change_of_the_password_is_told_apart(page, twin, qtbot):
    known = twin.places["platform"]
    panel = panel_of(page, "customer")
    fill(panel, twin, known["new_user"], known["new_password"])
    qtbot.waitUntil(lambda: bool(panel.banner.said), timeout=PATIENCE)
    assert "Troque-a na tela" in panel.banner.said


def test_what_is_stopped_goes_on_after_reopening(console, desk, page, place, twin, qtbot):
    sign_in(page, twin, qtbot)
    sign_in(page, twin, qtbot, "master")
    steps = page.turn_to("steps")
    twin.faults({"call": "platform/authorization/queries/listRoles", "kind": "slow", "seconds": 20, "times": 0})
    QTest.mouseClick(steps.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(e.step.id == "crm_tenant" and e.state == "done" for e in of(steps).steps),
                    timeout=PATIENCE)
    QTest.mouseClick(steps.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not steps.running, timeout=2_000)
    assert not of(steps).complete
    twin.faults()
    console.leave_workspace()
    console.open(str(place))
    qtbot.waitUntil(lambda: console.runner.running == 0)
    console.desk.go("deployment")
    again = console.desk.stack.currentWidget().turn_to("steps")
    read(again, qtbot)
    assert "Continuar implantação" in again.go.text()
    QTest.mouseClick(again.go, Qt.MouseButton.LeftButton)
    finished(again, qtbot)
    assert of(again).complete, [(e.step.id, e.state, str(e.row and e.row.said)) for e in of(again).steps]
    assert len([e for e in twin.effects() if "createCrmTenant" in e["call"]]) == 1


def test_a_narrow_window_shows_one_of_the_two(console, desk, page, twin, qtbot):
    console.window.resize(911, 560)
    qtbot.wait(50)
    steps = page.turn_to("steps")
    read(steps, qtbot)
    assert steps.list.isVisible()
    assert not steps.pane.isVisible()
    assert steps.go.isVisible()  # what goes on stands below both
    steps.reach("platform_tenant")
    assert steps.go.isVisible()
    assert steps.pane.isVisible()
    assert steps.back.isVisible()


def test_nobody_signed_in_leaves_requests_and_work_by_hand(desk, page, qtbot):
    steps = page.turn_to("steps")
    read(steps, qtbot)
    assert "Ninguém entrou na plataforma" in steps._ahead.toolTip() or "Ninguém entrou" in steps._ahead.text()
    QTest.mouseClick(steps.go, Qt.MouseButton.LeftButton)
    finished(steps, qtbot)
    first = steps.step("platform_tenant")
    assert first.state == "waiting"
    assert first.request is not None
    assert "Preencha o domínio" in str(first.request)  # nobody said which tenant it is


def test_a_run_goes_on_through_a_change_of_language(console, desk, page, twin, qtbot):
    sign_in(page, twin, qtbot)
    sign_in(page, twin, qtbot, "master")
    steps = page.turn_to("steps")
    twin.faults({"call": "platform/authorization/queries/listRoles", "kind": "slow", "seconds": 2, "times": 1})
    QTest.mouseClick(steps.go, Qt.MouseButton.LeftButton)
    page.turn_to("data")
    assert "Pare-a antes" in page.tab("data").banner.said
    assert not panel_of(page, "customer").isEnabled()
    console.preferences.change(language="en")
    again = console.desk.stack.currentWidget().turn_to("steps")
    assert again is not steps
    assert again.running
    qtbot.waitUntil(again.stop_button.isVisible)
    finished(again, qtbot)
    assert of(again).complete
    assert again._verdict.toolTip() or "ended" in again._verdict.text()


def test_what_a_person_called_failed_can_be_answered_again(desk, page, qtbot):
    steps = page.turn_to("steps")
    read(steps, qtbot)
    for word, state in (("answer-failed", "failed"), ("answer-skipped", "skipped"), ("answer-done", "done")):
        if steps.step("platform_tenant").state == "pending":
            QTest.mouseClick(steps.go, Qt.MouseButton.LeftButton)
            finished(steps, qtbot)
        steps.reach("platform_tenant")
        qtbot.wait(50)
        press(steps.pane, word)
        finished(steps, qtbot)
        assert steps.step("platform_tenant").state == state


def test_nothing_of_the_pane_becomes_a_window_of_its_own(desk, page, qtbot, qapp):
    before = {id(w) for w in qapp.topLevelWidgets()}
    shown = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    steps = page.turn_to("steps")
    read(steps, qtbot)
    for step in ("platform_tenant", "crm_tenant", "company"):
        steps.reach(step)
        qtbot.wait(30)
    qapp.removeEventFilter(watch)
    assert [name for name in shown if name in ("Pill", "QLabel", "QFrame")] == [], before


def test_no_secret_stays_in_the_panel(page, twin, qtbot):
    panel = sign_in(page, twin, qtbot)
    secret = twin.places["platform"]["password"]
    for field in panel.findChildren(QLineEdit):
        assert secret not in field.text()
    assert Path(twin.places["catalog"]).exists()


def test_a_step_that_waits_stands_in_the_overview_and_leads_to_the_step(desk, page, qtbot):
    steps = page.turn_to("steps")
    read(steps, qtbot)
    QTest.mouseClick(steps.go, Qt.MouseButton.LeftButton)
    finished(steps, qtbot)
    desk.go("overview")
    overview = desk.stack.currentWidget()
    qtbot.waitUntil(lambda: any("Senior  " in b.text() and not b.text().endswith("  0")
                                for b in overview.findChildren(QPushButton)), timeout=PATIENCE)
    senior = next(b for b in overview.findChildren(QPushButton) if "Senior" in b.text())
    QTest.mouseClick(senior, Qt.MouseButton.LeftButton)
    rows = overview._waiting
    assert "Tenant na plataforma" in [row.title for row in rows.rows]
    at = [row.title for row in rows.rows].index("Tenant na plataforma")
    place = rows.visualRect(rows.model().index(at, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.page == "deployment"
    assert steps.list.chosen_step == "platform_tenant"


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(page, qtbot):
    steps = page.turn_to("steps")
    read(steps, qtbot)
    QTest.mouseClick(steps.enter, Qt.MouseButton.LeftButton)
    assert page.findChild(SignInPanel, "sign-in-customer").isVisible()


def test_records_of_a_long_batch_are_searched(desk, page, qtbot):
    changes = [c for n in range(1, 31) for c in records.saving(
        None, records.blank("department", name=f"Departamento {n:02}"))]
    desk.workspace.store.apply(changes, N_("departamentos"))
    steps = page.turn_to("steps")
    read(steps, qtbot)
    steps.reach("department")
    shown = steps.pane.findChild(StepItems)
    assert len(shown.list.rows) == 30
    QTest.keyClicks(shown.search, "departamento 07")
    assert [row.title for row in shown.list.rows] == ["Departamento 07"]
    QTest.keyClicks(shown.search, "x")
    assert not shown.list.isVisible()
    QTest.keyClick(shown.search, Qt.Key.Key_Escape)
    assert len(shown.list.rows) == 30


def test_thousands_of_records_do_not_hold_the_window_up(desk, page, qtbot):
    store = desk.workspace.store
    company = store.where("company")[0]
    branches = [records.blank("branch", company=company.uid, code=str(1000 + n), name=f"Filial {n}")
                for n in range(3000)]
    store.apply([c for each in branches for c in records.saving(None, each)], N_("filiais"))
    steps = page.turn_to("steps")
    read(steps, qtbot)
    steps.reach("branch")
    heart, beats = QTimer(interval=2), []
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    gc.collect()
    heart.start()
    gc.disable()  # a test run holds far more objects than a window does; their collection is not ours to measure
    for _ in range(5):  # as a run does, again and again
        steps.refresh()
        read(steps, qtbot)
        qtbot.wait(150)
    heart.stop()
    gc.enable()
    assert max(after - before for before, after in pairwise(beats)) < 0.1  # reading takes several times as long
