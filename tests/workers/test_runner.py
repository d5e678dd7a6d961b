"""The runner: outcomes, keys, stopping, nothing lost. Real threads, real loop."""

from __future__ import annotations

import asyncio
import threading

from crm_console.core.jobs import Context, Done, Failed, Job, Progress, Stopped
from crm_console.core.text import N_


def outcome(qtbot, handle):
    with qtbot.waitSignal(handle.finished, timeout=5000) as caught:
        pass
    return caught.args[0]


def test_stop_closes_what_a_thread_waits_on(qtbot, runner):
    waiting = threading.Event()

    def work(ctx: Context) -> None:
        ctx.on_stop(waiting.set)
        ctx.progress(N_("esperando"))
        waiting.wait(30)
        ctx.check()

    handle = runner.start(Job(N_("espera"), work))
    with qtbot.waitSignal(handle.progressed, timeout=5000):
        pass
    handle.stop()
    assert outcome(qtbot, handle) == Stopped()


def test_done_and_failed(qtbot, runner):
    assert outcome(qtbot, runner.start(Job(N_("a"), lambda ctx: 42))) == Done(42)

    def broken(ctx: Context) -> None:
        raise ValueError("boom")

    failed = outcome(qtbot, runner.start(Job(N_("b"), broken)))
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ValueError)


def test_async_job_is_cancelled(qtbot, runner):
    async def work(ctx: Context) -> None:
        await asyncio.sleep(30)

    handle = runner.start(Job(N_("a"), work))
    handle.stop()
    assert outcome(qtbot, handle) == Stopped()


def test_one_key_never_overlaps_and_a_waiting_job_stops_at_once(qtbot, runner):
    first_may_end, order = threading.Event(), []

    def first(ctx: Context) -> None:
        ctx.on_stop(first_may_end.set)
        order.append("first")
        first_may_end.wait(30)
        order.append("first ends")

    one = runner.start(Job(N_("1"), first, "server"))
    two = runner.start(Job(N_("2"), lambda ctx: order.append("second"), "server"))
    three = runner.start(Job(N_("3"), lambda ctx: order.append("third"), "server"))
    qtbot.waitUntil(lambda: order == ["first"])
    three.stop()
    assert outcome(qtbot, three) == Stopped()
    with qtbot.waitSignal(two.finished, timeout=5000):
        first_may_end.set()
    assert one.outcome == Done(None)
    assert order == ["first", "first ends", "second"]


def test_a_failure_nobody_hears_goes_to_unheard(qtbot, runner):
    def broken(ctx: Context) -> None:
        raise ValueError("boom")

    with qtbot.waitSignal(runner.unheard, timeout=5000) as caught:
        runner.start(Job(N_("b"), broken))
    assert isinstance(caught.args[0], Failed)


def test_progress_arrives_in_order_in_the_window_thread(qtbot, runner):
    seen: list[int] = []

    def work(ctx: Context) -> None:
        for i in range(5):
            ctx.progress(N_("passo"), i, 5)

    handle = runner.start(Job(N_("p"), work))

    def note(progress: Progress) -> None:
        assert threading.current_thread() is threading.main_thread()
        seen.append(progress.done)

    handle.progressed.connect(note)
    outcome(qtbot, handle)
    assert seen == [0, 1, 2, 3, 4]
