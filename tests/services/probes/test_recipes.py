"""Every fault that can be produced here is produced, and named with its own id at its stage; see docs/faults.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.lab.catalogue import RECIPES
from tests.lab.recipe import Lab, Recipe
from tests.lab.reference import IDS, NOT_COVERED
from tests.lab.told import named, told


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    made = Lab()
    yield made
    made.close()


@pytest.mark.xdist_group("lab")
@pytest.mark.parametrize("recipe", RECIPES, ids=[f"{r.ref}-{r.by}-{r.name}" for r in RECIPES])
def test_the_fault_is_named(lab: Lab, recipe: Recipe):
    with recipe.make(lab) as setup:
        report = told(setup)
        assert recipe.fault in named(report), report
    found = named(report)[recipe.fault]
    assert found["ref"] == recipe.ref
    assert found["state"] == recipe.state
    assert found["id"] == recipe.fault.split(".")[1]
    if recipe.state == "failed":
        assert report["state"] == "failed"
        assert [s["fault"] for s in report["steps"] if s["state"] == "failed"] == [recipe.fault]
    words = [found["cause"], found["remedy"]]
    assert not any(re.search(r"\{\w+\}", text) for text in words), words
    assert setup.password is None or setup.password not in json.dumps(report, ensure_ascii=False)
    if setup.seconds is not None:
        assert report["seconds"] <= setup.seconds


def test_the_ids_of_the_reference_are_all_accounted_for():
    """A row of the reference is produced by a recipe, or stands in the list of those that are not, with its reason."""
    produced = {recipe.ref for recipe in RECIPES}
    assert produced <= set(IDS)
    assert set(IDS) - produced == set(NOT_COVERED), sorted(set(IDS) - produced ^ set(NOT_COVERED))
    assert all(NOT_COVERED.values())


def test_a_hundred_faults_fifty_by_real_servers():
    assert len({recipe.ref for recipe in RECIPES}) >= 100
    assert len({recipe.ref for recipe in RECIPES if recipe.real}) >= 50
