"""Builds a page when it is first shown (start-up is measured) and leads its signals to the desk around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from crm_console.store.preferences import Preferences
from crm_console.views.kit import Kit

if TYPE_CHECKING:
    from crm_console.views.records.tabbed_page import TabbedPage
    from crm_console.views.window.desk import Desk


def built(page: str, kit: Kit, preferences: Preferences, desk: Desk) -> QWidget:
    """The page with this id of `PLACES`, or the settings."""
    if page == "overview":
        return _overview(kit, desk)
    if page == "import":
        return _import(kit, desk)
    if page == "bring-in":
        return _bring_in(kit, preferences, desk)
    if page == "settings":
        from crm_console.views.pages.settings_page import SettingsPage  # noqa: PLC0415

        return SettingsPage(kit.look, kit.language, preferences)
    return _tabbed(page, kit, desk)


def _overview(kit: Kit, desk: Desk) -> QWidget:
    from crm_console.views.pages.overview_page import OverviewPage  # noqa: PLC0415

    made = OverviewPage(kit, desk.due)
    made.opened.connect(desk.open_record)
    made.report_asked.connect(desk.show_last_report)
    made.import_asked.connect(lambda: desk.turn_to("import"))
    made.step_asked.connect(desk.show_step)
    made.deployment_asked.connect(lambda: desk.turn_to("deployment"))
    made.summarised.connect(desk.show_summary)
    return made


def _import(kit: Kit, desk: Desk) -> QWidget:
    from crm_console.views.pages.import_page import ImportPage  # noqa: PLC0415

    made = ImportPage(kit)
    made.said.connect(desk.status.say)
    made.failed.connect(desk.show_failure)
    return made


def _bring_in(kit: Kit, preferences: Preferences, desk: Desk) -> QWidget:
    from crm_console.views.pages.bring_in_page import BringInPage  # noqa: PLC0415

    made = BringInPage(kit, preferences.choices.recent)
    made.said.connect(desk.status.say)
    made.failed.connect(desk.show_failure)
    return made


def _tabbed(page: str, kit: Kit, desk: Desk) -> TabbedPage:
    made = {"companies": _companies, "roles": _roles, "users": _users, "general": _general,
            "deployment": _deployment, "integration": _integration}[page](kit, desk)
    made.said.connect(desk.status.say)
    made.tab_changed.connect(desk.show_head)
    return made


def _companies(kit: Kit, desk: Desk) -> TabbedPage:
    from crm_console.views.records.company_branch_page import CompanyBranchPage  # noqa: PLC0415

    made = CompanyBranchPage(kit)
    made.test_asked.connect(desk.tests.test)
    made.report_asked.connect(desk.show_last_report)
    return made


def _roles(kit: Kit, _: Desk) -> TabbedPage:
    from crm_console.views.access.roles_page import RolesPage  # noqa: PLC0415

    return RolesPage(kit)


def _users(kit: Kit, _: Desk) -> TabbedPage:
    from crm_console.views.access.users_page import UsersPage  # noqa: PLC0415

    return UsersPage(kit)


def _general(kit: Kit, _: Desk) -> TabbedPage:
    from crm_console.views.general.general_page import GeneralPage  # noqa: PLC0415

    return GeneralPage(kit)


def _deployment(kit: Kit, desk: Desk) -> TabbedPage:
    from crm_console.views.deploy.deployment_page import DeploymentPage  # noqa: PLC0415

    made = DeploymentPage(kit, desk.platform)
    made.connected.connect(desk.show_connection)
    made.moved.connect(desk.refresh_overview)
    made.guide_asked.connect(desk.guide)
    return made


def _integration(kit: Kit, desk: Desk) -> TabbedPage:
    from crm_console.views.deploy.integration_page import IntegrationPage  # noqa: PLC0415

    made = IntegrationPage(kit, desk.platform)
    made.changed.connect(desk.refresh_tenant)
    return made
