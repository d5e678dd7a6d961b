"""Random edits of every record type, undone, redone, saved and reopened: every rule holds and the states are equal."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from crm_console.core import grants
from crm_console.core.fields import SETS, Field, Kind
from crm_console.core.problem import Severity
from crm_console.core.text import N_
from crm_console.models import TYPES, fields
from crm_console.models.setting import VALUES
from crm_console.services.customers import create_customer
from crm_console.services.findings import findings
from crm_console.services.records import fresh, removing, saving
from crm_console.store.change import Applied, Rejected
from crm_console.store.workspace import open_workspace

NAMES = st.sampled_from(["Ana", "ana", "A–na", "Bruno", "Vendas", "CRM – Diretor", "CRM Diretor", "x y", "", " "])
PLAIN = {
    Kind.TEXT: NAMES, Kind.CODE: st.sampled_from(["1", "01", "2", "A/B", ""]),
    Kind.NUMBER: st.integers(-1, 120), Kind.FLAG: st.booleans(), Kind.PATH: st.sampled_from(["/a", "b", ""]),
    Kind.HOST: st.sampled_from(["mail.x.example", "10.0.0.5", "not a host", "smtp.senior.com.br"]),
    Kind.EMAIL: st.sampled_from(["a@b.example", "no", "a b@c.example"]), Kind.CNPJ: st.sampled_from(["12ABC34501DE35", "1"]),
    Kind.MOMENT: st.just("2026-11-24T13:00:00"), Kind.SECRET: st.just("0" * 32), Kind.PICTURE: st.just("a" * 64),
}


def state_of(store):
    """Everything that records hold."""
    return {(t, r.uid): dict(r.values) for t in TYPES for r in store.where(t)}


class Editing(RuleBasedStateMachine):
    """A person at work on one workspace. `states[at]` is what it held after each commit that can be taken back."""

    blank: Path
    records = Bundle("records")

    @initialize(target=records)
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.place = self.folder / "a.crmc"
        shutil.copy(self.blank, self.place)
        self.workspace = open_workspace(str(self.place), "eu")
        self.states, self.at, self.accepted, self.refused = [state_of(self.workspace.store)], 0, 0, 0
        return multiple(*(key for key in self.states[0]))

    def _value(self, data, field: Field, holder: dict) -> object:
        if field.kind in (Kind.LINK, *SETS):
            uids = [r.uid for r in self.workspace.store.where(field.target)] or ["f" * 32]
            if field.kind is Kind.LINK:
                return data.draw(st.none() | st.sampled_from(uids))
            picked = data.draw(st.sets(st.sampled_from(uids), max_size=3))
            if field.kind is Kind.LINKS:
                return frozenset(picked)
            words = st.sets(st.sampled_from([choice.value for choice in field.choices] + ["fly"]), max_size=3)
            return frozenset(grants.pair(uid, word) for uid in picked for word in data.draw(words))
        if field.kind is Kind.CHOICE:
            return data.draw(st.none() | st.sampled_from([choice.value for choice in field.choices]) | st.just("?"))
        if field.name == "key":
            return data.draw(st.sampled_from([*VALUES, "occurrence.required.motivo", "nada"]))
        if field.name == "value" and holder.get("key"):
            return data.draw(st.sampled_from(["true", "false", "ftp", None]))
        return data.draw(st.none() | PLAIN[field.kind])

    def _write(self, changes) -> bool:
        before = state_of(self.workspace.store)
        outcome = self.workspace.edits.apply(changes, N_("x"))
        if isinstance(outcome, Rejected):
            assert outcome.problems
            assert state_of(self.workspace.store) == before, "a refusal wrote something"
            self.refused += 1
            return False
        assert isinstance(outcome, Applied)
        if changes:
            self.accepted += 1
            self.states[self.at + 1:] = [state_of(self.workspace.store)]
            self.at += 1
        return True

    @rule(target=records, type_name=st.sampled_from([t for t in TYPES if t not in ("deployment", "stage")]), data=st.data())
    def create(self, type_name, data):
        record = fresh(self.workspace.store, type_name)
        for field in fields(TYPES[type_name]).values():
            if field.required or data.draw(st.booleans()):
                record = record.replaced(**{field.name: self._value(data, field, dict(record.values))})
        wrote = self._write(saving(None, record))
        return (type_name, record.uid) if wrote else multiple()

    @rule(at=records, data=st.data())
    def edit(self, at, data):
        record = self.workspace.store.get(*at)
        if record is None:
            return
        known = list(fields(TYPES[at[0]]).values())
        after = record
        for field in data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3)):
            after = after.replaced(**{field.name: self._value(data, field, dict(after.values))})
        changes = saving(record, after)
        if changes:
            self._write(changes)

    @rule(at=consumes(records))
    def remove(self, at):
        record = self.workspace.store.get(*at)
        if record is not None:
            self._write(removing(record))

    @rule()
    def undo(self):
        outcome = self.workspace.edits.undo()
        if outcome is not None:
            assert isinstance(outcome, Applied), outcome
            self.at -= 1
            assert state_of(self.workspace.store) == self.states[self.at]

    @rule()
    def redo(self):
        outcome = self.workspace.edits.redo()
        if outcome is not None:
            assert isinstance(outcome, Applied), outcome
            self.at += 1
            assert state_of(self.workspace.store) == self.states[self.at]

    @rule()
    def reopen(self):
        before = state_of(self.workspace.store)
        self.workspace.close()
        self.workspace = open_workspace(str(self.place), "eu")
        assert state_of(self.workspace.store) == before
        self.states, self.at = [before], 0

    @invariant()
    def every_rule_holds(self):
        if not hasattr(self, "workspace"):
            return
        wrong = [f for f in findings(self.workspace.store) if f.judged.problem.severity is Severity.ERROR]
        assert not wrong, wrong
        assert [s["number"] for s in self.workspace.store.where("stage")] == [1, 2, 3, 4, 5, 6]

    def teardown(self):
        if hasattr(self, "workspace"):
            COUNTED.append((self.accepted, self.refused))
            self.workspace.close()
            shutil.rmtree(self.folder, ignore_errors=True)


COUNTED: list[tuple[int, int]] = []


@pytest.mark.parametrize("examples", [12, pytest.param(300, marks=pytest.mark.long)])
def test_random_edits_keep_every_rule_and_end_equal(tmp_path, examples):
    place = tmp_path / "blank.crmc"
    create_customer(str(place), "X", "eu", package="starter").close()
    machine = type("Machine", (Editing,), {"blank": place})
    COUNTED.clear()
    machine.TestCase.settings = settings(
        max_examples=examples, stateful_step_count=40, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large])
    machine.TestCase("runTest").runTest()
    accepted, refused = (sum(column) for column in zip(*COUNTED, strict=True))
    assert accepted > 5 * examples, "hardly anything was written"
    assert refused > 3 * examples, "hardly anything was refused"
