"""Faults of mail servers that a real Exim makes, by its own rules (ACLs) and limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

from crm_console.core.report import State
from crm_console.services.probes.target import SmtpTarget
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers.exim import BUSY, DOMAIN, LOCKED, PASSWORD, USER, Exim, running_exim
from tests.servers.occupied import occupied


def target(server: Exim, door: str, **more) -> SmtpTarget:
    return SmtpTarget(**{"host": "127.0.0.1", "port": server.doors[door], "security": "none", "sender": USER, **more})


def door(ref: str, fault: str, name: str, state: State = State.FAILED, by: str = "Exim", **more) -> None:
    """One recipe from one of the server's ports and what is asked of it."""

    def knocked(lab: Lab) -> Iterator[Setup]:
        yield Setup(target(lab.shared(running_exim), name, **more))

    knocked.__name__ = f"{name}_{fault.rpartition('.')[2]}"
    recipe(ref, by, fault, state)(knocked)


door("M05", "smtp.greeting.name_syntax", "dislikes_addresses", State.WARNING)
door("M20", "smtp.sender.auth_required", "must_log_in")
door("M25", "smtp.recipient.relay_denied", "plain", sender="crm@fora.example")
door("M26", "smtp.relay.refused", "plain", State.WARNING, relay_to="alguem@fora.example")
door("M27", "smtp.recipient.unknown", "plain", sender=f"ninguem@{DOMAIN}")
door("M29", "smtp.recipient.greylisted", "grey")
door("M32", "smtp.accepted.filtered", "filtered")
door("M33", "smtp.recipient.block_list", "blocked", by="Exim+dnsmasq")
door("M35", "smtp.accepted.dropped_in_data", "dies_in_data")
door("M38", "smtp.sender.latin", "latin", State.OK)
door("M39", "smtp.greeting.hung_up_after_name", "dies_after_name")


@recipe("M09", "Exim", "smtp.auth.refused")
def wrong_password(lab: Lab) -> Iterator[Setup]:
    yield Setup(target(lab.shared(running_exim), "login", user=USER), "jabuti-88")


@recipe("M15", "Exim", "smtp.auth.locked")
def locked_after_failures(lab: Lab) -> Iterator[Setup]:
    """The password is right now; the server counted the wrong ones before it."""
    server = lab.shared(running_exim)
    server.fail_to_log_in(LOCKED, 3)
    yield Setup(target(server, "login", user=LOCKED), PASSWORD)


@recipe("T13", "Exim", "smtp.greeting.too_many_connections")
def one_connection_each(lab: Lab) -> Iterator[Setup]:
    """Exim counts an address's connections over all of its ports."""
    server = lab.shared(running_exim)
    with occupied(server.doors["plain"]):
        yield Setup(target(server, "one_each"))


def running_busy() -> AbstractContextManager[Exim]:
    return running_exim(("plain",), BUSY)


@recipe("M01", "Exim", "smtp.greeting.busy")
def busy(lab: Lab) -> Iterator[Setup]:
    """It serves one client at a time, whoever that is, and one is there."""
    server = lab.shared(running_busy)
    with occupied(server.doors["plain"]):
        yield Setup(target(server, "plain"))
