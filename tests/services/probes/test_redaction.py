"""No secret leaves a test, however a server quotes it back and wherever the report goes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from crm_console.core.jobs import Context
from crm_console.core.paths import resources
from crm_console.core.text import N_, Language
from crm_console.services import report_words
from crm_console.services.entry import setting
from crm_console.services.probes import canary, ftp, sftp, smtp
from crm_console.services.probes.target import FtpTarget, SmtpTarget
from crm_console.services.testing import ServerTests
from crm_console.store.attempts import Attempts
from crm_console.store.change import Applied
from crm_console.views.window.crashes import Crashes
from tests.lab import planted_ftp, planted_mail, planted_sftp, scripted_files, scripted_mail  # noqa: F401 - recipes register
from tests.lab.planted import QUIET, Papers
from tests.lab.recipe import RECIPES, Lab
from tests.lab.told import arguments, told
from tests.servers.scripted import Scripted
from tests.services.probes.spellings import secrets, spellings, traces

SEED, AT_ONCE = 6, 16
LANGUAGE = Language("pt_BR", resources() / "i18n")
MAIL = [("^EHLO", "250-x\r\n250-SIZE 1000\r\n250 AUTH PLAIN"), ("^AUTH", "235 2.7.0 ok")]


@pytest.fixture
def impatient(monkeypatch):
    for probe in (smtp, ftp, sftp):
        monkeypatch.setattr(probe, "AUTH_PATIENCE", QUIET)


def framed(raw: bytes) -> bytes:
    """Between marks: found again even where the secret is a single letter."""
    return b"<<" + raw + b">>"


def written(report) -> str:
    """All that people and files get of a report."""
    return "\n".join([json.dumps(report, ensure_ascii=False), json.dumps(report), *_strings(report),
                      report_words.as_text(report, LANGUAGE)])


def _strings(value) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _strings(inner)]
    return [value] if isinstance(value, str) else []


def leaks(text: str, secret: str, user: str, said: bytes) -> list[str]:
    """Which spellings stand in it: what was said, and, where it cannot be there by chance, every other."""
    found = ["said"] if traces(text, framed(said)) else []
    by_chance = len(secret) < 6 or secret.isdigit() or secret.isalpha()
    return found + [name for name, raw in spellings(secret, user).items() if not by_chance and traces(text, raw)]


@contextmanager
def quoting(server, said: bytes):
    server.echo = framed(said)
    with server:
        yield server


def planted_case(case) -> str:
    number, kind, secret, name, papers = case
    chance = random.Random(f"{SEED}-{number}")
    drawn = {}
    module = {"smtp": planted_mail, "ftp": planted_ftp}[kind]
    made = module.draw(chance, number, papers, lambda d: drawn.update(it=d) or setattr(d, "password", secret))
    user = getattr(drawn["it"], "user", planted_ftp.USER)
    said = spellings(secret, user).get(name)
    if said is None:
        return ""
    drawn["it"].echo = framed(said)
    with made.make() as setup:
        report = told(setup)
    found = leaks(written(report), secret, user, said) if setup.password is not None else []
    return f"#{number} {secret!r} as {name}: {found} ({made.about})" if found else ""


@pytest.mark.usefixtures("impatient")
def test_a_server_that_quotes_the_password_is_not_quoted(tmp_path):
    papers = Papers(tmp_path)
    chance = random.Random(SEED)
    cases = []
    for number, secret in enumerate(secrets(chance, 75)):
        names = list(spellings(secret, "crm"))
        cases += [(number * 10 + at, kind, secret, name, papers) for at, (kind, name) in enumerate(
            zip(("smtp", "ftp"), chance.sample(names, 2), strict=True))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = [leak for leak in pool.map(planted_case, cases) if leak]
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("secret", ['Tr3s "Marias" 100%', "coração\\42", "x7"])
def test_no_scripted_recipe_quotes_it(monkeypatch, secret):
    chance = random.Random(secret)
    lab = Lab()
    try:
        for recipe in (r for r in RECIPES if r.by == "scripted"):
            with recipe.make(lab) as setup:
                if setup.password is None:
                    continue
                name, said = chance.choice(list(spellings(secret, scripted_mail.SENDER).items()))
                monkeypatch.setattr(Scripted, "echo", framed(said))
                report = told(replace(setup, password=secret, target=replace(setup.target, timeout=QUIET)))
            user = getattr(setup.target, "user", "")
            assert not leaks(written(report), secret, user, said), (recipe.name, name, report)
    finally:
        lab.close()


@pytest.mark.parametrize("secret", ["Tr3s Marias!", "coração\\42", "ab", "crm", 'p"%41='])
def test_sftp_prompts_and_banners_are_not_quoted(secret):
    for name, said in spellings(secret, "crm").items():
        try:
            words = framed(said).decode()
        except UnicodeDecodeError:
            continue
        if "\0" in words:
            continue
        report = planted_sftp.quoting(words, secret)
        assert not leaks(written(report), secret, "crm", said), (name, report)


def _given(workspace, port, secret):
    for type_name, key, words in (
        ("company", "1", ["name=Serra Azul"]), ("branch", "1/1", ["name=Filial"]),
        ("smtp", "1/1", ["host=127.0.0.1", f"port={port}", "sender=crm@serraazul.example", "authenticates=true",
                         "user=crm@serraazul.example", "secure=false", "password=-"])):
        changes, _ = setting(workspace.store, type_name, key, words, lambda _: workspace.keep_secret(secret))
        assert isinstance(workspace.store.apply(changes, N_("x")), Applied)


@pytest.mark.parametrize("secret", ["Tr3s Marias!", "coração\\42", 'p"%41=x-y'])
def test_what_a_workspace_keeps_holds_no_password(workspace, tmp_path, secret):
    said = b" ".join(framed(raw) for raw in spellings(secret, "crm@serraazul.example").values())
    with Scripted([*MAIL, ("^RCPT", b"550 5.7.1 " + said + b"\r\n")]) as server:
        _given(workspace, server.port, secret)
        tester = ServerTests(workspace, Attempts(tmp_path))
        record = next(iter(workspace.store.where("smtp")))
        tester.job(record).work(Context())
        assert server.count("^RCPT")
    files = [path for folder in {tmp_path, workspace.path.parent} for path in folder.rglob("*") if path.is_file()]
    kept = b"\n".join(path.read_bytes() for path in files)
    for name, raw in spellings(secret, "crm@serraazul.example").items():
        for shown in (raw, raw.decode("latin-1").encode(), json.dumps(raw.decode("latin-1"))[1:-1].encode()):
            assert shown.lower() not in kept.lower(), name


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("kind", ["smtp", "ftp"])
def test_the_command_line_prints_and_keeps_no_password(tmp_path, kind, as_json):
    secret, user = 'Três "Marias"\\100%', "crm@serraazul.example"
    said = b" ".join(framed(raw) for raw in spellings(secret, user).values())
    refusal = b"535 5.7.8 " + said + b"\r\n" if kind == "smtp" else b"530 Login incorrect. " + said + b"\r\n"
    rules = [("^AUTH", refusal), *MAIL] if kind == "smtp" else [("^USER", "331 password"), ("^PASS", refusal)]
    with Scripted(rules, greeting="220 files" if kind == "ftp" else "220 x ESMTP") as server:
        target = (SmtpTarget("127.0.0.1", server.port, "none", user, user=user) if kind == "smtp"
                  else FtpTarget("127.0.0.1", server.port, user, "/x"))
        done = subprocess.run(
            [sys.executable, "-m", "crm_console", "probe", *arguments(target), *(["--json"] if as_json else [])],
            env={**os.environ, "CRM_CONSOLE_DATA": str(tmp_path), f"CRM_CONSOLE_SECRET_{kind.upper()}": secret},
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)
    assert done.returncode == 1, done.stderr
    files = b"\n".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for part in (done.stdout, done.stderr, files):
        text = part.decode("utf-8", "replace")
        assert not [name for name, raw in spellings(secret, user).items() if traces(text, raw)], text


def test_a_crash_report_holds_no_password(capsys):
    secret = "Tr3s Marias!"
    crashes = Crashes()
    kept = []
    crashes.crashed.connect(kept.append)
    try:
        raise ValueError(f"could not send {secret}") from OSError(f"PASS {secret}")
    except ValueError as error:
        crashes.take(error)
    assert len(kept) == 1
    assert secret not in kept[0].title + kept[0].report + capsys.readouterr().err


@pytest.mark.parametrize("text", [
    "535 dHIzcyBt\n535 YXJpYXMh", "x74\\x72 74 72 33 73 20 6d 61 72 69 61 73 21", "tr3s&#32;marias!", "tr3s\\ marias\\!",
    "QVVUSCBQTEFJTiB0cjNzIG1hcmlhcyE=", "t·r·3·s· ·m·a·r·i·a·s·!·"])
def test_the_last_look_finds_what_no_list_of_spellings_has(text):
    assert canary.holds(text, ["tr3s marias!"])
    assert not canary.holds(text, ["outra senha!"])
