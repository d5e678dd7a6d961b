"""Guided work without a screen: cursor, copying, the leash on passwords, answers that survive, looks at the tenant."""

from __future__ import annotations

import signal
import struct
import subprocess
import sys
import zlib

import pytest

from crm_console.core.errors import RefusedError, UsageError
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder, resources
from crm_console.core.text import Language
from crm_console.services.deploy import guided_copying
from crm_console.services.deploy.guided import DIFFERS, SEEN, Guided
from crm_console.services.deploy.guided_copying import Copying, Leash
from crm_console.services.platform.connecting import Platform
from crm_console.store import pictures, runs
from crm_console.store.attempts import at_the_platform
from tests.services.deploy.lab import SECRETS, copied


def _chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PIXEL = (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
         + _chunk(b"IDAT", zlib.compress(bytes(4))) + _chunk(b"IEND", b""))
BY_HAND = "\n".join(f'[[call]]\nid = "{call}"\ndomain = ""\nstatus = "unverified"\nsource = "teste"\n'
                    for call in ("user.create", "role.create"))
ANSWERS = """
import os, signal, sys
from tests.servers.filed_keyring import Filed
import keyring; keyring.set_keyring(Filed())
from pathlib import Path
from crm_console.services.deploy.guided import Guided
from crm_console.services.platform.connecting import Platform
from crm_console.store.attempts import at_the_platform
from crm_console.store.workspace import open_workspace
workspace = open_workspace(sys.argv[1], "Marina Duarte")
guided = Guided(workspace, Platform(workspace, at_the_platform(Path(sys.argv[2]))), "user")
guided.attach(bytes.fromhex(sys.argv[3]))
guided.answer("done")
guided.to_next()
guided.answer("failed", "sem permissão")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def opened(lab):
    with lab.open() as workspace:
        yield workspace


def guide(workspace, step="user", **more):
    return Guided(workspace, Platform(workspace, at_the_platform(data_folder())), step, **more)


def in_the_tenant(lab, prepared, tmp_path, call, values):
    """Somebody does it on the vendor's screen: another console that may."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    other = copied(prepared, folder, lab.twin)
    other.sign_in(catalogue="")
    with other.open() as workspace, Platform(workspace, at_the_platform(data_folder())).session() as session:
        session.call(Context(), call, values)


def test_the_fields_come_in_the_vendors_order_and_one_key_goes_through_them(opened):
    copying = guide(opened).copying
    labels = [str(value.label) for value in copying.values]
    assert labels[:5] == ["Nome completo", "Login", "E-mail", "Idioma", "Senha inicial"]
    texts = []
    while (copy := copying.take_next()) is not None:
        texts.append(copy.text)
    assert texts[:3] == ["Ana Prado", "ana.prado", "ana@serraazul.example"]
    assert texts[4] == SECRETS["user"]
    assert copying.all_copied
    assert copying.copied == set(range(len(labels)))


def test_a_figure_copies_its_field_and_the_next_one_follows_it(opened):
    copying = guide(opened).copying
    assert copying.place_of("3") == 2
    assert copying.place_of("0") is None, "the tenth field does not exist here"
    assert copying.take(2).text == "ana@serraazul.example"
    assert copying.next == 3
    assert copying.copied == {2}


def test_a_secret_is_told_apart_and_never_in_words(opened):
    guided = guide(opened)
    secret = next(value for value in guided.item.values if value.reference)
    assert str(guided_copying.shown(secret)) == "senha guardada no cofre"
    taken = guided.copying.take(list(guided.item.values).index(secret))
    assert taken.secret
    assert SECRETS["user"] not in repr(taken) + repr(guided.item)
    cells = guided.cells(0, Language("pt_BR", resources() / "i18n"))
    assert SECRETS["user"] not in str(cells)


def test_a_password_that_is_not_in_this_computers_vault_is_said():
    from crm_console.core.text import N_
    from crm_console.services.deploy.steps import Value

    copying = Copying([Value(N_("Senha"), reference="gone")], lambda _: None)
    with pytest.raises(RefusedError, match="não está no cofre"):
        copying.take(0)
    assert copying.copied == set()


def test_a_password_is_on_a_leash_of_twenty_seconds():
    now = [100.0]
    leash = Leash(clock=lambda: now[0])
    assert (leash.left, leash.over) == (0, False)
    leash.hold("segredo")
    assert leash.left == 20
    assert leash.is_it("segredo")
    assert not leash.is_it("outra coisa")
    assert b"segredo" not in repr(vars(leash)).encode()
    now[0] = 119.5
    assert (leash.left, leash.over) == (1, False)
    now[0] = 120.0
    assert (leash.left, leash.over) == (0, True)
    leash.drop()
    assert not leash.is_it("segredo")


@pytest.mark.parametrize(("system", "name"), [
    ("win32", "ExcludeClipboardContentFromMonitorProcessing"), ("win32", "CanIncludeInClipboardHistory"),
    ("win32", "CanUploadToCloudClipboard"), ("linux", "x-kde-passwordManagerHint")])
def test_the_documented_formats_keep_a_password_out_of_histories(system, name):
    assert name in guided_copying.exclusions(system)


def test_answers_lead_to_the_next_and_what_is_put_off_comes_last(opened):
    guided = guide(opened)
    assert guided.title.startswith("Ana Prado")
    guided.put_off()
    assert guided.to_next()
    assert guided.title.startswith("Rui Lopes")
    guided.answer("done")
    assert guided.counted.later == 1
    assert guided.to_next()
    assert guided.title.startswith("Ana Prado"), "what was put off comes back"
    guided.answer("failed", "sem permissão")
    assert not guided.to_next()
    assert (guided.counted.done, guided.counted.failed, guided.counted.left) == (1, 1, 0)
    assert "sem permissão" in str(guided.row().said)
    assert guided.to_failed()


def test_answers_and_evidence_survive_kill_nine(lab):
    done = subprocess.run(
        [sys.executable, "-c", ANSWERS, str(lab.place), str(lab.folder), PIXEL.hex()], env=lab.environment(),
        capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with lab.open() as workspace:
        guided = guide(workspace)
        assert [guided.state(at) for at in range(2)] == ["done", "failed"]
        assert guided.row(0).by == "Marina Duarte"
        assert pictures.read(workspace.store, guided.row(0).evidence) == PIXEL
        run = runs.latest(workspace.store, "deploy")
        assert [e.kind for e in runs.journal(workspace.store, run) if e.uid] == ["answer", "answer"]
        assert runs.rows(workspace.store, run)["user", ""].state == "failed", "the step is what its records are"


def test_only_whole_pictures_are_evidence(opened, tmp_path):
    guided = guide(opened)
    with pytest.raises(RefusedError, match="PNG"):
        guided.attach(b"GIF89a")
    with pytest.raises(RefusedError):
        guided.attach(PIXEL[:-9])
    with pytest.raises(RefusedError, match="não é um arquivo"):
        guided.attach_file(tmp_path / "missing.png")
    assert guided.picture is None
    path = tmp_path / "tela.png"
    path.write_bytes(PIXEL)
    guided.attach_file(path)
    assert guided.picture == PIXEL
    assert guided.picture_waits
    guided.detach()
    assert guided.picture is None


def test_an_unknown_step_is_a_sentence(opened):
    with pytest.raises(UsageError, match="Não há a etapa"):
        guide(opened, "nada")


def test_without_a_sign_in_nothing_is_looked_at(opened):
    assert not guide(opened).checks


def test_done_is_looked_at_where_the_tenant_can_tell(lab, prepared, tmp_path):
    lab.signed_in(catalogue=BY_HAND)
    in_the_tenant(lab, prepared, tmp_path, "role.create", {"name": "Vendas Externas", "description": ""})
    with lab.open() as workspace:
        guided = guide(workspace, "role", pause=0.01)
        assert guided.checks
        assert guided.to_uid(next(item.uid for item in guided.items if item.title == "Vendas Externas"))
        guided.answer("done")
        found = guided.checking().work(Context())
        assert found.state == SEEN, str(found.said)
        guided.refresh()
        assert guided.state() == "done"
        assert guided.row().by == "Marina Duarte"


def test_what_the_tenant_shows_otherwise_fails_and_nothing_is_written_there(lab):
    lab.signed_in(catalogue=BY_HAND)
    before = len(lab.twin.effects())
    with lab.open() as workspace:
        guided = guide(workspace, "user", pause=0.01)
        guided.answer("done")
        found = guided.checking().work(Context())
        assert found.state == DIFFERS
        assert "Ainda não está no tenant" in str(found.said)
        guided.refresh()
        assert guided.state() == "failed"
    assert len(lab.twin.effects()) == before
