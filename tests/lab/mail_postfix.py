"""Faults of mail servers that a real Postfix makes, with Dovecot behind its logins and its mailboxes."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

from crm_console.core.report import State
from crm_console.services.probes.knock import unverified
from crm_console.services.probes.target import SmtpTarget
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.occupied import occupied
from tests.servers.ports import wait_until
from tests.servers.postfix import DOMAIN, PASSWORD, USER, Postfix
from tests.servers.postfix_doors import FULL, SALES, running_doors

WRONG = "jabuti-88"
OUTSIDE = "alguem@fora.example"
HURRY = 2.0


def target(server: Postfix, port: int, **more) -> SmtpTarget:
    """The server as its own domain's CRM would use it."""
    usual = {"host": "localhost", "port": port, "security": "none", "sender": USER, "ca_file": str(server.ca)}
    return SmtpTarget(**{**usual, **more})


def door(ref: str, fault: str, name: str, state: State = State.FAILED, password: str | None = None,
         seconds: float | None = None, by: str = "Postfix", **more) -> None:
    """One recipe from one of the server's ports and what is asked of it. A password goes with the server's user."""

    def knocked(lab: Lab) -> Iterator[Setup]:
        server = lab.shared(running_doors)
        port = server.doors[name] if name in server.doors else getattr(server, name)
        user = {"user": USER} if password else {}
        yield Setup(target(server, port, **{**user, **more}), password, seconds=seconds)

    knocked.__name__ = f"{name}_{more.get('security', 'none')}_{fault.rpartition('.')[2]}"
    recipe(ref, by, fault, state)(knocked)


door("S01", "smtp.tls.starts_clear", "submission", security="ssl", seconds=HURRY)
door("S02", "smtp.greeting.starts_secure", "implicit", security="tls", seconds=HURRY)
door("S02", "smtp.greeting.starts_secure", "implicit", security="none", seconds=HURRY)
door("S13", "smtp.tls.client_certificate", "client_certificate", security="tls")
door("S13", "smtp.greeting.client_certificate", "client_certificate_ssl", security="ssl")
door("S16", "smtp.starttls.refused", "broken_tls", security="tls")
door("S19", "smtp.starttls.not_offered", "plain", security="tls")

door("M03", "smtp.greeting.slow", "slow", State.WARNING)
door("M04", "smtp.greeting.no_ehlo", "old", State.WARNING)
door("M06", "smtp.greeting.name", "dislikes_addresses")

door("M07", "smtp.auth.needs_tls", "login_by_tls", password=PASSWORD)
door("M08", "smtp.auth.not_offered", "no_login", security="tls", password=PASSWORD)
door("M08", "smtp.auth.not_offered", "plain", password=PASSWORD)
door("M09", "smtp.auth.refused", "submission", security="tls", password=WRONG, by="Postfix+Dovecot")
door("M10", "smtp.auth.short_login", "submission", security="tls", password=WRONG, user="crm", by="Postfix+Dovecot")

door("M19", "smtp.sender.tls_required", "submission")
door("M20", "smtp.recipient.auth_required", "owners_in_clear")
door("M21", "smtp.sender.sender_not_owned", "owners", security="tls", password=PASSWORD, sender=SALES,
     by="Postfix+Dovecot")
door("M25", "smtp.recipient.relay_denied", "plain", sender="crm@fora.example")
door("M26", "smtp.relay.refused", "plain", State.WARNING, relay_to=OUTSIDE)
door("M27", "smtp.recipient.unknown", "plain", sender=f"ninguem@{DOMAIN}")
door("M28", "smtp.recipient.full", "quota", sender=FULL, by="Postfix+Dovecot")
door("M30", "smtp.sender.too_big", "small")
door("M32", "smtp.accepted.filtered", "filtered")
door("M33", "smtp.recipient.block_list", "blocked", by="Postfix+dnsmasq")


@recipe("M34", "Postfix", "smtp.accepted.arrival_not_proven", State.OK)
def accepted_and_lost(lab: Lab) -> Iterator[Setup]:
    """A sender outside of the server's domain: its transport throws the message away, and says that it was sent."""
    server = lab.shared(running_doors)
    sender = "crm@perdido.example"
    yield Setup(target(server, server.submission, security="tls", sender=sender, user=USER), PASSWORD)
    wait_until(lambda: f"to=<{sender}>, relay=none" in server.whole_log(), "Postfix threw it away")
    assert "status=sent (perdido.example)" in server.whole_log()


@recipe("M37", "Postfix", "smtp.sender.throttled")
def one_message_a_minute(lab: Lab) -> Iterator[Setup]:
    server = lab.shared(running_doors)
    with smtplib.SMTP("127.0.0.1", server.doors["one_message"]) as client:
        client.ehlo()
        client.mail(USER)
    yield Setup(target(server, server.doors["one_message"]))


@recipe("M37", "Postfix", "smtp.auth.throttled")
def one_login_a_minute(lab: Lab) -> Iterator[Setup]:
    server = lab.shared(running_doors)
    with smtplib.SMTP("127.0.0.1", server.doors["one_login"]) as client:
        client.starttls(context=unverified())
        client.ehlo()
        assert client.docmd("AUTH", "PLAIN AGEAYg==")[0] == 535
    yield Setup(target(server, server.doors["one_login"], security="tls", user=USER), PASSWORD)


@recipe("T13", "Postfix", "smtp.greeting.too_many_connections")
def one_connection_each(lab: Lab) -> Iterator[Setup]:
    server = lab.shared(running_doors)
    with occupied(server.doors["one_each"]):
        yield Setup(target(server, server.doors["one_each"]))
