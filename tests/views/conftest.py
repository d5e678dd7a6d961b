"""A kit on a real workspace, for forms and lists."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from crm_console.core.paths import resources
from crm_console.core.text import N_, Language
from crm_console.store.change import Added, Applied
from crm_console.store.store import new_uid
from crm_console.views.kit import Kit
from crm_console.views.look.look import Look
from crm_console.views.look.tokens import Theme


@pytest.fixture(autouse=True)
def swept():
    """What a test leaves to be deleted later is deleted now: each style sheet would polish it again."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def kit(qapp, workspace, runner):
    return Kit(Look(qapp, resources(), Theme.LIGHT), Language("pt_BR", resources() / "i18n"), runner, workspace)


@pytest.fixture
def add(workspace):
    def make(type_name, **values):
        uid = new_uid()
        outcome = workspace.edits.apply([Added(type_name, uid, values)], N_("teste"))
        assert isinstance(outcome, Applied), outcome
        return uid

    return make


@pytest.fixture
def pair(add):
    company = add("company", code="1", name="Serra Azul")
    return company, add("branch", company=company, code="4", name="Sorocaba")
