"""Signing in by SSH: ask which ways there are, take one, submit the password once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import paramiko

from crm_console.services.probes import faults_files as faults
from crm_console.services.probes.stages import Fault, FaultError, Stage
from crm_console.services.probes.wire import SilentError


class Filled(Protocol):
    """Puts the server's own values into a fault."""

    def __call__(self, fault: Fault, **more: object) -> Fault:
        """The fault about this server."""


def sign_in(transport: paramiko.Transport, user: str, password: str, filled: Filled, stage: Stage) -> None:
    """Sign in or raise the fault that says why not."""
    methods = _methods(transport, user)
    stage.facts.update(methods=list(methods))
    stage.said((transport.get_banner() or b"").decode("utf-8", "replace").strip())
    if not methods:
        return  # the server lets this user in without anything
    if "password" not in methods and "keyboard-interactive" not in methods:
        raise FaultError(filled(faults.ONLY_KEYS, methods=", ".join(methods)))
    answers = _Answers(password)
    try:
        if "password" in methods:
            answers.sent = 1
            more = transport.auth_password(user, password, fallback=False)
        else:
            more = transport.auth_interactive(user, answers)
            stage.note(filled(faults.INTERACTIVE))
    except paramiko.AuthenticationException as error:
        raise _refused(error, transport, filled) from error
    except _MoreAskedError as error:
        raise FaultError(filled(faults.MORE_FACTORS), str(error)) from error
    finally:
        stage.facts["submissions"] = answers.sent
    if more:
        raise FaultError(filled(faults.MORE_FACTORS), ", ".join(more))


def _methods(transport: paramiko.Transport, user: str) -> Sequence[str]:
    try:
        transport.auth_none(user)
    except paramiko.BadAuthenticationType as error:
        return list(error.allowed_types)
    return []


def _refused(error: paramiko.AuthenticationException, transport: paramiko.Transport, filled: Filled) -> Exception:
    words = str(error)
    if "timeout" in words.lower():
        return SilentError()
    if "shut down" in words or "EOF" in words:
        return FaultError(filled(faults.AUTH_DROPPED), getattr(transport, "farewell", "") or words)
    return FaultError(filled(faults.SSH_REFUSED), words)


class _MoreAskedError(paramiko.SSHException):  # type: ignore[misc]
    """The server asked for something besides the password."""


class _Answers:
    """Answers one hidden question with the password, once; anything more is another factor.

    A question that shows what is typed, or that asks for a code, gets no answer: it is not for the password.
    """

    def __init__(self, password: str) -> None:
        self._password = password
        self.sent = 0

    def __call__(self, title: str, instructions: str, prompts: Sequence[tuple[str, bool]]) -> list[str]:
        if not prompts:
            return []
        if len(prompts) > 1 or self.sent or any(shown or _asks_for_a_code(text) for text, shown in prompts):
            raise _MoreAskedError(", ".join(prompt.strip() for prompt, _ in prompts))
        self.sent += 1
        return [self._password]


_WHO = re.compile(r"^\s*\([^)]*\)")  # "(ana@servidor) Password:"
_CODE = re.compile(r"one.?time|\botp\b|oath|token|passcode|verifica|\bcode\b|c[oó]digo|\bpin\b", re.IGNORECASE)


def _asks_for_a_code(question: str) -> bool:
    return _CODE.search(_WHO.sub("", question)) is not None
