"""A pool of QThreads behind the `concurrent.futures` interface. Threads start when there is work, not before."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from PySide6.QtCore import QThread

Work = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class _Worker(QThread):
    def __init__(self, work: queue.SimpleQueue[Work | None], finished: Callable[[], None]) -> None:
        super().__init__()
        self._work = work
        self._finished = finished

    def run(self) -> None:
        """Take work until told that there is none."""
        while (item := self._work.get()) is not None:
            future, function, args, kwargs = item
            if future.set_running_or_notify_cancel():
                try:
                    result = function(*args, **kwargs)
                except BaseException as error:
                    self._finished()
                    future.set_exception(error)
                else:
                    self._finished()
                    future.set_result(result)
                    del result
            else:
                self._finished()
            del item, future, function, args, kwargs  # nothing of a job may outlive it here


class ThreadPool(Executor):
    """At most `size` threads; every job waits on the network, so there may be many more than processors."""

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._work: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._threads: list[_Worker] = []
        self._lock = threading.Lock()
        self._unfinished = 0

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run the function in a thread of the pool."""
        future: Future[Any] = Future()
        with self._lock:
            self._unfinished += 1
            if len(self._threads) < min(self._unfinished, self._size):
                thread = _Worker(self._work, self._finished)
                self._threads.append(thread)
                thread.start()
        self._work.put((future, function, args, kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads; with `wait`, after the work that is under way."""
        for _ in self._threads:
            self._work.put(None)
        if wait:
            for thread in self._threads:
                thread.wait()

    def _finished(self) -> None:
        with self._lock:
            self._unfinished -= 1
