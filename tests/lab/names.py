"""Faults of names: a real dnsmasq on another computer says what is wrong, and this one asks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from crm_console.core.report import State
from crm_console.services.probes.names import punycode
from crm_console.services.probes.target import SmtpTarget
from tests.lab.network import Network, network
from tests.lab.recipe import Lab, Setup, recipe
from tests.servers import small_mail

SENDER = "crm@serraazul.example"
PORT = 2525
UNUSED, SILENT, DEAF, EMPTY = 77, 78, 53, 54  # last numbers of the server's other addresses; UNUSED is nobody's
ACCENTED = "coração.example"


@contextmanager
def running_names() -> Iterator[Network]:
    """Two computers; the other one has the names and the mail server."""
    with network() as made:
        silent, deaf = made.another(SILENT), made.another(DEAF)
        made.another(EMPTY)
        records = {
            "mail.example": made.address, "moved.example": made.near(UNUSED), "far.example": silent,
            "double.example": f"{made.address},{made.six}", "elsewhere.example": made.near(UNUSED),
            punycode(ACCENTED): made.address,
        }
        made.names(*(f"--host-record={name},{where}" for name, where in records.items()),
                   "--cname=alias.example,gone.example")
        made.firewall("-A", "INPUT", "-d", silent, "-p", "tcp", "-j", "DROP")
        made.firewall("-A", "INPUT", "-d", deaf, "-p", "udp", "--dport", "53", "-j", "DROP")
        made.firewall("-A", "INPUT", "-p", "tcp", "-j", "DROP", six=True)
        made.start(*small_mail.command(PORT), listens=PORT, cwd=small_mail.ROOT)
        yield made


def setup(made: Network, host: str, seconds: float | None = None, timeout: float = 2.0) -> Setup:
    return Setup(SmtpTarget(host, PORT, "none", SENDER, timeout=timeout), namespace=made.client, seconds=seconds)


def asks_for(ref: str, fault: str, host: str, state: State = State.FAILED, name: str = "", **more) -> None:
    """The name alone makes the fault."""

    def asked(lab: Lab) -> Iterator[Setup]:
        yield setup(lab.shared(running_names), host, **more)

    asked.__name__ = f"{ref}_{name or fault.rpartition('.')[2]}"
    recipe(ref, "dnsmasq", fault, state)(asked)


asks_for("N01", "smtp.resolve.unknown", "smpt.example")
asks_for("N03", "smtp.resolve.failed", "mail.elsewhere.test")  # of another domain: this server refuses to ask for it
asks_for("N06", "smtp.connect.stale_name", "moved.example", name="nobody_has_the_address", timeout=8)
asks_for("N06", "smtp.connect.stale_name", "far.example", name="silent_address")
asks_for("N10", "smtp.resolve.accented", ACCENTED, State.OK)
asks_for("N10", "smtp.resolve.unknown_accented", "coracão.example")
asks_for("N11", "smtp.resolve.alias_broken", "alias.example")


@recipe("N04", "iptables", "smtp.resolve.silent")
def name_server_silent(lab: Lab) -> Iterator[Setup]:
    made = lab.shared(running_names)
    with made.asking(made.near(DEAF)):
        yield setup(made, "mail.example")


@recipe("N05", "dnsmasq", "smtp.resolve.not_a_resolver")
def not_a_name_server(lab: Lab) -> Iterator[Setup]:
    """dnsmasq answers on the address beside the one that this computer asks."""
    made = lab.shared(running_names)
    with made.asking(made.near(EMPTY)):
        yield setup(made, "mail.example", seconds=2.0)


@recipe("N07", "dnsmasq", "smtp.resolve.overridden", State.WARNING)
def overridden(lab: Lab) -> Iterator[Setup]:
    made = lab.shared(running_names)
    made.hosts(f"{made.address} elsewhere.example")
    try:
        yield setup(made, "elsewhere.example")
    finally:
        made.hosts()


@recipe("N08", "iptables", "smtp.connect.ipv6_silent", State.WARNING)
def ipv6_blackholed(lab: Lab) -> Iterator[Setup]:
    yield setup(lab.shared(running_names), "double.example", seconds=1.5)
