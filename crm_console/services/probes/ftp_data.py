"""FTP's second connection, the one that carries files: opened by us (passive) or by the server (active)."""

from __future__ import annotations

import re
import selectors
import socket
import time

from crm_console.services.probes import faults_files as faults
from crm_console.services.probes.dial import Address, connect
from crm_console.services.probes.dialogue import Dialogue, Reply
from crm_console.services.probes.stages import FaultError, Stage
from crm_console.services.probes.wire import Bell, Wire

DATA_WITHIN = 5.0  # for the data connection: the control connection has just been made
MORE_PORTS = 4
CALL_BACK = 5.0  # a server that cannot reach us says so after a minute: watch the door instead
_EPSV = re.compile(r"\(([!-~])\1\1(\d{1,5})\1\)")
_PASV = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})")


class RefusedError(Exception):
    """The server refused the command itself; nothing was transferred."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


class Passive:
    """The application opens the data connection: EPSV, or PASV where the server does not know it."""

    def __init__(self, dialogue: Dialogue, bell: Bell, address: Address, host: str) -> None:
        self.dialogue = dialogue
        self.bell = bell
        self.address = address
        self.host = host
        self._extended = True

    def open(self, command: str, stage: Stage) -> Wire:
        """The connected data wire for `command`."""
        port = self._port(stage)
        stage.facts["data_port"] = port
        where = (self.address.where[0], port, *self.address.where[2:])
        try:
            limit = min(self.dialogue.timeout, DATA_WITHIN)
            wire = connect([Address(self.address.family, where)], port, limit, self.bell, Stage(""))
        except FaultError as error:
            raise FaultError(faults.PASSIVE_BLOCKED.filled(port=port, ports=port), error.said, port=port) from error
        try:
            begin(self.dialogue, command, stage)
        except BaseException:
            wire.close()
            raise
        return wire

    def _port(self, stage: Stage) -> int:
        reply = self.dialogue.ask("EPSV") if self._extended else None
        if reply is not None and reply.code == 229 and (found := _EPSV.search(reply.text)):
            return int(found[2])
        mangled = reply if reply is not None and reply.code == 229 else None
        self._extended = False
        reply = self.dialogue.ask("PASV")
        stage.said(reply.text)
        found = _PASV.search(reply.text)
        if reply.code != 227 or not found:
            raise FaultError(faults.PASSIVE_REFUSED.filled(host=self.host))
        self._compare(found, stage)
        if mangled is not None:
            stage.warn(faults.PASSIVE_MANGLED.filled(reply=mangled.text))
        return int(found[5]) * 256 + int(found[6])

    def hear_address(self, stage: Stage) -> None:
        """EPSV names no address. Who asks by PASV hears one, and may believe it: is it the one that works?"""
        if not self._extended or ":" in self.dialogue.wire.peer:
            return
        reply = self.dialogue.ask("PASV")
        if reply.code == 227 and (found := _PASV.search(reply.text)) and self._compare(found, stage):
            stage.said(reply.text)

    def _compare(self, found: re.Match[str], stage: Stage) -> bool:
        announced = ".".join(found.groups()[:4])
        other = announced != self.dialogue.wire.peer
        if other:
            stage.facts["announced"] = announced
            stage.warn(faults.PASSIVE_PRIVATE.filled(announced=announced, used=self.dialogue.wire.peer))
        return other

    def more_ports(self) -> list[int]:
        """Further ports that the server would open: what a firewall has to let through."""
        found: list[int] = []
        for _ in range(MORE_PORTS if self._extended else 0):
            reply = self.dialogue.ask("EPSV")
            if reply.code == 229 and (port := _EPSV.search(reply.text)):
                found.append(int(port[2]))
        return found


class Active:
    """The server opens the data connection: EPRT, or PORT. The listening socket is watched beside the replies."""

    def __init__(self, dialogue: Dialogue, bell: Bell, host: str) -> None:
        self.dialogue = dialogue
        self.bell = bell
        self.host = host

    def open(self, command: str, stage: Stage) -> Wire:
        """The connected data wire for `command`."""
        wire = self.dialogue.wire
        family = socket.AF_INET6 if ":" in wire.local else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as door:
            door.setblocking(False)
            door.bind((*wire.sock.getsockname()[:1], 0, *wire.sock.getsockname()[2:]))
            door.listen(1)
            port = door.getsockname()[1]
            stage.facts.update(data_port=port, data_address=wire.local)
            self._announce(port, stage)
            self.dialogue.say(command)
            return self._answer(door, stage)

    def _announce(self, port: int, stage: Stage) -> None:
        local = self.dialogue.wire.local.partition("%")[0]
        reply = self.dialogue.ask(f"EPRT |{2 if ':' in local else 1}|{local}|{port}|")
        if not reply.good and ":" not in local:
            reply = self.dialogue.ask(f"PORT {local.replace('.', ',')},{port // 256},{port % 256}")
        if not reply.good:
            raise FaultError(faults.ACTIVE_REFUSED.filled(host=self.host), reply.text)

    def _answer(self, door: socket.socket, stage: Stage) -> Wire:
        """The server's call, or its refusal, or five seconds of neither."""
        until = time.monotonic() + CALL_BACK
        control = self.dialogue.wire
        promised = False
        while ready := self._ready(door, until):
            if door in ready:
                called = self._accepted(door)
                if called is None:
                    continue
                try:
                    if not promised:
                        _promised(self.dialogue.hear(), stage)
                except BaseException:
                    called.close()
                    raise
                return called
            if control.sock in ready:
                _promised(self.dialogue.hear(), stage)
                promised = True
        where = f"{control.local}:{door.getsockname()[1]}"
        raise FaultError(faults.ACTIVE_BLOCKED.filled(address=where, seconds=f"{CALL_BACK:g}"))

    def _ready(self, door: socket.socket, until: float) -> list[socket.socket]:
        both = [(door, selectors.EVENT_READ), (self.dialogue.wire.sock, selectors.EVENT_READ)]
        return self.bell.wait(both, until)

    def _accepted(self, door: socket.socket) -> Wire | None:
        """Only the server that we speak with may call."""
        sock, where = door.accept()
        if where[0] != self.dialogue.wire.peer:
            sock.close()
            return None
        return Wire(sock, self.bell)


def begin(dialogue: Dialogue, command: str, stage: Stage) -> None:
    """Send the command that uses the data connection, and hear that the transfer begins."""
    _promised(dialogue.ask(command), stage)


def _promised(reply: Reply, stage: Stage) -> None:
    stage.said(reply.text)
    if reply.code not in (125, 150):
        raise RefusedError(reply)
