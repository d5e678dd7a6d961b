"""Which shape the fields of calls have: another one is answered with 400, as a typed service does."""

from __future__ import annotations

from typing import Any

from crm_console.sandbox.platform.refusals import Refused

TEXT = {
    "username", "password", "temporaryToken", "newPassword", "accessKey", "secret", "tenantName", "tenantDomain",
    "refreshToken", "accessToken", "fullName", "email", "id", "groupId", "name", "description", "role", "user", "uri",
    "resource", "action", "key", "propertyKey", "type", "domain", "service", "dominio", "servico", "destinationUser",
    "notificationSubject", "notificationContent", "package", "module", "mode", "tenant", "locale", "label", "photo",
    "integration", "owner", "searchTerm", "searchValue", "scope", "integrationId"}
TEXTS = {"roles", "users", "usernames", "toAssign", "toUnassign", "usersToAdd", "usersToRemove", "destinationUsers",
         "uris", "hashTags"}
OBJECTS = {"permissions", "properties"}
OBJECT = {"pagination", "ordination"}


def check(body: dict[str, Any]) -> None:
    """Refuse a field of another shape; null is no value, and a number may stand for an id."""
    for name, value in body.items():
        if value is not None and not _fits(name, value):
            raise Refused(400, f"O campo '{name}' não tem o formato esperado.")


def _fits(name: str, value: Any) -> bool:
    if name in TEXT:
        return isinstance(value, str) or (name == "id" and isinstance(value, int))
    if name in OBJECT:
        return isinstance(value, dict)
    if name in TEXTS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if name in OBJECTS:
        return _objects(value)
    if name == "resources":  # objects to save, names to delete
        return _objects(value) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    return True


def _objects(value: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return False
    for one in value:
        check(one)
        if not isinstance(one.get("actions") or [], list):
            return False
    return True
