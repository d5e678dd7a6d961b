"""`deploy` and `reload` as a consultant's script sees them: the real program beside the twin."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from crm_console.core.text import N_
from crm_console.services.records import reviewing
from crm_console.store import pictures, runs
from tests.sandbox.raw import customer
from tests.sandbox.raw import deploy as deploy_at
from tests.servers.ports import wait_until
from tests.services.deploy.lab import ROOT, SECRETS


@pytest.mark.parametrize(("route", "separate"), [
    ("standard", False), ("erpx", False), ("mega", False),
    *(pytest.param(route, True, marks=pytest.mark.long) for route in ("standard", "erpx", "mega"))])
def test_a_route_ends_with_exit_0(lab, route, separate):
    lab.signed_in(route)
    lab.separate = separate
    code, found = lab.deploy()
    assert code == 1, "people have a part in every route"
    assert found["guided"]
    assert all(each["items"] or each["how"] for each in found["guided"])
    code, found = lab.deployed()
    assert code == 0, [step for step in found["steps"] if step["state"] != "done"]
    assert {step["state"] for step in found["steps"]} == {"done"}
    assert found["state"] == "ended"
    assert found["guided"] == []
    relogin = next(step for step in found["steps"] if step["id"] == "relogin")
    assert relogin["by"] == "Marina"
    assert (relogin["owner"], relogin["mode"]) == ("consultant", "guided")
    before = len(lab.twin.effects())
    assert lab.deploy()[0] == 0
    assert len(lab.twin.effects()) == before, "nothing is done twice"


@pytest.mark.parametrize("route", ["standard", "erpx", "mega"])
def test_with_what_the_vendor_publishes_alone_people_do_the_rest(lab, route):
    lab.signed_in(route, catalogue="")
    code, found = lab.deploy()
    assert code == 1
    assert not lab.twin.effects(), "before a person's part nothing can be done"
    by_hand(lab, route)
    answered: set[str] = set()
    for _ in range(8):
        words = lab.answers(found)
        if code != 1 or not words:
            break
        answered |= set(words)
        code, found = lab.deploy(*words, "--by", "Marina")
    assert code == 0, [step for step in found["steps"] if step["state"] != "done"]
    assert {"company=done", "crm_user=done", "sync=done", "role_permissions=done"} <= answered
    assert not any(word.startswith(("user=", "role=", "user_roles=")) for word in answered), "these are published"
    calls = [row["call"] for row in lab.twin.effects()]
    assert "platform/user/actions/createUser" in calls
    assert not any("grantPermissions" in call or "syncUsers" in call for call in calls)
    assert [call for call in calls if "sandbox_records" in call] == ["crm/sandbox_records/entities/accountType"], (
        "that one was made by hand")


def by_hand(lab, route):
    """What people do on the vendor's screens: at the twin, by a stranger's client."""
    consultant = customer(lab.twin)
    if route == "erpx":
        consultant.ok("erpx/sandbox_modules/actions/activateModule", {"module": "CRM", "mode": "Ativo"})
        wait_until(lambda: lab.twin.state()["crm"][0]["state"] == "active", "the CRM is deployed")
    else:
        deploy_at(lab.twin, "freemium" if route == "mega" else "starter")
    if route == "mega":
        consultant.ok("platform/sandbox_configuration/actions/writeProperty", {
            "domain": "crm", "service": "integration_mega", "key": "url",
            "value": "https://mega.serraazul.example:8443/"})
    said = consultant.entity("POST", "accountType", body={"name": "Parceiro"})
    assert said.status == 201, said.text


def test_a_false_done_is_contradicted_by_what_the_vendor_lets_one_read(lab):
    lab.signed_in("mega", catalogue="")
    by_hand(lab, "mega")
    customer(lab.twin).ok("platform/sandbox_configuration/actions/writeProperty", {
        "domain": "crm", "service": "integration_mega", "key": "url", "value": "https://other.example:1/"})
    lab.deploy()
    lies = [word for step in ("crm_tenant", "deployment_steps", "mega_settings", "mega_load", "erp_review", "role", "user")
            for word in ("--answer", f"{step}=done")]
    code, found = lab.deploy(*lies, "--by", "Marina")
    assert code == 1
    states = {step["id"]: step["state"] for step in found["steps"]}
    messages = {step["id"]: step["message"] for step in found["steps"]}
    assert states["mega_settings"] == "failed"
    assert "Marina respondeu feito" in messages["mega_settings"]
    assert "https://other.example:1/" in messages["mega_settings"]
    assert states["mega_load"] == "done", "nothing can tell, so a person's word stands"
    by_hand_again = customer(lab.twin)
    by_hand_again.ok("platform/sandbox_configuration/actions/writeProperty", {
        "domain": "crm", "service": "integration_mega", "key": "url", "value": "https://mega.serraazul.example:8443/"})
    code, found = lab.deploy()
    assert {step["id"]: step["state"] for step in found["steps"]}["mega_settings"] == "done", "seen without being asked"


def test_roles_and_users_said_to_be_there_are_looked_for(lab):
    lab.signed_in("standard")
    code, found = lab.deploy("--answer", "role=done", "--answer", "user:ana.prado=done", "--by", "Marina")
    assert code == 1
    states = {step["id"]: (step["state"], step["message"]) for step in found["steps"]}
    assert states["role"][0] == "failed", "one of them is nobody's but ours"
    assert "Marina respondeu feito, mas" in states["role"][1]
    assert states["user"][0] == "failed"
    assert lab.deployed()[0] == 0, "the machine does it when the run goes on"
    assert len(lab.twin.effects("platform/user/actions/createUser")) == 2


def test_default_records_that_lack_are_named(lab):
    lab.signed_in("standard", catalogue="")
    lab.deploy()
    code, found = lab.deploy("--answer", "crm_tenant=done", "--answer", "deployment_steps=done", "--answer",
                             "default_records=done", "--by", "Marina")
    assert code == 1
    step = next(step for step in found["steps"] if step["id"] == "default_records")
    assert step["state"] == "failed"
    assert "suportecrm" in step["message"]
    assert "CRM – Diretor" in step["message"]


def test_without_the_master_tenant_the_crm_tenant_is_a_request_to_the_vendor(lab):
    lab.route("standard")
    lab.sign_in()
    code, found = lab.deploy()
    assert code == 1
    (guided,) = found["guided"]
    assert (guided["id"], guided["mode"], guided["owner"]) == ("crm_tenant", "waiting", "vendor")
    assert "serraazulexample" in guided["request"]
    assert "Starter" in str(guided["items"])
    assert lab.twin.effects() == []


def test_the_run_waits_for_the_platform_tenant_across_restarts(lab):
    lab.route("standard")
    lab.set("deployment", "1", "tenant=novoexample", "domain=novo.example")
    lab.sign_in("master")
    code, found = lab.deploy()
    assert code == 1
    first = found["steps"][0]
    assert (first["id"], first["state"]) == ("platform_tenant", "waiting")
    assert "novoexample" in found["guided"][0]["request"]
    lab.twin.tenant("novoexample", "novo.example", ready=False)
    code, found = lab.deploy()
    assert code == 1
    assert found["steps"][0]["state"] == "waiting"
    assert not lab.twin.effects(), "nothing is done on a tenant that is not ready"
    assert [step["state"] for step in found["steps"][1:]] == ["pending"] * (len(found["steps"]) - 1)
    lab.twin.tenant("novoexample", ready=True)
    code, found = lab.deploy()
    assert code == 1
    assert found["steps"][0]["state"] == "done"
    crm = [each for each in found["steps"] if each["id"] in ("crm_tenant", "deployment_steps")]
    assert [step["state"] for step in crm] == ["done", "done"], "the master's part needs no customer's sign-in"
    assert {row["tenant"] for row in lab.twin.effects()} == {"novoexample", "seniorexample"} - {""}
    masters = [row for row in lab.twin.effects() if row["tenant"] == "seniorexample"]
    assert {row["call"] for row in masters} == {"crm/sandbox_tenants/actions/createCrmTenant"}, (
        "no record of the customer goes to the master's tenant")


def test_status_touches_nothing(lab):
    lab.signed_in("standard")
    before = lab.place.read_bytes()
    code, found = lab.deploy("--status")
    assert (code, found["run"], found["state"]) == (1, None, "pending")
    assert lab.twin.effects() == []
    lab.deploy()
    _, again = lab.deploy("--status")
    assert again["run"] == 1
    assert before


def test_people_read_one_line_a_step_and_what_is_left_for_them(lab):
    lab.signed_in("standard", catalogue="")
    done = lab.console("deploy", lab.place)
    assert done.returncode == 1, done.stderr
    assert "✓ platform_tenant" in done.stdout
    assert "Gestão de Relacionamento | CRM > Tenants > Gestão dos Tenants" in done.stdout
    assert "Pacote: Starter" in done.stdout
    assert "\x1b" not in done.stderr
    assert len([line for line in done.stdout.splitlines() if line[:1] in "✓✗…→?·-" and line]) >= 10


def test_ctrl_c_stops_at_once_and_the_run_goes_on_later(lab):
    lab.signed_in("standard")
    lab.twin.faults({"call": "platform/authorization/queries/listRoles", "kind": "slow", "seconds": 8})
    with subprocess.Popen(lab.command("deploy", lab.place, "--json"), cwd=lab.folder, env=lab.environment(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: lab.twin.state()["crm"] and lab.twin.state()["crm"][0]["state"] == "active", "it is busy", 20)
        time.sleep(0.3)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        told, errors = process.communicate(timeout=10)
        assert time.monotonic() - began < 0.5 + 0.3 * os.getloadavg()[0], errors
    assert process.returncode == 130, errors
    assert json.loads(told)["steps"][1]["state"] == "done"
    lab.twin.faults()
    assert lab.deployed()[0] == 0


@pytest.mark.parametrize(("words", "said"), [
    (["--answer", "nothing=done", "--by", "Marina"], "nothing"),
    (["--answer", "relogin=done"], "--by"),
    (["--answer", "relogin=perhaps", "--by", "Marina"], "relogin=perhaps"),
    (["--answer", "relogin", "--by", "Marina"], "relogin"),
    (["--answer", "user:nobody=done", "--by", "Marina"], "ana.prado"),
    (["--by", "Marina"], "--answer"),
    (["--status", "--answer", "relogin=done", "--by", "Marina"], "--status")])
def test_wrong_words_are_named_and_nothing_happens(lab, words, said):
    lab.signed_in("standard")
    done = lab.console("deploy", lab.place, *words)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert lab.twin.effects() == []
    with lab.open() as workspace:
        assert runs.latest(workspace.store, "deploy") is None


def test_another_tenant_than_the_deployments_is_refused(lab):
    lab.signed_in("standard")
    lab.set("deployment", "1", "tenant=outroexample", "domain=outro.example")
    done = lab.console("deploy", lab.place)
    assert done.returncode == 3
    assert "serraazulexample" in done.stderr
    assert "outroexample" in done.stderr
    assert lab.twin.effects() == []


def test_a_workspace_that_somebody_else_holds_is_refused(lab):
    lab.signed_in("standard")
    with lab.open():
        done = lab.console("deploy", lab.place)
        assert done.returncode == 3, done.stderr
        assert lab.console("deploy", lab.place, "--status").returncode == 1
    assert lab.twin.effects() == []


def test_a_role_is_not_assigned_to_oneself_nor_silently_to_the_others(lab):
    lab.signed_in("standard")
    lab.set("user", "admin", "full_name=Administração", "email=admin@serraazul.example", "roles=Vendas Externas")
    lab.deploy()
    code, found = lab.deploy("--answer", "relogin=done", "--by", "Marina")
    assert code == 1
    step = next(step for step in found["steps"] if step["id"] == "user_roles")
    assert step["state"] == "failed"
    assert "ninguém atribui papel a si mesmo" in step["message"]
    assert "Nenhum usuário deste papel foi incluído" in step["message"]
    assigned = [row["key"] for row in lab.twin.effects("platform/authorization/actions/assignUsers")]
    assert assigned == ["CRM - Usuário:ana.prado"], "the other role is not held up"
    lab.set("user", "admin", "roles-=Vendas Externas")
    assert lab.deployed()[0] == 0


def test_a_secret_that_is_not_here_is_named(lab):
    (lab.folder / "vault.json").write_text("{}")
    lab.signed_in("standard")
    code, found = lab.deploy()
    assert code == 1
    states = {step["id"]: step for step in found["steps"]}
    assert states["user"]["state"] == states["smtp"]["state"] == "failed"
    assert "não está neste computador" in states["smtp"]["message"]
    assert "platform/user/actions/createUser" not in {row["call"] for row in lab.twin.effects()}


@pytest.mark.parametrize("url", [
    "http://mega.example:8443/", "https://mega.example/", "https://mega.example:8443/api/", "https://u:p@mega.example:1/"])
def test_a_mega_address_that_does_not_serve_is_refused(lab, url):
    lab.route("mega")
    done = lab.console("set", lab.place, "deployment", "1", f"mega_url={url}")
    assert done.returncode == 3, done.stdout
    assert "https://" in done.stderr


def test_a_missing_final_slash_is_added_and_said(lab):
    lab.route("mega")
    done = lab.console("set", lab.place, "deployment", "1", "mega_url=https://mega.example:9443", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["mega_url"] == "https://mega.example:9443/"
    (note,) = found["notes"]
    assert "/" in note["message"]
    assert note["field"] == "mega_url"
    done = lab.console("set", lab.place, "deployment", "1", "mega_url=https://mega.example:9444")
    assert "https://mega.example:9444/" in done.stdout
    assert json.loads(lab.console("set", lab.place, "deployment", "1", "mega_url=https://mega.example:9445/",
                                  "--json").stdout)["notes"] == []


def test_evidence_is_kept_and_a_file_that_is_no_picture_is_refused(lab):
    lab.signed_in("standard")
    lab.deploy()
    picture = ROOT / "docs" / "images" / "company-light-150.png"
    _, found = lab.deploy("--answer", "relogin=done", "--by", "Marina", "--note", "avisados por e-mail",
                             "--evidence", picture)
    step = next(step for step in found["steps"] if step["id"] == "relogin")
    assert "avisados por e-mail" in step["message"]
    with lab.open() as workspace:
        assert pictures.read(workspace.store, step["evidence"]) == picture.read_bytes()
    (lab.folder / "no.png").write_bytes(b"not a picture")
    done = lab.console("deploy", lab.place, "--answer", "relogin=done", "--by", "M", "--evidence", lab.folder / "no.png")
    assert done.returncode == 3
    assert lab.console("deploy", lab.place, "--answer", "relogin=done", "--by", "M", "--evidence",
                       "missing.png").returncode == 2


def test_no_secret_is_anywhere(lab):
    lab.set("property", "senha", "confidential=sim", "secret=-property")
    lab.signed_in("mega")
    lab.separate = True
    told = []
    for words in (["--json"], []):
        done = lab.console("deploy", lab.place, *words)
        told += [done.stdout, done.stderr]
        lab.separate = False
    assert lab.deployed()[0] == 0
    at = lab.twin.platform
    vault = json.loads((lab.folder / "vault.json").read_text())
    secrets = {*SECRETS.values(), *vault.values(), at["password"], at["master_password"]}
    places = [path for path in (*lab.folder.rglob("*"), *Path(os.environ["CRM_CONSOLE_DATA"]).rglob("*"))
              if path.is_file() and path.name != "vault.json"]
    assert any(path.name == "cliente.crmc" for path in places)
    for path in places:
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], path
    assert not [secret for secret in secrets for text in told if secret in text]


def test_reload_lists_first_and_changes_then(lab):
    lab.signed_in("erpx")
    lab.set("company", "1", "name=Nome antigo")
    lab.set("company", "9", "name=Só aqui")
    with lab.open() as workspace:
        company = workspace.store.find("company", "1")
        workspace.store.apply(reviewing(company, "Marina"), N_("revisão"))
    dry = json.loads(lab.console("reload", lab.place, "--dry-run", "--json").stdout)
    assert dry["written"] is False
    (change,) = [row for row in dry["change"] if row["type"] == "company"]
    assert {row["field"]: (row["ours"], row["theirs"]) for row in change["fields"]} == {
        "name": ("Nome antigo", "Serra Azul Metalúrgica S.A."), "trade_name": (None, "Serra Azul")}
    assert [row["key"] for row in dry["create"]] == ["2", "1/2", "1/4", "2/1", "2/2"]
    assert [row["key"] for row in dry["only_here"]] == ["9"]
    with lab.open() as workspace:
        assert workspace.store.find("company", "1")["name"] == "Nome antigo"
    done = lab.console("reload", lab.place)
    assert done.returncode == 0, done.stderr
    assert "Nome antigo → Serra Azul Metalúrgica S.A." in done.stdout
    with lab.open() as workspace:
        company = workspace.store.find("company", "1")
        assert (company["name"], company["origin"], company["reviewed_by"]) == (
            "Serra Azul Metalúrgica S.A.", "erp", None)
        assert workspace.store.find("branch", "2/2")["name"] == "Paranaguá"
        assert workspace.store.find("company", "9") is not None, "nothing is deleted"
    again = json.loads(lab.console("reload", lab.place, "--json").stdout)
    assert (again["create"], again["change"], again["written"]) == ([], [], False)


def test_reload_without_a_published_call_is_refused(lab):
    lab.signed_in("erpx", catalogue="")
    done = lab.console("reload", lab.place)
    assert done.returncode == 3
    assert "não publica" in done.stderr
