"""Whatever goes wrong at a write: no effect twice, a sentence for people, and a run that goes on ends green."""

from __future__ import annotations

import time

import pytest

from crm_console.core.jobs import Context, StoppedError
from tests.services.deploy.test_kill import effects

USER, COMPANY = "platform/user/actions/createUser", "crm/sandbox_records/entities/company"
ASSIGN, TENANT = "platform/authorization/actions/assignUsers", "crm/sandbox_tenants/actions/createCrmTenant"
FAULTS = {
    "lost": {"kind": "lose"}, "failed after": {"kind": "fail_after"}, "failed before": {"kind": "fail_before"},
    "half": {"kind": "half"}, "late": {"kind": "late", "seconds": 0.2}, "late 504": {
        "kind": "late", "seconds": 0.2, "status": 504}, "empty": {"kind": "empty"}, "slow": {"kind": "slow", "seconds": 0.2},
    "html": {"kind": "html"}, "gateway": {"kind": "html", "status": 503},
    "429 in seconds": {"kind": "status", "status": 429, "retry_after": "1"},
    "429 until a date": {"kind": "status", "status": 429, "retry_after": "date", "seconds": 1},
    "401 once": {"kind": "status", "status": 401}, "403": {"kind": "status", "status": 403},
    "404": {"kind": "status", "status": 404}, "409": {"kind": "status", "status": 409},
    "417": {"kind": "text", "status": 417, "body": "Regra do tenant: não pode."}, "500": {"kind": "status", "status": 500}}
SAID = {"403": "falta permissão", "404": "não encontrou", "409": "já existe", "417": "Regra do tenant: não pode."}
TOGETHER = {"user": USER, "company": COMPANY, "department": "crm/sandbox_records/entities/department",
            "account-type": "crm/sandbox_records/entities/accountType"}
CALLS = {"user": USER, "company": COMPANY, "user_roles": ASSIGN, "crm_tenant": TENANT}


@pytest.fixture
def undisturbed(lab):
    lab.signed_in("standard")
    assert lab.run_to_the_end().green
    found = lab.tenant(), effects(lab)
    lab.renew()
    lab.signed_in("standard")
    return found


@pytest.mark.parametrize("turn", range(0, len(FAULTS), 4))
def test_whatever_goes_wrong_at_writes_nothing_is_done_twice(lab, turn):
    """Four faults at four calls in each run."""
    lab.signed_in("standard")
    met = dict(zip(TOGETHER, list(FAULTS)[turn:turn + 4], strict=False))
    lab.twin.faults(*({"call": TOGETHER[step], "method": "POST", **FAULTS[name]} for step, name in met.items()))
    ran = lab.run()
    for step, name in met.items():
        if name in SAID:
            assert SAID[name] in ran.said(step), name
        else:
            assert ran.states[step] == "done", (name, ran.said(step))
    lab.twin.faults()
    ran = lab.run_to_the_end()
    assert ran.green, {step: ran.said(step) for step, state in ran.states.items() if state != "done"}
    assert len(effects(lab)) == len(set(effects(lab))), "nothing twice"
    assert {"user/ana.prado", "user/rui.lopes", "company/1", "department/Vendas", "accountType/Parceiro"} <= set(
        lab.tenant())


def test_the_same_at_what_is_not_a_plain_record(lab):
    lab.signed_in("mega")
    lab.twin.faults({"call": TENANT, "kind": "lose"}, {"call": ASSIGN, "kind": "fail_after"},
                    {"call": "crm/sandbox_user/signals/syncUsersRolesResources", "kind": "lose"},
                    {"call": "crm/sandbox_mega/actions/startInitialLoad", "kind": "half"},
                    {"call": "platform/sandbox_configuration/actions/writeProperty", "kind": "fail_after"},
                    {"call": "platform/sandbox_authorization/actions/grantPermissions", "kind": "late", "seconds": 0.2})
    assert lab.run_to_the_end().green
    found = [one for one in effects(lab) if "grantPermissions" not in one[0]]  # the same set of rights: twice is once
    assert len(found) == len(set(found)), "nothing twice"


@pytest.mark.long
@pytest.mark.parametrize("step", list(CALLS))
@pytest.mark.parametrize("name", list(FAULTS))
def test_each_fault_at_each_call(lab, undisturbed, step, name):
    tenant, log = undisturbed
    lab.twin.faults({"call": CALLS[step], "method": "POST", **FAULTS[name]})
    ran = lab.run()
    assert name not in SAID or SAID[name] in ran.said(step)
    lab.twin.faults()
    ran = lab.run_to_the_end()
    assert ran.green
    assert lab.tenant() == tenant
    if "late" not in name or step != "user_roles":  # the same people in the same role: twice is once
        assert effects(lab) == log


@pytest.mark.parametrize("fault", [
    {"kind": "late", "seconds": 0.4}, pytest.param({"kind": "fail_before"}, marks=pytest.mark.long),
    pytest.param({"kind": "lose"}, marks=pytest.mark.long)])
def test_where_nothing_keeps_a_second_one_out_the_late_one_is_waited_for(lab, fault):
    lab.signed_in("standard", catalogue=lab.twin.catalog.read_text().replace(*(
        f'name = "company"\nop = "create"\nwrites = true\nrung = {rung}' for rung in (3, 5))))
    lab.twin.faults({"call": COMPANY, "method": "POST", **fault})
    began = time.monotonic()
    ran = lab.run_to_the_end(settle=1.2)
    assert ran.green, ran.states
    assert len(lab.twin.effects(COMPANY)) == 1
    if fault["kind"] != "lose":  # there it is seen to be there, at once or a little later
        assert time.monotonic() - began >= 1.2


def test_a_conflict_means_look_again(lab):
    """Somebody else was faster: what is there is done, and not an error."""
    lab.signed_in("standard")
    lab.twin.faults({"call": COMPANY, "method": "GET", "kind": "slow", "seconds": 0.01},
                    {"call": COMPANY, "method": "POST", "kind": "lose", "times": 1},
                    {"call": COMPANY, "method": "GET", "kind": "status", "status": 500, "after": 1, "times": 1})
    ran = lab.run_to_the_end()
    assert ran.green
    assert len(lab.twin.effects(COMPANY)) == 1


def test_what_stands_against_everything_ends_the_run(lab):
    """A gateway that is down is not asked once for each of the records."""
    lab.signed_in("standard")
    lab.twin.faults({"call": USER, "kind": "status", "status": 429, "times": 0},
                    {"call": "platform/user/queries/getUser", "kind": "html", "times": 0})
    ran = lab.run()
    assert ran.states["default_records"] == "failed"
    assert "página da internet" in ran.said("default_records")
    assert "user" not in ran.states
    lab.twin.faults()
    assert lab.run_to_the_end().green


def test_a_refused_sign_in_is_not_repeated(lab):
    lab.signed_in("standard")
    lab.twin.faults({"call": "*", "kind": "status", "status": 401, "times": 0})
    ran = lab.run()
    assert ran.states == {"platform_tenant": "failed"}
    assert "entre de novo" in ran.said("platform_tenant").casefold()
    lab.twin.faults()
    assert lab.run_to_the_end().green


def test_a_stop_while_a_write_is_on_its_way_is_settled_later(lab):
    lab.signed_in("standard")
    lab.twin.faults({"call": COMPANY, "method": "POST", "kind": "slow", "seconds": 0.4})
    ctx = Context()
    moment = {}

    def notify(progress):
        if str(progress.text).startswith("Empresas") and not moment:
            import threading

            def stop():
                moment["stopped"] = time.monotonic()
                ctx.stop()

            threading.Timer(0.15, stop).start()

    ctx._notify = notify
    with pytest.raises(StoppedError):
        lab.run(ctx=ctx)
    assert time.monotonic() - moment["stopped"] < 0.25
    with lab.open() as workspace:
        from crm_console.store import runs

        run = runs.latest(workspace.store, "deploy")
        states = {step: row.state for (step, uid), row in runs.rows(workspace.store, run).items() if not uid}
    assert states["company"] == "open"
    lab.twin.faults()
    assert lab.run_to_the_end().green
    assert len(lab.twin.effects(COMPANY)) == 1
