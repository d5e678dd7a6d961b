"""Pictures of Integração and of the guided window for the manual, on a copy of the sample customer.

The twin is not asked here: what it would answer is put in place as an example.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_console.core.jobs import Done
from crm_console.core.text import N_
from crm_console.models import TYPES, fields
from crm_console.services.deploy.erp_reload import Found, Left, Overwritten, Preview
from crm_console.services.deploy.mega_reading import Held, Reading
from crm_console.services.deploy.state import KIND
from crm_console.services.platform import abilities
from crm_console.services.records import blank
from crm_console.store import connections, runs
from crm_console.store.change import Added
from crm_console.store.connections import CUSTOMER, ROLES
from crm_console.store.store import Store
from crm_console.views.deploy.catalogue_tab import CatalogueTab
from crm_console.views.deploy.deployment_page import DeploymentPage
from crm_console.views.deploy.erp_tab import ErpTab
from crm_console.views.deploy.guided_window import GuidedWindow
from crm_console.views.deploy.integration_page import IntegrationPage
from crm_console.views.deploy.mega_tab import MegaTab
from crm_console.views.window.desk import Desk

ANSWERS = {"user.read": abilities.OK, "role.list": abilities.OK, "tenant.by_name": abilities.OK,
           "crm.health": abilities.REFUSED, "property.list": abilities.OK, "feature.enabled": abilities.ABSENT}


def integration(desk: Desk, keep: Callable[[str], None]) -> None:
    """ERP and calls, as with a sign-in and without an override file."""
    store = desk.workspace.store
    known = connections.connection(store, CUSTOMER)
    for role in ROLES:
        connections.give_catalogue(store, role, "")
    if known is not None:
        connections.keep_abilities(store, known.fingerprint, {
            call: (state, abilities.STATES[state]) for call, state in ANSWERS.items()})
        connections.prove(store, known.fingerprint, "role.reassign", "read")
    page = _page(desk)
    erp, calls = page.turn_to("erp"), page.turn_to("calls")
    assert isinstance(erp, ErpTab)
    assert isinstance(calls, CatalogueTab)
    calls.table.setFocus()
    calls.table.selectRow(next(at for at, row in enumerate(calls.table.calls.rows) if row.call.id == "user.create"))
    keep("catalogo")
    page.turn_to("erp")
    erp.take_read(Done(_reload(store)))
    keep("integracao-erp")


def mega(desk: Desk, keep: Callable[[str], None]) -> None:
    """The properties, read back."""
    store = desk.workspace.store
    for name, secret, value in (("usuario_api", False, "integra.crm"), ("senha_api", True, None)):
        made = blank("property", name=name, confidential=secret, value=value)
        store.apply([Added("property", made.uid, dict(made.values))], N_("Propriedade do Mega"), "sample")
    tab = _page(desk).turn_to("mega")
    assert isinstance(tab, MegaTab)
    tab.take_read(Done(Reading([
        Held("url", "https://mega.serraazul.example:8443/", secret=False, filled=True),
        Held("usuario_api", "integra", secret=False, filled=True), Held("senha_api", "", secret=True, filled=True),
        Held("timeout", "30", secret=False, filled=True)])))
    record = store.find("property", "usuario_api")
    if record is not None:
        tab.reach(record.uid)
    keep("integracao-mega")


def guided(desk: Desk, window: QWidget, folder: Path, suffix: str, wait: Callable[[], None]) -> None:
    """The small window over the main one: a batch under way, then a password on the clipboard."""
    store = desk.workspace.store
    for role in ROLES:
        connections.forget(store, role)
    run = runs.begin(store, KIND, str(store.where("deployment")[0]["route"]), "")
    desk.go("deployment")
    small = desk.guides.open("user")
    for at in range(min(3, len(small.guided.items) - 1)):
        item = small.guided.items[at]
        runs.settle(store, run, "user", runs.DONE, N_("feito, disse {by}", by=store.by), uid=item.uid, kind=runs.ANSWER)
    small.guided.refresh()
    small.guided.to_next()
    small.show_record()
    page = desk.stack.currentWidget()
    assert isinstance(page, DeploymentPage)
    page.turn_to("steps").reach("user")  # type: ignore[attr-defined]
    page.refresh()
    for value in small.guided.item.values:
        if value.reference:  # where the pictures are drawn there is no vault
            desk.workspace.secrets.remember(value.reference, "Trocar-1234")
    for _ in range(2):
        small.copy_next()
    _together(window, small, folder / f"apoio-usuarios-{suffix}.png", wait)
    small.copy(next(at for at, row in enumerate(small.record.fields.rows) if row.secret))
    _together(window, small, folder / f"apoio-senha-{suffix}.png", wait)
    small.show_all()
    _together(window, small, folder / f"apoio-todos-{suffix}.png", wait)
    small.close()


def _together(window: QWidget, small: GuidedWindow, path: Path, wait: Callable[[], None]) -> None:
    """The main window with the small one where a browser would be looked at."""
    wait()
    whole, part = window.grab(), small.grab()
    painter = QPainter(whole)
    corner = QPoint(window.width() - small.width() - 24, min(100, window.height() - small.height() - 12))
    painter.drawPixmap(corner, part)
    painter.setPen(small.palette().placeholderText().color())
    painter.drawRect(QRect(corner, small.size()))
    painter.end()
    whole.save(str(path))


def _page(desk: Desk) -> IntegrationPage:
    desk.go("integration")
    page = desk.stack.currentWidget()
    assert isinstance(page, IntegrationPage)
    page.refresh()
    return page


def _reload(store: Store) -> Preview:
    """What a reload could show: a name and a CNPJ that differ, a new branch, a row that cannot be taken."""
    company, specs = store.where("company")[0], fields(TYPES["company"])
    branches = store.where("branch")
    return Preview(
        create=[Found(blank("branch", company=company.uid, code="12", name="Campinas"), f"{company['code']}/12")],
        change=[Found(company, str(company["code"]), (
            Overwritten(specs["name"], company["name"], f"{company['name']} Ltda."),
            Overwritten(specs["trade_name"], company.get("trade_name"), "Azul Metais")))],
        unchanged=[Found(each, f"{company['code']}/{each['code']}") for each in branches],
        left=[Left("branch", "7/1", N_("A empresa {company} não veio do ERP e não existe aqui.", company="7"))])
