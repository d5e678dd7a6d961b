"""The one write path: all or nothing, stale writes refused, nothing cascades, everything comes back by undo."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from crm_console.core.errors import FailedError, RefusedError
from crm_console.core.text import N_
from crm_console.models import ledger
from crm_console.store import queries
from crm_console.store.change import Added, Applied, Edited, Rejected, Removed, unpacked
from crm_console.store.store import new_uid

WHY = N_("teste")


def add(workspace, type_name, **values):
    uid = new_uid()
    outcome = workspace.edits.apply([Added(type_name, uid, values)], WHY)
    assert isinstance(outcome, Applied), outcome
    return uid


@pytest.fixture
def pair(workspace):
    company = add(workspace, "company", code="001", name="Serra Azul")
    return company, add(workspace, "branch", company=company, code="0001", name="Sede")


def refused(workspace, *changes):
    outcome = workspace.edits.apply(list(changes), WHY)
    assert isinstance(outcome, Rejected)
    return {problem.rule: str(problem.text) for problem in outcome.problems}


def test_all_or_nothing(workspace):
    said = refused(workspace, Added("company", new_uid(), {"code": "1"}), Added("company", new_uid(), {"code": ""}))
    assert "field" in said
    assert workspace.store.where("company") == []


def test_all_problems_at_once(workspace, pair):
    outcome = workspace.edits.apply([Added("smtp", new_uid(), {
        "company": pair[0], "branch": pair[1], "host": "smtp://x", "port": 0, "sender": "CRM <a@b.example>"})], WHY)
    assert {p.field for p in outcome.problems} == {"host", "port", "sender"}


def test_a_stale_write_is_refused(workspace, pair):
    said = refused(workspace, Edited("company", pair[0], "name", "Outra", "Nova"))
    assert "store.stale" in said
    assert workspace.store.get("company", pair[0])["name"] == "Serra Azul"


def test_codes_are_unique_within_their_company_only(workspace, pair):
    other = add(workspace, "company", code="002")
    add(workspace, "branch", company=other, code="0001")
    assert "store.twin" in refused(workspace, Added("branch", new_uid(), {"company": pair[0], "code": "0001"}))


def test_uniqueness_ignores_case_dashes_and_spaces(workspace):
    add(workspace, "company", code="A – 1")
    assert "store.twin" in refused(workspace, Added("company", new_uid(), {"code": "a-1"}))


def test_two_codes_can_be_swapped(workspace):
    a, b = add(workspace, "company", code="1"), add(workspace, "company", code="2")
    outcome = workspace.edits.apply([Edited("company", a, "code", "1", "2"), Edited("company", b, "code", "2", "1")], WHY)
    assert isinstance(outcome, Applied)


def test_a_branch_of_another_company_is_refused(workspace, pair):
    other = add(workspace, "company", code="002")
    assert "store.within" in refused(workspace, Added("smtp", new_uid(), {"company": other, "branch": pair[1]}))


def test_a_link_must_lead_somewhere(workspace):
    assert "store.link" in refused(workspace, Added("branch", new_uid(), {"company": new_uid(), "code": "1"}))


def test_deleting_what_is_referred_to_lists_what_refers(workspace, pair):
    add(workspace, "smtp", company=pair[0], branch=pair[1], host="mail.x.example")
    said = refused(workspace, Removed("company", pair[0], {}))["store.referred"]
    assert "Filial 001/0001" in said
    assert "Servidor SMTP 001/0001/1" in said
    assert workspace.store.get("company", pair[0]) is not None


def test_deleting_all_of_them_together_is_allowed(workspace, pair):
    assert isinstance(workspace.edits.apply([Removed("company", pair[0], {}), Removed("branch", pair[1], {})], WHY), Applied)


def test_one_ftp_per_branch_and_numbered_smtp(workspace, pair):
    scope = {"company": pair[0], "branch": pair[1]}
    add(workspace, "ftp", **scope)
    assert "store.twin" in refused(workspace, Added("ftp", new_uid(), scope))
    add(workspace, "smtp", **scope)
    add(workspace, "smtp", **scope)
    assert [r["number"] for r in workspace.store.where("smtp")] == [1, 2]
    assert workspace.store.find("smtp", "001/0001").uid == workspace.store.where("smtp")[0].uid


def test_the_vendors_servers_are_refused_with_the_reason(workspace, pair):
    for kind in ("smtp", "ftp"):
        said = refused(workspace, Added(kind, new_uid(), {
            "company": pair[0], "branch": pair[1], "host": "mail.Senior.com.br"}))
        assert "senior.com.br" in said["field"]


def test_undo_and_redo_across_everything(workspace, pair):
    before = workspace.store.get("company", pair[0])
    workspace.edits.apply([Edited("company", pair[0], "name", "Serra Azul", "Serra Verde")], WHY)
    workspace.edits.apply([Removed("branch", pair[1], dict(workspace.store.get("branch", pair[1]).values))], WHY)
    workspace.edits.undo()
    assert workspace.store.get("branch", pair[1])["name"] == "Sede"
    workspace.edits.undo()
    assert workspace.store.get("company", pair[0]).values == before.values
    workspace.edits.redo()
    assert workspace.store.get("company", pair[0])["name"] == "Serra Verde"


def test_undo_refuses_when_somebody_changed_it_since(workspace, pair):
    workspace.edits.apply([Edited("company", pair[0], "name", "Serra Azul", "B")], WHY)
    workspace.store.apply([Edited("company", pair[0], "name", "B", "C")], WHY)
    assert isinstance(workspace.edits.undo(), Rejected)
    assert workspace.edits.undoable is not None


def test_the_trail_names_person_origin_and_changes(workspace, pair):
    with workspace.store.reading() as connection:
        rows = connection.execute(select(ledger.commits)).all()
    assert {row.by for row in rows} == {"Marina Duarte"}
    assert unpacked(rows[0].changes)[0][:2] == ["added", "company"]


def test_listeners_hear_which_types_changed(workspace):
    heard = []
    stop = workspace.store.listen(heard.append)
    add(workspace, "company", code="1")
    stop()
    add(workspace, "company", code="2")
    assert heard == [frozenset({"company"})]


def test_a_full_disk_is_a_sentence_and_loses_nothing(workspace, pair):
    with workspace.store.engine.connect() as connection:  # one page more than there is: a real SQLITE_FULL
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    engine = workspace.store.engine
    engine.dispose()
    from sqlalchemy import event

    def limit(raw, _):
        raw.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", limit)
    with pytest.raises(FailedError, match="disco"):
        for number in range(500):
            workspace.store.apply([Added("company", new_uid(), {"code": f"x{number}", "name": "y" * 200})], WHY)
    event.remove(engine, "connect", limit)
    assert workspace.store.get("company", pair[0])["name"] == "Serra Azul"


def test_read_only_refuses(workspace):
    workspace.store.read_only = True
    with pytest.raises(RefusedError):
        workspace.store.apply([Added("company", new_uid(), {"code": "1"})], WHY)


def test_lists_filter_sort_group_and_find(workspace, pair):
    store = workspace.store
    for code, name in (("0010", "São José"), ("0002", "Joinville")):
        add(workspace, "branch", company=pair[0], code=code, name=name)
    listing = queries.Listing("branch", group="company")
    assert [r["code"] for r in queries.page(store, listing, 0, 10)] == ["0001", "0002", "0010"]
    assert [r["name"] for r in queries.page(store, queries.Listing("branch", sort=("-name",)), 0, 10)] == [
        "São José", "Sede", "Joinville"]
    assert queries.count(store, queries.Listing("branch", "sao JOSE")) == 1
    assert queries.count(store, queries.Listing("branch", "serra")) == 3
    assert queries.count(store, queries.Listing("branch", "100%")) == 0
    assert queries.groups(store, listing) == [(pair[0], 3)]
    assert queries.position(store, listing, store.find("branch", "001/0010").uid) == 2


def test_keys_with_slashes(workspace):
    add(workspace, "company", code="a/b")
    assert workspace.store.key(workspace.store.find("company", "a%2Fb")) == "a%2Fb"
