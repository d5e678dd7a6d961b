"""The page Configurações gerais on a new customer's workspace, in an active window, and a person at the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_console.services.customers import create_customer
from crm_console.views.general.general_page import GeneralPage


@pytest.fixture
def workspace(tmp_path):
    with create_customer(str(tmp_path / "cliente.crmc"), "Serra Azul", "Marina Duarte", package="starter") as made:
        yield made


@pytest.fixture
def page(kit, qtbot):
    made = GeneralPage(kit)
    qtbot.addWidget(made)
    made.resize(1126, 598)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


class Person:
    """Presses keys on whatever has the focus."""

    def press(self, *keys, shift=False):
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.at, key, modifier)

    def types(self, text):
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self.at, letter)
            else:  # QTest knows ASCII only
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(self.at, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def goes_to(self, widget):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert QApplication.focusWidget() is widget

    @property
    def at(self):
        found = QApplication.focusWidget()
        assert found is not None
        return found


@pytest.fixture
def person(page):
    return Person()
