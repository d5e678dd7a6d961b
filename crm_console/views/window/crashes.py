"""Leads every exception that nobody caught to one place, and tells bugs from what the world did.

A report never holds what was typed: it names types, files and lines, and leaves the exceptions' own messages out,
because a message may quote a value.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, qVersion

from crm_console import __version__
from crm_console.core.errors import UserError

if TYPE_CHECKING:
    import asyncio

KEPT_FRAMES = 3  # folders of a path that a report shows


@dataclass(frozen=True)
class Crash:
    """One distinct failure of the program: where it happened, as text that can be sent to the makers."""

    title: str
    report: str


class Crashes(QObject):
    """`crashed(Crash)` once per distinct traceback; `refused(UserError)` each time. Both in the window's thread."""

    crashed = Signal(object)
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[tuple[str, ...]] = set()

    def install(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Take over from Python's own hooks (and the loop's)."""
        sys.excepthook = lambda _, error, __: self.take(error)
        threading.excepthook = lambda args: self.take(args.exc_value)
        if loop is not None:
            loop.set_exception_handler(lambda _, context: self.take(_error_of(context)))

    def uninstall(self) -> None:
        """Give Python its own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def take(self, error: BaseException | None) -> None:
        """The one function that all hooks lead to."""
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            return
        if isinstance(error, UserError):
            self.refused.emit(error)
            return
        place = tuple(_lines(error))
        if place not in self._seen:
            self._seen.add(place)
            crash = Crash(type(error).__name__, _report(error))
            if sys.stderr is not None:  # there is none on Windows without a console
                sys.stderr.write(crash.report + "\n")
            self.crashed.emit(crash)


def _error_of(context: dict[str, Any]) -> BaseException:
    found = context.get("exception")
    return found if isinstance(found, BaseException) else RuntimeError("event loop")


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    for one in _chain(error):
        yield type(one).__name__
        yield from (f"  {place}" for place in _frames(one.__traceback__))


def _frames(trace: TracebackType | None) -> Iterator[str]:
    import traceback  # noqa: PLC0415 - start-up is measured

    for frame in traceback.extract_tb(trace):
        short = "/".join(Path(frame.filename).parts[-KEPT_FRAMES:])
        yield f"{short}:{frame.lineno} {frame.name}"


def _report(error: BaseException) -> str:
    import platform  # noqa: PLC0415 - start-up is measured

    about = (f"CRM Console {__version__}", f"Python {platform.python_version()}", f"Qt {qVersion()}",
             f"{platform.system()} {platform.release()}")
    return "\n".join([" · ".join(about), "", *_lines(error)])
