"""The steps that every probe takes before its protocol speaks: check the input, find the server, connect, hear it."""

from __future__ import annotations

import time
from typing import Any, Protocol

from crm_console.core.checks import bare_host, host_problem
from crm_console.services.probes import faults_network as faults
from crm_console.services.probes.dial import LONGEST_CONNECT, PATIENCE, Address, connect, resolve
from crm_console.services.probes.dialogue import MOST_LINES, Dialogue, EndlessError, ForeignError, Reply
from crm_console.services.probes.stages import Explain, FaultError, Stage, Stages
from crm_console.services.probes.target import FtpTarget, SftpTarget, Target
from crm_console.services.probes.wire import Bell, DroppedError, NotTlsError, SilentError, Wire, decode

GLANCE = 0.03  # seconds between two looks at what the second opinions have found
MOST_LABEL = 63
PORTS = {FtpTarget: ("FTP", "21", (22, 990, 25, 587, 465)), SftpTarget: ("SFTP", "22", (21, 990, 25, 587, 465))}


class Asked(Protocol):
    """Who is asked for second opinions while a test goes on."""

    address: Address | None

    @property
    def opinions(self) -> Any:
        """Where they are asked."""

    def tls_answers(self) -> bool:
        """Whether the port is known to speak TLS from the start."""

    def web_answers(self) -> bool:
        """Whether a web server is known to live there."""


def plain_host(target: Target) -> str:
    """The host as it is looked up: no spaces around it, no brackets around an IPv6 address."""
    return target.host.strip().removeprefix("[").removesuffix("]")


def check_address(target: Target, stage: Stage) -> None:
    """Refuse a host or a port that cannot be right before the network is asked."""
    host = plain_host(target)
    if target.host.strip() != target.host:
        stage.warn(faults.HOST_SPACES.filled(host=target.host))
    if not host:
        raise FaultError(faults.HOST_MISSING)
    if "://" not in host and not all(0 < len(label) <= MOST_LABEL for label in host.removesuffix(".").split(".")):
        raise FaultError(faults.NAME_MALFORMED.filled(host=host))
    why = host_problem(host)
    if why is not None:
        raise FaultError(faults.HOST_WRONG.filled(why=why), **_meant(host))
    if not 0 < target.port < 65536:
        raise FaultError(faults.PORT_WRONG.filled(port=target.port))
    if type(target) in PORTS:
        kind, usual, odd = PORTS[type(target)]
        if target.port in odd:
            stage.warn(faults.PORT_KIND.filled(port=target.port, kind=kind, usual=usual))


def _meant(host: str) -> dict[str, Any]:
    """A protocol or a port inside the address: what belongs into which field."""
    name, port = bare_host(host)
    if not name or host_problem(name) is not None:
        return {}
    return {"works": [{"host": name, **({"port": port} if port else {})}]}


def check_login(user: str | None, password: str | None, target: Target) -> None:
    """Without both there is nothing to sign in with."""
    if not user:
        raise FaultError(faults.NO_USER.filled(host=plain_host(target)))
    if not password:
        raise FaultError(faults.NO_PASSWORD.filled(user=user))


def reach(stages: Stages, target: Target, bell: Bell, asked: Asked) -> tuple[Wire, Address]:
    """The steps `resolve` and `connect`."""
    host = plain_host(target)
    with stages.stage("resolve") as stage:
        addresses = resolve(host, target.port, target.timeout, stages.ctx, stage)
    asked.address = addresses[0]
    with stages.stage("connect") as stage:
        limit = min(target.timeout, LONGEST_CONNECT)
        wire = connect(addresses, target.port, limit, bell, stage, asked.opinions.ask)
        stages.address = wire.local
    asked.address = next((a for a in addresses if a.text == wire.peer), addresses[0])
    return wire, asked.address


def explain(target: Target) -> Explain:
    """How the wire's own errors read in any step that has nothing better to say."""
    values: dict[str, object] = {"host": plain_host(target), "port": target.port, "seconds": f"{target.timeout:g}"}

    def explained(error: Exception, step: str) -> FaultError | None:
        if isinstance(error, SilentError) and error.lost:
            fault = faults.WORD_DROPPED if step == "starttls" else faults.LARGE_LOST
            return FaultError(fault.filled(**values, lost=error.lost), decode(error.heard))
        if isinstance(error, SilentError):
            return FaultError(faults.NO_ANSWER.filled(**values), decode(error.heard))
        if isinstance(error, DroppedError):
            return FaultError(faults.DROPPED.filled(**values), decode(error.heard), reset=error.reset)
        if isinstance(error, EndlessError):
            return FaultError(faults.ENDLESS.filled(**values, lines=MOST_LINES), error.heard)
        if isinstance(error, ForeignError | NotTlsError):
            heard = error.heard if isinstance(error.heard, str) else first_line(error.heard)
            return foreign(heard, target)
        return None

    return explained


def foreign(heard: str, target: Target) -> FaultError:
    """Another protocol answered: say which."""
    fault = faults.FOREIGN
    if heard.startswith("SSH-"):
        fault = faults.SFTP_HERE if isinstance(target, FtpTarget) else faults.SSH_HERE
    elif heard.startswith(("HTTP/", "<!DOCTYPE", "<html")):
        fault = faults.HTTP_HERE
    elif heard[:3].isdigit() and heard[3:4] in (" ", "-"):
        fault = faults.FTP_HERE
    return FaultError(fault.filled(host=plain_host(target), port=target.port), heard)


def first_line(heard: bytes) -> str:
    """What a person can read of a server's first bytes."""
    line = decode(heard.split(b"\n", 1)[0].rstrip(b"\r"))[:500]
    return "".join(char if char.isprintable() else "·" for char in line)


def first_words(dialogue: Dialogue, target: Target, asked: Asked, verdict: FaultError | None) -> Reply:
    """The server's greeting. Silence is a diagnosis: after 1.5 s others are asked whether TLS answers here.

    `verdict` is raised as soon as it does; None where TLS is already spoken.
    """
    values: dict[str, object] = {"host": plain_host(target), "port": target.port, "seconds": f"{target.timeout:g}"}
    began = time.monotonic()
    try:
        if verdict is not None and not dialogue.wire.waiting(min(PATIENCE, target.timeout)):
            asked.opinions.ask()
            while not dialogue.wire.waiting(GLANCE) and time.monotonic() - began < target.timeout:
                if asked.tls_answers():
                    raise verdict
                if asked.web_answers():
                    raise FaultError(faults.HTTP_HERE.filled(**values))
        return dialogue.hear(max(0.1, target.timeout - (time.monotonic() - began)))
    except SilentError as error:
        fault = faults.UNFINISHED if error.heard else faults.SILENT
        raise FaultError(fault.filled(**values), decode(error.heard)) from None
    except DroppedError as error:
        raise FaultError(faults.HUNG_UP.filled(**values), decode(error.heard), reset=error.reset) from None
