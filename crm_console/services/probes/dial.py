"""Finds a server's addresses and connects to the one that answers first; tells the ways in which that fails apart."""

from __future__ import annotations

import errno
import itertools
import math
import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from crm_console.core.checks import is_address
from crm_console.core.jobs import Context, StoppedError
from crm_console.services.probes import faults_network as faults
from crm_console.services.probes import names
from crm_console.services.probes.stages import FaultError, Stage
from crm_console.services.probes.wire import Bell, Wire

APART = 0.25  # seconds between two addresses that are raced
PATIENCE = 1.0  # seconds of silence after which other settings are tried: the verdict must come within two
LONGEST_SEARCH = 8.0  # seconds for a name; the system's own patience may be longer
LONGEST_CONNECT = 6.0  # seconds for all addresses together
ASKING = names.ONE_ANSWER * names.MOST_SERVERS + 0.5
T = TypeVar("T")


@dataclass(frozen=True)
class Address:
    """One address of a server, as the socket module wants it."""

    family: int
    where: tuple[Any, ...]

    @property
    def text(self) -> str:
        """The bare address."""
        return str(self.where[0])


@dataclass
class Attempt:
    """One connection that is being tried."""

    address: Address
    sock: socket.socket
    began: float
    seconds: float = 0.0
    error: int | None = None  # None: still trying or won

    def as_fact(self, won: bool) -> dict[str, Any]:
        """How it went, for the report."""
        result = "ok" if won else errno.errorcode.get(self.error, str(self.error)) if self.error else "no answer"
        return {"address": self.address.text, "result": result, "seconds": round(self.seconds, 4)}


@dataclass
class Race:
    """All attempts of one connect."""

    meanwhile: Callable[[], None]
    attempts: list[Attempt] = field(default_factory=list)

    def pending(self) -> list[Attempt]:
        """Those that have not been answered yet."""
        return [attempt for attempt in self.attempts if attempt.error is None]

    def close_all(self, but: Attempt | None) -> None:
        """Close every socket except the winner's."""
        for attempt in self.attempts:
            if attempt is not but:
                attempt.sock.close()


def abandonable(ask: Callable[[], T], timeout: float, ctx: Context) -> T | None:
    """What `ask` answers, None when it takes too long. It cannot be interrupted: on a stop it is left behind."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:
            answers.put((None, error))

    def give_up() -> None:
        answers.put((None, StoppedError()))

    ctx.on_stop(give_up)
    try:
        threading.Thread(target=work, name="abandonable", daemon=True).start()
        with ctx.resting():
            answer, error = answers.get(timeout=timeout)
    except queue.Empty:
        return None
    finally:
        ctx.forget(give_up)
    if error is not None:
        raise error
    made: T = answer
    return made


def resolve(host: str, port: int, timeout: float, ctx: Context, stage: Stage) -> list[Address]:
    """All addresses of `host`, the families in turns."""
    timeout = min(timeout, LONGEST_SEARCH)
    try:
        found = abandonable(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), timeout, ctx)
    except (OSError, UnicodeError) as error:
        raise _unresolved(host, error, ctx, stage) from error
    if found is None:
        asked = ", ".join(names.servers()) or "?"
        raise FaultError(faults.RESOLVER_SILENT.filled(host=host, server=asked, seconds=f"{timeout:g}"))
    addresses = _in_turns(dict.fromkeys(Address(family, where) for family, _, _, _, where in found))
    stage.facts["addresses"] = [address.text for address in addresses]
    if not is_address(host):
        _compare_with_hosts(host, ctx, stage)
    return addresses


def _compare_with_hosts(host: str, ctx: Context, stage: Stage) -> None:
    """A line in the hosts file leads this computer elsewhere than everybody else."""
    if not host.isascii():
        stage.note(faults.ACCENTED.filled(host=host, punycode=names.punycode(host)))
    mine = names.overridden(host)
    if not mine or host.lower().partition(".")[0] == "localhost":
        return
    told = [a for answer in abandonable(lambda: names.ask_servers(host), ASKING, ctx) or () for a in answer.addresses]
    if told and not set(told) & set(mine):
        stage.facts.update(hosts=list(mine), dns=told)
        stage.warn(faults.OVERRIDDEN.filled(host=host, hosts=", ".join(mine), dns=", ".join(told)))


def _unresolved(host: str, error: Exception, ctx: Context, stage: Stage) -> FaultError:
    """The system says little; the DNS servers are asked what they say."""
    if isinstance(error, UnicodeError):
        return FaultError(faults.NAME_MALFORMED.filled(host=host))
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    answers = abandonable(lambda: names.ask_servers(host), ASKING, ctx) or []
    stage.facts["dns"] = [{"server": answer.server, "answer": answer.code} for answer in answers]
    values: dict[str, object] = {"host": host, "server": ", ".join(a.server for a in answers) or "?"}
    alias = next((answer.alias for answer in answers if answer.alias), "")
    if alias:
        return FaultError(faults.ALIAS_BROKEN.filled(**values, alias=alias), said)
    unsure = {socket.EAI_AGAIN, socket.EAI_FAIL, getattr(socket, "EAI_SYSTEM", None)}
    if not (isinstance(error, OSError) and error.errno in unsure):
        fault = faults.NAME_UNKNOWN if host.isascii() else faults.NAME_ACCENTED
        return FaultError(fault.filled(**values, punycode=names.punycode(host)), said)
    codes = {answer.code for answer in answers}
    if codes == {"closed"}:
        return FaultError(faults.RESOLVER_CLOSED.filled(**values), said)
    if codes == {"silent"}:
        return FaultError(faults.RESOLVER_SILENT.filled(**values, seconds=f"{names.ONE_ANSWER:g}"), said)
    return FaultError(faults.RESOLVER_FAILED.filled(**values), said)


def _in_turns(addresses: Iterable[Address]) -> list[Address]:
    """IPv6 and IPv4 alternate, the family that the system put first leads (RFC 8305)."""
    families: dict[int, list[Address]] = {}
    for address in addresses:
        families.setdefault(address.family, []).append(address)
    return [one for row in itertools.zip_longest(*families.values()) for one in row if one is not None]


def connect(
    addresses: list[Address], port: int, timeout: float, bell: Bell, stage: Stage,
    meanwhile: Callable[[], None] = lambda: None,
) -> Wire:
    """Try every address, each 250 ms after the one before, and keep the first that answers.

    `meanwhile` is called once when nothing has answered for a while.
    """
    race = Race(meanwhile)
    began = time.monotonic()
    won: Attempt | None = None
    try:
        won = _run(race, addresses, timeout, bell)
        for waiting in race.pending():
            waiting.seconds = waiting.seconds or time.monotonic() - waiting.began
        stage.facts["attempts"] = [attempt.as_fact(attempt is won) for attempt in race.attempts]
        if won is None:
            raise _refused(race, port, timeout, time.monotonic() - began)
        if any(a is not won and a.error is None and a.address.family == socket.AF_INET6 for a in race.attempts):
            dead = next(a for a in race.attempts if a is not won and a.error is None)
            silent_for = round((time.monotonic() - dead.began) * 1000)
            stage.warn(faults.IPV6_SILENT.filled(address=dead.address.text, used=won.address.text, ms=silent_for))
        wire = Wire(won.sock, bell)
    except BaseException:
        race.close_all(None)
        raise
    race.close_all(won)
    stage.facts.update(address=wire.peer, local_address=wire.local, local_port=wire.local_port)
    return wire


def _run(race: Race, addresses: list[Address], timeout: float, bell: Bell) -> Attempt | None:
    left = list(addresses)
    until = time.monotonic() + timeout
    patience = time.monotonic() + PATIENCE
    next_start = 0.0
    while left or race.pending():
        now = time.monotonic()
        if now >= until:
            return None
        if now >= patience:
            patience = math.inf
            race.meanwhile()
        if left and (now >= next_start or not race.pending()):
            next_start = now + APART
            won = _start(race, left.pop(0))
        else:
            wake = min(until, patience, next_start) if left else min(until, patience)
            won = _collect(race, bell.wait([(a.sock, selectors.EVENT_WRITE) for a in race.pending()], wake))
        if won is not None:
            return won
    return None


def _start(race: Race, address: Address) -> Attempt | None:
    try:
        sock = socket.socket(address.family, socket.SOCK_STREAM)
    except OSError:
        return None  # this computer does not speak that family at all
    sock.setblocking(False)
    attempt = Attempt(address, sock, time.monotonic())
    race.attempts.append(attempt)
    code = sock.connect_ex(address.where)
    if code == 0:
        return attempt
    if code not in (errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EINPROGRESS)):
        attempt.error = code
    return None


def _collect(race: Race, ready: list[socket.socket]) -> Attempt | None:
    for attempt in race.pending():
        if attempt.sock in ready:
            attempt.seconds = time.monotonic() - attempt.began
            code = attempt.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code == 0 or code in RESET:  # a reset came after it had been let in: the next step sees it
                return attempt
            attempt.error = code
    return None


RESET = {errno.ECONNRESET, getattr(errno, "WSAECONNRESET", errno.ECONNRESET)}
REFUSED = {errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", errno.ECONNREFUSED)}
NO_HOST = {errno.EHOSTUNREACH, getattr(errno, "WSAEHOSTUNREACH", errno.EHOSTUNREACH)}
SEARCHED = 2.0  # seconds: a firewall forbids at once; a neighbour that does not exist is first looked for
LOCAL = {errno.ENETUNREACH, getattr(errno, "WSAENETUNREACH", errno.ENETUNREACH)}


def _refused(race: Race, port: int, timeout: float, seconds: float) -> FaultError:
    """One verdict for all addresses: a refusal says most, silence next, no way there least."""
    errors = [attempt.error for attempt in race.attempts]
    tried = ", ".join(attempt.address.text for attempt in race.attempts)
    values: dict[str, object] = {"address": tried, "port": port, "seconds": f"{timeout:g}"}
    if any(error in REFUSED for error in errors):
        return FaultError(faults.REFUSED.filled(**values), "Connection refused")
    if None in errors or not errors or errno.ETIMEDOUT in errors:
        return FaultError(faults.UNANSWERED.filled(**values))
    if any(attempt.error in NO_HOST and attempt.seconds >= SEARCHED for attempt in race.attempts):
        return FaultError(faults.UNANSWERED.filled(**{**values, "seconds": f"{seconds:.1f}"}), "EHOSTUNREACH")
    fault = faults.NETWORK_MISSING if all(error in LOCAL for error in errors) else faults.FORBIDDEN
    words = sorted({errno.errorcode.get(error, str(error)) for error in errors if error})
    return FaultError(fault.filled(**values), ", ".join(words), after=round(seconds, 3))
