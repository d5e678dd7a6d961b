"""Faults of secure connections: a real stunnel shows certificates in which something is wrong, and old servers."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_console.core.report import State
from crm_console.services.probes.target import SmtpTarget
from tests.lab.recipe import Lab, Setup, recipe
from tests.lab.roads import running_road
from tests.servers.certificates import DAY, Authority, Pair
from tests.servers.ports import free_ports, listening, wait_until
from tests.servers.small_mail import running_small_mail
from tests.servers.stunnel import running_stunnel
from tests.servers.unavailable import program

SENDER = "crm@serraazul.example"
HOST = "localhost"
OTHER = "mail.serraazul.example"
WEAK = {"securityLevel": 0, "sslVersionMin": "TLSv1"}  # without it stunnel itself refuses what is old
SHOWN = ("expired", "not_yet", "other_name", "self_signed", "private_root", "directory", "incomplete", "complete", "antivirus",
         "device", "weak_key", "old_name", "by_name", "wrong_by_name", "old_version", "small_group")


@dataclass(frozen=True)
class Secured:
    """The port of each certificate, one that is right and has STARTTLS, and the root that a target may trust."""

    ports: Mapping[str, int]
    clear: int
    root: Path


@contextmanager
def running_secured() -> Iterator[Secured]:
    with TemporaryDirectory(prefix="crm-console-secured-") as name:
        folder = Path(name)
        mail, *ports = free_ports(1 + len(SHOWN))
        authority = Authority(folder)
        made = Secured(dict(zip(SHOWN, ports, strict=True)), mail, authority.file)
        services = _services(folder, made, mail, _certificates(folder, authority))
        with running_small_mail(mail, pair=authority.issue(HOST)), running_stunnel(folder, services):
            yield made


def _certificates(folder: Path, authority: Authority) -> dict[str, Pair]:
    between = Authority(folder, "Serra Azul Intermediate CA", above=authority)
    missing = between.issue(HOST, found_at="http://ca.serraazul.example/intermediate.crt")
    whole = between.issue(HOST, found_at="http://ca.serraazul.example/intermediate.crt")
    with whole.certificate.open("ab") as file:
        file.write(between.file.read_bytes())
    strong = authority.issue(HOST, bits=2048)
    return {
        "expired": authority.issue(HOST, begins=-40 * DAY, ends=-3 * DAY),
        "not_yet": authority.issue(HOST, begins=3 * DAY, ends=40 * DAY),
        "other_name": authority.issue(OTHER),
        "self_signed": authority.issue(HOST, self_signed=True),
        "private_root": Authority(folder, "Transportes Serra Azul Root CA").issue(HOST),
        "directory": Authority(folder, "SERRAAZUL-DC01-CA").issue(HOST, found_at="ldap:///CN=SERRAAZUL-DC01-CA,CN=AIA"),
        "incomplete": missing,
        "complete": whole,
        "antivirus": Authority(folder, "Avast Web/Mail Shield Root").issue(HOST),
        "device": Authority(folder, "FortiGate CA").issue(HOST),
        "weak_key": authority.issue(HOST, bits=1024),
        "old_name": authority.issue(HOST, old_name=True),
        "by_name": authority.issue(HOST),
        "wrong_by_name": authority.issue(HOST),
        "old_version": strong,
        "small_group": strong,
    }


def _services(folder: Path, made: Secured, mail: int, shown: dict[str, Pair]) -> dict[str, dict[str, object]]:
    services: dict[str, dict[str, object]] = {}
    for name, port in made.ports.items():
        pair = shown[name]
        services[name] = {"accept": f"127.0.0.1:{port}", "connect": f"127.0.0.1:{mail}", "cert": pair.certificate,
                          "key": pair.key}
    wrong = shown["other_name"]
    services["told_the_name"] = {"sni": f"wrong_by_name:{HOST}", "connect": f"127.0.0.1:{mail}",
                                 "cert": wrong.certificate, "key": wrong.key}
    services["weak_key"].update(securityLevel=0)
    services["old_version"].update(WEAK, sslVersionMax="TLSv1")
    group = subprocess.run([program("openssl"), "dhparam", "-dsaparam", "1024"], check=True, capture_output=True)
    with shown["small_group"].certificate.open("ab") as file:
        file.write(group.stdout)
    services["small_group"].update(WEAK, sslVersionMax="TLSv1.2", ciphers="DHE-RSA-AES128-GCM-SHA256")
    return services


def shows(
    ref: str, fault: str, certificate: str, state: State = State.FAILED, *, host: str = HOST, trusted: bool = True,
    name: str = "",
) -> None:
    """A recipe of one certificate. `trusted`: who issued it is known here."""

    def shown(lab: Lab) -> Iterator[Setup]:
        made = lab.shared(running_secured)
        root = str(made.root) if trusted else None
        yield Setup(SmtpTarget(host, made.ports[certificate], "ssl", SENDER, timeout=4.0, ca_file=root), seconds=2.0)

    shown.__name__ = f"{ref}_{name or certificate}"
    recipe(ref, "stunnel4", f"smtp.tls.{fault}", state)(shown)


shows("S03", "expired", "expired")
shows("S04", "not_yet_valid", "not_yet")
shows("S05", "name_mismatch", "other_name")
shows("S06", "self_signed", "self_signed")
shows("S08", "unknown_ca", "private_root", trusted=False)
shows("S08", "unknown_ca", "directory", trusted=False)
shows("S08", "incomplete_chain", "incomplete")
shows("S09", "intercepted", "antivirus", trusted=False)
shows("S09", "intercepted", "device", trusted=False)
shows("S11", "weak_key", "weak_key")
shows("S12", "no_alternative_names", "old_name", State.WARNING)
shows("S14", "by_address", "by_name", host="127.0.0.1")
shows("S15", "depends_on_name", "wrong_by_name")
shows("S21", "old_server", "old_version")
shows("S21", "old_server", "small_group")


@recipe("S21", "openssl s_server", "smtp.tls.old_server")
def only_tls_1_1(_: Lab) -> Iterator[Setup]:
    with TemporaryDirectory(prefix="crm-console-old-") as folder:
        pair = Authority(Path(folder)).issue(HOST, bits=2048)
        (port,) = free_ports(1)
        words = [program("openssl"), "s_server", "-quiet", "-www", "-accept", f"127.0.0.1:{port}", "-cert",
                 pair.certificate, "-key", pair.key, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(words, **quiet)
        try:
            wait_until(lambda: listening(port), "openssl s_server")
            yield Setup(SmtpTarget(HOST, port, "ssl", SENDER, timeout=4.0))
        finally:
            server.terminate()
            server.wait(10)


@recipe("S21", "gnutls-serv", "smtp.tls.old_server")
def unsafe_renegotiation(lab: Lab) -> Iterator[Setup]:
    """A server that does not know RFC 5746. It cannot be told to listen on one address: it runs in a network apart."""
    made, port = lab.shared(running_road), 2465
    with TemporaryDirectory(prefix="crm-console-unsafe-") as folder:
        pair = Authority(Path(folder)).issue(HOST, bits=2048)
        made.start(program("gnutls-serv"), "--quiet", "--http", "--port", port, "--x509certfile", pair.certificate,
                   "--x509keyfile", pair.key, "--priority", "NORMAL:-VERS-TLS1.3:%DISABLE_SAFE_RENEGOTIATION",
                   listens=port)
        yield Setup(SmtpTarget(made.address, port, "ssl", SENDER, timeout=4.0), namespace=made.client)


def another_time(shift: str) -> dict[str, str]:
    """What faketime sets for a program that shall see another time."""
    told = subprocess.run([program("faketime"), "-m", "-f", shift, "env"], check=True, capture_output=True, text=True)
    words = dict(line.partition("=")[::2] for line in told.stdout.splitlines())
    return {name: words[name] for name in ("LD_PRELOAD", "FAKETIME")}


def wrong_clock(name: str, shift: str) -> None:
    def shifted(lab: Lab) -> Iterator[Setup]:
        made = lab.shared(running_secured)
        target = SmtpTarget(HOST, made.clear, "tls", SENDER, timeout=4.0, ca_file=str(made.root))
        yield Setup(target, environment=another_time(shift))

    shifted.__name__ = f"X08_{name}"
    recipe("X08", "faketime", "smtp.tls.clock")(shifted)


wrong_clock("years_behind", "-700d")
wrong_clock("months_ahead", "+90d")
