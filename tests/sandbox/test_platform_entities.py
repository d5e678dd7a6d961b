"""The twin's entities: a page index called offset, filters, answers that differ, references, constraints, secrets."""

from __future__ import annotations

import pytest

from tests.sandbox.raw import customer

SMTP = {"branch": "1/1", "address": "mail.serraazul.example", "port": 587, "password": "Segredo-5544", "mainServer": True}


@pytest.fixture
def filled(crm):
    for code, name in (("1", "Serra Azul"), ("2", "Outra")):
        assert crm.entity("POST", "company", body={"idErp": code, "name": name}).status == 201
    for company, code, name in (("1", "1", "Jaraguá"), ("1", "2", "Joinville"), ("2", "1", "Itajaí")):
        said = crm.entity("POST", "branch", body={"company": {"idErp": company}, "idErp": code, "name": name})
        assert said.status == 201, said.text
    return crm


def test_before_the_deployment_there_is_no_crm(fresh):
    said = customer(fresh).entity("GET", "company")
    assert (said.status, said.body["reason"]) == (404, "NOT_FOUND")


def test_create_answers_differ_per_entity(crm, deployed):
    whole = crm.entity("POST", "company", body={"idErp": "1", "name": "A", "fantasyName": "a", "cnpj": "12ABC34501DE35"})
    assert whole.body == {"id": 1, "idErp": "1", "name": "A", "fantasyName": "a", "cnpj": "12ABC34501DE35"}
    alone = crm.entity("POST", "branch", body={"company": {"idErp": "1"}, "idErp": "1", "name": "B"})
    assert alone.body == {"idBranch": 1}
    effects = deployed.effects("crm/sandbox_records/entities/branch")
    assert [(row["key"], row["id"]) for row in effects] == [("1/1", 1)]


def test_a_record_is_read_replaced_and_deleted(filled):
    (one,) = filled.rows("company", filter="idErp eq '2'")
    said = filled.entity("PUT", "company", one["id"], {**one, "name": "Nova"})
    assert said.body["name"] == "Nova"
    assert filled.entity("GET", "company", one["id"]).body["fantasyName"] is None
    assert filled.entity("PUT", "company", one["id"], {**one, "idErp": "9"}).status == 400
    assert filled.entity("PUT", "company", 77, one | {"id": 77}).status == 404
    (branch,) = filled.rows("branch", filter="company.idErp eq '2'")
    assert filled.entity("DELETE", "branch", branch["id"]).body == {}
    assert filled.entity("DELETE", "company", one["id"]).body == {"id": one["id"]}


def test_what_is_referred_to_is_not_deleted(filled):
    said = filled.entity("DELETE", "company", 1)
    assert said.status == 400
    assert "delete_entity_constraint_violation_" in said.body["message"]
    assert len(filled.rows("company")) == 2


def test_wrong_bodies_are_refused(filled):
    for body in ({"idErp": "1"}, {"name": "sem código"}, {"idErp": 3}, {"idErp": "3", "nome": "x"},
                 {"company": {"idErp": "99"}, "idErp": "1"}):
        entity = "branch" if "company" in body else "company"
        assert filled.entity("POST", entity, body=body).status == 400, body


def test_offset_is_the_index_of_a_page(crm):
    for number in range(5):
        crm.entity("POST", "department", body={"name": f"D{number}"})
    second = crm.entity("GET", "department", size=2, offset=1).body
    assert (second["totalPages"], second["totalElements"]) == (3, 5)
    assert [row["name"] for row in second["contents"]] == ["D2", "D3"]
    assert len(crm.rows("department")) == 5  # without paging, all


@pytest.mark.parametrize(("text", "names"), [
    ("name eq 'Joinville'", ["Joinville"]),
    ("name ne 'Joinville' and company.idErp eq '1'", ["Jaraguá"]),
    ("(name eq 'Joinville' or name eq 'Itajaí') and id ge 3", ["Itajaí"]),
    ("containing(lower(name), 'j')", ["Jaraguá", "Joinville", "Itajaí"]),
    ("upper(name) like 'J%'", ["Jaraguá", "Joinville"]),
    ("id gt 1 and id lt 3", ["Joinville"]),
    ("id le 1", ["Jaraguá"]),
    ("cnpj is null and headOffice eq false", ["Jaraguá", "Joinville", "Itajaí"]),
])
def test_the_filter_knows_its_subset(filled, text, names):
    assert [row["name"] for row in filled.rows("branch", filter=text)] == names


@pytest.mark.parametrize("text", ["name eq", "name = 'x'", "name eq 'a''b'", "(name eq 'x'", "startswith(name, 'x')"])
def test_another_filter_is_refused(filled, text):
    assert filled.entity("GET", "branch", filter=text).status == 400


def test_order_and_fields_to_show(filled):
    rows = filled.rows("branch", orderby="idErp desc, name asc", displayfields="name,idErp")
    assert [(row["idErp"], row["name"]) for row in rows] == [("2", "Joinville"), ("1", "Itajaí"), ("1", "Jaraguá")]
    assert set(rows[0]) == {"id", "name", "idErp"}


def test_what_was_told_before_comes_as_a_reference(filled):
    rows = filled.rows("branch")
    assert rows[0]["company"]["name"] == "Serra Azul"
    assert rows[1]["company"] == {"$ref": '$["contents"][0]["company"]'}
    assert rows[2]["company"]["idErp"] == "2"


def test_passwords_go_in_and_never_come_out(filled):
    assert filled.entity("POST", "smtp", body=SMTP).body == {"idSmtp": 1}
    (row,) = filled.rows("smtp")
    assert "password" not in row
    assert (row["branch"], row["sequence"], row["sendDelay"]) == ("1/1", 1, None)
    assert filled.entity("PUT", "smtp", 1, row | {"port": 465}).status == 200


def test_the_funnel_has_six_stages(crm):
    rows = crm.rows("negotiationStage")
    assert [row["stage"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert crm.entity("POST", "negotiationStage", body={"stage": 7}).status == 403
    assert crm.entity("DELETE", "negotiationStage", rows[0]["id"]).status == 403
    body = {**rows[1], "name": "Qualificação", "percentage": 25, "accountType": "Cliente"}
    assert crm.entity("PUT", "negotiationStage", rows[1]["id"], body).body["accountType"] == "Cliente"


def test_account_types_are_where_the_vendor_has_them_too(crm):
    assert crm.entity("POST", "accountType", body={"name": "Prospect"}).body == {"idAccountType": 2}
    assert [row["name"] for row in crm.rows("basic_records/accountType")] == ["Cliente", "Prospect"]


def test_roles_and_users_are_visible_after_a_sync_only(crm):
    crm.ok("platform/authorization/actions/createRole", {"name": "CRM – Pós-venda"})
    profile = {"role": "CRM – Pós-venda", "options": ["Contas do Próprio Usuário"]}
    assert crm.entity("POST", "profile", body=profile).status == 400
    crm.ok("crm/sandbox_user/signals/syncUsersRolesResources")
    from tests.servers.ports import wait_until

    wait_until(lambda: crm.entity("POST", "profile", body=profile).status == 201, "the sync ends")
    assert crm.rows("profile")[0]["options"] == ["Contas do Próprio Usuário"]


def test_users_of_the_crm_have_links(filled):
    rows = {row["login"]: row for row in filled.rows("crmUser")}
    filled.entity("POST", "department", body={"name": "Comercial"})
    body = {**rows["novo"], "department": "Comercial", "manager": "admin", "branches": ["1/1", "1/2"],
            "defaultBranch": "1/1"}
    said = filled.entity("PUT", "crmUser", body["id"], body)
    assert said.status == 200, said.text
    assert said.body["branches"] == ["1/1", "1/2"]
    assert (said.body["manager"], said.body["department"]) == ("admin", "Comercial")
    assert filled.entity("PUT", "crmUser", body["id"], {**body, "active": not body["active"]}).status == 403
