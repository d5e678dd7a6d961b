"""The funnel's figures and example, the switches' changes, and keys made from names."""

from __future__ import annotations

import pytest

from crm_console.core.codecs import BadValue
from crm_console.core.text import N_
from crm_console.services import funnel
from crm_console.services import general_settings as settings
from crm_console.services.customers import create_customer
from crm_console.store.change import Added, Applied
from crm_console.store.store import new_uid


@pytest.fixture
def customer(tmp_path):
    with create_customer(str(tmp_path / "c.crmc"), "Serra Azul", "Marina Duarte") as made:
        yield made


def done(workspace, changes):
    outcome = workspace.edits.apply(changes, N_("teste"))
    assert isinstance(outcome, Applied), outcome


@pytest.mark.parametrize(("probability", "count"), [
    (100, 10), (80, 13), (60, 17), (55, 18), (16, 63), (10, 100), (1, 1000), (0, None), (None, None)])
def test_how_many_opportunities_it_takes_to_close_ten(probability, count):
    assert funnel.needed(probability) == count


def test_bars_are_linear_and_the_widest_is_whole():
    shares = [bar.share for bar in funnel.bars([10, 20, None, 0, 50, 100])]
    assert shares == [1, 0.5, 0, 0, 0.2, 0.1]
    assert [bar.needed for bar in funnel.bars([None] * 6)] == [None] * 6


def test_a_stage_widens_against_the_last_one_that_has_a_number():
    assert funnel.widening([10, 40, None, 30, 30, 100]) == {3}
    assert funnel.widening([None] * 6) == frozenset()
    assert funnel.widening([60, 55, 50, 50, 51, 0]) == {1, 2, 5}


@pytest.mark.parametrize(("text", "value"), [("55", 55), (" 55 % ", 55), ("55%", 55), ("", None), ("0", 0), ("100", 100)])
def test_a_probability_is_read(text, value):
    assert funnel.read("probability", text) == value


@pytest.mark.parametrize("text", ["101", "-1", "2.5", "2,5", "abc", "1e2", "½", "99999999999999999999"])
def test_a_probability_is_refused_with_a_sentence(text):
    with pytest.raises(BadValue) as refused:
        funnel.read("probability", text)
    assert str(refused.value.text)


def test_the_example_is_one_undo_and_knows_itself(customer):
    before = customer.store.where("stage")
    assert not funnel.is_example(customer.store)
    done(customer, funnel.from_example(customer.store))
    assert funnel.is_example(customer.store)
    stages = customer.store.where("stage")
    assert [s["probability"] for s in stages] == [10, 25, 40, 60, 80, 100]
    types = {t.uid: t["name"] for t in customer.store.where("account-type")}
    assert [types.get(s["account_type"]) for s in stages] == [None, "Prospect", None, None, None, "Cliente"]
    assert funnel.from_example(customer.store) == []
    customer.edits.undo()
    assert [s.values for s in customer.store.where("stage")] == [s.values for s in before]
    assert customer.store.where("account-type") == []


def test_the_example_takes_the_types_that_are_there(customer):
    done(customer, [Added("account-type", new_uid(), {"name": "PROSPECT"})])
    done(customer, funnel.from_example(customer.store))
    assert sorted(t["name"] for t in customer.store.where("account-type")) == ["Cliente", "PROSPECT"]
    assert funnel.is_example(customer.store)


def test_the_example_overwrites_and_clearing_leaves_nothing(customer):
    first = customer.store.where("stage")[0]
    done(customer, funnel.writing(first, "probability", 33))
    done(customer, funnel.from_example(customer.store))
    assert funnel.is_example(customer.store)
    done(customer, funnel.clearing(customer.store))
    assert {v for s in customer.store.where("stage") for n, v in s.values.items() if n != "number"} == {None}
    assert funnel.clearing(customer.store) == []


def test_a_workspace_without_stages_still_has_six(workspace):
    assert [s["number"] for s in funnel.stages(workspace.store)] == [1, 2, 3, 4, 5, 6]
    done(workspace, funnel.writing(funnel.stages(workspace.store)[3], "name", "Proposta"))
    assert [(s["number"], s["name"]) for s in workspace.store.where("stage")] == [(4, "Proposta")]


def test_warnings_see_the_table_and_not_the_store(customer):
    shown = [s.replaced(probability=p) for s, p in zip(funnel.stages(customer.store), (10, 50, 40, 60, 80, 100), strict=True)]
    found = funnel.warnings(customer.store, shown)
    assert [(p.rule, p.record[1]) for p in found] == [("stage.falls", shown[2].uid)]
    assert funnel.warnings(customer.store, funnel.stages(customer.store)) == []


def test_only_active_types_and_the_one_in_use(customer):
    for name, active in (("Lead", True), ("Cliente", None), ("Antigo", False)):
        done(customer, [Added("account-type", new_uid(), {"name": name, "active": active})])
    types = {t["name"]: t for t in customer.store.where("account-type")}
    assert [t["name"] for t in funnel.choices(types.values(), None)] == ["Cliente", "Lead"]
    assert [t["name"] for t in funnel.choices(types.values(), types["Antigo"].uid)] == ["Antigo", "Cliente", "Lead"]


def test_a_switch_is_not_set_yes_no_and_not_set_again(customer):
    key = "opportunity.required.subtype"
    assert settings.states(customer.store)[key] is None
    assert settings.switching(customer.store, key, None) == []
    for value, stored in ((True, "true"), (False, "false"), (None, None)):
        changes = settings.switching(customer.store, key, value)
        assert len(changes) == 1
        done(customer, changes)
        assert customer.store.find("setting", key)["value"] == stored
        assert settings.states(customer.store)[key] is value
        assert settings.switching(customer.store, key, value) == []


def test_the_ten_switches_stand_in_their_order_and_the_fixed_one_stays(customer):
    from crm_console.models.setting import FIXED, REQUIRED

    shown = [key.rsplit(".", 1)[1] for key in (*settings.AT_ENTRY_KEYS, *settings.AT_CLOSE_KEYS)]
    assert shown == list(REQUIRED)
    assert settings.states(customer.store)[FIXED] is True
    assert settings.switching(customer.store, FIXED, False) == []


@pytest.mark.parametrize(("name", "made"), [
    ("Tipo da Ocorrência", "tipo_da_ocorrencia"), ("  Prazo – Solução! ", "prazo_solucao"), ("…", "campo"), ("日本", "campo"),
    ("a" * 200, "a" * 60)])
def test_a_key_is_made_from_a_name(name, made):
    assert settings.slug(name) == made


def test_a_key_is_never_used_twice(customer):
    assert settings.slug("Ação", ["acao", "acao_2"]) == "acao_3"
    for name in ("Ação", "Acao"):
        assert settings.name_problem(customer.store, name) is None
        done(customer, settings.adding(customer.store, name))
    assert [r["key"] for r in settings.occurrence_fields(customer.store)] == [
        "occurrence.required.acao", "occurrence.required.acao_2"]


def test_a_name_is_refused_when_empty_used_or_too_long(customer):
    done(customer, settings.adding(customer.store, "Prazo"))
    own = settings.occurrence_fields(customer.store)[0]
    assert settings.name_problem(customer.store, "  ") is not None
    assert "já está" in str(settings.name_problem(customer.store, "prazo"))
    assert settings.name_problem(customer.store, "prazo", own) is None
    assert settings.name_problem(customer.store, "x" * 161) is not None
