"""The steps that every probe takes before its protocol speaks: check the input, find the server, connect, hear it."""

from __future__ import annotations

import ssl
import time

from crm_console.core.checks import host_problem
from crm_console.services.probes import faults_network as faults
from crm_console.services.probes.dial import Address, connect, resolve
from crm_console.services.probes.dialogue import Dialogue, ForeignError, Reply
from crm_console.services.probes.stages import Explain, FaultError, Stage, Stages
from crm_console.services.probes.target import Target
from crm_console.services.probes.wire import Bell, DroppedError, NotTlsError, SilentError, Wire, decode

PATIENCE = 1.5  # seconds of silence after which a second connection asks whether TLS is expected
SECOND_OPINION = 3.0


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
    why = host_problem(host)
    if why is not None:
        raise FaultError(faults.HOST_WRONG.filled(why=why))
    if not 0 < target.port < 65536:
        raise FaultError(faults.PORT_WRONG.filled(port=target.port))


def check_login(user: str | None, password: str | None, target: Target) -> None:
    """Without both there is nothing to sign in with."""
    if not user:
        raise FaultError(faults.NO_USER.filled(host=plain_host(target)))
    if not password:
        raise FaultError(faults.NO_PASSWORD.filled(user=user))


def reach(stages: Stages, target: Target, bell: Bell) -> tuple[Wire, Address]:
    """The steps `resolve` and `connect`."""
    host = plain_host(target)
    with stages.stage("resolve") as stage:
        addresses = resolve(host, target.port, target.timeout, stages.ctx, stage)
    with stages.stage("connect") as stage:
        wire = connect(addresses, target.port, target.timeout, bell, stage)
        stages.address = wire.local
    used = next((a for a in addresses if a.text == wire.peer), addresses[0])
    return wire, used


def explain(target: Target) -> Explain:
    """How the wire's own errors read in any step that has nothing better to say."""
    values: dict[str, object] = {"host": plain_host(target), "port": target.port, "seconds": f"{target.timeout:g}"}

    def explained(error: Exception) -> FaultError | None:
        if isinstance(error, SilentError):
            return FaultError(faults.NO_ANSWER.filled(**values), decode(error.heard))
        if isinstance(error, DroppedError):
            return FaultError(faults.DROPPED.filled(**values), decode(error.heard), reset=error.reset)
        if isinstance(error, ForeignError | NotTlsError):
            heard = error.heard if isinstance(error.heard, str) else first_line(error.heard)
            return foreign(heard, target)
        return None

    return explained


def foreign(heard: str, target: Target) -> FaultError:
    """Another protocol answered: say which."""
    fault = faults.FOREIGN
    if heard.startswith("SSH-"):
        fault = faults.SSH_HERE
    elif heard.startswith(("HTTP/", "<!DOCTYPE", "<html")):
        fault = faults.HTTP_HERE
    elif heard[:3].isdigit() and heard[3:4] in (" ", "-"):
        fault = faults.FTP_HERE
    return FaultError(fault.filled(host=plain_host(target), port=target.port), heard)


def first_line(heard: bytes) -> str:
    """What a person can read of a server's first bytes."""
    line = decode(heard.split(b"\n", 1)[0].rstrip(b"\r"))[:500]
    return "".join(char if char.isprintable() else "·" for char in line)


def first_words(dialogue: Dialogue, target: Target, tls_too: bool, second: SecondOpinion) -> Reply:
    """The server's greeting. Silence is a diagnosis: after 1.5 s a second connection asks whether TLS answers."""
    values: dict[str, object] = {"host": plain_host(target), "port": target.port, "seconds": f"{target.timeout:g}"}
    began = time.monotonic()
    try:
        if tls_too and not dialogue.wire.waiting(min(PATIENCE, target.timeout)):
            second.ask()
        return dialogue.hear(max(0.1, target.timeout - (time.monotonic() - began)))
    except SilentError as error:
        raise FaultError(faults.SILENT.filled(**values), decode(error.heard)) from None
    except DroppedError as error:
        raise FaultError(faults.HUNG_UP.filled(**values), decode(error.heard), reset=error.reset) from None


class SecondOpinion:
    """Whether TLS answers where clear words were expected; raises `verdict` where it does."""

    def __init__(self, address: Address, target: Target, bell: Bell, verdict: FaultError) -> None:
        self._address = address
        self._target = target
        self._bell = bell
        self._verdict = verdict

    def ask(self) -> None:
        """Open a second connection and send a ClientHello; what TLS says does not matter, that it speaks does."""
        context = unverified()
        answered = False
        try:
            with connect([self._address], self._target.port, SECOND_OPINION, self._bell, Stage("")) as wire:
                wire.start_tls(context, plain_host(self._target), SECOND_OPINION)
                answered = True
        except ssl.SSLError:
            answered = True
        except (SilentError, DroppedError, NotTlsError, FaultError):
            pass  # no TLS here either: the first connection is waited for
        if answered:
            raise self._verdict


def unverified() -> ssl.SSLContext:
    """Only for looking at a certificate: nothing secret ever goes through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
