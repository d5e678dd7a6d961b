"""The guided window and Integração in the whole program: opened from the step, answered, gone with the workspace."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from crm_console.views.deploy.integration_page import IntegrationPage
from crm_console.views.deploy.mega_tab import MegaTab


@pytest.fixture
def steps(desk, qtbot):
    desk.go("deployment")
    made = desk.stack.currentWidget().turn_to("steps")
    qtbot.waitUntil(lambda: made.step("company") is not None)
    return made


def test_a_guided_step_opens_the_small_window_and_hears_its_answers(console, desk, steps, qtbot):
    desk.guide(steps.step("company"))
    qtbot.waitUntil(lambda: bool(desk.guides._open))
    (small,) = desk.guides._open.values()
    qtbot.waitExposed(small)
    assert small.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    small.answer("done")
    qtbot.waitUntil(lambda: steps.step("company").finished == 1)
    assert small.stack.currentWidget() is small.summary
    console.leave_workspace()
    assert not small.isVisible()


def test_the_step_has_the_button_that_opens_it(desk, steps, qtbot):
    for done in ("platform_tenant", "crm_tenant", "deployment_steps", "default_records"):
        steps.answer(done, "done", "")
        qtbot.waitUntil(lambda: not steps.running, timeout=30_000)
    qtbot.waitUntil(lambda: steps.step("company").missing == [])
    steps.reach("company")

    def buttons():
        return [b for b in steps.pane.findChildren(QPushButton) if b.text().strip() == "Abrir janela de apoio"]

    qtbot.waitUntil(lambda: bool(buttons()))
    QTest.mouseClick(buttons()[-1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(desk.guides._open))


def test_what_must_be_filled_in_first_is_said_on_the_desk(desk, steps, qtbot):
    from dataclasses import replace

    state = steps.step("company")
    desk.guide(replace(state, step=replace(state.step, id="nada")))
    qtbot.waitUntil(lambda: "Não há a etapa" in desk.banner.said)


def test_a_property_is_found_on_integration(desk, add_record):
    record = add_record(desk.workspace, "property", name="usuario", value="x")
    desk.open_record("property", record.uid)
    page = desk.stack.currentWidget()
    assert isinstance(page, IntegrationPage)
    tab = page.tab("mega")
    assert isinstance(tab, MegaTab)
    assert tab.page.form.editing.record.uid == record.uid
