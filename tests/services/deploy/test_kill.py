"""kill -9 at every boundary of a run, and at any moment: the run goes on where it stood, and does nothing twice."""

from __future__ import annotations

import random

import pytest

from tests.services.deploy.killing import killer

MOST = 400  # children of one chain


def effects(lab):
    """The writes as the twin committed them, less what tells one run from another."""
    return sorted((row["call"], row["key"]) for row in lab.twin.effects())


@pytest.fixture
def unkilled(lab):
    """The tenant and its log after a run that nobody disturbs; then everything is as new."""
    def made(route, **more):
        lab.signed_in(route)
        with killer(lab) as run:
            assert run(**more) == {"killed": False, "code": 0}
        found = lab.tenant(), effects(lab)
        lab.renew()
        lab.signed_in(route)
        return found

    return made


# The first line of each child says that it goes on. The second is usually an intent: killed there, nothing was sent. The
# third is its result: killed before its commit, the write was done and nobody knows. Or something else altogether.
BOUNDARIES = ((2, "after"), (3, "before"), (3, "after"))


def chain(lab, unkilled, route, boundaries):
    tenant, log = unkilled(route)
    children = 0
    with killer(lab) as run:
        ended = [True]
        while any(ended[-2:]) and children < MOST:
            ended = [run(at=at, when=when)["killed"] for at, when in boundaries]
            children += len(ended)
        assert not any(ended[-2:]), "the chain comes to its end"
        assert run() == {"killed": False, "code": 0}
    assert children > 60, "each line of the journal was a boundary"
    assert effects(lab) == log
    assert lab.tenant() == tenant


def test_killed_at_every_boundary(lab, unkilled):
    chain(lab, unkilled, "standard", BOUNDARIES)


@pytest.mark.long
@pytest.mark.parametrize("route", ["erpx", "mega"])
def test_killed_at_every_boundary_of_the_other_routes(lab, unkilled, route):
    chain(lab, unkilled, route, BOUNDARIES)


@pytest.mark.long
def test_killed_at_each_line_of_one_run_from_its_beginning(lab, unkilled):
    tenant, log = unkilled("standard")
    for at in range(1, 200, 3):
        for when in ("before", "after"):
            lab.renew()
            lab.signed_in("standard")
            with killer(lab) as run:
                first = run(at=at, when=when)
                assert run(settle=1) == {"killed": False, "code": 0}
            assert effects(lab) == log, (at, when)
            assert lab.tenant() == tenant, (at, when)
        if not first["killed"]:
            return
    pytest.fail("the journal has an end")


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_killed_at_any_moment(lab, unkilled, seed):
    dice = random.Random(seed)
    tenant, log = unkilled("mega" if seed == 2 else "standard")
    with killer(lab) as run:
        for _ in range(40):
            ended = run(seconds=dice.uniform(0.02, 0.5))
            if not ended["killed"]:
                break
        assert run() == {"killed": False, "code": 0}
    assert effects(lab) == log, f"seed {seed}"
    assert lab.tenant() == tenant, f"seed {seed}"
