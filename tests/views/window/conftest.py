"""The whole console in a test: real workspace, real loop, real jobs."""

from __future__ import annotations

import pytest

from crm_console.core.text import N_
from crm_console.services import records
from crm_console.services.customers import create_customer
from crm_console.store.change import Applied


def add(workspace, type_name, **values):
    record = records.blank(type_name, **values)
    done = workspace.edits.apply(records.saving(None, record), N_("Salvar {name}", name=values.get("name", type_name)))
    assert isinstance(done, Applied), done
    return workspace.store.get(type_name, record.uid)


@pytest.fixture
def add_record():
    return add


@pytest.fixture
def place(tmp_path):
    path = tmp_path / "serra-azul.crmc"
    with create_customer(str(path), "Serra Azul", "Marina Duarte") as workspace:
        company = add(workspace, "company", code="1", name="Serra Azul S.A.")
        branch = add(workspace, "branch", company=company.uid, code="4", name="Sorocaba")
        add(workspace, "smtp", company=company.uid, branch=branch.uid, number=1, host="127.0.0.1", port=9,
            sender="crm@serraazul.example")
    return path


@pytest.fixture
def console(qapp, qtbot, runner, data_folder):
    from crm_console.app import Console
    from crm_console.store.preferences import Preferences

    preferences = Preferences(data_folder)
    preferences.change(name="Marina Duarte", language="pt_BR", theme="light")
    made = Console(qapp, preferences)
    made.use(runner._loop, runner)
    made.crashes.uninstall()  # a bug must fail the test, not open a dialog
    made.window.resize(1366, 700)
    made.show_start()
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    runner.stop_all()
    qtbot.waitUntil(lambda: runner.running == 0)
    made.end()
    made.window.leave()
    made.window.deleteLater()


@pytest.fixture
def desk(console, place, qtbot):
    console.open(str(place))
    qtbot.waitUntil(lambda: console.desk is not None and console.runner.running == 0)
    return console.desk
