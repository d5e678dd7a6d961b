"""Roles, people, hierarchy, settings and funnel from a shell: what is taken, and what is refused with nothing changed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QImage

from tests.cli.test_commands import cli  # noqa: F401

ROLE = "CRM – Diretor"
START = (
    ("company", "1", "name=Serra Azul"), ("branch", "1/1", "name=Sede"), ("branch", "1/2", "name=Joinville"),
    ("role", ROLE, "permissions=Nova Conta:access view add,Compromisso:*"),
    ("department", "Vendas", "active=true"), ("function", "Vendedor", "active=true"),
    ("user", "ana", "full_name=Ana", "email=ana@x.example", f"roles={ROLE}", "branches=1/1,1/2", "default_branch=1/2",
     "department=Vendas"),
    ("user", "bruno", "full_name=Bruno", "manager=ana"), ("user", "caio", "full_name=Caio", "manager=bruno"),
    ("user", "fora", "full_name=Fora", "crm_user=false"),
    ("account-type", "Cliente", "active=true"),
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A workspace with people, made by the program itself."""
    from crm_console.core.text import N_
    from crm_console.services.customers import create_customer
    from crm_console.services.entry import setting

    place = tmp_path_factory.mktemp("prepared") / "a.crmc"
    with create_customer(str(place), "Serra Azul", "eu", package="starter") as made:
        for type_name, key, *words in START:
            changes, _ = setting(made.store, type_name, key, words, lambda _: None)
            made.store.apply(changes, N_("x"), "cli")
    return place


@pytest.fixture
def workspace(prepared, tmp_path):
    return shutil.copy(prepared, tmp_path / "a.crmc")


def held(place):
    """Every row of every table of records, as text."""
    with sqlite3.connect(place) as db:
        return [row for row in db.iterdump() if "commit_log" not in row]


REFUSED = [
    (("set", "user", "bruno", "manager=fora"), "Fora não é usuário do CRM"),
    (("set", "user", "bruno", "manager=ninguem"), "não há Usuário com a chave “ninguem”"),
    (("set", "user", "ana", "manager=ana"), "Ana não pode ser o próprio gestor"),
    (("set", "user", "ana", "manager=caio"), "Ana → Caio → Bruno → Ana"),
    (("set", "user", "ana", "crm_user=false"), "É gestor de 1 pessoa"),
    (("set", "user", "ana", "branches=1/1"), "não está entre as empresas e filiais"),
    (("set", "user", "bruno", "default_branch=1/1"), "não está entre as empresas e filiais"),
    (("set", "stage", "7", "name=Sétima"), "sempre seis etapas"),
    (("remove", "stage", "3"), "sempre seis etapas"),
    (("set", "stage", "1", "probability=101"), "de 0 a 100"),
    (("set", "stage", "1", "probability=2.5"), "não é um número inteiro"),
    (("set", "stage", "1", "probability=2,5"), "não é um número inteiro"),
    (("set", "role", "CRM - Diretor", "description=x"), "já existe"),
    (("set", "role", "crm – DIRETOR", "description=x"), "já existe"),
    (("set", "role", ROLE, "permissions+=Nada:view"), "não há Recurso com a chave “Nada”"),
    (("set", "role", ROLE, "permissions+=Nova Conta:voar"), "não é uma das opções"),
    (("set", "role", ROLE, "permissions+=Nova Conta"), "não diz recurso e ação"),
    (("set", "user", "ana souza", "full_name=Ana"), "tem espaço"),
    (("set", "user", "ANA", "full_name=Outra"), "já existe"),
    (("set", "user", "ana", "photo=grande.jpg"), "até 1 MB"),
    (("set", "user", "ana", "photo=texto.png"), "não é uma foto JPG nem PNG"),
    (("set", "user", "ana", "photo=cortada.png"), "cortada ou danificada"),
    (("set", "setting", "opportunity.required.actual_close", "value=false"), "sempre obrigatória"),
    (("set", "setting", "nada", "value=true"), "não é uma configuração conhecida"),
    (("set", "profile", ROLE, 'options={"Nada": true}'), "não há Opção de perfil"),
    (("set", "role", " ", "description=x"), "Preencha Nome"),
    (("set", "role", "Ana\u200b", "name=" + ROLE), "já existe"),
    (("set", "user", "ana", "photo=fila"), "não é um arquivo"),
    (("remove", "department", "Vendas"), "está em uso por Usuário ana"),
    (("remove", "role", ROLE), "está em uso por Usuário ana"),
    (("remove", "resource", "Nova Conta"), f"está em uso por Papel {ROLE}"),
]


@pytest.fixture
def here(tmp_path, monkeypatch, capfd):
    """The command line in this process, for many commands: its exit code and what it wrote."""
    from crm_console.cli.program import run

    monkeypatch.chdir(tmp_path)

    def command(*words):
        code = run(words)
        return SimpleNamespace(returncode=code, **capfd.readouterr()._asdict())

    return command


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=[" ".join(w[:4])[:60] for w, _ in REFUSED])
def test_refused_with_a_sentence_and_nothing_changed(here, workspace, tmp_path, words, said):
    (tmp_path / "grande.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 3_000_000)
    (tmp_path / "texto.png").write_text("isto não é uma foto")
    os.mkfifo(tmp_path / "fila")
    (tmp_path / "cortada.png").write_bytes(PIXEL[:-20])
    before = held(workspace)
    done = here(words[0], "a.crmc", *words[1:], "--json")
    assert done.returncode == 3, done.err
    assert said in done.err
    assert json.loads(done.out)["error"]["exit"] == 3
    assert held(workspace) == before


def test_words_that_are_no_text_are_wrong_usage(here, workspace):
    assert here("set", "a.crmc", "role", "\udcff", "description=x").returncode == 2
    assert here("set", "a.crmc", "user", "ana", "activation+=active").returncode == 2


@pytest.mark.parametrize(("tail", "code"), [(b"", 0), (b"\n", 0), (b"SEFH\x01\x02SEFT", 0), (None, 3)])
def test_photos_of_telephones_have_something_behind_their_end(here, workspace, tmp_path, tail, code):
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(tmp_path / "ana.jpg"), "JPG")
    whole = (tmp_path / "ana.jpg").read_bytes()
    filled = whole[:2] + b"\xff" + whole[2:]  # the standard allows it
    (tmp_path / "ana.jpg").write_bytes(whole[:-40] if tail is None else filled + tail)
    assert here("set", "a.crmc", "user", "ana", "photo=ana.jpg").returncode == code


def test_nobody_of_the_crm_sees_the_branch(here, workspace):
    here("set", "a.crmc", "branch", "1/9", "name=Nova")
    here("set", "a.crmc", "user", "fora", "branches=1/9")
    here("set", "a.crmc", "user", "suportecrm", "branches=1/9")
    found = json.loads(here("check", "a.crmc", "--json").out)
    assert ("1/9", "branch.unseen") in {(row["key"], row["rule"]) for row in found}


def test_a_sheet_that_was_not_understood_is_named(here, workspace, tmp_path):
    (tmp_path / "i.csv").write_text("foo;bar\n1;2\n")
    done = here("import", "a.crmc", "i.csv")
    assert done.returncode == 2
    assert "“i” não foi lida" in done.out


def test_bringing_says_beforehand_what_the_rules_refuse(here, workspace, tmp_path):
    shutil.copy(workspace, tmp_path / "q.crmc")
    for words in (("user", "caio", "manager="), ("user", "bruno", "manager=caio"), ("user", "ana", "crm_user=false")):
        here("set", "q.crmc", *words)
    for words in (("user", "bruno", "manager="), ("user", "caio", "manager=bruno"), ("user", "ana", "manager=caio")):
        here("set", "a.crmc", *words)
    said = []
    for words in (("--dry-run",), ()):
        done = here("bring", "a.crmc", "q.crmc", "--sections", "users", "--update", "--json", *words)
        said.append((done.returncode, {**json.loads(done.out), "written": None}))
    assert said[0] == said[1]


def test_one_link_of_a_ring_is_dropped_and_the_reason_is_the_ring(here, workspace, tmp_path):
    shutil.copy(workspace, tmp_path / "r.crmc")
    for words in (("user", "bruno", "manager="), ("user", "caio", "manager="), ("user", "ana", "manager=caio")):
        assert here("set", "a.crmc", *words).returncode == 0
    done = here("bring", "a.crmc", "r.crmc", "--sections", "users", "--update", "--json")
    users = json.loads(done.out)
    assert users["sections"]["users"]["links"] == 1
    assert "círculo" in users["notes"][0]["message"]
    managers = {row["key"]: row["manager"] for row in json.loads(here("list", "a.crmc", "user", "--json").out)}
    assert sum(manager is not None for manager in managers.values()) == 2


def test_a_start_that_dies_leaves_no_customer_behind(workspace, tmp_path):
    """Killed at the worst moment, when the customer is there and nothing of the source is: the name stays free."""
    script = ("import os, sys; from crm_console.services import starting_from as s; "
              "s._planned = lambda *a, **k: os.kill(os.getpid(), 9); "
              "from crm_console.cli.program import run; run(sys.argv[1:])")
    words = ["new", "n.crmc", "--customer", "N", "--from", "a.crmc"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    killed = subprocess.run([sys.executable, "-c", script, *words], cwd=tmp_path, env=env, check=False, timeout=60)
    assert killed.returncode == -9
    assert not (tmp_path / "n.crmc").exists()
    again = subprocess.run([sys.executable, "-m", "crm_console", *words], cwd=tmp_path, env=env, check=False, timeout=60)
    assert again.returncode == 0
    assert {path.name for path in tmp_path.glob("*n.crmc*")} <= {"n.crmc", "n.crmc.lock"}


def test_roles_read_back_as_scripts_expect(here, workspace):
    done = here("set", "a.crmc", "role", "Pós-venda", 'permissions={"Contatos": ["view", "access"]}', "--json")
    assert json.loads(done.out)["permissions"] == {"Contatos": ["access", "view"]}
    done = here("set", "a.crmc", "role", "Pós-venda", "permissions+=Tarefas:acesso visualizar", "--json")
    assert json.loads(done.out)["permissions"] == {"Contatos": ["access", "view"], "Tarefas": ["access", "view"]}
    done = here("set", "a.crmc", "role", "Pós-venda", "permissions-=Contatos:view", "--json")
    assert json.loads(done.out)["permissions"] == {"Contatos": ["access"], "Tarefas": ["access", "view"]}
    roles = json.loads(here("list", "a.crmc", "role", "--json").out)
    assert [role["key"] for role in roles] == [ROLE, "Pós-venda"]
    assert roles[0]["permissions"]["Compromisso"] == ["access", "view", "add", "edit", "delete", "export", "filter"]


def test_a_new_profile_has_the_published_option_ticked(here, workspace):
    assert here("set", "a.crmc", "profile-option", "Contas da equipe", "ticked=false").returncode == 0
    done = here("set", "a.crmc", "profile", ROLE, "options+=Contas da equipe", "--json")
    assert json.loads(done.out)["options"] == {"Contas da equipe": True, "Contas do Próprio Usuário": True}
    done = here("set", "a.crmc", "profile", ROLE, 'options={"Contas do Próprio Usuário": false}', "--json")
    assert json.loads(done.out)["options"] == {"Contas da equipe": False, "Contas do Próprio Usuário": False}
    assert here("set", "a.crmc", "profile", "Nada", "options=").returncode == 2  # only a role of the Platform


def test_a_user_with_everything(cli, workspace, tmp_path):  # noqa: F811
    (tmp_path / "ana.png").write_bytes(PIXEL)
    done = cli("set", "a.crmc", "user", "ana", "password=-", "photo=ana.png", "department=Vendas", "function=Vendedor",
               "language=es-CO", "blocked=não", "all_charts=sim", "--json", stdin="Trocar-já-88\n")
    assert done.returncode == 0, done.stderr
    user = json.loads(done.stdout)
    assert user["password"] is None
    assert user["password_kept"] is True
    assert (user["activation"], user["must_change_password"], user["crm_user"]) == ("pending", True, True)
    assert (user["branches"], user["default_branch"], user["roles"]) == (["1/1", "1/2"], "1/2", [ROLE])
    whole = b"".join(path.read_bytes() for path in tmp_path.glob("a.crmc*"))
    for coded in ("Trocar-já-88".encode(), "Trocar-já-88".encode("utf-16-le"), base64.b64encode("Trocar-já-88".encode())):
        assert coded not in whole


@pytest.mark.parametrize(("given", "activation"), [
    (("--route", "standard", "--package", "freemium"), "automatic"), (("--route", "mega"), "automatic"),
    (("--package", "starter"), "pending"), (("--package", "advanced"), "pending"),
    (("--route", "erpx"), "unknown"), ((), "unknown"),
])
def test_activation_follows_route_and_package(here, given, activation):
    assert here("new", "b.crmc", "--customer", "X", *given).returncode == 0
    made = json.loads(here("set", "b.crmc", "user", "ana", "full_name=Ana", "--json").out)
    assert made["activation"] == activation


def test_check_reaches_across_sections(here, workspace):
    for words in (("role", "CRM Coordenador", "description="), ("role", ROLE, "permissions-=Nova Conta:access"),
                  ("role", "Vendas", "permissions=Novo Compromisso:access view,Compromisso:access"),
                  ("setting", "opportunity.required.expected_quantity", "value=Sim"), ("company", "2", "name=Nova"),
                  ("branch", "2/1", "name=Nova"), ("deployment", "1", "package=freemium", "integration=ERP"),
                  ("stage", "1", "name=Contato", "probability=40", "account_type=Cliente"),
                  ("stage", "2", "name=Proposta", "probability=20")):
        done = here("set", "a.crmc", *words)
        assert done.returncode == 0, done.err
    found = json.loads(here("check", "a.crmc", "--json").out)
    rules = {(row["type"], row["key"], row["rule"], row["severity"]) for row in found}
    assert {
        ("role", "CRM Coordenador", "role.default_spelt", "warning"), ("role", "", "role.default_missing", "warning"),
        ("user", "", "user.default_missing", "warning"), ("role", ROLE, "role.no_access", "warning"),
        ("role", "Vendas", "role.siblings", "warning"), ("profile", ROLE, "profile.absent", "warning"),
        ("setting", "opportunity.required.expected_quantity", "setting.hidden_quantity", "warning"),
        ("branch", "2/1", "branch.unseen", "warning"), ("stage", "2", "stage.falls", "warning"),
        ("stage", "", "stage.integration", "warning"), ("stage", "3", "needed", "error"),
        ("user", "bruno", "user.no_pair", "warning"), ("user", "bruno", "user.no_role", "warning"),
        ("user", "", "user.pending", "error"), ("user", "", "user.activation_differs", "warning"),
    } <= rules
    spelt = [row["message"] for row in found if row["rule"] == "role.default_missing"]
    assert not any("Coordenador" in said for said in spelt)  # it is there, spelt differently
    assert next(row["who"] for row in found if row["rule"] == "user.pending") == "crm_support"


def _chunk(name, content):
    import struct
    import zlib

    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PIXEL = (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
         + _chunk(b"IDAT", bytes.fromhex("789c6360000000020001")) + _chunk(b"IEND", b""))
