"""Each documented route, carried out on the twin to its end."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("route", ["standard", "erpx", "mega"])
def test_a_route_ends_and_a_second_run_writes_nothing(lab, route):
    lab.signed_in(route)
    ran = lab.run_to_the_end()
    assert ran.green, {step: ran.said(step) for step, state in ran.states.items() if state != "done"}
    written = len(lab.twin.effects())
    assert lab.run().run.ended == ran.run.ended, "an ended run that has nothing to do is left alone"
    assert len(lab.twin.effects()) == written
