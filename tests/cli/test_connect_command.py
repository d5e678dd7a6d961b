"""`connect` and `catalog` as real processes against the second platform: exit codes, JSON, and no secret anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_console.cli.program import run as program
from crm_console.services.probes.strike import forms
from tests.servers.fake_platform import running_fake_platform
from tests.servers.odd_web import OddWeb, Said

ROOT = Path(__file__).parents[2]
KEYS = {"role", "url", "dialect", "tenant", "domain", "environment", "user", "fingerprint", "kept", "abilities"}
WITHOUT, WITH = "keyring.backends.fail.Keyring", "tests.servers.told_keyring.ToldKeyring"


@pytest.fixture
def fake(tmp_path):
    with running_fake_platform(tmp_path / "fake") as places:
        yield places


@pytest.fixture
def cli(tmp_path):
    said: list[bytes] = []

    def run(*words, vault=WITHOUT, secret="", said_in="", **extra):
        env = {**os.environ, "CRM_CONSOLE_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT),
               "PYTHON_KEYRING_BACKEND": vault, "CRM_CONSOLE_TEST_VAULT": str(tmp_path.parent / f"{tmp_path.name}.vault"),
               **({"CRM_CONSOLE_SECRET_PLATFORM": secret} if secret else {}), **extra}
        done = subprocess.run([sys.executable, "-m", "crm_console", *map(str, words)], cwd=tmp_path, input=said_in,
                              env=env, capture_output=True, text=True, timeout=60, check=False)
        said.append((done.stdout + done.stderr).encode())
        return done

    run.said = said
    assert run("new", "a.crmc", "--customer", "Serra Azul").returncode == 0
    return run


@pytest.mark.parametrize("vault", [WITHOUT, WITH])
def test_a_sign_in_is_told_as_json_and_remembered(cli, fake, vault):
    done = cli("connect", "a.crmc", "--url", fake.url, "--user", fake.user, "--json", vault=vault, secret=fake.password)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == KEYS
    assert (told["tenant"], told["role"], told["environment"]) == (fake.tenant, "customer", "rehearsal")
    assert told["kept"] is (vault == WITH)
    assert {"call", "state", "message", "at"} == set(told["abilities"][0])
    states = {ability["call"]: ability["state"] for ability in told["abilities"]}
    assert states["role.list"] == "ok"
    assert states["crm.health"] == "absent", "this platform does not have it"
    left = cli("connect", "a.crmc", "--leave", "--json", vault=vault)
    assert (left.returncode, json.loads(left.stdout)) == (0, {"left": "customer", "tenant": fake.tenant})
    assert bool(fake.state.tickets) is (vault == WITHOUT), "a token that nobody kept cannot be handed back"


def test_without_a_keyring_it_is_told_in_words(cli, fake):
    done = cli("connect", "a.crmc", "--url", fake.url, "--user", fake.user, said_in=fake.password + "\n")
    assert done.returncode == 0, done.stderr
    assert "cofre" in done.stdout


def test_an_application_and_the_master_sign_in(cli, fake):
    done = cli("connect", "a.crmc", "--url", fake.url, "--access-key", fake.key, "--tenant", fake.tenant, "--json",
               CRM_CONSOLE_SECRET_PLATFORM_KEY=fake.key_secret)
    assert json.loads(done.stdout)["user"] == fake.key
    done = cli("connect", "a.crmc", "--url", fake.url, "--user", fake.master_user, "--as", "master", "--json",
               secret=fake.master_password)
    assert json.loads(done.stdout)["role"] == "master"


def test_the_catalogue_shows_what_the_file_gave(cli, fake):
    assert cli("connect", "a.crmc", "--url", fake.url, "--user", fake.user, "--catalog", fake.catalogue,
               secret=fake.password).returncode == 0
    rows = {row["id"]: row for row in json.loads(cli("catalog", "a.crmc", "--json").stdout)}
    assert rows["crm.sync"]["automatic"]
    assert rows["crm.sync"]["given"]
    assert not rows["role.update"]["automatic"]
    assert rows["role.list"]["ability"]["state"] == "ok"
    bare = {row["id"]: row for row in json.loads(cli("catalog", "--json").stdout)}
    assert not bare["crm.sync"]["automatic"]
    assert len(bare) == 97


WRONG = (
    (), ("--url", "http://plataforma.example", "--user", "u"), ("--url", "https://x.example"),
    ("--url", "https://x.example", "--user", "u", "--access-key", "k"),
    ("--url", "https://x.example", "--access-key", "k"), ("--url", "https://x.example", "--user", "u", "--as", "boss"),
    ("--url", "https://x.example", "--user", "u", "--ca", "nada.pem"),
    ("--url", "https://x.example", "--user", "u", "--dialect", "soap"),
    ("--url", "https://x.example", "--user", "u", "--catalog", "nada.toml"), ("--leave",))


def test_wrong_words_are_two(cli, tmp_path, monkeypatch, capsys):
    """In this process: they are many, and nothing leaves it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_CONSOLE_SECRET_PLATFORM", "x")
    for words in WRONG:
        assert program(["connect", "a.crmc", *words]) == 2, words
        assert capsys.readouterr().err.strip()


def test_a_refused_password_is_one_and_the_wrong_tenant_is_three(cli, fake):
    wrong = cli("connect", "a.crmc", "--url", fake.url, "--user", fake.user, secret="errada-55")
    assert wrong.returncode == 1
    assert "Usuário e/ou senha inválidos" in wrong.stderr
    other = cli("connect", "a.crmc", "--url", fake.url, "--user", fake.master_user, secret=fake.master_password)
    assert other.returncode == 3
    assert "tenant master" in other.stderr


def test_no_file_and_no_word_holds_a_secret(cli, fake, tmp_path):
    fake.state.life = 30  # each command renews, too
    words = ("connect", "a.crmc", "--url", fake.url, "--catalog", fake.catalogue)
    for vault in (WITHOUT, WITH):
        assert cli(*words, "--user", fake.user, "--json", vault=vault, secret=fake.password).returncode == 0
        assert cli(*words, "--user", fake.user, vault=vault, secret="Errada-9912").returncode == 1
    assert cli(*words, "--as", "master", "--user", fake.master_user, vault=WITH,
               secret=fake.master_password).returncode == 0
    with OddWeb(Said(401), quoting=True) as web:
        assert cli("connect", "a.crmc", "--url", web.url, "--user", "ana", secret="Citada-3388").returncode == 1
        assert web.heard
    secrets = {fake.password, fake.master_password, "Errada-9912", "Citada-3388"}
    secrets |= {token for ticket in fake.state.tickets for token in (ticket.access, ticket.refresh)}
    assert len(secrets) > 6
    written = [*cli.said, *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())]
    assert any(b"SQLite" in content[:20] for content in written)
    vault = tmp_path.parent / f"{tmp_path.name}.vault"
    tokens = vault.read_text(encoding="utf-8")
    assert fake.state.tickets[-1].access in tokens, "the search can find one: the keyring holds it"
    for secret in secrets:
        for form in forms(secret):
            if len(form) >= 6:
                for content in written:
                    assert form.encode() not in content
