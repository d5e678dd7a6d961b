"""Every fault is complete, and every refusal has a meaning; striking leaves no form of a secret."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_console.core.problem import Who
from crm_console.services.probes import faults_files, faults_network, faults_smtp, faults_tls
from crm_console.services.probes.dialogue import Reply
from crm_console.services.probes.stages import Fault
from crm_console.services.probes.strike import MARK, Striker, forms

MODULES = (faults_network, faults_tls, faults_smtp, faults_files)
ALL = [(m.__name__, n, f) for m in MODULES for n, f in vars(m).items() if isinstance(f, Fault)]


@pytest.mark.parametrize("fault", [f for _, _, f in ALL], ids=[f"{m.rpartition('.')[2]}.{n}" for m, n, _ in ALL])
def test_a_fault_says_what_happened_and_what_to_do(fault):
    assert fault.who in Who
    for text in (fault.cause, fault.remedy):
        assert text.source.endswith((".", "{why}", "{reply}", "{answer}", "{issuer}."))
        assert "!" not in text.source
    assert fault.slug.replace("_", "").isalnum()


def test_refs_are_rows_of_the_reference():
    assert {fault.ref[0] for _, _, fault in ALL if fault.ref} <= set("XNTSMFH")


@pytest.mark.parametrize("step", ["greeting", "auth", "sender", "recipient", "data", "accepted"])
@pytest.mark.parametrize("code", [421, 450, 454, 500, 535, 550, 554, 250, 199])
def test_every_smtp_refusal_means_something(step, code):
    assert faults_smtp.meaning(step, Reply(code, (f"{code} x",)))


@pytest.mark.parametrize("step", ["banner", "auth", "folder", "upload"])
@pytest.mark.parametrize("code", [199, 202, 332, 421, 425, 450, 500, 530, 550, 552])
def test_every_ftp_refusal_means_something(step, code):
    assert faults_files.meaning(step, Reply(code, (f"{code} x",)))


@given(
    secret=st.text(min_size=4, max_size=40).filter(str.strip), before=st.binary(max_size=5), after=st.binary(max_size=5)
)
def test_no_form_of_a_secret_survives(secret, before, after):
    striker = Striker(secret, user="crm")
    for form in forms(secret, "crm"):
        assert form not in striker.text(f"550 <{form}> não") or form in MARK
    try:
        raw = secret.encode()
    except UnicodeEncodeError:
        return
    around = base64.b64encode(before + raw + after).decode()
    assert MARK in striker.text(around)


def test_no_fault_lies_about_that_nothing_raises():
    folder = Path(faults_smtp.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert [name for _, name, _ in ALL if len(re.findall(rf"\b{name}\b", code)) < 2] == []
