"""The summary that the first page shows, on a real workspace."""

from __future__ import annotations

from crm_console.core.problem import Who
from crm_console.core.text import N_
from crm_console.services import overview, records
from crm_console.store import notes
from crm_console.store.change import Applied


def add(workspace, type_name, **values):
    record = records.blank(type_name, **values)
    done = workspace.edits.apply(records.saving(None, record), N_("x"))
    assert isinstance(done, Applied), done
    return record


def test_an_empty_workspace_waits_for_the_consultant(workspace):
    found = overview.overview(workspace.store)
    assert [s.share for s in found.cards] == [0] * 8
    waiting = {w.who: len(w.findings) for w in found.waiting}
    rules = [f.judged.problem.rule for w in found.waiting if w.who is Who.CONSULTANT for f in w.findings]
    assert sorted(rules) == ["absent", *["role.default_missing"] * 3, "stage.untouched", "user.default_missing"]
    assert waiting[Who.CUSTOMER_IT] == waiting[Who.CRM_SUPPORT] == 0
    assert found.tests == ()


def test_counts_by_party_and_last_tests(workspace):
    company = add(workspace, "company", code="1", name="Serra Azul")
    branch = add(workspace, "branch", company=company.uid, code="1", name="Sorocaba")
    smtp = add(workspace, "smtp", company=company.uid, branch=branch.uid, host="mail.x.example", port=587)
    notes.keep_report(workspace.store, "smtp", smtp.uid, {"started": "2026-11-24T13:00:00Z", "state": "failed"})
    notes.keep_report(workspace.store, "smtp", smtp.uid, {"started": "2026-11-24T14:00:00Z", "state": "ok"})
    notes.keep_report(workspace.store, "smtp", "gone", {"started": "2026-11-24T15:00:00Z", "state": "ok"})
    found = overview.overview(workspace.store)
    by_type = {s.type: s for s in found.sections}
    assert (by_type["company"].count, by_type["company"].complete) == (1, 1)
    assert (by_type["ftp"].count, by_type["ftp"].expected) == (0, 1)
    assert by_type["smtp"].complete == 0
    assert [(t.state, t.title) for t in found.tests] == [("ok", "mail.x.example:587")]
    assert found.untested == 0
    it = next(w for w in found.waiting if w.who is Who.CUSTOMER_IT)
    assert any(f.judged.problem.rule == "absent" and f.type == "ftp" for f in it.findings)
