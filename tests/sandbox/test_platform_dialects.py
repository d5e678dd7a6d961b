"""The twin's three dialects, headers, segments, query strings and errors."""

from __future__ import annotations

import pytest

from tests.sandbox.raw import Raw, customer

DIALECTS = ["bridge", "api-old", "api-flat"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_same_call_in_each_dialect(fresh, dialect):
    raw = customer(fresh, dialect)
    assert raw.ok("platform/user/queries/getUser")["email"] == "admin@serraazul.example"
    assert raw.ok("platform/authorization/actions/createRole", {"name": dialect}) == {"name": dialect}
    assert [row["key"] for row in fresh.effects("platform/authorization/actions/createRole")] == [dialect]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_entities_in_each_dialect(deployed, dialect):
    assert len(customer(deployed, dialect).rows("negotiationStage")) == 6


@pytest.mark.parametrize("dialect", ["api-old", "api-flat"])
def test_the_gateway_wants_a_client_id(fresh, dialect):
    raw = customer(fresh, dialect)
    del raw.headers["client_id"]
    said = raw("platform/user/queries/getUser")
    assert (said.status, said.body["reason"]) == (401, "UNAUTHORIZED")


def test_lower_case_bearer_is_good_and_no_token_is_not(fresh):
    raw = customer(fresh)
    raw.headers["Authorization"] = raw.headers["Authorization"].replace("Bearer", "bearer")
    assert raw("platform/user/queries/getUser").status == 200
    del raw.headers["Authorization"]
    said = raw("platform/user/queries/getUser")
    assert (said.status, said.body["errorCode"]) == (401, "getUserResponse")


def test_queries_answer_a_get_with_a_query_string(raw):
    path = raw.path("platform/user/queries/getUser")
    assert raw.request("GET", f"{path}?username=novo").body["fullName"] == "Administração nova"
    path = raw.path("platform/user/queries/listUsers")
    assert len(raw.request("GET", f"{path}?pagination.pageSize=2").body["users"]) == 2


def test_the_segment_is_enforced_for_some_only(raw):
    user = {"username": "ana", "fullName": "Ana", "email": "a@x.example", "password": "12345678", "blocked": False,
            "changePassword": True}
    assert raw("platform/user/queries/createUser", user).status == 200
    assert raw("platform/authorization/actions/checkAccess", {
        "permissions": [{"resource": "r", "action": "Visualizar"}]}).status == 200
    assert raw("platform/authorization/queries/createRole", {"name": "x"}).status == 404


def test_unknown_calls_and_bodies_are_errors_in_json(raw):
    said = raw("platform/user/actions/inventUser")
    assert (said.status, said.body["reason"], said.body["service"]) == (404, "NOT_FOUND", "user")
    assert raw.request("POST", raw.path("platform/user/queries/getUser"), b"[1]").status == 400
    assert raw.request("POST", raw.path("platform/user/queries/getUser"), b"{oops").status == 400
    assert raw.request("GET", "/nowhere").status == 404


def test_a_connection_serves_many_calls(fresh):
    raw = customer(fresh)
    before = raw.line.sock
    for _ in range(20):
        raw.ok("platform/user/queries/getUser")
    assert raw.line.sock is before
    assert raw("platform/user/queries/getUser").headers["Content-Type"] == "application/json"


def test_a_tenants_calls_are_closed_to_who_is_anonymous(fresh):
    raw = customer(fresh)
    assert raw("platform/user/actions/createUser", anonymous=True).status in (401, 404)
    assert Raw(fresh)("crm/sandbox_tenants/queries/getCrmTenant", {"tenantName": "x"}).status == 401


@pytest.mark.parametrize(("call", "body"), [
    ("platform/authorization/actions/createRole", {"name": ["Vendas"]}),
    ("platform/authorization/actions/assignUsers", {"roles": "Admin", "users": ["novo"]}),
    ("platform/authorization/queries/listRoles", {"pagination": 3}),
    ("platform/authorization/queries/listRoles", {"pagination": {"pageNumber": -1}}),
    ("platform/authorization/queries/checkAccess", {"permissions": ["x"]}),
    ("platform/authorization/actions/saveResources", {"resources": ["x"]}),
    ("platform/user/queries/getUser", {"username": {}}),
])
def test_a_field_of_another_shape_is_refused(raw, call, body):
    said = raw(call, body)
    assert (said.status, said.body["reason"]) == (400, "BAD_REQUEST")
