"""The client against the platform that was written from the published facts alone, in all three dialects."""

from __future__ import annotations

import pytest

from crm_console.core.errors import UserError
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.core.text import N_
from crm_console.services.deploy.engine import Answer, Deployer
from crm_console.services.platform.connecting import Platform
from crm_console.services.platform.failures import Kind, PlatformError
from crm_console.services.sample import create_sample
from crm_console.store import runs
from crm_console.store.attempts import at_the_platform
from crm_console.store.change import Edited
from tests.servers.fake_platform import running_fake_platform

DIALECTS = ("bridge", "api-old", "api-flat")


@pytest.fixture(params=DIALECTS)
def fake(request, tmp_path):
    with running_fake_platform(tmp_path / "fake", dialect=request.param) as places:
        yield places


@pytest.fixture
def entered(fake, platform, enter):
    enter(platform, fake.url, fake.password, user=fake.user, dialect=fake.state.dialect, client_id="conta-1",
          catalogue=fake.told)
    return platform


def test_a_person_signs_in_in_each_dialect_and_the_tenant_is_found(fake, entered):
    made = entered.connection("customer")
    assert (made.tenant, made.domain, made.user) == (fake.tenant, fake.domain, fake.user)
    assert made.environment == "rehearsal"


def test_an_application_signs_in_in_each_dialect(fake, platform, enter):
    made = enter(platform, fake.url, fake.key_secret, key=fake.key, tenant=fake.tenant, dialect=fake.state.dialect,
                 client_id="conta-1")
    assert (made.kind, made.user, made.tenant) == ("key", fake.key, fake.tenant)


def test_the_wrong_dialect_finds_nothing(fake, platform, enter):
    other = DIALECTS[(DIALECTS.index(fake.state.dialect) + 1) % 3]
    with pytest.raises(UserError):
        enter(platform, fake.url, fake.password, user=fake.user, dialect=other, client_id="conta-1")
    assert platform.connection("customer") is None


def test_a_role_and_a_user_are_created_and_read_back(fake, entered):
    ctx = Context()
    with entered.session() as session:
        assert session.call(ctx, "role.create", {"name": "Vendas", "description": "Do teste"}) == "Vendas"
        assert session.ours("role.read", session.call(ctx, "role.read", {"name": "Vendas"})) == {
            "name": "Vendas", "description": "Do teste"}
        assert session.call(ctx, "user.create", {
            "login": "ana", "full_name": "Ana Luz", "email": "ana@serraazul.example", "password": "Inicial-1"}) == "ana"
        me = session.ours("user.read", session.call(ctx, "user.read", {"login": f"ana@{fake.domain}"}))
        assert (me["login"], me["full_name"]) == ("ana", "Ana Luz")
        session.call(ctx, "role.assign", {"roles": ["Vendas"], "users": [f"ana@{fake.domain}"]})
        assert session.call(ctx, "role.users", {"roles": ["Vendas"]}) == ["ana"]
        with pytest.raises(PlatformError) as refused:
            session.call(ctx, "role.assign", {"roles": ["Vendas"], "users": [fake.user]})
        assert refused.value.kind is Kind.FORBIDDEN
        with pytest.raises(PlatformError) as missing:
            session.call(ctx, "user.read", {"login": "ninguem"})
        assert missing.value.kind is Kind.MISSING


def test_all_pages_of_each_kind_of_list_are_followed(fake, entered, monkeypatch):
    monkeypatch.setattr("crm_console.services.platform.session.PAGE", 4)
    ctx = Context()
    with entered.session() as session:
        for number in range(11):
            session.call(ctx, "role.create", {"name": f"Papel {number}"})
            session.call(ctx, "department.create", {"name": f"Setor {number}"})
            session.call(ctx, "profile.create", {"role": f"Papel {number}", "options": ["a"]})
        lists = {"role.list": ("name", "Papel"), "department.list": ("name", "Setor"), "profile.list": ("role", "Papel")}
        for call_id, (name, word) in lists.items():
            rows = [session.ours(call_id, row)[name] for row in session.every(ctx, call_id)]
            assert rows == [f"{word} {number}" for number in range(11)], call_id


def test_the_catalogue_of_this_tenant_is_the_one_that_was_given(entered):
    calls = entered.catalogue()
    assert calls.automatic("crm.sync")
    assert calls["crm.sync"].address == "crm/acesso/signals/espelhar"
    assert not calls.automatic("role.update"), "nobody gave it"


@pytest.mark.parametrize("route", ["standard", "erpx", "mega"])
def test_a_whole_deployment_ends_green(route, tmp_path, request):
    from tests.servers.twin import running_twin  # the sample customer tests its mail servers on the twin

    with running_twin(tmp_path / "twin", "--pace", "0.1") as twin, running_fake_platform(tmp_path / "fake") as fake, \
            create_sample(tmp_path / "a.crmc", "Marina", twin.places) as workspace:
        (deployment,) = workspace.store.where("deployment")
        changes = [] if route == "standard" else [Edited("deployment", deployment.uid, "route", "standard", route)]
        if route == "mega":
            changes += [Edited("deployment", deployment.uid, "package", "starter", "freemium"),
                        Edited("deployment", deployment.uid, "mega_url", None, "https://mega.example:8443/")]
        if changes:
            workspace.store.apply(changes, N_("Rota"))
        platform = Platform(workspace, at_the_platform(data_folder()))
        entered = request.getfixturevalue("enter")
        entered(platform, fake.url, fake.password, user=fake.user, catalogue=fake.told)
        if route != "erpx":
            entered(platform, fake.url, fake.master_password, role="master", user=fake.master_user,
                    catalogue=fake.told)
        answers = {}
        for _ in range(3):
            run = Deployer(workspace, platform, settle=0.5, poll=0.05, patience=5).run(Context(), answers)
            rows = runs.rows(workspace.store, run)
            answers = {step: Answer("done", "Marina") for (step, uid), row in rows.items()
                       if not uid and row.state in ("guided", "waiting")}
        wrong = {place: str(row.said) for place, row in rows.items() if row.state not in ("done", "skipped")}
        assert run.state == "ended", wrong
        automatic = {step for (step, uid), row in rows.items() if not uid and row.mode == "automatic"}
        assert {"company", "branch", "role", "user", "user_roles", "role_permissions", "sync"} <= automatic
        house = fake.state.customer
        held = {user["login"] for user in workspace.store.where("user")}
        assert held <= set(house.people) | {"suportecrm"}, "each user is there"
        assert len(house.shelves["company"]) == len(workspace.store.where("company"))
        assert len(house.shelves["branch"]) == len(workspace.store.where("branch"))
