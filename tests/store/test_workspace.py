"""Opening and creating: foreign, cut, newer and locked files, old schemas, secrets, drafts."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from alembic import command
from keyring.backends.fail import Keyring as NoKeyring
from sqlalchemy import create_engine

from crm_console.core.errors import RefusedError, UnreadableError, UserError
from crm_console.core.text import N_
from crm_console.models import Base, fields
from crm_console.services.customers import create_customer
from crm_console.services.records import blank
from crm_console.store import backups, migrate
from crm_console.store.change import Added, Applied
from crm_console.store.notes import drafts, drop_draft, keep_draft
from crm_console.store.workspace import create, open_workspace

DATABASES = sorted((Path(__file__).parents[1] / "databases").glob("*.crmc"))


def test_create_close_open(tmp_path):
    place = str(tmp_path / "a.crmc")
    with create_customer(place, "Serra Azul", "Marina") as made:
        assert [r["number"] for r in made.store.where("stage")] == [1, 2, 3, 4, 5, 6]
    with open_workspace(place, "Marina") as again:
        assert again.about.customer == "Serra Azul"
        assert not again.read_only


def test_mega_is_always_freemium(tmp_path):
    with create_customer(str(tmp_path / "a.crmc"), "M", "eu", route="mega") as made:
        assert made.store.where("deployment")[0]["package"] == "freemium"


def test_never_over_something_that_exists(tmp_path):
    place = tmp_path / "a.crmc"
    place.write_text("minhas notas")
    with pytest.raises(RefusedError):
        create(str(place), "X", "eu")
    assert place.read_text() == "minhas notas"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"SQLite format 3\x00" + b"\x00" * 200, b"PK\x03\x04" * 50])
def test_foreign_files(tmp_path, content):
    place = tmp_path / "a.crmc"
    place.write_bytes(content)
    with pytest.raises(UnreadableError):
        open_workspace(str(place), "eu")
    assert place.read_bytes() == content


def test_another_programs_sqlite(tmp_path):
    place = tmp_path / "a.crmc"
    with sqlite3.connect(place) as made:
        made.execute("CREATE TABLE x (y)")
    made.close()
    with pytest.raises(UnreadableError):
        open_workspace(str(place), "eu")


def test_truncated(tmp_path, workspace):
    cut = tmp_path / "cut.crmc"
    workspace.store.apply([Added("company", "a" * 32, {"code": "1"})], N_("x"))
    backups.snapshot(workspace.path, "x")
    whole = next(backups.folder_of(workspace.path).glob("*.crmc")).read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableError):
        backups.quick_check(cut)
    with pytest.raises(UserError):
        open_workspace(str(cut), "eu").store.where("company")


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(UnreadableError):
        open_workspace(str(tmp_path / "nada.crmc"), "eu")
    with pytest.raises(UnreadableError):
        open_workspace(str(tmp_path), "eu")
    with pytest.raises(UnreadableError):
        create(str(tmp_path / "sem" / "pasta.crmc"), "X", "eu")


def test_a_newer_workspace_is_refused(tmp_path):
    place = tmp_path / "a.crmc"
    create(str(place), "X", "eu").close()
    with sqlite3.connect(place) as made:
        made.execute("UPDATE alembic_version SET version_num = '9999'")
    made.close()
    with pytest.raises(UnreadableError, match="9999"):
        open_workspace(str(place), "eu")


def test_the_second_one_reads_and_says_who_holds_it(workspace):
    with open_workspace(workspace.place, "Paulo") as second:
        assert second.read_only
        assert second.held_by.by == "Marina Duarte"
        with pytest.raises(RefusedError):
            second.store.apply([Added("company", "a" * 32, {"code": "1"})], N_("x"))
    workspace.store.apply([Added("company", "a" * 32, {"code": "1"})], N_("x"))


def test_the_lock_dies_with_its_process(tmp_path):
    place = tmp_path / "a.crmc"
    create(str(place), "X", "eu").close()
    code = ("import sys, os, signal; from crm_console.store.workspace import open_workspace; "
            "w = open_workspace(sys.argv[1], 'outro'); print(w.read_only, flush=True); os.kill(os.getpid(), signal.SIGKILL)")
    done = subprocess.run([sys.executable, "-c", code, str(place)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False"
    with open_workspace(str(place), "eu") as mine:
        assert not mine.read_only


def test_a_draft_survives_kill_9(tmp_path):
    place = tmp_path / "a.crmc"
    create(str(place), "X", "eu").close()
    code = ("import sys, os, signal; from crm_console.store.workspace import open_workspace; "
            "from crm_console.services.editing import Editing; from crm_console.services.records import blank; "
            "w = open_workspace(sys.argv[1], 'eu'); e = Editing(w, blank('company'), new=True); "
            "e.enter({'code': '7', 'name': 'Sete'}, {}, {}); e.keep(); os.kill(os.getpid(), signal.SIGKILL)")
    subprocess.run([sys.executable, "-c", code, str(place)], check=False)
    with open_workspace(str(place), "eu") as again:
        (draft,) = drafts(again.store)
        assert draft.new
        assert draft.values == {"code": "7", "name": "Sete"}


def test_drafts_never_hold_passwords(workspace):
    record = blank("smtp")
    keep_draft(workspace.store, "smtp", record.uid, {"host": "x", "password": "segredo"}, new=True)
    assert drafts(workspace.store)[0].values == {"host": "x"}
    drop_draft(workspace.store, "smtp", record.uid)
    assert drafts(workspace.store) == []


def test_a_name_with_signs_that_mean_something_in_an_address(tmp_path):
    place = str(tmp_path / "cliente #1 100% ?.crmc")
    create(place, "X", "eu").close()
    with open_workspace(place, "eu") as again:
        assert not again.read_only


def test_a_folder_that_cannot_be_written_can_be_read(tmp_path):
    place = tmp_path / "so-leitura" / "a.crmc"
    place.parent.mkdir()
    create_customer(str(place), "Serra Azul", "eu").close()
    place.parent.chmod(0o555)
    for left in ("-wal", "-shm"):
        place.with_name(place.name + left).unlink(missing_ok=True)
    code = ("import os, sys, filelock, sqlalchemy.dialects.sqlite; from crm_console.store.workspace import open_workspace; "
            "os.getuid() == 0 and os.setuid(65534); "  # root may write anywhere; what is imported later it cannot read
            "w = open_workspace(sys.argv[1], 'eu', write=sys.argv[2] == 'w'); print(w.read_only, len(w.store.where('stage')))")
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:3]:
        parent.chmod(0o755)
    place.chmod(0o644)
    for mode in ("r", "w"):
        done = subprocess.run([sys.executable, "-c", code, str(place), mode], capture_output=True, text=True, check=False)
        assert done.stdout.split() == ["True", "6"], done.stderr
    place.parent.chmod(0o755)


@pytest.mark.parametrize("old", DATABASES, ids=lambda p: p.stem)
def test_every_shipped_schema_opens(old, tmp_path):
    place = tmp_path / old.name
    shutil.copy(old, place)
    with open_workspace(str(place), "eu") as opened:
        assert opened.about.customer
        for type_name in ("company", "branch", "smtp", "ftp"):
            assert opened.store.where(type_name)


def test_every_revision_has_a_stored_database():
    folder = migrate.FOLDER / "versions"
    numbers = {path.name[:4] for path in folder.glob("[0-9]*.py")}
    assert numbers == {path.stem for path in DATABASES}
    assert max(numbers) == migrate.HEAD


def test_models_and_migrations_agree(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.begin() as connection:
        configuration = migrate.configuration(connection)
        command.upgrade(configuration, "head")
        command.check(configuration)
    engine.dispose()
    assert Base.metadata.tables


def test_secrets_live_in_the_keyring_and_are_forgotten_when_unused(workspace, vault):
    kept, unused = workspace.keep_secret("s3gr3d0"), workspace.keep_secret("outra")
    company, branch = "c" * 32, "b" * 32
    outcome = workspace.store.apply([
        Added("company", company, {"code": "1"}), Added("branch", branch, {"company": company, "code": "1"}),
        Added("smtp", "s" * 32, {"company": company, "branch": branch, "authenticates": True, "password": kept})], N_("x"))
    assert isinstance(outcome, Applied)
    workspace.forget_unused_secrets()
    assert list(vault.entries.values()) == ["s3gr3d0"]
    assert workspace.secrets.get(kept) == "s3gr3d0"
    assert unused not in str(vault.entries)


def test_without_a_keyring_secrets_stay_in_memory(workspace):
    keyring.set_keyring(NoKeyring())
    assert workspace.secrets.missing is not None
    reference = workspace.keep_secret("s3gr3d0")
    assert workspace.secrets.get(reference) == "s3gr3d0"
    with open_workspace(workspace.place, "eu", write=False) as other:
        assert other.secrets.get(reference) is None


def test_a_password_longer_than_windows_keyring_takes_is_refused(workspace):
    with pytest.raises(UserError):
        workspace.keep_secret("x" * 1281)


def test_fields_are_declared_once():
    from crm_console.models import TYPES

    for model in TYPES.values():
        names = list(fields(model))
        assert len(names) == len(set(names))
        assert set(model.KEY) <= set(names)
        assert set(model.TITLE) <= set(names)
