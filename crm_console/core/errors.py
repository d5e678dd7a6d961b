"""What the world did to us, in sentences. Everything that is not one of these is a bug of ours.

    UserError            exit  a person can act on it; never a traceback
    ├── UsageError         2   wrong words on the command line, unknown type, key or field
    ├── UnreadableError    2   an input that is not what it claims to be, or is damaged, or is newer than this program
    ├── FailedError        1   something that should have worked did not: disk full, server gone
    └── RefusedError       3   a rule, a lock, a stale plan: nothing was written
"""

from __future__ import annotations

from crm_console.core.text import Text


class UserError(Exception):
    """Says what happened and to what (`message`), and what to do (`hint`)."""

    exit_code = 1

    def __init__(self, message: Text, hint: Text | None = None) -> None:
        super().__init__(str(message) if hint is None else f"{message} {hint}")
        self.message = message
        self.hint = hint


class UsageError(UserError):
    """The words given do not name anything."""

    exit_code = 2


class UnreadableError(UserError):
    """The input cannot be read as what it should be."""

    exit_code = 2


class FailedError(UserError):
    """The environment did not let it happen."""

    exit_code = 1


class RefusedError(UserError):
    """A rule or a lock stands against it; nothing was written."""

    exit_code = 3
