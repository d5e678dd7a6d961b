"""What is not a server's fault, or another one than it looks like, is not blamed on the likeliest suspect."""

from __future__ import annotations

from crm_console.core.jobs import Context
from crm_console.services.probes import ftp, smtp
from crm_console.services.probes.target import FtpTarget, SmtpTarget
from tests.servers.probing import assert_failed
from tests.servers.scripted import Scripted


def test_a_server_that_never_ends_its_answer_is_not_called_another_protocol():
    with Scripted(greeting="\r\n".join(["220-welcome"] * 600)) as server:
        assert_failed(smtp.probe(SmtpTarget("127.0.0.1", server.port, "none", "crm@x.example"), None, Context()),
                      "smtp.greeting.endless", "")
        assert_failed(ftp.probe(FtpTarget("127.0.0.1", server.port, "crm", "/"), "x", Context()), "ftp.banner.endless", "")


def test_a_greeting_that_stops_in_the_middle_is_not_called_silence():
    with Scripted(greeting=b"22") as server:
        target = SmtpTarget("127.0.0.1", server.port, "none", "crm@x.example", timeout=1.5)
        assert_failed(smtp.probe(target, None, Context()), "smtp.greeting.unfinished", "T04")


def test_a_number_that_knows_no_word_of_mail_is_no_mail_server():
    with Scripted([("^(EHLO|HELO)", "500 unknown command")], greeting="220 ready") as server:
        target = SmtpTarget("127.0.0.1", server.port, "none", "crm@x.example")
        assert_failed(smtp.probe(target, None, Context()), "smtp.greeting.not_mail", "T10")


def test_an_invisible_character_is_told_before_anything_is_sent():
    with Scripted() as server:
        target = SmtpTarget("127.0.0.1", server.port, "none", "crm@x.example", display_name="a\nBcc: b@c")
        assert_failed(smtp.probe(target, None, Context()), "smtp.input.display", "")
        assert server.connections == 0


def test_who_signed_in_is_not_told_to_sign_in():
    rules = [("^EHLO", "250-x\r\n250 AUTH PLAIN"), ("^AUTH", "235 ok"), ("^RCPT TO:<fora@", "550 5.7.1 relay denied")]
    with Scripted(rules) as server:
        target = SmtpTarget("127.0.0.1", server.port, "none", "crm@x.example", user="crm", relay_to="fora@y.example")
        report = smtp.probe(target, "x", Context())
    relay = report.steps[-1]
    assert relay.fault == "smtp.relay.refused"
    assert "usuário e senha" not in str(relay.remedy)
