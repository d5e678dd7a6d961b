"""A workspace in a schema of a real PostgreSQL: the same write path, lists and rules, and several writers."""

from __future__ import annotations

import pytest

from crm_console.core.errors import FailedError, RefusedError
from crm_console.core.text import N_
from crm_console.services.customers import create_customer
from crm_console.services.findings import findings
from crm_console.store import notes, pictures, queries
from crm_console.store.change import Added, Applied, Edited, Rejected, Removed
from crm_console.store.store import new_uid
from crm_console.store.workspace import open_workspace

WHY = N_("teste")


@pytest.fixture
def team(schema):
    with create_customer(schema, "Serra Azul", "Marina") as made:
        company, branch = new_uid(), new_uid()
        outcome = made.edits.apply([
            Added("company", company, {"code": "001", "name": "Serra Azul"}),
            Added("branch", branch, {"company": company, "code": "0001", "name": "Sede"}),
            Added("smtp", new_uid(), {"company": company, "branch": branch, "host": "mail.x.example", "port": 25})], WHY)
        assert isinstance(outcome, Applied)
        yield made, schema, company, branch


def test_the_same_rules_and_lists(team):
    workspace, _, company, branch = team
    store = workspace.store
    refused = store.apply([Removed("company", company, {})], WHY)
    assert isinstance(refused, Rejected)
    assert "Servidor SMTP 001/0001/1" in str(refused.problems[0].text)
    assert isinstance(store.apply([Added("company", new_uid(), {"code": "001"})], WHY), Rejected)
    listing = queries.Listing("branch", "SEDE serra", group="company")
    assert queries.count(store, listing) == 1
    assert queries.groups(store, listing) == [(company, 1)]
    assert queries.position(store, listing, branch) == 0
    assert [r["number"] for r in store.where("stage")] == [1, 2, 3, 4, 5, 6]
    assert findings(store)
    notes.keep_draft(store, "branch", branch, {"name": "X"}, new=False)
    assert notes.drafts(store)[0].values == {"name": "X"}
    workspace.edits.undo()
    assert store.where("smtp") == []


def test_roles_people_and_rings_are_the_same_there(team):
    workspace, _, _, branch = team
    store = workspace.store
    first, second, role = new_uid(), new_uid(), new_uid()
    resource = store.where("resource", name="Nova Conta")[0].uid
    outcome = workspace.edits.apply([
        Added("role", role, {"name": "CRM – Diretor", "permissions": frozenset({f"{resource}:view", f"{resource}:edit"})}),
        Added("user", first, {"login": "ana", "crm_user": True, "roles": frozenset({role}),
                              "branches": frozenset({branch}), "default_branch": branch}),
        Added("user", second, {"login": "bruno", "crm_user": True, "manager": first})], WHY)
    assert isinstance(outcome, Applied), outcome
    assert store.get("role", role)["permissions"] == {f"{resource}:view", f"{resource}:edit"}
    assert isinstance(workspace.edits.apply(
        [Edited("role", role, "permissions", f"{resource}:edit", None)], WHY), Applied)
    assert store.get("role", role)["permissions"] == {f"{resource}:view"}
    workspace.edits.undo()
    assert store.get("role", role)["permissions"] == {f"{resource}:view", f"{resource}:edit"}
    ring = store.apply([Edited("user", first, "manager", None, second)], WHY)
    assert isinstance(ring, Rejected)
    assert ring.problems[0].rule == "store.cycle"
    assert {f.judged.problem.rule for f in findings(store, ("user",))} >= {"user.no_role", "user.no_pair"}
    assert pictures.read(store, pictures.keep(store, "png", b"x")) == b"x"


def test_two_writers_and_a_stale_write(team):
    first, schema, company, _ = team
    with open_workspace(schema, "Paulo") as second:
        assert not second.read_only
        assert isinstance(second.store.apply([Edited("company", company, "name", "Serra Azul", "B")], WHY), Applied)
        stale = first.store.apply([Edited("company", company, "name", "Serra Azul", "C")], WHY)
        assert isinstance(stale, Rejected)
        assert stale.problems[0].rule == "store.stale"


def test_never_over_a_workspace_that_exists(team):
    with pytest.raises(RefusedError):
        create_customer(team[1], "Outro", "eu")


def test_a_server_that_is_not_there_is_a_sentence():
    with pytest.raises(FailedError, match="banco de dados"):
        open_workspace("postgresql+psycopg://postgres@127.0.0.1:1/postgres", "eu")
