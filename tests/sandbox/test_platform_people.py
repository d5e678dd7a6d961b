"""The twin's users, groups, roles, resources, properties, tenants and notifications."""

from __future__ import annotations

import json

from tests.sandbox.raw import customer, master
from tests.servers.ports import wait_until

USER = {"username": "ana.souza", "fullName": "Ana Souza", "email": "ana.souza@serraazul.example",
        "password": "Segredo-9911", "blocked": False, "changePassword": True}
CREATE, GET = "platform/user/actions/createUser", "platform/user/queries/getUser"
ROLE = "platform/authorization/actions/createRole"


def test_a_user_is_made_changed_and_deleted(raw, fresh):
    assert raw.ok(CREATE, USER) == {"username": "ana.souza"}
    seen = raw.ok(GET, {"username": "ana.souza@serraazul.example"})
    assert (seen["fullName"], seen["tenantLocale"], seen["authenticationType"]) == ("Ana Souza", "pt-BR", "G7")
    assert "password" not in seen
    raw.ok("platform/user/actions/updateUser", {"username": "ana.souza", "blocked": True})
    seen = raw.ok(GET, {"username": "ana.souza"})
    assert seen["blocked"]
    assert seen["email"] == USER["email"]
    raw.ok("platform/user/actions/deleteUser", {"username": "ana.souza"})
    assert raw(GET, {"username": "ana.souza"}).status == 404
    assert [row["call"].rpartition("/")[2] for row in fresh.effects()] == ["createUser", "updateUser", "deleteUser"]


def test_a_user_that_cannot_be_is_refused(raw, fresh):
    raw.ok(CREATE, USER)
    assert raw(CREATE, USER).status == 400
    assert raw(CREATE, {**USER, "username": "ana maria"}).status == 400
    missing = raw(CREATE, {name: value for name, value in USER.items() if name != "email"})
    assert (missing.status, missing.body["reason"], missing.body["errorCode"]) == (
        400, "BAD_REQUEST", "createUserResponse")
    unknown = raw("platform/user/actions/updateUser", {"username": "ninguem"})
    assert unknown.status == 404
    assert "permissão" in unknown.body["message"]
    assert len(fresh.effects()) == 1


def test_a_new_user_signs_in_by_the_rules(raw, fresh):
    raw.ok(CREATE, USER)
    said = raw("platform/authentication/actions/login", {
        "username": "ana.souza@serraazul.example", "password": USER["password"]})
    assert "resetPasswordInfo" in said.body


def test_users_deleted_by_signal_go_later_with_a_notification(raw):
    raw.ok(CREATE, USER)
    assert raw.ok("platform/user/signals/deleteUsers", {"usernames": ["ana.souza"]}) == {}
    assert raw(GET, {"username": "ana.souza"}).status == 200
    wait_until(lambda: raw(GET, {"username": "ana.souza"}).status == 404, "the signal's end")
    (told,) = raw.ok("platform/sandbox_notifications/queries/listNotifications")["notifications"]
    assert "ana.souza" in told["notificationContent"]


def test_lists_of_users_have_pages_from_zero(raw):
    for number in range(12):
        raw.ok(CREATE, {**USER, "username": f"u{number:02}", "blocked": number == 0})
    ask = "platform/user/queries/listUsers"
    first = raw.ok(ask, {"searchTerm": "u"})
    assert len(first["users"]) == 10
    assert first["listInformation"] == {"totalElements": 14, "totalPages": 2}  # eleven, and the three who were there
    second = raw.ok(ask, {"searchTerm": "u", "pagination": {"pageNumber": 1, "pageSize": 10}})
    assert len(second["users"]) == 4
    every = raw.ok(ask, {"includeBlocked": True, "pagination": {"pageNumber": 0, "pageSize": 100}})
    assert "u00" in [user["username"] for user in every["users"]]


def test_groups(raw):
    raw.ok(CREATE, USER)
    made = raw.ok("platform/user/actions/createGroup", {"name": "Vendas", "users": ["ana.souza"]})["id"]
    assert raw.ok("platform/user/queries/getGroup", {"id": made})["users"][0]["email"] == USER["email"]
    raw.ok("platform/user/actions/updateGroup", {"id": made, "name": "Vendas SC", "usersToAdd": ["novo"]})
    raw.ok("platform/user/actions/updateGroupUsers", {"groupId": made, "usersToRemove": ["ana.souza"]})
    users = raw.ok("platform/user/queries/listGroupUsers", {"id": made})
    assert [user["username"] for user in users["users"]] == ["novo"]
    (group,) = raw.ok("platform/user/queries/listGroups", {"searchValue": "vendas"})["groups"]
    assert group["name"] == "Vendas SC"
    raw.ok("platform/user/actions/removeGroup", {"id": made})
    assert raw("platform/user/queries/getGroup", {"id": made}).status == 404


def test_only_the_master_lists_another_tenants_groups(raw, fresh):
    ask = "platform/user/queries/listGroups"
    assert raw(ask, {"tenant": "seniorexample"}).status == 403
    assert master(fresh)(ask, {"tenant": "serraazulexample"}).status == 200


def test_roles_are_given_and_taken(raw):
    raw.ok(CREATE, USER)
    raw.ok(ROLE, {"name": "CRM – Pós-venda", "description": "Depois"})
    pair = {"roles": ["CRM – Pós-venda"], "users": ["ana.souza"]}
    assert raw.ok("platform/authorization/actions/assignUsers", pair) == {}
    assert raw.ok("platform/authorization/queries/getAssignedUsers", pair) == {"users": ["ana.souza"]}
    told = raw.ok("platform/authorization/queries/listRoleAssignedUsers", {"role": "CRM – Pós-venda"})
    assert (told["users"][0]["name"], told["users"][0]["assigned"]) == ("ana.souza", True)
    (role,) = raw.ok("platform/authorization/queries/getUserDetailRoles", {"user": "ana.souza"})["roles"]
    assert role["description"] == "Depois"
    raw.ok("platform/authorization/actions/reassignUsers", {
        "roles": ["CRM – Pós-venda"], "toAssign": ["novo"], "toUnassign": ["ana.souza"]})
    assert raw.ok("platform/authorization/queries/getAssignedUsers", pair) == {"users": ["novo"]}
    raw.ok("platform/authorization/actions/deleteRole", {"name": "CRM – Pós-venda"})
    assert raw("platform/authorization/queries/getRole", {"name": "CRM – Pós-venda"}).status == 404


def test_nobody_assigns_a_role_to_the_own_user(raw, fresh):
    raw.ok(ROLE, {"name": "Vendas"})
    for call, body in (("assignUsers", {"roles": ["Vendas"], "users": ["novo", "admin@serraazul.example"]}),
                       ("reassignUsers", {"roles": ["Vendas"], "toAssign": ["admin"]})):
        said = raw(f"platform/authorization/actions/{call}", body)
        assert (said.status, said.body["reason"]) == (403, "FORBIDDEN")
    assert raw.ok("platform/authorization/queries/getAssignedUsers", {"roles": ["Vendas"]}) == {"users": []}
    assert len(fresh.effects()) == 1


def test_an_assignment_is_all_or_nothing(raw):
    raw.ok(ROLE, {"name": "A"})
    assert raw("platform/authorization/actions/assignUsers", {"roles": ["A", "B"], "users": ["novo"]}).status == 404
    assert raw.ok("platform/authorization/queries/getAssignedUsers", {"roles": ["A"]}) == {"users": []}


def test_permissions_and_descriptions_by_the_made_up_calls(raw):
    raw.ok(ROLE, {"name": "A"})
    raw.ok("platform/sandbox_authorization/actions/updateRole", {"name": "A", "description": "nova"})
    assert raw.ok("platform/authorization/queries/getRole", {"name": "A"})["role"]["description"] == "nova"
    given = [{"resource": "Contatos", "actions": ["view", "access"]}, {"resource": "Tarefas", "actions": ["access"]}]
    raw.ok("platform/sandbox_authorization/actions/grantPermissions", {"role": "A", "permissions": given})
    told = raw.ok("platform/sandbox_authorization/queries/listPermissions", {"role": "A"})["permissions"]
    assert told == [{"resource": "Contatos", "actions": ["access", "view"]},
                    {"resource": "Tarefas", "actions": ["access"]}]
    raw.ok("platform/sandbox_authorization/actions/grantPermissions", {"role": "A", "permissions": given[1:]})
    assert len(raw.ok("platform/sandbox_authorization/queries/listPermissions", {"role": "A"})["permissions"]) == 1


def test_access_is_what_the_roles_give(raw, fresh):
    ask = {"permissions": [{"resource": "res://x", "action": "Editar"}]}
    assert raw.ok("platform/authorization/queries/checkAccess", ask)["authorized"] is True
    at, application = fresh.platform, customer(fresh)
    said = application("platform/authentication/actions/loginWithKey", {
        "accessKey": at["access_key"], "secret": at["secret"], "tenantName": at["tenant"]}, anonymous=True)
    application.bear(json.loads(said.body["jsonToken"])["access_token"])
    assert application.ok("platform/authorization/queries/checkAccess", ask)["authorized"] is False


def test_only_own_resources_may_be_changed(raw):
    own = {"uri": "res://serraazul.example/custom/obras/obra", "name": "Obra", "actions": [{"name": "Visualizar"}]}
    raw.ok("platform/authorization/actions/saveResources", {"resources": [own]})
    seen = raw.ok("platform/authorization/queries/getResource", {"uri": own["uri"]})
    assert seen["resource"]["name"] == "Obra"
    product = {"uri": "res://senior.com.br/crm/core/x", "name": "x"}
    assert raw("platform/authorization/actions/saveResources", {"resources": [product]}).status == 403
    raw.ok("platform/authorization/actions/deleteResources", {"resources": [own["uri"]]})
    assert raw.ok("platform/authorization/queries/getResources", {"uris": [own["uri"]]}) == {"resources": []}


def test_properties_are_listed_with_portuguese_fields_and_masks(raw):
    ask = "platform/configuration/queries/listServiceProperties"
    write = "platform/sandbox_configuration/actions/writeProperty"
    mega = {"domain": "crm", "service": "integration_mega"}
    raw.ok(write, {**mega, "key": "url", "value": "https://mega.serraazul.example:8443/"})
    raw.ok(write, {**mega, "key": "senha", "value": "Segredo-7733"})
    told = raw.ok(ask, {"dominio": "crm", "servico": "integration_mega"})["propertyList"]
    values = {seen["propertyKey"]: (seen["propertyType"], seen["propertyValue"]) for seen in told}
    assert values == {"url": ("String", "https://mega.serraazul.example:8443/"), "usuario": ("String", ""),
                      "senha": ("Secret", "********")}
    assert raw.ok(ask, {"dominio": "rh"})["propertyList"] == []


def test_custom_properties(raw):
    place = "platform/configuration/"
    made = {"propertyKey": "obra", "type": "Integer", "propertyValue": "7", "label": "Obra", "hashTags": ["crm"]}
    raw.ok(place + "actions/createCustomProperty", made)
    assert raw(place + "actions/createCustomProperty", made).status == 400
    raw.ok(place + "actions/updateCustomProperty", {**made, "propertyValue": "8"})
    seen = raw.ok(place + "queries/getCustomProperty", {"propertyKey": "obra"})
    assert (seen["propertyValue"], seen["propertyService"]) == ("8", "__custom__")
    found = raw.ok("platform/tenant/queries/listTenantsPropertyValue", {"key": "obra", "value": "8", "limit": 5})
    assert (found["total"], found["tenants"][0]["name"]) == (1, "serraazulexample")
    raw.ok(place + "actions/deleteCustomProperty", {"propertyKey": "obra"})
    assert raw(place + "queries/getCustomProperty", {"propertyKey": "obra"}).status == 404


def test_tenants_are_looked_up_and_finished_by_the_vendor(raw, fresh):
    seen = raw.ok("platform/tenant/queries/getTenantByDomain", {"tenantDomain": "senior.example"})["tenant"]
    assert (seen["name"], seen["master"]) == ("seniorexample", True)
    ask = {"tenantName": "obraexample"}
    assert raw("platform/tenant/queries/getTenantByName", ask).status == 404
    fresh.tenant("obraexample", "obra.example", ready=False)
    assert raw.ok("platform/tenant/queries/getTenantByName", ask)["tenant"]["ready"] is False
    fresh.tenant("obraexample")
    seen = raw.ok("platform/tenant/queries/getTenantByName", ask)["tenant"]
    assert (seen["ready"], seen["domain"]) == (True, "obra.example")


def test_notifications_reach_who_is_named(raw, fresh):
    raw.ok("platform/notifications/actions/notifyUser", {
        "notificationSubject": "Oi", "notificationContent": "…", "destinationUsers": ["admin@serraazul.example"]})
    ask = "platform/sandbox_notifications/queries/listNotifications"
    assert [one["notificationSubject"] for one in raw.ok(ask)["notifications"]] == ["Oi"]
    assert master(fresh).ok(ask)["notifications"] == []


def test_an_answer_belongs_to_the_tenant_of_the_token(raw, fresh):
    raw.ok(ROLE, {"name": "Vendas"})
    names = [role["name"] for role in master(fresh).ok("platform/authorization/queries/listRoles")["roles"]]
    assert names == ["Admin"]
