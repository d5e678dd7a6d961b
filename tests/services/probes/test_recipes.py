"""Every fault that can be produced here is produced, and named with its own id at its stage; see docs/faults.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.lab.recipe import Lab, Recipe
from tests.lab.reference import IDS, NOT_COVERED
from tests.lab.registered import recipes
from tests.lab.told import named, told

RECIPES = recipes()


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    made = Lab()
    yield made
    made.close()


def place(recipe: Recipe) -> Any:
    """The recipes of one module share their servers, so they run in one process."""
    group = pytest.mark.xdist_group(f"lab {recipe.make.__module__}")
    return pytest.param(recipe, id=f"{recipe.ref}-{recipe.by}-{recipe.name}", marks=group)


@pytest.mark.parametrize("recipe", [place(recipe) for recipe in RECIPES])
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
