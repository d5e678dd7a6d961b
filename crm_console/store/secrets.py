"""Secrets: the system keyring and memory, nowhere else. The database holds only the references made here.

A value is never replaced in place: a new value gets a new reference, so that undo finds the old one. References that no
record holds any more are forgotten when the workspace is next opened.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable

from crm_console.core.errors import UserError
from crm_console.core.text import N_, Text

SERVICE = "crm-console"
LONGEST = 1000  # Windows' keyring takes 1,280 characters an entry; the rest is the entry's own


class Secrets:
    """The passwords of one workspace, by reference."""

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace
        self._memory: dict[str, str] = {}

    @property
    def missing(self) -> Text | None:
        """Why nothing can be kept on this computer, or None when the keyring works."""
        import keyring  # noqa: PLC0415 - start-up is measured

        if not _protects(keyring.get_keyring()):
            return N_("Este computador não tem um cofre de senhas. A senha vale até fechar o programa e será pedida de "
                      "novo.")
        return None

    def put(self, value: str) -> str:
        """Keep a value and return its reference. Without a keyring it is kept in memory until the program ends."""
        if len(value) > LONGEST:
            raise UserError(N_("A senha tem {size} caracteres; o cofre guarda até {longest}.",
                               size=len(value), longest=LONGEST), N_("Confira se foi colado o texto certo."))
        reference = uuid.uuid4().hex
        self._memory[reference] = value
        if self.missing is None:
            self._keep(reference, value)
        return reference

    def get(self, reference: str | None) -> str | None:
        """The value, or None where it is not (or no longer) known here."""
        if not reference:
            return None
        if reference in self._memory:
            return self._memory[reference]
        if self.missing is not None:
            return None
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            return keyring.get_password(SERVICE, self._entry(reference))
        except KeyringError:
            return None

    def remember(self, reference: str, value: str) -> None:
        """Hold a value that was asked for, in memory only."""
        self._memory[reference] = value

    def forget(self, references: Iterable[str]) -> None:
        """Drop values that nothing refers to."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        for reference in references:
            self._memory.pop(reference, None)
            try:
                keyring.delete_password(SERVICE, self._entry(reference))
            except KeyringError:
                continue  # it was never kept there, or somebody removed it by hand: gone is gone

    def _keep(self, reference: str, value: str) -> None:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.set_password(SERVICE, self._entry(reference), value)
        except KeyringError as error:
            raise UserError(
                N_("O cofre de senhas do computador não guardou a senha."),
                N_("Desbloqueie o cofre e tente de novo.")) from error

    def _entry(self, reference: str) -> str:
        return f"{self._workspace}/{reference}"


def from_environment(name: str) -> str | None:
    """The value of CRM_CONSOLE_SECRET_<NAME>, for scripts."""
    return os.environ.get(f"CRM_CONSOLE_SECRET_{name}")


def _protects(backend: object) -> bool:
    """Whether a backend keeps secrets encrypted: the null ones and the clear-text ones of `keyrings.alt` do not."""
    inner = getattr(backend, "backends", None)  # a chain of several
    if inner is not None:
        return any(_protects(one) for one in inner)
    module = type(backend).__module__
    if module.startswith(("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")):
        return False
    try:
        return float(getattr(backend, "priority", 1)) > 0
    except (RuntimeError, TypeError):
        return False
