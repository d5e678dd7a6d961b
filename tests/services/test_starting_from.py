"""What is taken from a template or another customer, what stays, what is dropped, and that the source is only read."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import zlib
from pathlib import Path

import pytest

from crm_console.core.errors import RefusedError, UnreadableError, UsageError
from crm_console.core.text import N_
from crm_console.models.role import DEFAULT_ROLES
from crm_console.services import photos
from crm_console.services.bringing import CREATE, KEEP, LEAVE, SECTIONS
from crm_console.services.customers import create_customer
from crm_console.services.entry import listed, setting
from crm_console.services.other_workspace import BUNDLED, templates, templates_folder
from crm_console.services.starting_from import contents, known_sections, preview, save_template, start, take
from crm_console.store import pictures
from crm_console.store.change import Added, Applied
from crm_console.store.store import new_uid
from crm_console.store.workspace import open_workspace

DATABASES = Path(__file__).parents[1] / "databases"
EVERYTHING = (
    ("company", "001", "name=Norte", "reviewed_by=Ana"), ("branch", "001/01", "name=Sede", "head_office=sim"),
    ("branch", "001/02", "name=Porto"),
    ("smtp", "001/01/1", "host=mail.norte.example", "authenticates=sim", "user=crm", "password=-"),
    ("ftp", "001/02", "host=files.norte.example", "password=-"),
    ("resource", "Metas", "module=Oportunidades"),
    ("role", "CRM – Vendas", "description=Vende", "permissions=Metas:access view, Nova Conta:*"),
    ("role", "CRM – Apoio"),
    ("profile-option", "Ver tudo"), ("profile", "CRM – Vendas", "options=Ver tudo"),
    ("department", "Comercial"), ("function", "Vendedor"),
    ("account-type", "Prospect"), ("account-type", "Cliente"),
    *(("stage", str(n), f"name=Etapa {n}", f"probability={n * 10}", "account_type=Cliente") for n in range(1, 7)),
    ("setting", "opportunity.quantitative_goals", "value=true"), ("setting", "documents.storage", "value=links"),
    ("user", "zeca", "full_name=Zeca", "roles=CRM – Vendas,CRM – Apoio", "department=Comercial", "function=Vendedor",
     "branches=001/01,001/02", "default_branch=001/02", "password=-", "activation=active"),
    ("user", "ana", "full_name=Ana", "manager=zeca", "roles=CRM – Vendas"),
    ("user", "bia", "full_name=Bia", "manager=ana"),
)


def fill(workspace, rows) -> None:
    for type_name, key, *words in rows:
        changes, _ = setting(workspace.store, type_name, key, words, lambda _: workspace.keep_secret("s3nh4"))
        assert isinstance(workspace.store.apply(changes, N_("x")), Applied), (type_name, key)


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\1\2\3")) + chunk(b"IEND", b""))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "norte.crmc"
    with create_customer(str(path), "Metal Norte", "Rui", package="starter") as made:
        fill(made, EVERYTHING)
        (tmp_path / "zeca.png").write_bytes(png())
        fill(made, [("user", "zeca", f"photo={tmp_path / 'zeca.png'}")])
    return path


@pytest.fixture
def target(tmp_path: Path):
    with create_customer(str(tmp_path / "sul.crmc"), "Sul", "Marina", package="freemium") as made:
        yield made


def brought(workspace, source, sections="", *, update=False):
    plan = preview(workspace, str(source), known_sections(sections.split(",")), update=update)
    outcome = take(workspace, plan)
    assert outcome is None or isinstance(outcome, Applied), outcome
    return plan


def figures(plan, section):
    tally = plan.tallies[section]
    return tally.created, tally.updated, tally.unchanged, tally.kept, tally.left, tally.links


def rows(workspace, type_name, without=()):
    return [{n: v for n, v in row.items() if n not in without} for row in listed(workspace.store, type_name)]


def state(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def test_everything_comes_but_what_is_the_other_customers_own(target, source: Path) -> None:
    plan = brought(target, source)
    assert figures(plan, "roles") == (5, 0, 30, 0, 0, 0)
    assert figures(plan, "users") == (3, 0, 0, 0, 0, 0)
    assert figures(plan, "funnel") == (2, 6, 0, 0, 0, 0)
    assert (plan.secrets, plan.left, plan.links) == (3, 0, 0)
    own = ("activation", "reviewed_by", "origin", "password_kept")
    with open_workspace(str(source), "x", write=False) as other:
        for section in SECTIONS:
            for name in section.types:
                apart = (*own, "uid") if name == "stage" else own  # the six were there already
                assert rows(target, name, apart) == rows(other, name, apart), name
        photo = other.store.find("user", "zeca")["photo"]
    zeca = target.store.find("user", "zeca")
    assert (zeca["password"], zeca["activation"], zeca["photo"]) == (None, "automatic", photo)
    assert pictures.read(target.store, photo) == png()
    assert photos.kind_of(png(), "x") == "png"
    company = target.store.find("company", "001")
    assert (company["origin"], company["reviewed_by"]) == ("imported", None)
    assert target.store.find("smtp", "001/01")["password"] is None


def test_it_is_one_undo(target, source: Path) -> None:
    before = {name: rows(target, name) for section in SECTIONS for name in section.types}
    plan = preview(target, str(source), SECTIONS)
    target.edits.remember(take(target, plan), N_("Trazer"))
    assert target.store.where("user")
    assert isinstance(target.edits.undo(), Applied)
    assert {name: rows(target, name) for section in SECTIONS for name in section.types} == before
    assert isinstance(target.edits.redo(), Applied)
    assert len(target.store.where("user")) == 3


def test_a_preview_writes_nothing_and_a_second_time_changes_nothing(target, source: Path) -> None:
    path = Path(target.place)
    preview(target, str(source), SECTIONS)
    assert not target.store.where("user")
    brought(target, source)
    again = brought(target, source, update=True)
    assert again.changes == ()
    assert figures(again, "users") == (0, 0, 3, 0, 0, 0)
    assert path.exists()


def test_links_without_a_match_are_dropped_and_said(target, source: Path) -> None:
    fill(target, [("role", "crm-VENDAS"), ("department", "COMERCIAL")])
    plan = brought(target, source, "users")
    assert figures(plan, "users") == (3, 0, 0, 0, 0, 5)  # Apoio, Vendedor, two pairs and the default pair of Zeca
    zeca = next(item for item in plan.items if item.title.startswith("Zeca"))
    assert sorted(map(str, set(map(str, zeca.dropped)))) == [
        "Empresa/filial padrão", "Empresas e filiais", "Função", "Papéis"]
    row = next(r for r in listed(target.store, "user") if r["key"] == "zeca")
    assert (row["roles"], row["department"], row["branches"]) == (["crm-VENDAS"], "COMERCIAL", [])
    assert target.store.find("user", "bia")["manager"] == target.store.find("user", "ana").uid


def test_what_exists_stays_unless_it_is_to_be_updated(target, source: Path) -> None:
    fill(target, [("role", "CRM - VENDAS", "description=Nossa", "permissions=Contatos:access"), ("user", "bia")])
    plan = brought(target, source)
    (item,) = [i for i in plan.items if i.what == KEEP and i.type == "role"]
    assert list(map(str, item.fields)) == ["Descrição", "Permissões"]
    role = target.store.find("role", "CRM - VENDAS")
    assert role["description"] == "Nossa"
    plan = brought(target, source, update=True)
    role = target.store.find("role", "CRM - VENDAS")  # its name, too, is its own
    assert role["description"] == "Vende"
    assert figures(plan, "roles")[:2] == (0, 1)
    shown = next(r for r in listed(target.store, "role") if r["key"] == "CRM - VENDAS")
    assert sorted(shown["permissions"]) == ["Metas", "Nova Conta"]
    assert target.store.find("user", "bia")["full_name"] == "Bia"


def test_empty_values_of_the_source_empty_nothing(target, source: Path) -> None:
    fill(target, [("user", "bia", "mobile=11 99999"), ("role", "CRM – Apoio", "permissions=Contatos:access")])
    brought(target, source, update=True)
    assert target.store.find("user", "bia")["mobile"] == "11 99999"
    assert target.store.find("role", "CRM – Apoio")["permissions"]


def test_stages_that_somebody_named_stay(target, source: Path) -> None:
    fill(target, [("stage", "2", "name=Nossa")])
    plan = brought(target, source, "funnel")
    assert figures(plan, "funnel") == (2, 5, 0, 1, 0, 0)
    assert [s["name"] for s in sorted(target.store.where("stage"), key=lambda s: s["number"])][:3] == [
        "Etapa 1", "Nossa", "Etapa 3"]
    assert len(target.store.where("stage")) == 6


def test_servers_without_their_branch_are_left_with_a_reason(target, source: Path) -> None:
    plan = brought(target, source, "servers")
    assert figures(plan, "servers") == (0, 0, 0, 0, 2, 0)
    whys = [str(item.why) for item in plan.items if item.what == LEAVE]
    assert whys == ["Empresa 001 · Norte não está aqui. Traga também Empresas e filiais."] * 2


def test_a_uid_that_is_taken_gets_a_new_one(target, source: Path) -> None:
    with open_workspace(str(source), "x", write=False) as other:
        uid = other.store.find("department", "Comercial").uid
    target.store.apply([Added("department", uid, {"name": "Outro"})], N_("x"))
    brought(target, source)
    found = target.store.find("department", "Comercial")
    assert found.uid != uid
    assert target.store.find("user", "zeca")["department"] == found.uid


def test_a_manager_who_is_no_crm_user_here_is_dropped(target, source: Path) -> None:
    fill(target, [("user", "zeca", "crm_user=não")])
    plan = brought(target, source, "users")
    assert target.store.find("user", "ana")["manager"] is None
    assert target.store.find("user", "bia")["manager"] == target.store.find("user", "ana").uid
    (item,) = [i for i in plan.items if i.what == CREATE and i.dropped and "Subordinado de" in map(str, i.dropped)]
    assert item.title.startswith("Ana")


def test_a_circle_between_both_hierarchies_is_cut(target, source: Path) -> None:
    fill(target, [("user", "ana"), ("user", "chefe", "manager=ana"), ("user", "zeca", "manager=chefe")])
    plan = brought(target, source, "users", update=True)
    assert plan.links > 0
    uid = {login: target.store.find("user", login) for login in ("ana", "chefe", "zeca", "bia")}
    assert uid["zeca"]["manager"] == uid["chefe"].uid
    assert uid["ana"]["manager"] is None
    assert uid["bia"]["manager"] == uid["ana"].uid


def test_a_record_that_the_rules_refuse_here_is_left_and_the_rest_comes(target, source: Path) -> None:
    fill(target, [("user", "bia"), ("user", "novo", "manager=bia")])
    with open_workspace(str(source), "x") as other:
        fill(other, [("user", "bia", "crm_user=não", "manager=")])
    plan = brought(target, source, "users", update=True)
    (item,) = [i for i in plan.items if i.what == LEAVE]
    assert item.title.startswith("Bia")
    assert "É gestor de 1 pessoa" in str(item.why)
    assert target.store.find("user", "zeca")["full_name"] == "Zeca"


def test_an_old_source_is_read_and_not_changed(target, tmp_path: Path) -> None:
    folder = tmp_path / "velha"
    folder.mkdir()
    shutil.copy(DATABASES / "0001.crmc", folder / "velha.crmc")
    before = state(folder)
    os.chmod(folder / "velha.crmc", 0o444)
    found = contents(str(folder / "velha.crmc"))
    assert found.total("companies") > 0
    plan = brought(target, folder / "velha.crmc")
    assert figures(plan, "companies")[0] == found.total("companies")
    assert state(folder) == before


def test_a_source_that_another_console_is_writing(target, source: Path) -> None:
    with open_workspace(str(source), "Rui") as other:
        fill(other, [("department", "Recém-criado")])
        assert contents(str(source)).counts["departments"] == {"department": 2, "function": 1}
        brought(target, source, "departments")
    assert target.store.find("department", "Recém-criado")


def test_counts_do_not_include_stages_that_nobody_named(target, source: Path) -> None:
    assert contents(str(source)).counts["funnel"] == {"account-type": 2, "stage": 6}
    assert contents(target.place).counts["funnel"] == {"account-type": 0, "stage": 0}


@pytest.mark.parametrize("content", [None, b"", b"nada", b"SQLite format 3\x00" + bytes(84), "cut", "folder"])
def test_an_unreadable_source_leaves_no_file_behind(tmp_path: Path, source: Path, content) -> None:
    bad = tmp_path / "ruim.crmc"
    if content == "cut":
        whole = source.read_bytes()
        bad.write_bytes(whole[:len(whole) // 2])
    elif content == "folder":
        bad.mkdir()
    elif content is not None:
        bad.write_bytes(content)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(UnreadableError) as raised:
        start(str(tmp_path / "novo.crmc"), "Novo", "x", str(bad), SECTIONS)
    assert str(bad) in str(raised.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_an_unknown_section_and_oneself_are_refused(target) -> None:
    with pytest.raises(UsageError, match="nada"):
        known_sections(["roles", "nada"])
    assert [s.id for s in known_sections([" users", "roles"])] == ["roles", "users"]
    with pytest.raises(RefusedError, match="este mesmo cliente"):
        preview(target, target.place, SECTIONS)


def test_a_new_customer_from_another_one(tmp_path: Path, source: Path) -> None:
    made, plan = start(str(tmp_path / "novo.crmc"), "Novo", "Marina", str(source), known_sections(["roles", "users"]),
                       package="freemium")
    with made:
        assert made.about.customer == "Novo"
        assert made.store.find("user", "bia")["activation"] == "automatic"
        assert not made.store.where("company")
    assert plan.links == 5  # three pairs of Zeca's, department, function


def test_the_bundled_template_says_what_the_source_document_says(tmp_path: Path) -> None:
    made, plan = start(str(tmp_path / "novo.crmc"), "Novo", "Marina", "senior", SECTIONS)
    with made:
        assert {r["name"]: r["description"] for r in made.store.where("role")} == {
            name: str(said) for name, said in DEFAULT_ROLES.items()}
        assert not any(r["permissions"] for r in made.store.where("role"))
        assert sorted(r["name"] for r in made.store.where("account-type")) == ["Cliente", "Lead", "Prospect"]
        assert [s["name"] for s in made.store.where("stage")] == [None] * 6
    assert plan.customer == BUNDLED["senior"].label


def test_a_customer_saved_as_a_template_is_offered_and_used(target, source: Path, tmp_path: Path) -> None:
    with open_workspace(str(source), "Rui") as other:
        save_template(other, templates_folder() / "Vendas.crmc", "Vendas", known_sections(["roles", "funnel"]))
    offered = templates()
    assert [str(t.label) for t in offered] == [str(BUNDLED["senior"].label), "Vendas"]
    assert contents(offered[1].source).total("users") == 0
    brought(target, offered[1].source)
    assert target.store.find("role", "CRM – Vendas")
    assert target.store.find("stage", "6")["probability"] == 60


def test_many_at_once(tmp_path: Path, target) -> None:
    path = tmp_path / "grande.crmc"
    with create_customer(str(path), "Grande", "x") as other:
        uids = [new_uid() for _ in range(2000)]
        other.store.apply([Added("user", uid, {"login": f"u{n}", "manager": uids[n // 8] if n else None})
                           for n, uid in enumerate(uids)], N_("x"))
    plan = brought(target, path, "users")
    assert figures(plan, "users") == (2000, 0, 0, 0, 0, 0)
    assert target.store.find("user", "u1999")["manager"] == target.store.find("user", "u249").uid
