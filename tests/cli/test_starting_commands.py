"""`new --from` and `bring` as a script sees them: the real program, exit codes, JSON, and no file left behind."""

from __future__ import annotations

import json
import shutil

import keyring
import pytest
from keyring.backends.fail import Keyring

from tests.cli.test_commands import cli, filled  # noqa: F401 - fixtures


@pytest.fixture(scope="module")
def norte(tmp_path_factory):
    """The other customer, made once: what the commands do to it is copied."""
    from crm_console.core.text import N_
    from crm_console.services.customers import create_customer
    from crm_console.services.entry import setting
    from crm_console.store.change import Applied

    keyring.set_keyring(Keyring())  # the password's reference is enough, as on a machine without a keyring
    place = tmp_path_factory.mktemp("norte") / "norte.crmc"
    with create_customer(str(place), "Metal Norte", "Marina") as made:
        def put(type_name, key, *words):
            changes, _ = setting(made.store, type_name, key, list(words), lambda _: made.keep_secret("s3nh4"))
            assert isinstance(made.store.apply(changes, N_("x")), Applied)

        for words in RECORDS:
            put(*words)
        put("smtp", "9/1", "host=m.x.example", "password=-")
    return place


@pytest.fixture
def other(cli, norte, tmp_path):  # noqa: F811
    shutil.copy(norte, tmp_path / "norte.crmc")


RECORDS = (
    ("role", "CRM – Vendas", "description=Vende", "permissions=Nova Conta:access"),
    ("department", "Comercial", "active=true"), ("company", "9", "name=Norte"), ("branch", "9/1", "name=Sede"),
    ("user", "ana", "full_name=Ana", "roles=CRM – Vendas", "department=Comercial", "branches=9/1"),
    ("setting", "documents.storage", "value=links"), ("stage", "1", "name=Contato", "probability=10"))


@pytest.mark.usefixtures("other")
def test_a_new_customer_from_another_one(cli):  # noqa: F811
    done = cli("new", "novo.crmc", "--customer", "Novo", "--from", "norte.crmc", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["customer"], answer["from"], answer["secrets"], answer["notes"]) == ("Novo", "norte.crmc", 1, [])
    assert list(answer["sections"]) == [
        "roles", "departments", "funnel", "settings", "companies", "servers", "users"]
    assert answer["sections"]["users"] == {
        "created": 1, "updated": 0, "unchanged": 0, "kept": 0, "left": 0, "links": 0}
    assert answer["sections"]["funnel"]["updated"] == 1
    (user,) = json.loads(cli("list", "novo.crmc", "user", "--json").stdout)
    assert (user["roles"], user["department"], user["branches"]) == (["CRM – Vendas"], "Comercial", ["9/1"])
    smtp = json.loads(cli("show", "novo.crmc", "smtp", "9/1/1", "--json").stdout)
    assert (smtp["host"], smtp["password_kept"]) == ("m.x.example", False)
    assert "s3nh4" not in done.stdout + done.stderr


@pytest.mark.usefixtures("other")
def test_only_some_sections(cli):  # noqa: F811
    done = cli("new", "novo.crmc", "--customer", "Novo", "--from", "norte.crmc", "--sections", "users,settings", "--json")
    answer = json.loads(done.stdout)
    assert list(answer["sections"]) == ["settings", "users"]
    assert answer["sections"]["users"]["links"] == 3
    (note,) = answer["notes"]
    assert (note["type"], note["record"], note["what"]) == ("user", "Ana · ana", "create")
    assert note["message"] == "sem par aqui: Papéis, Departamento, Empresas e filiais."
    assert json.loads(cli("list", "novo.crmc", "role", "--json").stdout) == []


def test_from_the_bundled_template_in_words(cli):  # noqa: F811
    done = cli("new", "novo.crmc", "--customer", "Novo", "--from", "senior")
    assert done.returncode == 0, done.stderr
    assert "Papéis e recursos: 3 criados" in done.stdout
    assert [r["key"] for r in json.loads(cli("list", "novo.crmc", "account-type", "--json").stdout)] == [
        "Cliente", "Lead", "Prospect"]


@pytest.mark.parametrize(("words", "said"), [
    (("--from", "senior", "--sections", "roles,nada"), "“nada” não é uma seção"),
    (("--from", "nada.crmc"), "“nada.crmc” não existe"), (("--from", "lixo.crmc"), "“lixo.crmc” não é uma pasta"),
    (("--sections", "roles"), "--from")])
def test_what_cannot_be_used_is_exit_2_and_leaves_no_file(cli, tmp_path, words, said):  # noqa: F811
    (tmp_path / "lixo.crmc").write_bytes(b"nada")
    done = cli("new", "novo.crmc", "--customer", "Novo", *words)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not list(tmp_path.glob("novo.crmc*"))
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("other")
def test_bring_shows_first_then_takes_then_updates(cli, filled):  # noqa: F811
    dry = cli("bring", filled, "norte.crmc", "--sections", "roles,funnel", "--dry-run", "--json")
    answer = json.loads(dry.stdout)
    assert (dry.returncode, answer["written"], answer["sections"]["roles"]["created"]) == (0, False, 1)
    assert json.loads(cli("list", filled, "role", "--json").stdout) == []
    done = json.loads(cli("bring", filled, "norte.crmc", "--sections", "roles,funnel", "--json").stdout)
    assert {**done, "written": False} == answer
    assert done["written"]
    assert cli("set", filled, "role", "CRM – Vendas", "description=Nossa").returncode == 0
    kept = json.loads(cli("bring", filled, "norte.crmc", "--sections", "roles", "--json").stdout)
    assert (kept["sections"]["roles"]["kept"], kept["written"]) == (1, False)
    updated = json.loads(cli("bring", filled, "norte.crmc", "--sections", "roles", "--update", "--json").stdout)
    assert (updated["sections"]["roles"]["updated"], updated["written"]) == (1, True)
    assert json.loads(cli("show", filled, "role", "CRM – Vendas", "--json").stdout)["description"] == "Vende"


@pytest.mark.usefixtures("other")
def test_records_that_are_left_are_named_and_exit_1(cli, filled):  # noqa: F811
    done = cli("bring", filled, "norte.crmc", "--sections", "servers")
    assert done.returncode == 1
    assert "Empresa 9 · Norte não está aqui" in done.stdout
    assert cli("bring", filled, filled).returncode == 3
    assert cli("bring", filled, "nada.crmc").returncode == 2
    assert cli("bring", "nada.crmc", "senior").returncode == 2
