"""The twin outlives a kill in its folder, keeps no secret there, listens where it is told, and is fast enough."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

from tests.sandbox.raw import Raw, customer, deploy, master, state_of
from tests.servers.ports import wait_until
from tests.servers.twin import running_twin

CALL = "platform/authorization/actions/createRole"
LOGIN = "platform/authentication/actions/login"


def test_all_is_there_after_a_kill(tmp_path):
    with running_twin(tmp_path) as first:
        deploy(first)
        raw = Raw(first)
        session = raw.sign_in(first.platform["user"], first.platform["password"])
        for number in range(20):
            raw.ok(CALL, {"name": f"r{number}"})
        raw.entity("POST", "company", body={"idErp": "1", "name": "Serra Azul"})
        before = first.effects()
        first.kill()
    with running_twin(tmp_path) as second:
        raw = Raw(second)
        raw.bear(session["access_token"])  # tokens are good still
        told = raw.ok("platform/authorization/queries/listRoles", {"searchValue": "r", "pagination": {"pageSize": 99}})
        assert sum(role["name"][1:].isdigit() for role in told["roles"]) == 20
        assert raw.rows("company")[0]["name"] == "Serra Azul"
        assert second.effects() == before
        raw.ok(CALL, {"name": "depois"})
        assert second.effects()[-1]["number"] == before[-1]["number"] + 1
        both = (first.platform["password"], second.platform["password"])
        assert both[0] != both[1]
        for password in both:  # who kept the first one goes on
            assert "jsonToken" in raw(LOGIN, {"username": second.platform["user"], "password": password}).body


def test_a_deployment_goes_on_after_a_kill(tmp_path):
    with running_twin(tmp_path, pace=0.3) as first:
        master(first).ok("crm/sandbox_tenants/actions/createCrmTenant", {
            "tenantName": first.platform["tenant"], "name": "Serra Azul", "package": "freemium"})
        time.sleep(0.5)
        first.kill()
    with running_twin(tmp_path) as second:
        at_senior = master(second)
        wait_until(lambda: state_of(at_senior, second) == "active", "the deployment ends")
        keys = [row["key"] for row in second.effects() if row["call"].startswith("job/")]
        assert len(keys) == len(set(keys))


def test_the_ledger_is_made_whole_after_a_kill(tmp_path):
    with running_twin(tmp_path) as first:
        customer(first).ok(CALL, {"name": "Vendas"})
        first.kill()
    ledger = tmp_path / "effects.jsonl"
    ledger.write_text("", encoding="utf-8")  # as if it died between the commit and the ledger
    with running_twin(tmp_path) as second:
        (row,) = second.effects()
        assert (row["number"], row["tenant"], row["user"], row["call"], row["key"]) == (
            1, "serraazulexample", "admin", CALL, "Vendas")


def test_no_secret_lies_in_its_folder(tmp_path):
    with running_twin(tmp_path) as made:
        deploy(made)
        at, raw = made.platform, Raw(made)
        session = raw.sign_in(at["user"], at["password"])
        secrets = [at[name] for name in ("password", "master_password", "mfa_password", "new_password", "secret",
                                         "access_key")] + [session["access_token"], session["refresh_token"]]
        secrets += ["Segredo-usuario-11", "Segredo-smtp-22", "Segredo-mega-33", "Segredo-novo-44"]
        refreshed = raw("platform/authentication/actions/refreshToken", {"refreshToken": session["refresh_token"]})
        secrets += [json.loads(refreshed.body["jsonToken"])[name] for name in ("access_token", "refresh_token")]
        raw.ok("platform/user/actions/createUser", {
            "username": "ana", "fullName": "Ana", "email": "a@x.example", "password": "Segredo-usuario-11",
            "blocked": False, "changePassword": False})
        raw.entity("POST", "company", body={"idErp": "1"})
        raw.entity("POST", "branch", body={"company": {"idErp": "1"}, "idErp": "1"})
        assert raw.entity("POST", "smtp", body={"branch": "1/1", "password": "Segredo-smtp-22"}).status == 201
        raw.ok("platform/sandbox_configuration/actions/writeProperty", {
            "domain": "crm", "service": "integration_mega", "key": "senha", "value": "Segredo-mega-33"})
        first = raw(LOGIN, {"username": at["new_user"], "password": at["new_password"]}).body
        temporary = first["resetPasswordInfo"]["temporaryToken"]
        secrets.append(temporary)
        raw.ok("platform/sandbox_authentication/actions/changePassword", {
            "temporaryToken": temporary, "newPassword": "Segredo-novo-44"})
        made.kill()  # before anything could be tidied up
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"platform.sqlite", "effects.jsonl", "catalog.toml"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        assert not [one for one in secrets if one.encode() in content], path


def test_the_platform_listens_where_it_is_told(tmp_path):
    with running_twin(tmp_path / "a") as free:
        port = free.url.rpartition(":")[2]
    with running_twin(tmp_path / "b", "--port", port) as fixed:
        assert fixed.url == f"http://127.0.0.1:{port}"
        done = subprocess.run(
            [sys.executable, "-m", "crm_console.sandbox", "--folder", str(tmp_path / "c"), "--port", port],
            capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 2
        assert port in done.stderr
        assert "Traceback" not in done.stderr


def test_latency_is_felt_on_the_platform_too(tmp_path):
    with running_twin(tmp_path, "--latency", "80") as far:
        raw = customer(far)
        started = time.monotonic()
        raw.ok("platform/user/queries/getUser")
        assert 0.08 <= time.monotonic() - started < 0.5


def test_many_clients_at_once_write_nothing_twice(fresh):
    def work(name: str) -> None:
        raw = customer(fresh)
        for number in range(25):
            raw.ok(CALL, {"name": f"{name}{number}"})

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = fresh.effects(CALL)
    assert [row["number"] for row in rows] == list(range(1, 201))
    assert len({row["key"] for row in rows}) == 200


def test_a_reset_is_as_new_with_the_same_passwords(fresh):
    raw = customer(fresh)
    raw.ok(CALL, {"name": "Vendas"})
    fresh.faults({"call": "*", "kind": "lose", "times": 0})
    fresh.reset()
    assert fresh.effects() == []
    assert raw("platform/user/queries/getUser").status == 401
    assert [role["name"] for role in customer(fresh).ok("platform/authorization/queries/listRoles")["roles"]] == [
        "Admin"]


def test_help_describes_all_options(tmp_path):
    done = subprocess.run([sys.executable, "-m", "crm_console", "sandbox", "--help"], capture_output=True, text=True,
                          timeout=30, check=False)
    assert done.returncode == 0
    for word in ("--folder", "--port", "--faults", "--latency", "--pace", "--token-life", "--logins", "[[fault]]",
                 "fail_after", "retry_after", "effects", "POST reset"):
        assert word in done.stdout
