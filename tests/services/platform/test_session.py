"""Calls in the name of a sign-in: reads are tried again and writes are not, pages, references, renewals, no secrets."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crm_console.core.errors import UserError
from crm_console.core.jobs import Context
from crm_console.core.paths import data_folder
from crm_console.services.platform import filters
from crm_console.services.platform import session as sessions
from crm_console.services.platform.catalogue import shipped
from crm_console.services.platform.dialects import place
from crm_console.services.platform.failures import Kind, PlatformError
from crm_console.services.platform.line import Line
from crm_console.services.platform.session import Session, TokenKeeper
from crm_console.services.platform.sign_in import SecondFactorWanted, SignIn
from crm_console.services.platform.tokens import Tokens
from crm_console.services.probes.strike import forms
from crm_console.store.attempts import at_the_platform
from tests.servers.odd_web import OddWeb, Said

TOKEN, REFRESH = "acesso-8f3a1c", "renova-77b2d0"


@contextlib.contextmanager
def session_at(web: OddWeb, ends: float = 3600.0, keep=lambda _: None, keeper: TokenKeeper | None = None):
    where = place(web.url)
    with Line(timeout=5) as line:
        sign_in = SignIn(line, where, shipped(), at_the_platform(data_folder()))
        made = keeper or TokenKeeper(Tokens(TOKEN, REFRESH, time.time() + ends, "ana@x.example"), "xexample", keep)
        yield Session(line, where, shipped(), made, sign_in)


def granted(number: int, life: int = 604_800) -> Said:
    return Said(200, {"jsonToken": json.dumps({"access_token": f"novo-{number}", "refresh_token": f"depois-{number}",
                                               "expires_in": life, "username": "ana@x.example"})})


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(sessions, "PAUSE", 0.01)


# --- trying again ---------------------------------------------------------------------------------------------------

ONCE = [Said(502, b""), Said(503, b""), Said(504, b""), Said(429, {}, {"Retry-After": "0"}), b"HTTP/1.1 200 OK\r\n"]


@pytest.mark.parametrize("answer", ONCE)
def test_a_read_is_tried_again_at_most_three_times(answer):
    with OddWeb(answer, answer, Said(200, {"role": {"name": "Vendas"}})) as web, session_at(web) as session:
        assert session.call(Context(), "role.read", {"name": "Vendas"}) == {"name": "Vendas"}
    with OddWeb(answer) as web, session_at(web) as session, pytest.raises(PlatformError):
        session.call(Context(), "role.read", {"name": "Vendas"})
    assert web.connections == 3


@pytest.mark.parametrize("answer", ONCE)
def test_a_write_leaves_once(answer):
    with OddWeb(answer, Said()) as web, session_at(web) as session, pytest.raises(PlatformError):
        session.call(Context(), "role.create", {"name": "Vendas"})
    assert web.connections == 1


@pytest.mark.parametrize("answer", [Said(500, b""), Said(400, {}), Said(403, {}), Said(404, {}), Said(200, "<html>")])
def test_what_would_be_the_same_again_is_not_tried_again(answer):
    with OddWeb(answer) as web, session_at(web) as session, pytest.raises(PlatformError):
        session.call(Context(), "role.read", {"name": "Vendas"})
    assert web.connections == 1


def test_a_wait_of_hours_is_not_waited_for():
    with OddWeb(Said(429, {}, {"Retry-After": "7200"})) as web, session_at(web) as session:
        with pytest.raises(PlatformError) as caught:
            session.call(Context(), "role.read", {"name": "Vendas"})
        assert (caught.value.kind, caught.value.wait, web.connections) == (Kind.THROTTLED, 7200, 1)


def test_every_call_of_the_catalogue_that_changes_something_is_marked_so():
    for call in shipped():
        if call.primitive in ("actions", "signals") and call.service != "authentication":
            assert call.writes, call.id


# --- answers --------------------------------------------------------------------------------------------------------


def test_references_in_an_answer_are_put_in_place():
    body = {"roles": [{"name": "a", "by": {"login": "ana"}}, {"name": "b", "by": {"$ref": '$["roles"][0]["by"]'}},
                      {"name": "c", "by": {"$ref": '$["nowhere"]'}}], "listInformation": {"totalPages": 1}}
    with OddWeb(Said(200, body)) as web, session_at(web) as session:
        rows = session.every(Context(), "role.list")
    assert [row["by"] for row in rows] == [{"login": "ana"}, {"login": "ana"}, None]


def test_the_offset_of_entities_is_the_number_of_the_page():
    pages = [Said(200, {"totalPages": 3, "totalElements": 5, "contents": [{"name": str(number)}]})
             for number in range(3)]
    with OddWeb(*pages) as web, session_at(web) as session:
        assert [row["name"] for row in session.every(Context(), "account_type.list")] == ["0", "1", "2"]
    assert [heard.target.partition("?")[2] for heard in web.heard] == [
        f"size=100&offset={number}" for number in range(3)]
    assert {heard.method for heard in web.heard} == {"GET"}


def test_the_other_offset_counts_records():
    pages = [Said(200, {"total": 250, "tenants": [{}] * 100}), Said(200, {"total": 250, "tenants": [{}] * 100}),
             Said(200, {"total": 250, "tenants": [{}] * 50})]
    with OddWeb(*pages) as web, session_at(web) as session:
        assert len(session.every(Context(), "tenant.by_property", {"key": "k", "value": "v"})) == 250
    assert [(heard.body["offset"], heard.body["limit"]) for heard in web.heard] == [(0, 100), (100, 100), (200, 100)]


def test_a_list_that_promises_more_than_it_gives_ends():
    with OddWeb(Said(200, {"total": 9, "tenants": [{}] * 3}), Said(200, {"total": 9, "tenants": []})) as web, \
            session_at(web) as session:
        assert len(session.every(Context(), "tenant.by_property")) == 3


@pytest.mark.parametrize("answer", [Said(200, "ok"), Said(200, b"\xff\xfe"), Said(200, "{")])
def test_an_answer_that_is_not_one_is_unreadable(answer):
    with OddWeb(answer) as web, session_at(web) as session, pytest.raises(PlatformError) as caught:
        session.call(Context(), "role.create", {"name": "x"})
    assert caught.value.kind is Kind.UNREADABLE
    assert not caught.value.known


def test_an_empty_answer_is_a_good_one():
    with OddWeb(Said(204, b"")) as web, session_at(web) as session:
        assert session.call(Context(), "role.delete", {"name": "x"}) == {}


def test_a_filter_holds_texts_in_quotes_and_refuses_what_nobody_knows_how_to_quote():
    assert filters.equal(code="001", active=True, number=3) == "code eq '001' and active eq true and number eq 3"
    assert filters.containing("name", "Açaí & Cia") == "containing(name,'Açaí & Cia')"
    for value in ("d'Ávila", "a\nb", "' or 1 eq 1"):
        with pytest.raises(UserError):
            filters.equal(name=value)
    with pytest.raises(ValueError, match="field name"):
        filters.containing("name) or (1", "x")
    with OddWeb(Said(200, {"contents": [], "totalPages": 0})) as web, session_at(web) as session:
        session.every(Context(), "account_type.list", query={"filter": filters.equal(name="Açaí & Cia")})
    assert "filter=name%20eq%20%27A%C3%A7a%C3%AD%20%26%20Cia%27" in web.heard[0].target.replace("+", "%20")


# --- renewing -------------------------------------------------------------------------------------------------------


def test_a_token_is_renewed_sixty_seconds_early():
    answer = Said(200, {"role": {}})
    with OddWeb(answer) as web, session_at(web, ends=62) as session:
        session.call(Context(), "role.read", {"name": "x"})
        assert len(web.heard) == 1
    with OddWeb(granted(1), answer) as web, session_at(web, ends=59) as session:
        session.call(Context(), "role.read", {"name": "x"})
    assert web.heard[0].target.endswith("/refreshToken")
    assert web.heard[0].headers["x-tenant"] == "xexample"
    assert web.heard[1].headers["authorization"] == "Bearer novo-1"


def test_a_new_pair_is_kept_before_it_is_used():
    kept: list[tuple[Tokens, int]] = []
    with OddWeb(granted(1), Said(200, {"role": {}})) as web, \
            session_at(web, 0, lambda made: kept.append((made, len(web.heard)))) as session:
        session.call(Context(), "role.read", {"name": "x"})
    ((made, heard),) = kept
    assert (made.access, made.refresh, heard) == ("novo-1", "depois-1", 1)


def test_a_pair_that_cannot_be_kept_is_not_used():
    def full(_: Tokens) -> None:
        raise UserError("o cofre não guardou")

    with OddWeb(granted(1), Said(200, {})) as web, session_at(web, 0, full) as session, pytest.raises(UserError):
        session.call(Context(), "role.read", {"name": "x"})
    assert len(web.heard) == 1


def test_a_refused_token_is_renewed_once_and_the_call_goes_on():
    with OddWeb(Said(401, {"message": "vencido"}), granted(1), Said(200, {"name": "x"})) as web, \
            session_at(web) as session:
        assert session.call(Context(), "role.create", {"name": "x"}) == "x"
    with OddWeb(Said(401, {"message": "vencido"}), granted(1), Said(401, {"message": "não"})) as web, \
            session_at(web) as session, pytest.raises(PlatformError):
        session.call(Context(), "role.create", {"name": "x"})
    assert len(web.heard) == 3


def test_a_renewal_that_is_refused_says_to_sign_in_again_and_is_not_repeated():
    refused = Said(401, {"message": "Token de renovação inválido", "errorCode": "refreshTokenResponse"})
    with OddWeb(refused) as web, session_at(web, 0) as session:
        for _ in range(3):
            with pytest.raises(PlatformError) as caught:
                session.call(Context(), "role.read", {"name": "x"})
            assert caught.value.kind is Kind.SIGN_IN
            assert "ana@x.example" in str(caught.value.message)
            assert "terminou" in str(caught.value.message)
            assert str(caught.value.hint).startswith("Entre de novo")
        assert web.connections == 1


def test_a_renewal_that_met_a_broken_line_may_be_tried_again():
    with OddWeb(Said(500, b""), granted(1), Said(200, {"role": {}})) as web, session_at(web, 0) as session:
        with pytest.raises(PlatformError):
            session.call(Context(), "role.read", {"name": "x"})
        session.call(Context(), "role.read", {"name": "x"})


@pytest.mark.parametrize("answer", ONCE)
def test_a_renewal_leaves_once_although_a_read_waits_for_it(answer):
    with OddWeb(answer) as web, session_at(web, 0) as session, pytest.raises(PlatformError):
        session.call(Context(), "role.read", {"name": "x"})
    assert web.connections == 1


def test_threads_renew_once_between_them():
    web = OddWeb(granted(1), Said(200, {"role": {}}))
    keeper = TokenKeeper(Tokens(TOKEN, REFRESH, time.time(), "ana"), "xexample", lambda _: time.sleep(0.1))
    go, failed = threading.Barrier(8), []

    def work() -> None:
        try:
            with session_at(web, keeper=keeper) as session:
                go.wait(5)
                session.call(Context(), "role.read", {"name": "x"})
        except Exception as error:
            failed.append(error)

    with web:
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert not failed
    assert sum(1 for heard in web.heard if heard.target.endswith("/refreshToken")) == 1
    assert len(web.heard) == 9


# --- secrets --------------------------------------------------------------------------------------------------------


def spoken(error: PlatformError) -> str:
    return " ".join(map(str, (error.message, error.hint, error.said, error.code, error, repr(error.__dict__))))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 417, 500])
def test_a_server_that_quotes_its_client_gives_no_secret_away(status):
    password, otp = "Segredo-9x7!ç", "918273"
    with OddWeb(Said(status), quoting=True) as web, session_at(web) as session, Line() as line:
        keeper = TokenKeeper(Tokens(TOKEN, REFRESH, time.time(), "ana"), "xexample", lambda _: None)
        sign_in = SignIn(line, place(web.url), shipped(), at_the_platform(data_folder()))
        tried = {
            password: lambda: sign_in.with_password(Context(), "ana", password),
            "chave-secreta-1": lambda: sign_in.with_key(Context(), "k", "chave-secreta-1", "t"),
            otp: lambda: sign_in.with_code(Context(), SecondFactorWanted("bilhete-55", "t", ""), otp),
            REFRESH: lambda: keeper.access(Context(), sign_in),
            TOKEN: lambda: session.call(Context(), "role.create", {"name": "x"}),
            "Inicial-77": lambda: session.call(Context(), "user.create", {"login": "b", "password": "Inicial-77"}),
        }
        for secret, trial in tried.items():
            with pytest.raises(PlatformError) as caught:
                trial()
            for form in forms(secret):
                if len(form) >= 4:
                    assert form not in spoken(caught.value), secret
            assert caught.value.__suppress_context__ or caught.value.__cause__ is None or secret not in spoken(
                caught.value.__cause__)
        assert password in str(web.heard[0].body), "it was sent, so it could come back"


def test_a_clock_that_is_days_off_is_told(monkeypatch):
    for days, word in ((3, "atrasado"), (-3, "adiantado")):
        then = format_datetime(datetime.now(UTC) + timedelta(days=days), usegmt=True)
        answer = Said(200, granted(1).body, {"Date": then})
        with OddWeb(answer) as web, Line() as line, pytest.raises(UserError) as caught:
            SignIn(line, place(web.url), shipped(), at_the_platform(data_folder())).with_password(
                Context(), "ana", "x")
        assert "3 d 0 h" in str(caught.value.message)
        assert word in str(caught.value.message)
