"""The record types, one aggregate a file; the column *is* the field's specification.

`TYPES` is in the order of dependence: what comes later may refer to what comes earlier. To add a type: a file here and
one entry in this list, and a migration.
"""

from __future__ import annotations

from crm_console.models import ledger
from crm_console.models.base import Base, fields, link_tables
from crm_console.models.branch import Branch
from crm_console.models.company import Company
from crm_console.models.deployment import Deployment
from crm_console.models.ftp import Ftp
from crm_console.models.profile import Profile
from crm_console.models.property import Property
from crm_console.models.role import ProfileOption, Resource, Role
from crm_console.models.setting import Setting
from crm_console.models.smtp import Smtp
from crm_console.models.stage import AccountType, Stage
from crm_console.models.user import Department, Function, User

TYPES: dict[str, type[Base]] = {
    model.TYPE: model for model in (
        Deployment, Company, Branch, Smtp, Ftp, Resource, Role, ProfileOption, Profile, Department, Function, User,
        AccountType, Stage, Setting, Property)
}

__all__ = ["TYPES", "Base", "fields", "ledger", "link_tables"]
