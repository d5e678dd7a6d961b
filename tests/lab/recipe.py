"""A recipe makes one fault of reference/diagnostics.md happen: a server, wrongly set up, and what to test on it.

`@recipe("F21", "vsftpd", "ftp.upload.disk_full")` over a generator that yields a Setup. `ref` is the row of the
reference, `by` what produces it ("scripted", or the real programs), then the id that our report must carry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from crm_console.core.report import State
from crm_console.services.probes.target import Target

T = TypeVar("T")


@dataclass(frozen=True)
class Setup:
    """What is tested, once the servers run. The test runs inside `namespace` where one is named."""

    target: Target
    password: str | None = None
    namespace: str = ""
    environment: dict[str, str] = field(default_factory=dict)  # for the process that tests: faketime, say
    seconds: float | None = None  # the verdict must come within this time


class Lab:
    """Servers that several recipes share, each started once and stopped at the end of the session."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._made: dict[Callable[[], AbstractContextManager[Any]], Any] = {}

    def shared(self, running: Callable[[], AbstractContextManager[T]]) -> T:
        """What `running()` yields; started the first time it is asked for."""
        if running not in self._made:
            self._made[running] = self._stack.enter_context(running())
        made: T = self._made[running]
        return made

    def close(self) -> None:
        """Stop them all."""
        self._stack.close()


Make = Callable[[Lab], AbstractContextManager[Setup]]


@dataclass(frozen=True)
class Recipe:
    ref: str
    by: str
    fault: str
    state: State
    make: Make
    name: str

    @property
    def real(self) -> bool:
        """Whether a real program of somebody else's makes the fault."""
        return self.by != "scripted"


RECIPES: list[Recipe] = []


def recipe(
    ref: str, by: str, fault: str, state: State = State.FAILED
) -> Callable[[Callable[[Lab], Iterator[Setup]]], Callable[[Lab], Iterator[Setup]]]:
    """Register a generator function as the recipe of one fault."""

    def register(made: Callable[[Lab], Iterator[Setup]]) -> Callable[[Lab], Iterator[Setup]]:
        RECIPES.append(Recipe(ref, by, fault, state, contextmanager(made), made.__name__))
        return made

    return register
