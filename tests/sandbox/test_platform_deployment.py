"""The twin's made-up endpoints: deployment of the CRM, ERPX modules, Mega load; and the catalogue that names them."""

from __future__ import annotations

import tomllib

import pytest

from tests.sandbox.raw import customer, deploy, master, state_of
from tests.servers.ports import wait_until
from tests.servers.twin import running_twin

CREATE = "crm/sandbox_tenants/actions/createCrmTenant"
STEPS = "crm/sandbox_tenants/queries/listCrmTenantSteps"
TENANT = {"tenantName": "serraazulexample"}
WANTED = {**TENANT, "name": "Serra Azul", "package": "starter", "integration": "ERP senior X", "owner": "marina"}
NAMES = ["validar tenant", "criar usuário suportecrm", "criar papéis", "sincronizar usuários/papéis/recursos",
         "aplicar pacote", "aplicar integração", "concluir"]
MEGA = {"domain": "crm", "service": "integration_mega", "key": "url"}
WRITE = "platform/sandbox_configuration/actions/writeProperty"


def test_a_deployment_takes_its_steps(tmp_path):
    with running_twin(tmp_path, pace=0.2) as slow:
        at_senior = master(slow)
        assert at_senior.ok(CREATE, WANTED)["crmTenant"]["state"] == "deploying"
        steps = at_senior.ok(STEPS, TENANT)["steps"]
        assert [step["name"] for step in steps] == NAMES
        assert [step["state"] for step in steps] == ["running", *["pending"] * 6]
        wait_until(lambda: state_of(at_senior, slow) == "active", "the deployment ends")
        assert {step["state"] for step in at_senior.ok(STEPS, TENANT)["steps"]} == {"done"}
        made = at_senior.ok("crm/sandbox_tenants/queries/getCrmTenant", TENANT)["crmTenant"]
        assert made == {**WANTED, "state": "active"}


def test_it_brings_the_standard_records(crm):
    names = [role["name"] for role in crm.ok("platform/authorization/queries/listRoles")["roles"]]
    assert names == ["Admin", "CRM - Usuário", "CRM – Coordenador", "CRM – Diretor"]
    assert crm.ok("platform/user/queries/getUser", {"username": "suportecrm"})["fullName"]
    assert {"admin", "suportecrm"} <= {row["login"] for row in crm.rows("crmUser")}
    (told,) = crm.ok("platform/sandbox_notifications/queries/listNotifications")["notifications"]
    assert "apto" in told["notificationContent"]


def test_what_cannot_be_deployed_is_refused(fresh):
    at_senior = master(fresh)
    assert customer(fresh)(CREATE, WANTED).status == 403
    assert at_senior(CREATE, {**WANTED, "tenantName": "ninguem"}).status == 404
    assert at_senior(CREATE, {**WANTED, "package": "gold"}).status == 400
    fresh.tenant("obraexample", ready=False)
    assert at_senior(CREATE, {**WANTED, "tenantName": "obraexample"}).status == 400
    deploy(fresh)
    again = at_senior(CREATE, WANTED)
    assert (again.status, again.body["reason"]) == (409, "CONFLICT")
    assert len(fresh.effects(CREATE)) == 1


def test_a_step_that_fails_is_taken_up_again(fresh):
    fresh.faults({"call": "job/crm.tenant/aplicar pacote", "kind": "fail_before", "body": "sem licença"})
    at_senior = master(fresh)
    at_senior.ok(CREATE, WANTED)
    wait_until(lambda: state_of(at_senior, fresh) == "failed", "the step fails")
    step = next(one for one in at_senior.ok(STEPS, TENANT)["steps"] if one["state"] == "failed")
    assert (step["name"], step["message"]) == ("aplicar pacote", "sem licença")
    at_senior.ok(CREATE, WANTED)
    wait_until(lambda: state_of(at_senior, fresh) == "active", "the deployment ends")


@pytest.mark.parametrize(("package", "active"), [("freemium", True), ("starter", False)])
def test_only_freemium_activates_users(fresh, package, active):
    deploy(fresh, package)
    raw = customer(fresh)
    assert raw.ok("crm/user/queries/isActive") == {"active": active}
    fresh.activate("admin")
    assert raw.ok("crm/user/queries/isActive") == {"active": True}


def test_the_erpx_module_deploys_and_tells_the_end(raw, fresh):
    assert {"code": "CRM", "name": "CRM", "mode": "Inativo"} in raw.ok("erpx/sandbox_modules/queries/listModules")[
        "modules"]
    raw.ok("erpx/sandbox_modules/actions/activateModule", {"module": "CRM", "mode": "Ativo"})
    ask = "platform/sandbox_notifications/queries/listNotifications"
    wait_until(lambda: raw.ok(ask)["notifications"], "the notification comes")
    assert raw.ok("crm/sandbox_tenants/queries/getCrmTenant", TENANT)["crmTenant"]["state"] == "active"


@pytest.mark.parametrize("url", ["", "http://mega.example:8443/", "https://mega.example/", "https://mega.example:8443"])
def test_the_load_wants_the_address_as_documented(crm, url):
    crm.ok(WRITE, {**MEGA, "value": url})
    assert crm("crm/sandbox_mega/actions/startInitialLoad").status == 400


def test_the_initial_load_brings_companies_and_branches(crm):
    crm.ok(WRITE, {**MEGA, "value": "https://mega.serraazul.example:8443/"})
    crm.entity("POST", "company", body={"idErp": "2", "name": "Nome digitado"})
    number = crm.ok("crm/sandbox_mega/actions/startInitialLoad")["id"]
    assert crm("crm/sandbox_mega/actions/startInitialLoad").status == 409

    def progress():
        return crm.ok("crm/sandbox_mega/queries/getInitialLoad", {"id": number})

    assert progress()["total"] == 7
    wait_until(lambda: progress()["state"] == "done", "the load ends")
    held = crm.ok("erpx/sandbox_erp/queries/listCompanies")
    assert {row["idErp"]: row["name"] for row in crm.rows("company")} == {
        one["code"]: one["name"] for one in held["companies"]}
    assert [(one["company"], one["code"]) for one in held["branches"]] == [
        ("1", "1"), ("1", "2"), ("1", "4"), ("2", "1"), ("2", "2")]
    assert len(crm.rows("branch")) == 5


def test_the_catalogue_has_every_promised_call(deployed):
    rows = tomllib.loads(deployed.catalog.read_text(encoding="utf-8"))["call"]
    named = {row["id"]: row for row in rows}
    assert len(named) == len(rows)
    types = ["company", "branch", "smtp", "ftp", "department", "function", "profile", "crm_user", "setting",
             "account_type"]
    promised = {f"{one}.{op}" for one in types for op in ("list", "create", "update")} | {
        "stage.list", "stage.update", "password.change", "role.update", "role.grant", "property.write",
        "notification.list", "crm.tenant.create", "crm.tenant.read", "crm.tenant.steps", "crm.sync", "erpx.modules",
        "erpx.module.activate", "mega.load", "mega.load.progress", "erp.companies"}
    assert promised <= set(named)
    for row in rows:
        assert row["source"] == "ensaio"
        assert "status" not in row
        made_up = row["service"].startswith("sandbox_")
        assert made_up or row["id"] == "account_type.list", row["id"]


def test_each_call_of_the_catalogue_is_answered(deployed):
    at_customer, at_senior = customer(deployed), master(deployed)
    for row in tomllib.loads(deployed.catalog.read_text(encoding="utf-8"))["call"]:
        raw = at_senior if row.get("master") else at_customer
        call = "/".join(row[name] for name in ("domain", "service", "primitive", "name"))
        if row["primitive"] != "entities":
            said = raw(call)
            known = said.status != 404 or "Serviço não encontrado" not in said.body["message"]
            assert known, call
        elif row["op"] == "list":
            said = raw.request("GET", raw.path(call))
            assert said.status == 200, call
            fields = {name.partition(".")[0] for name in row["fields"].values()} - {"password"}
            for shown in said.body["contents"]:
                assert fields <= set(shown)
