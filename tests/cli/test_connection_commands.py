"""`test smtp` and `test ftp` of a workspace, and `probe`, against the real Postfix and the real sshd."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_console.core.text import N_
from crm_console.services.customers import create_customer
from crm_console.services.entry import setting
from crm_console.store.change import Applied

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cli(tmp_path):
    def run(*words, **extra):
        env = {**os.environ, "CRM_CONSOLE_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT),
               "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", **extra}
        return subprocess.run([sys.executable, "-m", "crm_console", *map(str, words)], cwd=tmp_path, input="", env=env,
                              capture_output=True, text=True, timeout=60, check=False)

    with create_customer(str(tmp_path / "a.crmc"), "Serra Azul", "Marina") as made:
        for words in (("company", "1", "name=Serra Azul"), ("branch", "1/1", "name=Sede")):
            changes, _ = setting(made.store, words[0], words[1], list(words[2:]), lambda _: "")
            assert isinstance(made.store.apply(changes, N_("x")), Applied)
    return run


@pytest.fixture
def mail(cli, postfix):
    assert cli("set", "a.crmc", "smtp", "1/1", "host=localhost", f"port={postfix.submission}", f"sender={postfix.sender}",
               "authenticates=true", f"user={postfix.user}", "secure=true", "security_kind=tls").returncode == 0
    return {"CRM_CONSOLE_SECRET_SMTP": postfix.password, "SSL_CERT_FILE": str(postfix.ca)}


@pytest.fixture
def files(cli, sshd):
    assert cli("set", "a.crmc", "ftp", "1/1", "host=127.0.0.1", f"port={sshd.port}", f"folder={sshd.folder}",
               f"user={sshd.user}", "kind=sftp").returncode == 0
    return {"CRM_CONSOLE_SECRET_FTP": sshd.password}


def failed(done):
    assert done.returncode == 1, done.stderr
    (report,) = json.loads(done.stdout)
    assert report["state"] == "failed"
    return next(step for step in report["steps"] if step["state"] == "failed")


def test_smtp_delivers_into_the_real_mailbox(cli, mail, postfix):
    done = cli("test", "smtp", "a.crmc", "--json", **mail)
    assert done.returncode == 0, done.stdout + done.stderr
    (report,) = json.loads(done.stdout)
    assert report["record"] == {"type": "smtp", "key": "1/1/1"}
    accepted = next(step for step in report["steps"] if step["id"] == "accepted")
    message = postfix.message(accepted["facts"]["message_id"])
    assert message["To"] == postfix.sender
    assert "CRM" in message["Subject"]


def test_sftp_leaves_a_file_in_the_real_folder(cli, files, sshd):
    refused = cli("test", "ftp", "a.crmc", "--json", **files)
    assert failed(refused)["fault"] == "sftp.hostkey.unknown"
    assert "Accepted" not in sshd.log(), "nobody has confirmed the server's identity yet"
    done = cli("test", "ftp", "a.crmc", "--json", "--host-key", sshd.fingerprint, **files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert cli("test", "ftp", "a.crmc", "--json", **files).returncode == 0, "from now on it is known"
    (report,) = json.loads(done.stdout)
    upload = next(step for step in report["steps"] if step["id"] == "upload")
    path = next(value for value in upload["facts"].values() if "crm-console-teste-" in str(value))
    assert "CRM Console" in Path(path).read_text(encoding="utf-8")


def test_a_wrong_password_fails_at_its_stage(cli, mail, files, sshd):
    assert failed(cli("test", "smtp", "a.crmc", "--json", **{**mail, "CRM_CONSOLE_SECRET_SMTP": "errada"}))["fault"] == \
        "smtp.auth.refused"
    done = cli("test", "ftp", "a.crmc", "--json", "--host-key", sshd.fingerprint, CRM_CONSOLE_SECRET_FTP="errada")
    assert failed(done)["fault"] == "sftp.auth.refused"


def test_an_identity_that_is_none_or_could_be_anybodys_is_refused(cli, files):
    for given in ("nonsense", "SHA256:AAAA"):
        assert cli("test", "ftp", "a.crmc", "--host-key", given, **files).returncode == 2
    wrong = cli("test", "ftp", "a.crmc", "--json", "--host-key", f"SHA256:{'A' * 43}", **files)
    assert failed(wrong)["fault"] == "sftp.hostkey.changed"
    assert failed(cli("test", "ftp", "a.crmc", "--json", **files))["fault"] == "sftp.hostkey.unknown", "it was not kept"


def test_a_root_that_cannot_be_read_is_a_wrong_word(cli, tmp_path):
    words = ("probe", "--lang", "en", "smtp", "--host", "127.0.0.1", "--port", "1", "--security", "tls", "--from", "a@b.example")
    for file in ("/nonexistent", __file__):
        done = cli(*words, "--ca", file)
        assert done.returncode == 2
        assert "certificates" in done.stderr


def test_a_refused_port_fails_at_its_stage(cli, mail, files):
    cli("set", "a.crmc", "smtp", "1/1", "port=1")
    cli("set", "a.crmc", "ftp", "1/1", "port=1")
    for what, env in (("smtp", mail), ("ftp", files)):
        step = failed(cli("test", what, "a.crmc", "--json", **env))
        assert step["id"] == "connect"
        assert step["who"] == "customer_it"
        assert step["cause"]
        assert step["remedy"]


def test_an_incomplete_record_says_what_is_missing(cli):
    cli("set", "a.crmc", "smtp", "1/1", "host=mail.x.example")
    step = failed(cli("test", "smtp", "a.crmc", "--json"))
    assert step["fault"] == "smtp.input.missing"
    assert "Porta SMTP" in step["cause"]


def test_the_password_is_nowhere(cli, mail, files, postfix, sshd, tmp_path):
    said = [cli("test", what, "a.crmc", *words, **mail, **files)
            for what in ("smtp", "ftp") for words in ((), ("--json",))]
    said.append(cli("test", "smtp", "a.crmc", "--json", **{**mail, "CRM_CONSOLE_SECRET_SMTP": postfix.password + "x"}))
    written = [done.stdout.encode() + done.stderr.encode() for done in said]
    written += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for secret in (postfix.password, sshd.password):
        forms = [secret.encode(), base64.b64encode(secret.encode()).rstrip(b"="), secret.encode("utf-16-le"),
                 secret.encode().hex().encode()]
        forms.append(base64.b64encode(f"\0{postfix.user}\0{secret}".encode()))
        for content in written:
            assert not any(form in content for form in forms)
