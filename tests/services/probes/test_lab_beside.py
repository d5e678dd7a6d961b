"""What stands beside a fault in the lab: the certificate at hand, the name that fits, the time lost; and the sound case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from crm_console.services.probes.target import SmtpTarget
from tests.lab import names, roads, secured
from tests.lab.recipe import RECIPES, Lab, Recipe, Setup
from tests.lab.told import told

pytestmark = pytest.mark.xdist_group("lab")
CERTIFIED = {"X08", "S03", "S04", "S05", "S06", "S08", "S09", "S11", "S12", "S14", "S15", "S21"}
SHOWN = [r for r in RECIPES if r.real and r.ref in CERTIFIED and r.fault.startswith("smtp.tls.")]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    made = Lab()
    yield made
    made.close()


def test_each_fault_of_a_certificate_has_a_recipe():
    assert {recipe.ref for recipe in SHOWN} == CERTIFIED


@pytest.mark.parametrize("recipe", SHOWN, ids=[f"{r.ref}-{r.name}" for r in SHOWN])
def test_the_certificate_at_hand_is_shown(lab: Lab, recipe: Recipe):
    with recipe.make(lab) as setup:
        step = at(told(setup), "tls")
    assert step["fault"] == recipe.fault
    shown = step["facts"]["certificate"]
    assert shown["subject"].startswith("CN=")
    assert shown["issuer"].startswith("CN=")
    assert shown["names"]
    assert TIME.fullmatch(shown["not_before"])
    assert TIME.fullmatch(shown["not_after"])
    assert re.fullmatch("[0-9A-F]{2}(:[0-9A-F]{2}){31}", shown["sha256"])
    assert shown["bits"] >= 256
    assert "BEGIN CERTIFICATE" in shown["pem"]


def test_the_name_that_fits_is_offered(lab: Lab):
    step = at(told(asked(lab, "by_name", host="127.0.0.1")), "tls")
    assert step["facts"]["works"] == [{"host": "localhost"}]


def test_both_certificates_are_shown_where_the_name_decides(lab: Lab):
    facts = at(told(asked(lab, "wrong_by_name")), "tls")["facts"]
    assert facts["certificate"]["names"] == [secured.OTHER]
    assert facts["without_name"]["names"] == [secured.HOST]


def test_a_dead_ipv6_address_costs_no_time(lab: Lab):
    step = at(told(names.setup(lab.shared(names.running_names), "double.example")), "connect")
    assert step["fault"] == "smtp.connect.ipv6_silent"
    assert step["seconds"] <= 0.5


def test_nothing_is_named_where_nothing_is_wrong(lab: Lab):
    road = lab.shared(roads.running_road)
    for sound in (
        asked(lab, "complete"),
        names.setup(lab.shared(names.running_names), "mail.example"),
        Setup(SmtpTarget(road.address, 587, "none", roads.SENDER), namespace=road.client),
    ):
        report = told(sound)
        assert report["state"] == "ok", report
        assert not [step["fault"] for step in report["steps"] if step["fault"]]


def asked(lab: Lab, certificate: str, host: str = secured.HOST) -> Setup:
    made = lab.shared(secured.running_secured)
    return Setup(SmtpTarget(host, made.ports[certificate], "ssl", secured.SENDER, ca_file=str(made.root)))


def at(report: dict[str, Any], step_id: str) -> dict[str, Any]:
    return next(step for step in report["steps"] if step["id"] == step_id)
