"""Who reports to whom: trees, moves and their refusals, activation, copying, and where an org chart's boxes stand."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from crm_console.core.paths import resources
from crm_console.core.record import Record
from crm_console.core.text import N_, Language
from crm_console.services import activation
from crm_console.services.copying_user import PARTS, copied
from crm_console.services.hierarchy import (
    hierarchy,
    lacks,
    matching,
    moving,
    read,
    refusal,
    tops,
    with_above,
    with_below,
)
from crm_console.services.org_layout import BOX_HEIGHT, BOX_WIDTH, arranged
from crm_console.services.sharing import editing_sets
from crm_console.store.change import Added, Applied, Edited, Rejected
from crm_console.store.queries import Listing, page
from crm_console.store.store import new_uid


def person(uid, manager=None, **values):
    return Record("user", uid, {"login": uid, "full_name": uid.title(), "manager": manager, "crm_user": True, **values})


@pytest.fixture
def tree():
    return hierarchy([
        person("zoe"), person("ana", "zoe"), person("bia", "ana"), person("caio", "bia"), person("davi", "ana"),
        person("eva", "zoe", crm_user=False), person("fred")])


@pytest.fixture
def add(workspace):
    def make(type_name, **values):
        uid = new_uid()
        assert isinstance(workspace.edits.apply([Added(type_name, uid, values)], N_("teste")), Applied)
        return uid

    return make


def said(text):
    return Language("pt_BR", resources() / "i18n").say(text)


def test_the_tree_by_names_with_depth_and_numbers_below(tree):
    assert tree.roots == ("fred", "zoe")
    assert tree.under["zoe"] == ("ana", "eva")
    assert tree.below("ana") == ["bia", "davi", "caio"]
    assert tree.above("caio") == ["bia", "ana", "zoe"]
    assert (tree.depth("caio"), tree.depth("zoe")) == (3, 0)
    assert (tree.counts["zoe"], tree.counts["ana"], tree.counts["fred"]) == (5, 3, 0)


def test_names_count_below_themselves_in_any_order_of_records():
    people = [person("c", "b"), person("b", "a"), person("a")]
    for order in (people, people[::-1]):
        assert hierarchy(order).counts == {"a": 2, "b": 1, "c": 0}


def test_a_ring_that_was_stored_elsewhere_is_opened_and_nobody_is_lost():
    made = hierarchy([person("a", "b"), person("b", "c"), person("c", "a"), person("d", "a")])
    assert sorted(made.below(None)) == ["a", "b", "c", "d"]
    assert len(made.roots) == 1


def test_who_is_below_another_who_moves_comes_along_by_itself(tree):
    assert tops(tree, ["caio", "ana", "fred"]) == ["ana", "fred"]
    assert moving(tree, ["caio", "ana"], "fred") == [Edited("user", "ana", "manager", "zoe", "fred")]
    assert said(with_below(tree, ["ana"])) == "Ana e 3 pessoas abaixo"


def test_a_cycle_and_a_manager_outside_the_crm_are_refused_before(tree):
    assert said(refusal(tree, ["ana"], "caio")) == "Isto fecha um círculo: Ana → Caio → Bia → Ana. Mude o gestor de um deles."
    assert said(refusal(tree, ["ana"], "ana")) == "Ana não pode ser o próprio gestor."
    assert "não é usuário do CRM" in said(refusal(tree, ["ana"], "eva"))
    assert refusal(tree, ["ana"], "fred") is None
    assert refusal(tree, ["ana"], None) is None


def test_the_refusal_is_the_stores_own_sentence(workspace, add):
    ana = add("user", login="ana", full_name="Ana")
    bia = add("user", login="bia", full_name="Bia", manager=ana)
    out = add("user", login="fora", full_name="Fora", crm_user=False)
    made = read(workspace.store)
    for uid, manager in ((ana, bia), (ana, out)):
        outcome = workspace.edits.apply(moving(made, [uid], manager), N_("teste"))
        assert isinstance(outcome, Rejected)
        assert said(outcome.problems[0].text) == said(refusal(made, [uid], manager))


def test_found_by_name_login_and_e_mail_without_accents_and_by_what_lacks(tree):
    made = hierarchy([*tree.people.values(), person("joão", "ana", email="jp@x.example", department="d")])
    assert matching(made, "joao") == {"joão"}
    assert matching(made, "JP@x") == {"joão"}
    assert matching(made, "", ["manager"]) == {"zoe", "fred"}
    assert "joão" not in matching(made, "", ["department"])
    assert with_above(made, ["joão"]) == {"joão", "ana", "zoe"}
    assert lacks(made.people["fred"], ["manager", "branches", "function"])


def test_a_list_finds_the_same_people_in_the_database(workspace, add):
    company = add("company", code="1", name="A")
    branch = add("branch", company=company, code="1", name="B")
    top = add("user", login="top", branches=frozenset({branch}))
    under = add("user", login="under", manager=top)
    made = read(workspace.store)
    for lacking in ((), ("manager",), ("branches",), ("manager", "branches"), ("department", "function")):
        found = {r.uid for r in page(workspace.store, Listing("user", lacking=lacking), 0, 50)}
        assert found == matching(made, "", lacking)
    assert matching(made, "", ("branches",)) == {under}


# activation

def deployed(workspace, **values):
    uid = new_uid()
    assert isinstance(workspace.store.apply([Added("deployment", uid, {"number": 1, **values})], N_("x")), Applied)


@pytest.mark.parametrize(("values", "state", "words"), [
    ({"package": "freemium"}, "automatic", "Freemium"),
    ({"package": "starter"}, "pending", "suporte do CRM"),
    ({"package": "advanced"}, "pending", "suporte do CRM"),
    ({"route": "erpx"}, "unknown", "não é publicado"),
    ({"route": "mega"}, "automatic", "Mega"),
    ({}, "unknown", "pacote ainda não foi escolhido"),
])
def test_the_state_and_its_reason_follow_route_and_package(workspace, add, values, state, words):
    deployed(workspace, **values)
    add("user", login="ana", activation=state)
    assert activation.mismatched(workspace.store, workspace.store.where("user")) == []
    assert words in said(activation.reason(workspace.store, state))


def test_states_that_do_not_follow_are_settled_but_the_activated_stay(workspace, add):
    deployed(workspace, package="starter")
    for login, state in (("a", "automatic"), ("b", "active"), ("c", "pending"), ("d", "unknown"),
                         ("suportecrm", "automatic")):
        add("user", login=login, activation=state)
    add("user", login="fora", crm_user=False, activation="automatic")
    store = workspace.store
    assert "Não corresponde" in said(activation.reason(store, "automatic"))
    changes = activation.settling(store, store.where("user"))
    assert {store.get("user", c.uid)["login"] for c in changes} == {"a", "d"}
    assert {c.after for c in changes} == {"pending"}


def test_the_request_names_who_waits(workspace, add):
    deployed(workspace, package="starter", tenant="serraazul")
    add("user", login="ana", full_name="Ana Souza", email="ana@x.example", activation="pending")
    add("user", login="bia", activation="active")
    store = workspace.store
    text = activation.request(store, activation.pending(store.where("user")), Language("pt_BR", resources() / "i18n"))
    assert "- ana · Ana Souza · ana@x.example" in text
    assert "bia" not in text
    assert "Tenant: serraazul" in text
    assert "Ativem no CRM 1 usuário:" in text


def test_copying_takes_what_was_asked_and_never_makes_the_own_manager():
    source = person("ana", "bia", roles=frozenset({"r"}), branches=frozenset({"b"}), default_branch="b", department="d")
    target = person("bia")
    assert copied(source, target, ["roles"]) == {"roles": frozenset({"r"})}
    everything = copied(source, target, list(PARTS))
    assert everything["default_branch"] == "b"
    assert everything["department"] == "d"
    assert "manager" not in everything
    assert copied(source, person("caio"), ["place"])["manager"] == "bia"


def test_sets_of_many_records_are_added_to_taken_from_or_replaced():
    records = [person("a", roles=frozenset({"x"})), person("b", roles=frozenset({"y"}))]
    assert editing_sets(records, "roles", {"y"}, "add") == [Edited("user", "a", "roles", None, "y")]
    assert editing_sets(records, "roles", {"y"}, "remove") == [Edited("user", "b", "roles", "y", None)]
    assert editing_sets(records, "roles", {"y"}, "replace") == [
        Edited("user", "a", "roles", "x", None), Edited("user", "a", "roles", None, "y")]


# layout

def random_tree(count, seed):
    chance = random.Random(seed)
    under = {}
    for at in range(1, count):
        under.setdefault(str(chance.randrange(max(0, at // 9 - 3), max(1, at // 6 + 1))), []).append(str(at))
    return under


def overlapping(chart):
    boxes = sorted(chart.boxes.values())
    return [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1:at + 400]
            if b[0] - a[0] < BOX_WIDTH and abs(b[1] - a[1]) < BOX_HEIGHT]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_stands_on_another_and_everyone_stands_below_the_manager(seed):
    under = random_tree(700, seed)
    chart = arranged(["0"], lambda uid: under.get(uid, ()))
    assert len(chart.boxes) == 700
    assert overlapping(chart) == []
    for manager, people in under.items():
        assert all(chart.boxes[uid][1] >= chart.boxes[manager][1] + BOX_HEIGHT for uid in people)
    assert all(0 <= x <= chart.width - BOX_WIDTH and 0 <= y <= chart.height - BOX_HEIGHT
               for x, y in chart.boxes.values())
    assert all(x1 <= x2 and y1 <= y2 for x1, y1, x2, y2 in chart.lines)  # the painter counts on it


def test_two_thousand_people_are_a_page_not_a_ribbon():
    under = {str(at): [str(child) for child in range(at * 7 + 1, min(at * 7 + 8, 2000))] for at in range(286)}
    chart = arranged(["0"], lambda uid: under.get(uid, ()))
    assert len(chart.boxes) == 2000
    assert chart.width < 20_000
    assert chart.height < 20_000


def test_a_manager_stands_above_the_middle_and_a_team_in_a_column():
    under = {"a": ["b", "c"], "b": ["d"], "c": ["e", "f", "g"]}
    chart = arranged(["a"], lambda uid: under.get(uid, ()))
    middle = (chart.boxes["b"][0] + chart.boxes["c"][0]) / 2
    assert chart.boxes["a"][0] == pytest.approx(middle)
    assert len({chart.boxes[uid][0] for uid in "efg"}) == 1
    assert all(a < b for a, b in pairwise(chart.boxes[uid][1] for uid in "efg"))


def test_folded_branches_take_no_room_and_a_long_line_of_command_is_no_trouble():
    under = {str(at): [str(at + 1)] for at in range(3000)}
    whole = arranged(["0"], lambda uid: under.get(uid, ()))
    assert len(whole.boxes) == 3001
    folded = arranged(["0"], lambda uid: under.get(uid, ()), {"1"})
    assert set(folded.boxes) == {"0", "1"}
    assert folded.height < whole.height


def test_nobody_at_all():
    assert arranged([], lambda _: ()).boxes == {}
