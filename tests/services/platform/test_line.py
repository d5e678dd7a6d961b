"""The line: whatever comes back instead of an answer becomes one typed error with a sentence; a stop ends each wait."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crm_console.core.errors import UsageError
from crm_console.core.jobs import Context, StoppedError
from crm_console.core.text import Text
from crm_console.services.platform import line as lines
from crm_console.services.platform.dialects import place
from crm_console.services.platform.failures import Kind, PlatformError, refusal
from crm_console.services.platform.line import Line
from tests.servers.certificates import DAY, Authority
from tests.servers.odd_web import SILENCE, OddWeb, Said
from tests.servers.silent import Silent

WHAT = Text("Criar um papel")
PORTAL = "<html><head><title>Entre na rede do hotel</title></head><body><script>x()</script>oi</body></html>"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def asked(url: str, ctx: Context | None = None, ca: str = "", timeout: float = 5.0):
    """The reply, or the error it means."""
    with Line(ca, timeout) as line:
        reply = line.send(ctx or Context(), "POST", url + "/x", WHAT, headers={}, body={"name": "Vendas"})
    failed = refusal(reply, WHAT)
    if failed is not None:
        raise failed
    return reply


def failing(*answers, **given) -> PlatformError:
    with OddWeb(*answers) as web, pytest.raises(PlatformError) as caught:
        asked(web.url, **given)
    assert web.connections == 1, "nothing is repeated by itself"
    return caught.value


# --- a stop ---------------------------------------------------------------------------------------------------------


def stopped_after(ctx: Context, ready: threading.Event, url: str, ca: str = "") -> float:
    ended: list[float] = []

    def go() -> None:
        with pytest.raises(StoppedError):
            asked(url, ctx, ca, timeout=20)
        ended.append(time.monotonic())

    thread = threading.Thread(target=go)
    thread.start()
    assert ready.wait(5)
    began = time.monotonic()
    ctx.stop()
    thread.join(5)
    assert ended
    return ended[0] - began


def test_a_stop_ends_the_wait_for_an_answer():
    with OddWeb(SILENCE) as web:
        assert stopped_after(Context(), web.reached, web.url) < 0.2


def test_a_stop_ends_the_wait_for_a_handshake(tmp_path):
    with Silent() as silent:
        assert stopped_after(Context(), silent.accepted, f"https://127.0.0.1:{silent.port}") < 0.2


def test_a_stop_ends_the_wait_for_a_connection():
    """A queue that is full: the connection is neither taken nor refused."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    try:
        for _ in range(4):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
            waiting.append(sock)
        begun = threading.Event()
        threading.Timer(0.3, begun.set).start()
        assert stopped_after(Context(), begun, f"http://127.0.0.1:{listener.getsockname()[1]}") < 0.2
    finally:
        for sock in (*waiting, listener):
            sock.close()


def test_a_job_that_was_stopped_sends_nothing():
    ctx = Context()
    ctx.stop()
    with OddWeb(Said()) as web:
        with pytest.raises(StoppedError):
            asked(web.url, ctx)
        assert not web.heard


# --- what comes instead of an answer --------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "kind", "words"), [
    (Said(400, {"message": "Falta o nome", "errorCode": "createRoleResponse", "reason": "BAD_REQUEST",
                "domain": "platform", "service": "authorization"}), Kind.REJECTED, "Falta o nome"),
    (Said(400, {"message": "Só mensagem", "reason": "BAD_REQUEST"}), Kind.REJECTED, "Só mensagem"),
    (Said(417, "Regra da empresa: nome reservado", {"Content-Type": "text/plain"}), Kind.REJECTED, "nome reservado"),
    (Said(500, b""), Kind.SERVER, "sem mais palavras"),
    (Said(502, PORTAL, {"Content-Type": "text/html"}), Kind.WEB_PAGE, "Entre na rede do hotel"),
    (Said(200, PORTAL, {"Content-Type": "text/html"}), Kind.WEB_PAGE, "Entre na rede do hotel"),
    (Said(200, PORTAL), Kind.WEB_PAGE, "Entre na rede do hotel"),
    (Said(302, "", {"Location": "http://portal.hotel.example/entrar?de=x"}), Kind.WEB_PAGE, "portal.hotel.example"),
    (Said(307, "", {"Location": "https://login.rede.example/"}), Kind.WEB_PAGE, "login.rede.example"),
    (Said(304, b""), Kind.WEB_PAGE, "HTTP 304"),
    (Said(401, {"message": "Token vencido", "reason": "UNAUTHORIZED"}), Kind.SIGN_IN, "Token vencido"),
    (Said(403, {"message": "Sem direito"}), Kind.FORBIDDEN, "Sem direito"),
    (Said(404, {"message": "Não há"}), Kind.MISSING, "Não há"),
    (Said(409, {"message": "Duplicado"}), Kind.CONFLICT, "Duplicado"),
    (Said(400, {"message": "delete_entity_constraint_violation_x"}), Kind.LINKED, "dados ligados"),
    (Said(429, {"message": "Devagar"}), Kind.THROTTLED, "mais devagar"),
    (Said(503, {"message": "Manutenção"}), Kind.SERVER, "Manutenção"),
])
def test_each_shape_of_an_error_gets_its_kind_and_its_words(answer, kind, words):
    error = failing(answer)
    assert error.kind is kind
    assert words in str(error.message)
    assert str(error.message).startswith("Criar um papel: ")
    assert "<" not in str(error.message)


def test_an_error_code_is_kept():
    assert failing(Said(400, {"message": "x", "errorCode": "createRoleResponse"})).code == "createRoleResponse"


def test_a_redirection_is_never_followed(tmp_path):
    with OddWeb(Said()) as other:
        failing(Said(307, "", {"Location": f"{other.url}/entrar"}))
        assert not other.heard, "the token would have gone along"


def test_how_long_to_wait_is_read_in_both_forms():
    now = datetime.now(UTC)
    assert failing(Said(429, {}, {"Retry-After": "7"})).wait == 7
    until = failing(Said(429, {}, {"Date": format_datetime(now, usegmt=True), "Retry-After": format_datetime(
        now + timedelta(seconds=90), usegmt=True)})).wait
    assert until == pytest.approx(90, abs=1)
    past = Said(429, {}, {"Retry-After": format_datetime(now - timedelta(days=1), usegmt=True)})
    assert failing(past).wait == 0
    assert failing(Said(429, {}, {"Retry-After": "logo"})).wait is None


@pytest.mark.parametrize("half", [
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"name\"",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    b"HTTP/1.1 2",
    b"220 mail.example ESMTP\r\n",
])
def test_half_an_answer_leaves_it_unknown_what_happened(half):
    error = failing(half)
    assert error.kind is Kind.LOST
    assert not error.known


def test_silence_ends_by_itself():
    error = failing(SILENCE, timeout=0.3)
    assert error.kind is Kind.LOST


def test_an_answer_that_never_ends_is_left(monkeypatch):
    monkeypatch.setattr(lines, "WHOLE", 0.3)
    error = failing(SILENCE, timeout=10)
    assert error.kind is Kind.LOST


def test_too_large_an_answer_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(lines, "LARGEST", 1024 * 1024)
    error = failing(Said(200, b"x" * 2 * 1024 * 1024))
    assert error.kind is Kind.UNREADABLE
    assert "grande demais" in str(error.message)
    assert not error.known


def test_a_closed_port_is_a_platform_out_of_reach():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(PlatformError) as caught:
        asked(f"http://127.0.0.1:{port}")
    assert caught.value.kind is Kind.UNREACHABLE
    assert caught.value.known


# --- proxies --------------------------------------------------------------------------------------------------------

OUTSIDE = "https://plataforma.example"


def through(monkeypatch, *answers) -> tuple[PlatformError, OddWeb]:
    with OddWeb(*answers) as proxy, pytest.raises(PlatformError) as caught:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        asked(OUTSIDE)
    return caught.value, proxy


@pytest.mark.parametrize("answer", [
    Said(407, PORTAL, {"Content-Type": "text/html", "Proxy-Authenticate": "Basic realm=x"}),
    Said(403, PORTAL, {"Content-Type": "text/html"})])
def test_a_proxy_that_refuses_is_told_as_such(monkeypatch, answer):
    error, proxy = through(monkeypatch, answer)
    assert (error.kind, error.known) == (Kind.PROXY, True)
    assert str(answer.status) in str(error.message)
    (heard,) = proxy.heard
    assert (heard.method, heard.target) == ("CONNECT", "plataforma.example:443")
    assert "authorization" not in heard.headers


def test_a_proxy_that_puts_a_page_in_the_tunnel_is_not_trusted(monkeypatch):
    error, _ = through(monkeypatch, b"HTTP/1.1 200 OK\r\n\r\n" + PORTAL.encode())
    assert error.known, "nothing of the request left"
    assert error.kind in (Kind.UNTRUSTED, Kind.PROXY, Kind.UNREACHABLE)  # as the proxy is quick to hang up


def test_this_computer_is_reached_directly_although_a_proxy_is_set(monkeypatch):
    with OddWeb(Said(407, b"")) as proxy, OddWeb(Said(200, {"name": "Vendas"})) as web:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for host in ("127.0.0.1", "localhost"):
            assert asked(web.url.replace("127.0.0.1", host)).json() == {"name": "Vendas"}
        assert not proxy.heard


# --- certificates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("names", "given", "trusted", "words"), [
    (("127.0.0.1",), {}, False, "issuer"),
    (("127.0.0.1",), {"begins": -2 * DAY, "ends": -DAY}, True, "expired"),
    (("outra.example",), {}, True, "127.0.0.1"),
])
def test_a_certificate_that_does_not_fit_is_refused_before_anything_is_sent(tmp_path, names, given, trusted, words):
    authority = Authority(tmp_path)
    with OddWeb(Said(), tls=authority.issue(*names, **given).server()) as web:
        with pytest.raises(PlatformError) as caught:
            asked(web.url, ca=str(authority.file) if trusted else "")
        assert not web.heard
    assert (caught.value.kind, caught.value.known) == (Kind.UNTRUSTED, True)
    assert words in caught.value.said


def test_one_more_authority_can_be_trusted(tmp_path):
    authority = Authority(tmp_path)
    with OddWeb(Said(200, {"name": "x"}), tls=authority.issue("127.0.0.1").server()) as web:
        assert asked(web.url, ca=str(authority.file)).json() == {"name": "x"}


# --- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [
    "http://plataforma.example", "ftp://plataforma.example", "plataforma.example", "https://", "https://u:s@x.example",
    "https://x.example/?a=1", "https://x.example:99999", "", "http://127.evil.example"])
def test_an_address_that_would_give_secrets_away_or_means_nothing_is_refused(url):
    with pytest.raises(UsageError):
        place(url)


@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1", "https://x.example"])
def test_other_addresses_are_taken(url):
    assert place(url).base.startswith(url)
