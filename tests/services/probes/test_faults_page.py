"""docs/faults.md is of these recipes, its figures are right, and it tells no secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.lab.comparison import compare, leaked
from tests.lab.recipe import Lab
from tests.lab.reference import NOT_COVERED
from tests.lab.registered import recipes
from tests.lab.rubric import points, row
from tests.lab.rubric_stages import STAGES

PAGE = Path(__file__).parents[3] / "docs" / "faults.md"


def _text() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_it_lists_exactly_the_recipes():
    listed = re.findall(r"(?m)^\| ([A-Z]\d\d) \| (.+?) \| `([\w.]+)` \|", _text())
    assert sorted(listed) == sorted((r.ref, r.by, r.fault) for r in recipes()), "run `make faults`"
    blocks = re.findall(r"(?m)^### ([A-Z]\d\d) · (.+?) · `([\w.]+)`", _text())
    assert sorted(blocks) == sorted(listed)


def test_its_figures_are_right():
    made = recipes()
    real = sum(recipe.real for recipe in made)
    assert f"{len(made)} recipes make {len({r.ref for r in made})} faults" in _text()
    assert re.search(rf"happen, {real} of\s+the recipes", _text())
    assert all(f"- {ref}: {why}" in _text() for ref, why in NOT_COVERED.items() if ref not in {r.ref for r in made})


def test_it_tells_no_secret_and_no_path():
    secrets = {"capivara-42"}
    lab = Lab()
    for recipe in recipes():
        if not recipe.real:
            with recipe.make(lab) as setup:
                secrets |= {setup.password} if setup.password else set()
    lab.close()
    assert leaked(_text(), secrets) == []
    assert not re.search(r"/(tmp|root|home|work)/", _text())


def test_every_fault_of_a_recipe_has_its_rule():
    for recipe in recipes():
        assert row(recipe.ref, recipe.fault).means
        assert recipe.fault.split(".")[1] in STAGES


def test_silence_earns_nothing_and_a_false_accusation_costs_the_cause():
    assert points("S03", "smtp.tls.expired", "").got == 0
    said = "553 5.7.1 <bob@a.example>: Sender address rejected: not owned by user crm"
    assert points("M21", "smtp.sender.sender_not_owned", said).cause
    assert not points("M21", "smtp.sender.sender_not_owned", f"SMTPRecipientsRefused: {said}").cause


def test_words_of_anybody_count_alike():
    good = "tls: certificate of mail.example has expired. Renew the certificate."
    assert str(points("S03", "smtp.tls.expired", good)) == "3/3"
    assert str(points("S03", "smtp.tls.expired", "[SSL: WRONG_VERSION_NUMBER] wrong version number")) == "1/3"


@pytest.mark.long
@pytest.mark.parametrize("ref", ["M20", "F19", "H23"])
def test_the_tools_are_run_beside_ours(ref: str):
    recipe = next(r for r in recipes() if r.ref == ref and not r.real)
    lab = Lab()
    compared = compare(lab, recipe)
    lab.close()
    assert compared.right
    assert len(compared.peers) >= 2
    assert all(peer.words for peer in compared.peers)
