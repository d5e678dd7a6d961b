"""The command line as a consultant's script sees it: the real program, its exit codes, its JSON, its sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_console.store.workspace import open_workspace

SAMPLE = Path(__file__).parents[1] / "data" / "implantacao-cliente.xlsx"


@pytest.fixture
def cli(tmp_path):
    """Runs the program with a keyring that lies in a file of the test's own (a real backend, written below)."""
    backend = tmp_path / "filed_keyring.py"
    backend.write_text(KEYRING)

    def run(*words, stdin="", keyring=True, **extra):
        env = {**os.environ, "CRM_CONSOLE_DATA": str(tmp_path / "data"), "PYTHONPATH": os.pathsep.join(
            [str(tmp_path), str(Path(__file__).parents[2])]), "PYTHONIOENCODING": "utf-8", **extra}
        env["PYTHON_KEYRING_BACKEND"] = "filed_keyring.Filed" if keyring else "keyring.backends.fail.Keyring"
        return subprocess.run([sys.executable, "-m", "crm_console", *map(str, words)], input=stdin, cwd=tmp_path,
                              capture_output=True, text=True, env=env, encoding="utf-8", timeout=60, check=False)

    return run


KEYRING = '''
import json, pathlib
from keyring.backend import KeyringBackend
class Filed(KeyringBackend):
    priority = 1
    path = pathlib.Path(__file__).with_name("vault.json")
    def _all(self): return json.loads(self.path.read_text()) if self.path.exists() else {}
    def get_password(self, service, username): return self._all().get(service + "|" + username)
    def set_password(self, service, username, password):
        self.path.write_text(json.dumps({**self._all(), service + "|" + username: password}))
    def delete_password(self, service, username): self.path.write_text("{}")
'''


@pytest.fixture
def filled(cli, tmp_path):
    assert cli("new", "a.crmc", "--customer", "Serra Azul").returncode == 0
    assert cli("set", "a.crmc", "company", "001", "name=Serra Azul").returncode == 0
    assert cli("set", "a.crmc", "branch", "001/0001", "name=Sede", "head_office=sim").returncode == 0
    return tmp_path / "a.crmc"


def test_new_makes_six_unnamed_stages(cli):
    done = cli("new", "a.crmc", "--customer", "Serra Azul", "--route", "mega", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["customer"] == "Serra Azul"
    stages = json.loads(cli("list", "a.crmc", "stage", "--json").stdout)
    assert [(s["key"], s["name"]) for s in stages] == [(str(n), None) for n in range(1, 7)]
    assert json.loads(cli("show", "a.crmc", "deployment", "1", "--json").stdout)["package"] == "freemium"


@pytest.mark.parametrize(("words", "code"), [
    (("new", "b.crmc", "--customer", "X", "--route", "nada"), 2),
    (("new", "b.crmc", "--customer", " "), 3),
    (("new", "b.crmc"), 2),
    (("list", "nada.crmc", "company"), 2),
    (("list", "a.crmc", "nada"), 2),
    (("show", "a.crmc", "company", "999"), 2),
    (("set", "a.crmc", "company", "001", "nada=1"), 2),
    (("set", "a.crmc", "company", "001", "name"), 2),
    (("set", "a.crmc", "smtp", "009/0001", "host=x"), 2),
    (("set", "a.crmc", "smtp", "001/0001", "port=0"), 3),
    (("set", "a.crmc", "smtp", "001/0001", "port=70000"), 3),
    (("set", "a.crmc", "smtp", "001/0001", "host=smtp://x"), 3),
    (("set", "a.crmc", "smtp", "001/0001", "host=mail.x:25"), 3),
    (("set", "a.crmc", "smtp", "001/0001", "host=mail.senior.com.br"), 3),
    (("set", "a.crmc", "smtp", "001/0001", "sender=CRM <a@b.example>"), 3),
    (("set", "a.crmc", "smtp", "001/0001", "password=aberta"), 2),
    (("set", "a.crmc", "company", "001", "name=" + "x" * 10_000), 3),
    (("set", "a.crmc", "company", "001", "code="), 3),
    (("remove", "a.crmc", "company", "001"), 3),
    (("remove", "a.crmc", "company", "9"), 2),
    (("import", "a.crmc", "nada.xlsx"), 2),
    (("test", "nada", "a.crmc"), 2),
    (("export",), 2),
])
def test_bad_words_get_a_sentence_and_an_exit_code(cli, filled, words, code):
    before = cli("list", "a.crmc", "company", "--json").stdout
    done = cli(*words)
    assert done.returncode == code, done.stderr
    assert len(done.stderr.strip()) > 15
    assert "Traceback" not in done.stderr
    assert cli("list", "a.crmc", "company", "--json").stdout == before


def test_set_creates_links_by_key_and_list_prints_keys(cli, filled):
    assert cli("set", "a.crmc", "smtp", "001/0001", "host=mail.x.example", "port=587", "secure=true",
               "security_kind=tls").returncode == 0
    assert cli("set", "a.crmc", "smtp", "001/0001/2", "host=relay.x.example").returncode == 0
    rows = json.loads(cli("list", "a.crmc", "smtp", "--json").stdout)
    assert [(r["key"], r["company"], r["branch"], r["number"]) for r in rows] == [
        ("001/0001/1", "001", "0001", 1), ("001/0001/2", "001", "0001", 2)]
    assert rows[0]["secure"] is True
    assert cli("set", "a.crmc", "smtp", "001/0001", "port=").returncode == 0
    assert json.loads(cli("show", "a.crmc", "smtp", "001/0001", "--json").stdout)["port"] is None


def test_a_secret_comes_from_stdin_and_is_nowhere_in_the_file(cli, filled, tmp_path):
    done = cli("set", "a.crmc", "smtp", "001/0001", "authenticates=true", "user=crm", "password=-", stdin="s3gr3d0!\n")
    assert done.returncode == 0, done.stderr
    row = json.loads(cli("show", "a.crmc", "smtp", "001/0001", "--json").stdout)
    assert row["password"] is None
    assert row["password_kept"] is True
    assert "s3gr3d0!" in (tmp_path / "vault.json").read_text()
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "vault.json":
            assert b"s3gr3d0!" not in path.read_bytes(), path


def test_without_a_keyring_the_secret_is_reported_and_not_kept(cli, filled):
    done = cli("set", "a.crmc", "smtp", "001/0001", "password=-", stdin="x\n", keyring=False)
    assert done.returncode == 1
    assert "cofre" in done.stderr


def test_import_the_customers_workbook_twice(cli):
    cli("new", "a.crmc", "--customer", "Serpro")
    done = cli("import", "a.crmc", SAMPLE, "--json", "--errors", "bad.xlsx")
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert answer["created"] == 11
    assert {(e["sheet"], e["row"]) for e in answer["errors"]} == {("Empresas", 8), ("Filiais", 7), ("SMTP", 3)}
    assert {len(c["cnpj"]) for c in json.loads(cli("list", "a.crmc", "company", "--json").stdout)} == {14}
    again = json.loads(cli("import", "a.crmc", SAMPLE, "--json").stdout)
    assert (again["created"], again["updated"]) == (0, 0)


def test_the_blank_workbook_reads_back_as_nothing(cli, filled):
    assert cli("export", "--template", "blank.xlsx", "--lang", "es").returncode == 0
    answer = json.loads(cli("import", "a.crmc", "blank.xlsx", "--json").stdout)
    assert (answer["created"], answer["errors"]) == (0, [])


def test_check_names_what_is_missing_and_for_whom(cli, filled):
    cli("set", "a.crmc", "smtp", "001/0001", "host=mail.x.example", "port=587", "secure=true", "security_kind=ssl")
    done = cli("check", "a.crmc", "--json")
    rows = {(r["type"], r["field"], r["severity"], r["who"]) for r in json.loads(done.stdout)}
    assert done.returncode == 1
    assert ("smtp", "sender", "error", "customer_it") in rows
    assert ("smtp", "security_kind", "warning", "consultant") in rows
    assert ("ftp", "", "error", "customer_it") in rows
    cli("set", "a.crmc", "setting", "documents.storage", "value=links")
    assert not any(r["type"] == "ftp" for r in json.loads(cli("check", "a.crmc", "--json").stdout))


def test_a_locked_workspace_can_be_read_not_written(cli, filled):
    with open_workspace(str(filled), "Marina Duarte"):
        assert cli("list", "a.crmc", "company", "--json").returncode == 0
        done = cli("set", "a.crmc", "company", "001", "name=Outra")
        assert done.returncode == 3
        assert "Marina Duarte" in done.stderr


def test_languages(cli, filled):
    said = {code: cli("--lang", code, "set", "a.crmc", "company", "001", "cnpj=12").stderr for code in ("pt-BR", "en", "es")}
    assert len(set(said.values())) == 3, said


def test_errors_as_json_are_one_document(cli, filled):
    done = cli("set", "a.crmc", "smtp", "001/0001", "port=0", "--json")
    assert json.loads(done.stdout)["error"]["exit"] == 3


def test_without_a_display_the_window_is_one_sentence(cli):
    env = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    done = cli(**env)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
