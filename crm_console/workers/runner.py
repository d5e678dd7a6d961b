"""Runs Jobs: blocking functions on a pool of QThreads, async ones on Qt's event loop; one code path, one outcome.

A `Handle` tells progress and the outcome by signals, in the window's thread and through a zero timer, so that a slot
may open a dialog. An outcome `Failed` that nobody listens to goes to `unheard`: errors cannot be lost.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from PySide6.QtCore import SIGNAL, QObject, QTimer, Signal

from crm_console.core.jobs import Context, Done, Failed, Job, Outcome, Progress, Stopped, StoppedError, Turns
from crm_console.core.text import Text
from crm_console.workers.pool import ThreadPool

AT_ONCE = 2  # threads that compute beside the window's; each may keep it waiting for Python's switch interval


class Handle(QObject):
    """One job under way. `progressed(Progress)`, then exactly one `finished(Outcome)`."""

    progressed = Signal(object)
    finished = Signal(object)

    def __init__(self, title: Text, context: Context, key: str | None = None) -> None:
        super().__init__()
        self.title = title
        self.key = key
        self.outcome: Outcome[Any] | None = None
        self.task: asyncio.Task[None] | None = None
        self.cancellable = True  # a coroutine, or still waiting for its key; a thread ends by its closers
        self._context = context

    def stop(self) -> None:
        """Ask the job to stop; `finished(Stopped)` follows when it has really ended."""
        self._context.stop()
        if self.task is not None and not self.task.done():
            self.task.get_loop().call_soon(self._cancel_waiting)

    def _cancel_waiting(self) -> None:
        if self.task is not None and self.cancellable:
            self.task.cancel()


class Runner(QObject):
    """Starts jobs. `started(Handle)` serves the job list; `unheard(Failed)` the banner."""

    started = Signal(object)
    unheard = Signal(object)

    def __init__(self, loop: asyncio.AbstractEventLoop, pool: ThreadPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = loop
        self._pool = pool
        self._locks: dict[str, asyncio.Lock] = {}
        self._handles: set[Handle] = set()
        self._turns = Turns(AT_ONCE)

    def start(self, job: Job[Any]) -> Handle:
        """Begin the job (or queue it behind the one with its key) and return at once."""
        relay: list[Handle] = []
        context = Context(lambda progress: self._relay(relay[0], progress), self._turns)
        handle = Handle(job.title, context, job.key)
        relay.append(handle)
        self._handles.add(handle)
        handle.task = self._loop.create_task(self._drive(job, context, handle))
        self.started.emit(handle)
        return handle

    @property
    def running(self) -> int:
        """How many jobs have not ended."""
        return len(self._handles)

    def under(self, key: str) -> Handle | None:
        """A job with this key that has not ended, for a page that is built while it runs."""
        return next((handle for handle in self._handles if handle.key == key), None)

    def stop_all(self) -> None:
        """Ask every job to stop."""
        for handle in list(self._handles):
            handle.stop()

    async def drained(self) -> None:
        """Wait until every job has ended."""
        while self._handles:
            await asyncio.gather(*(h.task for h in self._handles if h.task), return_exceptions=True)
            await asyncio.sleep(0)

    def _relay(self, handle: Handle, progress: Progress) -> None:
        # Called in the job's thread: a queued emission carries it to the window's.
        self._loop.call_soon_threadsafe(handle.progressed.emit, progress)

    async def _drive(self, job: Job[Any], context: Context, handle: Handle) -> None:
        outcome: Outcome[Any]
        try:
            outcome = Done(await self._work(job, context, handle))
        except (StoppedError, asyncio.CancelledError):
            outcome = Stopped()
        except BaseException as error:
            outcome = Stopped() if context.stopped else Failed(error)
        QTimer.singleShot(0, self, lambda: self._deliver(handle, outcome))

    async def _work(self, job: Job[Any], context: Context, handle: Handle) -> object:
        lock = self._locks.setdefault(job.key, asyncio.Lock()) if job.key else asyncio.Lock()
        async with lock:
            context.check()
            if inspect.iscoroutinefunction(job.work):
                return await _async_work(job.work, context)
            handle.cancellable = False
            return await self._loop.run_in_executor(self._pool, job.work, context)

    def _deliver(self, handle: Handle, outcome: Outcome[Any]) -> None:
        self._handles.discard(handle)
        handle.outcome = outcome
        heard = handle.receivers(SIGNAL("finished(PyObject)")) > 0
        handle.finished.emit(outcome)
        if isinstance(outcome, Failed) and not heard:
            self.unheard.emit(outcome)


async def _async_work(work: Callable[[Context], Awaitable[Any]], context: Context) -> object:
    return await work(context)
