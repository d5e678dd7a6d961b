"""The SMTP test against a real Postfix, and against scripted servers for what a Postfix never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_console.core.jobs import Context
from crm_console.core.report import Report, State
from crm_console.services.probes.smtp import probe, steps
from crm_console.services.probes.target import SmtpTarget
from tests.servers.ports import wait_until
from tests.servers.probing import (
    as_text,
    assert_failed,
    blackhole,
    refused_port,
    states,
    step,
)
from tests.servers.scripted import CLOSE, SILENCE, TLS, Scripted

SENDER = "crm@serraazul.example"
SECRET = "Sabiá & laranjeira+9"
OFFERS = ("^EHLO", "250-scripted\r\n250-PIPELINING\r\n250 AUTH DIGEST-MD5 CRAM-MD5 PLAIN LOGIN")


def plain(port: int, **more) -> SmtpTarget:
    return SmtpTarget(**{"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER, **more})


def run(target: SmtpTarget, password: str | None = None) -> Report:
    return probe(target, password, Context())


# --- a real Postfix ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["tls", "ssl"])
def test_the_message_arrives_in_a_real_mailbox(postfix, security):
    port = postfix.submission if security == "tls" else postfix.implicit
    target = SmtpTarget(
        "localhost", port, security, postfix.sender, "Serra Azul – Vendas", postfix.user, ca_file=str(postfix.ca)
    )
    report = run(target, postfix.password)
    assert report.state is State.OK, as_text(report)
    assert [s.id for s in report.steps] == list(steps(security))
    accepted = step(report, "accepted")
    message = postfix.message(accepted.facts["message_id"])
    assert message["From"] == f"Serra Azul – Vendas <{SENDER}>"
    assert message["To"] == SENDER
    assert "CRM Console" in message["Subject"]
    assert "Não é preciso responder" in message.get_content()
    assert "queued as" in accepted.said
    assert accepted.facts["local_port"] == step(report, "connect").facts["local_port"]
    assert report.computer
    assert report.address == "127.0.0.1"


def test_a_wrong_password_fails_at_auth_after_one_submission(postfix):
    target = SmtpTarget("localhost", postfix.submission, "tls", SENDER, user=postfix.user, ca_file=str(postfix.ca))
    failed = assert_failed(run(target, "wrong"), "smtp.auth.refused", "M09")
    assert failed.said.startswith("535 5.7.8")
    assert failed.who == "customer_it"


def test_where_no_login_is_offered_the_password_is_never_sent(postfix):
    target = plain(postfix.plain, user=postfix.user)
    assert_failed(run(target, postfix.password), "smtp.auth.not_offered", "M08")


def test_to_oneself_is_accepted_but_relay_is_refused(postfix):
    report = run(plain(postfix.plain, relay_to="alguem@fora.example"))
    assert report.state is State.WARNING
    relay = step(report, "relay")
    assert (relay.fault, relay.facts["ref"]) == ("smtp.relay.refused", "M26")
    assert postfix.message(step(report, "accepted").facts["message_id"])


def test_without_sending_nothing_arrives(postfix):
    before = len(postfix.messages())
    report = run(plain(postfix.plain, send=False))
    assert report.state is State.OK
    assert {"data", "accepted"} <= {i for i, state in states(report).items() if state == "skipped"}
    sent = run(plain(postfix.plain))  # what comes after it is delivered, so what came before it would have been
    assert postfix.message(step(sent, "accepted").facts["message_id"])
    assert len(postfix.messages()) == before + 1


@pytest.mark.parametrize(
    ("asked", "port", "fault", "ref"),
    [
        ("ssl", "submission", "smtp.tls.starts_clear", "S01"),
        ("tls", "implicit", "smtp.greeting.starts_secure", "S02"),
        ("none", "implicit", "smtp.greeting.starts_secure", "S02"),
        ("tls", "plain", "smtp.starttls.not_offered", "S19"),
    ],
)
def test_the_wrong_kind_of_security_is_named_within_two_seconds(postfix, asked, port, fault, ref):
    report = run(SmtpTarget("localhost", getattr(postfix, port), asked, SENDER, ca_file=str(postfix.ca)))
    assert_failed(report, fault, ref)
    assert report.seconds <= 2


# --- connecting ---------------------------------------------------------------------------------------------------


def test_a_closed_port_is_refused():
    assert_failed(run(plain(refused_port())), "smtp.connect.refused", "T01")


def test_dropped_packets_are_a_timeout():
    with blackhole() as port:
        report = run(plain(port, timeout=0.3))
    assert_failed(report, "smtp.connect.timeout", "T02")


def test_an_unknown_name():
    report = run(plain(25, host="nao-existe.invalid"))
    assert report.decisive is not None
    assert report.decisive.fault in ("smtp.resolve.unknown", "smtp.resolve.failed")  # no DNS at all here: the latter


@pytest.mark.parametrize(
    ("change", "fault", "ref"),
    [
        ({"host": "smtp://mail"}, "smtp.input.host", "X02"),
        ({"host": ""}, "smtp.input.no_host", ""),
        ({"port": 70000}, "smtp.input.port", ""),
        ({"sender": "Serra Azul <crm@serraazul.example>"}, "smtp.input.sender", "X10"),
        ({"user": "crm"}, "smtp.input.no_password", ""),
    ],
)
def test_input_that_cannot_be_right_never_reaches_the_network(change, fault, ref):
    assert_failed(run(replace(plain(25), **change)), fault, ref)


# --- what servers say ---------------------------------------------------------------------------------------------


def scripted_auth(*rules) -> Scripted:
    return Scripted([("^AUTH CRAM-MD5", "334 PDEyMzRAc2NyaXB0ZWQ+"), *rules, OFFERS])


def test_one_click_is_one_submission():
    with scripted_auth((r"^[A-Za-z0-9+/]{16,}=*$", "535 5.7.8 authentication failed")) as server:
        assert_failed(run(plain(server.port, user="crm"), SECRET), "smtp.auth.refused", "X05")
        assert server.count("^AUTH") == 1
        assert server.connections == 1
        wait_until(lambda: server.heard[-1] == "QUIT", "the polite end")


@pytest.mark.parametrize(
    ("reply", "fault", "ref"),
    [
        ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled", "smtp_auth_off", "M11"),
        ("550 5.7.30 Basic authentication is not supported for Client Submission", "basic_retired", "M12"),
        ("534-5.7.9 Application-specific password required\r\n534 5.7.9  gsmtp", "app_password", "M13"),
        ("535 5.7.8 Error: authentication failed", "refused", "M09"),
        ("454 4.7.0 Temporary authentication failure", "broken", ""),
    ],
)
def test_refused_logins_are_told_apart(reply, fault, ref):
    with scripted_auth((r"^[A-Za-z0-9+/]{16,}=*$", reply)) as server:
        failed = assert_failed(run(plain(server.port, user=SENDER), "plain"), f"smtp.auth.{fault}", ref)
    assert failed.said == reply.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("rule", "fault", "ref"),
    [
        (("^MAIL", "530 5.7.57 Client not authenticated to send mail"), "smtp.sender.auth_required", "M20"),
        (("^MAIL", "530 5.7.0 Must issue a STARTTLS command first"), "smtp.sender.tls_required", "M19"),
        (("^MAIL", "550 5.7.60 Client does not have permissions to send as"), "smtp.sender.send_as", "M22"),
        (("^MAIL", "553 no"), "smtp.sender.refused", ""),
        (("^RCPT", "553 5.7.1 Sender address rejected: not owned by user"), "smtp.sender.sender_not_owned", "M21"),
        (("^RCPT", "454 4.7.1 Relay access denied"), "smtp.recipient.relay_denied", "M25"),
        (("^RCPT", "550 5.1.1 User unknown"), "smtp.recipient.unknown", "M27"),
        (("^DATA", "554 no"), "smtp.data.refused", ""),
        ((r"^\.$", "550 5.7.26 SPF check failed"), "smtp.accepted.spf", "M31"),
        ((r"^\.$", "554 no"), "smtp.accepted.refused", ""),
        ((r"^\.$", CLOSE), "smtp.accepted.dropped_in_data", "M35"),
        (("^EHLO", "421 too busy"), "smtp.greeting.busy", "M01"),
        (("^EHLO", CLOSE), "smtp.greeting.hung_up_after_name", "M39"),
    ],
)
def test_refusals_fail_at_their_stage(rule, fault, ref):
    with Scripted([rule]) as server:
        assert_failed(run(plain(server.port)), fault, ref)


@pytest.mark.parametrize(
    ("greeting", "fault", "ref"),
    [
        ("421 too many connections", "smtp.greeting.too_many_connections", "T13"),
        ("SSH-2.0-OpenSSH_9.2p1", "smtp.greeting.is_ssh", "T07"),
        ("HTTP/1.1 400 Bad Request", "smtp.greeting.is_http", "T09"),
        (CLOSE, "smtp.greeting.hung_up", "T06"),
        (SILENCE, "smtp.greeting.silent", "T04"),
    ],
)
def test_what_greets_instead(greeting, fault, ref):
    with Scripted(greeting=greeting) as server:
        assert_failed(run(plain(server.port, timeout=0.5)), fault, ref)


def test_latin_1_words_are_readable():
    with Scripted([("^MAIL", "550 remetente não autorizado\r\n".encode("latin-1"))]) as server:
        assert step(run(plain(server.port)), "sender").said == "550 remetente não autorizado"


def test_a_password_in_clear_is_said():
    with Scripted([("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", "235 ok")]) as server:
        report = run(plain(server.port, user="crm"), "segredo")
    assert step(report, "auth").fault == "smtp.auth.clear"
    assert report.state is State.WARNING


# --- certificates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["ssl", "tls"])
@pytest.mark.parametrize(
    ("certificate", "trusted", "fault", "ref"),
    [
        ({}, False, "smtp.tls.unknown_ca", "S08"),
        ({"ends": timedelta(hours=-1)}, True, "smtp.tls.expired", "S03"),
        ({"self_signed": True}, True, "smtp.tls.self_signed", "S06"),
        ({"names": ["outro.example"]}, True, "smtp.tls.name_mismatch", "S05"),
    ],
)
def test_certificates_are_told_apart(authority, security, certificate, trusted, fault, ref):
    options = {"names": ["localhost"], **certificate}
    pair = authority.issue(*options.pop("names"), **options)
    rules = [("^EHLO", "250-x\r\n250 STARTTLS"), ("^STARTTLS", TLS)]
    with Scripted(rules, tls=pair.server(), tls_first=security == "ssl") as server:
        target = SmtpTarget("localhost", server.port, security, SENDER)
        report = run(replace(target, ca_file=str(authority.file)) if trusted else target)
        failed = assert_failed(report, fault, ref)
        assert server.count("^MAIL") == 0
    assert failed.facts["certificate"]["sha256"]
