"""Filling, copying, pasting, siblings, unions and differences of roles, on stored records."""

from __future__ import annotations

import pytest

from crm_console.core.text import N_
from crm_console.services import permissions, profiles
from crm_console.store.change import Added, Applied, Rejected
from crm_console.store.store import new_uid


@pytest.fixture
def store(workspace):
    return workspace.store


@pytest.fixture
def write(workspace):
    def do(changes):
        outcome = workspace.edits.apply(changes, N_("teste"))
        assert isinstance(outcome, Applied), outcome

    return do


@pytest.fixture
def uid(store):
    return lambda name: store.find("resource", name).uid


@pytest.fixture
def role(write, store):
    def make(name, *grants):
        made = new_uid()
        write([Added("role", made, {"name": name, "permissions": frozenset(grants)})])
        return store.get("role", made)

    return make


def test_modules_follow_positions_then_names(write, store):
    write([Added("resource", new_uid(), {"name": name, "module": module, "position": at})
           for name, module, at in (("Zeta", "Novo", None), ("Alfa", "Novo", None), ("Beta", "Novo", 5), ("Um", "Antes", 0))])
    mine = [m for m in permissions.modules(store.where("resource")) if m.name in ("Novo", "Antes")]
    assert [(m.name, [r["name"] for r in m.resources]) for m in mine] == [
        ("Antes", ["Um"]), ("Novo", ["Beta", "Alfa", "Zeta"])]


def test_search_folds_accents_and_knows_modules(store):
    every = permissions.modules(store.where("resource"))
    assert [r["name"] for m in permissions.filtered(every, "ocorrencias") for r in m.resources] == ["Ocorrências"]
    assert [r["name"] for m in permissions.filtered(every, "consultar compromissos") for r in m.resources] == [
        "Consultar Compromissos"]
    assert len(permissions.filtered(every, "compromissos")[0].resources) == 3


def test_a_folded_module_keeps_its_head_only(store):
    every = permissions.modules(store.where("resource"))
    found = permissions.lines(every, {"Compromissos"})
    assert [line.resource for line in found if line.module.name == "Compromissos"] == [None]


def test_filling_changes_only_what_differs_and_undoes_in_one(workspace, role, uid, store, write):
    first = role("A", f"{uid('Contatos')}:access")
    cells = [(uid("Contatos"), "access"), (uid("Contatos"), "edit"), (uid("Contatos"), "edit")]
    changes = permissions.filling(first, cells, True)
    assert [change.after for change in changes] == [f"{uid('Contatos')}:edit"]
    write(changes)
    assert permissions.granted(store.get("role", first.uid)) == {uid("Contatos"): {"access", "edit"}}
    workspace.edits.undo()
    assert permissions.granted(store.get("role", first.uid)) == {uid("Contatos"): {"access"}}


@pytest.mark.parametrize(("add", "left"), [(False, {"view"}), (True, {"view", "edit"})])
def test_copying_replaces_or_adds(role, uid, store, write, add, left):
    target, source = role("A", f"{uid('Contatos')}:edit"), role("B", f"{uid('Contatos')}:view")
    write(permissions.copying(target, source, add=add))
    assert permissions.granted(store.get("role", target.uid))[uid("Contatos")] == left


def test_a_block_goes_through_text_and_is_cut_at_the_edge(role, uid, store, write):
    source = role("A", f"{uid('Nova Conta')}:view", f"{uid('Consultar Contas')}:add")
    text = permissions.written(permissions.granted(source), [uid("Nova Conta"), uid("Consultar Contas")],
                               ["view", "add"], "sim", "não")
    assert text == "sim\tnão\nnão\tsim"
    copied = permissions.block(text + "\r\n", "sim", "não")
    assert copied == [[True, False], [False, True]]
    target = role("B", f"{uid('Contatos')}:filter")
    write(permissions.pasting(target, copied, [uid("Contatos"), uid("Tarefas")], ["filter"]))
    assert permissions.granted(store.get("role", target.uid)) == {uid("Contatos"): {"filter"}}


@pytest.mark.parametrize("text", ["", "talvez", "sim\ttalvez", "12\t13"])
def test_other_text_is_no_block(text):
    assert permissions.block(text, "sim", "não") is None


def test_what_is_left_behind_on_siblings(role, uid, store, write):
    names = ("Novo Compromisso", "Consultar Compromissos", "Compromisso")
    held = role("A", *(f"{uid(name)}:{action}" for name in names for action in ("access", "export")))
    write(permissions.filling(held, [(uid("Compromisso"), "export")], False))
    now = store.get("role", held.uid)
    every = permissions.modules(store.where("resource"))
    found = permissions.left_behind([(uid("Compromisso"), "export")], permissions.granted(now), every)
    assert [(f.resource["name"], f.action, sorted(o["name"] for o in f.others)) for f in found] == [
        ("Compromisso", "export", ["Consultar Compromissos", "Novo Compromisso"])]
    write(permissions.removing_from_siblings(now, found))
    now = store.get("role", held.uid)
    assert permissions.left_behind([(uid("Compromisso"), "export")], permissions.granted(now), every) == []
    assert all(actions == {"access"} for actions in permissions.granted(now).values())


def test_a_sibling_without_access_leaves_nothing_behind(role, uid, store):
    held = role("A", f"{uid('Novo Compromisso')}:export")
    every = permissions.modules(store.where("resource"))
    assert permissions.left_behind([(uid("Compromisso"), "export")], permissions.granted(held), every) == []


def test_idle_rights_and_giving_access(role, uid, store, write):
    held = role("A", f"{uid('Contratos')}:view", f"{uid('Tarefas')}:view", f"{uid('Tarefas')}:access")
    given = permissions.granted(held)
    assert permissions.state(given, uid("Contratos"), "view") == permissions.IDLE
    idle = permissions.idle(given, store.where("resource"))
    assert [r["name"] for r in idle] == ["Contratos"]
    write(permissions.giving_access(held, idle))
    assert permissions.state(permissions.granted(store.get("role", held.uid)), uid("Contratos"), "view") == "yes"


def test_the_union_says_who_gives_what(role, uid):
    first, second = role("A", f"{uid('Tarefas')}:access"), role("B", f"{uid('Tarefas')}:access", f"{uid('Tarefas')}:edit")
    assert permissions.union([first, second]) == {(uid("Tarefas"), "access"): (0, 1), (uid("Tarefas"), "edit"): (1,)}


def test_differences(role, uid):
    given = [permissions.granted(role("A", f"{uid('Tarefas')}:access")), permissions.granted(role("B"))]
    assert permissions.differs(given, uid("Tarefas"), "access")
    assert not permissions.differs(given, uid("Tarefas"), "edit")
    assert permissions.any_differs(given, uid("Tarefas"))
    assert not permissions.any_differs(given, uid("Contratos"))


def test_who_has_a_role(role, write, store):
    first = role("A")
    ana, bruno = new_uid(), new_uid()
    write([Added("user", bruno, {"login": "bruno", "full_name": "Bruno"}),
           Added("user", ana, {"login": "ana", "full_name": "Ana", "roles": frozenset({first.uid})})])
    assert permissions.users_per_role(store) == {first.uid: 1}
    users = store.many("user", [ana, bruno])
    write(permissions.having(users, first.uid, {bruno}))
    assert [user["login"] for user in permissions.users_of(store, first.uid)] == ["bruno"]
    assert [r["name"] for r in permissions.roles_of(store, store.get("user", bruno))] == ["A"]


def test_one_change_is_named_in_full(role, uid, store):
    held = role("A", f"{uid('Compromisso')}:export")
    known = {r.uid: r for r in store.where("resource")}
    changes = permissions.filling(held, [(uid("Compromisso"), "export")], False)
    assert str(permissions.label(held, changes, known)) == "Compromisso, Exportar: sim → não"
    many = permissions.filling(held, [(uid("Tarefas"), "view"), (uid("Tarefas"), "edit")], True)
    assert str(permissions.label(held, many, known)) == "A: 2 permissões passaram a sim"


def test_a_profile_is_made_with_its_first_save(role, store, write):
    first = role("A")
    published = store.find("profile-option", "Contas do Próprio Usuário")
    assert profiles.ticked(store, first.uid) == {published.uid}
    write(profiles.saving_profile(store, first.uid, ()))
    assert store.where("profile", role=first.uid)[0]["options"] == frozenset()
    assert profiles.ticked(store, first.uid) == frozenset()
    write(profiles.saving_profile(store, first.uid, {published.uid}))
    assert len(store.where("profile")) == 1


def test_an_option_goes_out_of_every_profile(workspace, role, store, write):
    first = role("A")
    write(profiles.adding_option(store, "  Contas da Equipe "))
    option = store.find("profile-option", "Contas da Equipe")
    assert option["evidence"] == "own"
    write(profiles.saving_profile(store, first.uid, {option.uid}))
    assert isinstance(workspace.edits.apply(profiles.adding_option(store, "contas da equipe"), N_("teste")), Rejected)
    write(profiles.renaming_option(option, "Contas do Time"))
    write(profiles.removing_option(store, store.get("profile-option", option.uid)))
    assert store.find("profile-option", "Contas do Time") is None
    assert store.where("profile", role=first.uid)[0]["options"] == frozenset()
    workspace.edits.undo()
    assert store.where("profile", role=first.uid)[0]["options"] == {option.uid}
