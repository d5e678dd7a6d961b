"""A small customer's workspace with its vault, a kit on it, and the twin beside."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtGui import QGuiApplication

from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder, resources
from crm_console.core.text import Language
from crm_console.services.platform.connecting import Platform, Wanted
from crm_console.services.platform.sign_in import SignedIn
from crm_console.store.attempts import at_the_platform
from crm_console.views.kit import Kit
from crm_console.views.look.look import Look
from crm_console.views.look.tokens import Theme
from tests.servers.deploying import lab, platform_twin, prepared  # noqa: F401

BY_HAND = "\n".join(f'[[call]]\nid = "{call}"\ndomain = ""\nstatus = "unverified"\nsource = "teste"\n'
                    for call in ("user.create", "role.create"))


@pytest.fixture
def opened(lab):  # noqa: F811
    with lab.open() as workspace:
        yield workspace


@pytest.fixture
def kit(qapp, runner, opened):
    return Kit(Look(qapp, resources(), Theme.LIGHT), Language("pt_BR", resources() / "i18n"), runner, opened)


@pytest.fixture
def platform(opened):
    return Platform(opened, at_the_platform(data_folder()))


@pytest.fixture
def clipboard(qapp):
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


def sign_in(platform, twin, catalogue="", role="customer"):
    """As the page does, with an override file or without."""
    aside(lambda: _sign_in(platform, twin, catalogue, role))


def aside(do):
    """In a thread of its own, as a job does it: Qt's loop is turning in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(do).result()


def _sign_in(platform, twin, catalogue, role):
    known, prefix = twin.platform, "" if role == "customer" else "master_"
    wanted = Wanted(twin.url, role=role, user=known[f"{prefix}user"], catalogue=catalogue)
    answer = platform.begin(Context(), wanted, known[f"{prefix}password"])
    assert isinstance(answer, SignedIn)
    platform.finish(Context(), wanted, answer)


def texts_of(widget):
    """Everything that a widget and its children say, in whatever way."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

    found = []
    for each in [widget, *widget.findChildren(QWidget)]:
        for name in ("text", "toPlainText", "placeholderText", "title"):
            said = getattr(each, name, None)
            if callable(said):
                found.append(str(said()))
        found += [each.accessibleName(), each.accessibleDescription(), each.toolTip(), each.statusTip(),
                  each.whatsThis(), each.windowTitle()]
        if isinstance(each, QAbstractItemView) and each.model() is not None:
            model = each.model()
            columns = model.columnCount() if isinstance(each, QTableView) else 1
            found += [str(model.data(model.index(row, column), role)) for row in range(model.rowCount())
                      for column in range(columns) for role in (*range(14), Qt.ItemDataRole.UserRole)]
    return "\n".join(found)
