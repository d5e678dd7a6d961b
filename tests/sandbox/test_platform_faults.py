"""The twin's faults: each kind, whether the write happened, how often, and what is refused as a fault."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from email.utils import parsedate_to_datetime

import pytest

from tests.sandbox.raw import Raw, customer
from tests.servers.ports import wait_until
from tests.servers.twin import running_twin

CALL = "platform/authorization/actions/createRole"
LOST = (http.client.RemoteDisconnected, ConnectionResetError)


def made(twin) -> int:
    return len(twin.effects(CALL))


def hit(twin, raw: Raw, **fault):
    """One role, under this fault."""
    twin.faults({"call": CALL, **fault})
    return raw(CALL, {"name": "Vendas"})


def test_slow_answers_late_and_works(fresh, raw):
    started = time.monotonic()
    assert hit(fresh, raw, kind="slow", seconds=0.5).status == 200
    assert time.monotonic() - started >= 0.5
    assert made(fresh) == 1


def test_fail_before_does_nothing(fresh, raw):
    said = hit(fresh, raw, kind="fail_before")
    assert (said.status, said.body["errorCode"]) == (500, "createRoleResponse")
    assert made(fresh) == 0


def test_fail_after_has_worked(fresh, raw):
    assert hit(fresh, raw, kind="fail_after", status=503).status == 503
    assert made(fresh) == 1


def test_lose_has_worked_and_says_nothing(fresh, raw):
    with pytest.raises(LOST):
        hit(fresh, raw, kind="lose")
    assert made(fresh) == 1
    assert customer(fresh)(CALL, {"name": "Vendas"}).status == 400  # it is there


@pytest.mark.parametrize("status", [401, 403, 404, 409, 417, 429, 502, 504])
def test_any_status_does_nothing(fresh, raw, status):
    said = hit(fresh, raw, kind="status", status=status)
    assert (said.status, said.body["domain"], said.body["service"]) == (status, "platform", "authorization")
    assert made(fresh) == 0


def test_retry_after_in_both_forms(fresh, raw):
    assert hit(fresh, raw, kind="status", status=429, retry_after="3").headers["Retry-After"] == "3"
    dated = hit(fresh, raw, kind="status", status=503, retry_after="date", seconds=5).headers["Retry-After"]
    assert 3 <= parsedate_to_datetime(dated).timestamp() - time.time() <= 6


def test_a_gateways_page_is_html(fresh, raw):
    said = hit(fresh, raw, kind="html")
    assert (said.status, said.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert said.text.startswith("<!DOCTYPE html>")
    assert made(fresh) == 0


@pytest.mark.parametrize(("given", "status"), [({}, 400), ({"status": 417}, 417)])
def test_a_tenants_handler_speaks_plain_text(fresh, raw, given, status):
    said = hit(fresh, raw, kind="text", body="Falta o centro de custo", **given)
    assert (said.status, said.headers["Content-Type"], said.text) == (
        status, "text/plain; charset=utf-8", "Falta o centro de custo")
    assert made(fresh) == 0


def test_half_has_worked_and_stops_in_the_middle(fresh, raw):
    with pytest.raises(http.client.IncompleteRead):
        hit(fresh, raw, kind="half")
    assert made(fresh) == 1


def test_late_works_after_the_connection_is_gone(fresh, raw):
    with pytest.raises(LOST):
        hit(fresh, raw, kind="late", seconds=0.4)
    assert made(fresh) == 0
    assert customer(fresh)("platform/authorization/queries/getRole", {"name": "Vendas"}).status == 404
    wait_until(lambda: made(fresh) == 1, "the late effect")


def test_late_may_answer_at_once(fresh, raw):
    assert hit(fresh, raw, kind="late", seconds=0.3, status=504).status == 504
    wait_until(lambda: made(fresh) == 1, "the late effect")


def test_empty_has_worked_and_has_no_body(fresh, raw):
    said = hit(fresh, raw, kind="empty")
    assert (said.status, said.text) == (200, "")
    assert made(fresh) == 1


def test_they_are_counted_and_globs_match_in_any_dialect(fresh):
    fresh.faults({"call": "platform/*/actions/create*", "kind": "status", "status": 500, "times": 2, "after": 1})
    raw = customer(fresh, "api-flat")
    assert [raw(CALL, {"name": f"r{n}"}).status for n in range(4)] == [200, 500, 500, 200]
    fresh.faults({"call": CALL, "kind": "status", "status": 409, "times": 0})
    assert [raw(CALL, {"name": f"s{n}"}).status for n in range(4)] == [409] * 4
    fresh.faults()
    assert raw(CALL, {"name": "s"}).status == 200


def test_a_method_singles_out_creates_of_an_entity(deployed):
    deployed.faults({"call": "crm/sandbox_records/entities/company", "method": "POST", "kind": "status",
                     "status": 500})
    raw = customer(deployed)
    assert raw.entity("GET", "company").status == 200
    assert raw.entity("POST", "company", body={"idErp": "1"}).status == 500
    assert raw.entity("POST", "company", body={"idErp": "1"}).status == 201


def test_the_state_tells_what_may_still_happen(fresh, raw):
    hit(fresh, raw, kind="slow", seconds=0, times=3)
    assert fresh.state()["faults"] == [{"call": CALL, "kind": "slow", "left": 2, "skip": 0}]
    assert [row["key"] for row in fresh.control("GET", "effects")["effects"]] == ["Vendas"]


@pytest.mark.parametrize(("text", "word"), [
    ('[[fault]]\ncall = "x"\nkind = "explode"', "explode"), ('[[fault]]\nkind = "lose"\nwhen = 3', "when"),
    ('[[faults]]\nkind = "lose"', "faults"), ('[[fault]]\nkind = "status"', "status"),
    ('[[fault]]\nkind = "status"\nstatus = 200', "200"), ('[[fault]]\nkind = "lose"\ntimes = "2"', "times"),
    ('[[fault]]\nkind = "status"\nstatus = 429\nretry_after = "soon"', "soon"), ("[[fault", "TOML")])
def test_what_is_not_a_fault_is_refused_with_a_sentence(fresh, tmp_path, text, word):
    with pytest.raises(AssertionError, match=word):
        fresh.control("PUT", "faults", text)
    file = tmp_path / "faults.toml"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "crm_console.sandbox", "--folder", str(tmp_path / "twin"), "--faults", str(file)],
        capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_faults_come_from_a_file_too(tmp_path):
    file = tmp_path / "faults.toml"
    file.write_text(f'[[fault]]\ncall = "{CALL}"\nkind = "fail_before"\n', encoding="utf-8")
    with running_twin(tmp_path / "twin", "--faults", str(file)) as broken:
        raw = customer(broken)
        assert [raw(CALL, {"name": "x"}).status for _ in range(2)] == [500, 200]


def test_a_broken_line_does_not_disturb_the_terminal(tmp_path):
    with open(tmp_path / "errors", "wb") as errors, running_twin(tmp_path / "twin", errors=errors) as made_twin:
        raw = customer(made_twin)
        made_twin.faults({"call": CALL, "kind": "late", "seconds": 30}, {"call": CALL, "kind": "slow", "seconds": 30},
                         {"call": CALL, "kind": "half"})
        with pytest.raises(LOST):
            raw(CALL, {"name": "a"})
        slow = customer(made_twin)
        slow.line.timeout = 0.2
        slow.line.close()
        with pytest.raises(TimeoutError):
            slow(CALL, {"name": "b"})
        with pytest.raises(http.client.IncompleteRead):
            customer(made_twin)(CALL, {"name": "c"})
    assert (tmp_path / "errors").read_text() == ""
