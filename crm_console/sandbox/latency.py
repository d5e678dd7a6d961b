"""A delay line in front of a server: every byte arrives half the round trip later, in both directions, in order."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class DelayLine:
    """Listens on a port of its own and passes everything on. `at`: where it listens, else on a free port of `host`."""

    def __init__(self, host: str, target_port: int, milliseconds: float, at: tuple[str, int] | None = None) -> None:
        self._host = host
        self._at = at or (host, 0)
        self._target = target_port
        self._one_way = milliseconds / 2000
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="latency", daemon=True)
        self._thread.start()
        ready.wait(20)

    def _run(self, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._client, *self._at)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._ended.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._target)
        except OSError:
            writer.close()
            return
        with contextlib.suppress(asyncio.CancelledError):  # the end of the sandbox
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reading goes on while earlier bytes are still under way: the delay costs time, not throughput."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            with contextlib.suppress(OSError):
                while True:
                    due, data = await under_way.get()
                    await asyncio.sleep(max(0.0, due - self._loop.time()))
                    if not data:
                        break
                    writer.write(data)
                    await writer.drain()
            writer.close()

        delivery = asyncio.ensure_future(deliver())
        data = b"?"
        while data:
            try:
                data = await reader.read(65536)
            except OSError:
                data = b""
            under_way.put_nowait((self._loop.time() + self._one_way, data))
        await delivery

    def close(self) -> None:
        """Stop passing on."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(5)
