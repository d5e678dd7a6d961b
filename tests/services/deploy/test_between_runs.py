"""What changes between two runs, or beside one: records, routes, tenants, clocks, thousands of items."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

import pytest

from crm_console.core.errors import RefusedError, UsageError
from crm_console.core.jobs import Context, StoppedError
from crm_console.core.text import N_
from crm_console.services.deploy import ledger as ledgers
from crm_console.services.deploy.state import state
from crm_console.services.platform.connecting import Platform
from crm_console.services.records import fresh
from crm_console.store import runs
from crm_console.store.attempts import at_the_platform
from crm_console.store.change import Added

USER = "platform/user/actions/createUser"
ACCOUNT_TYPES = """[[call]]
id = "account_type.list"
domain = "crm"
service = "basic_records"
primitive = "entities"
name = "accountType"
op = "list"
fields = { name = "name" }
answer = "contents"
paging = "entities"
source = "platform-api.md 8"
"""


def test_a_record_that_is_added_after_the_end_reopens_its_step(lab):
    lab.signed_in("standard")
    first = lab.run_to_the_end()
    assert first.green
    lab.set("department", "Pós-venda")
    with lab.open() as workspace:
        found = state(workspace, Platform(workspace, at_the_platform(lab.folder)))
    assert not found.complete
    assert {each.step.id: each.state for each in found.steps}["department"] == "pending"
    again = lab.run()
    assert again.green
    assert again.run.number == first.run.number
    assert len(lab.twin.effects("crm/sandbox_records/entities/department")) == 2
    assert str(again.rows["department", ""].said) == "2 de 2 registros"


def test_a_record_that_goes_or_is_mended_lets_its_step_end(lab):
    lab.set("user", "sem.senha", "full_name=Sem Senha", "email=s@serraazul.example")
    lab.signed_in("standard")
    ran = lab.run()
    assert ran.states["user"] == "failed"
    assert "falta a senha inicial" in ran.said("user")
    assert "sync" not in ran.states
    lab.console("remove", lab.place, "user", "sem.senha")
    assert lab.run_to_the_end().green


def test_another_route_is_another_run_and_the_former_one_is_found_again(lab):
    lab.signed_in("standard")
    first = lab.run()
    lab.set("deployment", "1", "route=mega", "package=freemium", "mega_url=https://mega.example:8443/")
    other = lab.run()
    assert other.run.number != first.run.number
    assert "já existe no CRM com o pacote" in other.said("crm_tenant"), "what is there with another package needs a person"
    lab.set("deployment", "1", "route=standard", "package=starter")
    assert lab.run().run.number == first.run.number
    assert lab.run_to_the_end().green


def test_what_a_person_left_out_stays_out_and_what_needs_it_goes_on(lab):
    lab.signed_in("standard")
    ran = lab.run({"smtp": "skipped"})
    assert ran.states["smtp"] == "skipped"
    ran = lab.run_to_the_end()
    assert ran.green
    assert lab.twin.effects("crm/sandbox_records/entities/smtp") == []


def test_what_a_person_calls_failed_is_tried_again_by_the_next_run(lab):
    lab.signed_in("standard")
    ran = lab.run({"department": "failed"})
    assert ran.states["department"] == "failed"
    assert lab.run_to_the_end().green


def test_a_guided_step_that_failed_stays_so_until_somebody_says_otherwise(lab):
    lab.signed_in("standard")
    lab.run({"relogin": "failed"})
    assert lab.run().states["relogin"] == "failed"
    ran = lab.run_to_the_end()
    assert ran.states["relogin"] == "failed"
    assert ran.run.state == "running"
    assert lab.run({"relogin": "done", "activation": "done"}).green


def test_one_answer_for_a_batch_is_about_what_is_not_finished(lab):
    lab.signed_in("standard", catalogue="")
    ran = lab.run({"crm_tenant": "skipped", "deployment_steps": "skipped", "default_records": "skipped"})
    assert ran.states["company"] == "guided"
    lab.run({"company:1": "failed"})
    before = lab.run().rows
    company = next(uid for step, uid in before if step == "company" and uid)
    assert before["company", company].state == "failed"
    ran = lab.run({"company": "done"}, by="Rui")
    assert (ran.rows["company", company].state, ran.rows["company", company].by) == ("done", "Rui")
    ran = lab.run({"company": "done"}, by="Outra pessoa")
    assert ran.rows["company", company].by == "Rui", "who did it is not overwritten by who repeats it"


def test_what_is_guided_and_can_be_read_is_looked_at_in_each_run(lab):
    from tests.sandbox.raw import customer, deploy

    lab.signed_in("standard", catalogue=ACCOUNT_TYPES)
    deploy(lab.twin, "starter")
    ran = lab.run({"crm_tenant": "done", "deployment_steps": "done"})
    assert ran.states["account-type"] == "guided"
    customer(lab.twin).entity("POST", "accountType", body={"name": "Parceiro"})
    assert lab.run().states["account-type"] == "done"


def test_with_the_master_alone_no_record_goes_anywhere(lab):
    """The master's own tenant has roles and users too; none of the customer's belong there."""
    lab.route("standard")
    lab.set("deployment", "1", "tenant=serraazulexample", "domain=serraazul.example")
    lab.sign_in("master")
    ran = lab.run({"default_records": "done"})
    assert ran.states["role"] == ran.states["user"] == "guided"
    assert {row["call"] for row in lab.twin.effects() if row["tenant"] == "seniorexample"} == {
        "crm/sandbox_tenants/actions/createCrmTenant"}


def test_a_catalogue_for_the_customers_tenant_holds_for_the_masters_part_too(lab):
    lab.signed_in("standard", catalogue='tenant = "serraazulexample"\n' + lab.twin.catalog.read_text())
    assert lab.run_to_the_end().green


def test_a_tenant_that_was_changed_in_the_deployment_is_refused(lab):
    lab.signed_in("standard")
    lab.set("deployment", "1", "tenant=outroexample", "domain=outro.example")
    with pytest.raises(RefusedError, match="outro tenant"):
        lab.run()
    assert lab.twin.effects() == []


def test_answers_must_name_a_step_a_record_and_a_person(lab):
    lab.signed_in("standard")
    for answers, by, said in (({"nada": "done"}, "M", "nada"), ({"user:nobody": "done"}, "M", "nobody"),
                              ({"relogin": "done"}, " ", "relogin"), ({"relogin": "perhaps"}, "M", "perhaps")):
        with pytest.raises(UsageError, match=said):
            lab.run(answers, by=by)
    with lab.open() as workspace:
        assert runs.latest(workspace.store, "deploy") is None


@pytest.mark.parametrize("jump", [timedelta(days=-3), pytest.param(timedelta(days=3), marks=pytest.mark.long)])
def test_a_clock_that_jumps_neither_hurries_nor_holds_up_an_open_write(lab, jump, monkeypatch):
    text = lab.twin.catalog.read_text()
    lab.signed_in("standard", catalogue=text.replace(*(
        f'name = "company"\nop = "create"\nwrites = true\nrung = {rung}' for rung in (3, 5))))
    lab.twin.faults({"call": "crm/sandbox_records/entities/company", "method": "POST", "kind": "late", "seconds": 0.6})
    ctx = Context()
    threading.Thread(target=lambda: (time.sleep(0.6), ctx.stop()), daemon=True).start()
    with pytest.raises(StoppedError):
        lab.run(ctx=ctx, settle=30)
    moved = (datetime.now().astimezone() + jump).isoformat(timespec="seconds")
    with monkeypatch.context() as patch:
        patch.setattr("crm_console.store.runs.now", lambda: moved)
        began = time.monotonic()
        assert lab.run_to_the_end(settle=1).green
    assert time.monotonic() - began < 8
    assert len(lab.twin.effects("crm/sandbox_records/entities/company")) == 1
    assert ledgers.time is time, "the wait is measured by a clock that does not jump"


def people(lab, count):
    with lab.open() as workspace:
        secret = workspace.keep_secret("segredo-inicial-91bc")
        made = [fresh(workspace.store, "user", login=f"pessoa{n:04}", full_name=f"Pessoa {n}",
                      email=f"p{n}@serraazul.example", password=secret) for n in range(count)]
        workspace.store.apply([Added("user", each.uid, dict(each.values)) for each in made], N_("muitos"))


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.long)])
def test_the_time_of_many_records_grows_with_their_number(lab, count):
    lab.signed_in("standard")
    assert lab.run_to_the_end().green
    people(lab, count)
    began = time.monotonic()
    ran = lab.run()
    took = time.monotonic() - began
    assert str(ran.rows["user", ""].said) == f"{count + 2} de {count + 2} registros"
    assert took / count < 0.08, f"{took / count * 1000:.1f} ms for one person: six calls and nine lines of the journal"
    began = time.monotonic()
    assert lab.run().green
    with lab.open() as workspace:
        found = state(workspace, Platform(workspace, at_the_platform(lab.folder)))
        assert found.complete
    assert time.monotonic() - began < 1 + count / 400


def test_a_stop_takes_effect_at_once_wherever_the_run_is(lab):
    lab.signed_in("standard")
    lab.run_to_the_end()
    people(lab, 100)
    for after in (0.2, 0.5, 0.9):
        ctx = Context()
        moment = []

        def stop(ctx=ctx, moment=moment):
            moment.append(time.monotonic())
            ctx.stop()

        threading.Timer(after, stop).start()
        with pytest.raises(StoppedError):
            lab.run(ctx=ctx)
        assert time.monotonic() - moment[0] < 0.2 + 0.2  # closing the workspace counts too
    assert lab.run().green
    made = [row["key"] for row in lab.twin.effects(USER)]
    assert len(made) == len(set(made)) == 102
