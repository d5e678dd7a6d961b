"""Ctrl+C in a command: it stops the job under way; while a person is asked it ends the command itself."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crm_console.core.jobs import Context, Progress


def stoppable(notify: Callable[[Progress], None] = lambda _: None) -> Context:
    """A context that Ctrl+C stops."""
    ctx = Context(notify)
    signal.signal(signal.SIGINT, lambda *_: ctx.stop())
    return ctx


@contextmanager
def interruptible() -> Iterator[None]:
    """While a person is asked, Ctrl+C ends the command itself."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
