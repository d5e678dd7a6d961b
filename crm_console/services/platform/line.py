"""One job's line to the platform: requests over HTTP with timeouts, each of which a stop ends at once.

It has an event loop of its own and keeps its connections; it is used by one thread and closed with its job.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping
from typing import Any

import httpx

from crm_console.core.jobs import Context, StoppedError
from crm_console.core.text import N_, Text
from crm_console.services.platform.dialects import on_this_computer
from crm_console.services.platform.failures import Kind, PlatformError, Reply
from crm_console.services.probes.trust import trust

CONNECT = 10.0
READ = 30.0  # the vendor's own clients wait this long
WHOLE = 300.0  # seconds for one exchange: a server that sends a byte now and then never ends by itself
LARGEST = 64 * 1024 * 1024
TURNS = 3  # of the loop, until a connection that was cut has told its transport


class Line:
    """`ca`: one more root to trust. The proxy is the system's; this computer itself is always reached directly."""

    def __init__(self, ca: str = "", timeout: float = READ) -> None:
        self._ca, self._timeout = ca, timeout
        self._loop = asyncio.new_event_loop()
        patience = httpx.Timeout(timeout, connect=min(CONNECT, timeout))
        trusted = trust(ca or None)
        self._outside = httpx.AsyncClient(verify=trusted, follow_redirects=False, timeout=patience)
        self._here = httpx.AsyncClient(verify=trusted, follow_redirects=False, timeout=patience, trust_env=False)

    def send(self, ctx: Context, method: str, url: str, what: Text, *, headers: Mapping[str, str],
             body: Any = None, query: Mapping[str, Any] | None = None) -> Reply:
        """The reply, whatever its status. Raises PlatformError where none came, StoppedError when stopped."""
        sent: list[str] = []
        task = self._loop.create_task(self._exchange(method, url, headers, body, query, sent))

        def stop() -> None:
            self._loop.call_soon_threadsafe(task.cancel)

        try:
            ctx.on_stop(stop)
        except StoppedError:
            self._settle(task)
            raise
        try:
            with ctx.resting():
                return self._loop.run_until_complete(task)
        except asyncio.CancelledError:
            raise StoppedError from None
        except _TooLargeError:
            raise PlatformError(
                Kind.UNREADABLE, N_("{what}: a resposta é grande demais (mais de {size} MB).", what=what,
                                    size=LARGEST // 1024 // 1024),
                N_("Não se sabe se a plataforma fez o que foi pedido. O programa confere antes de repetir.")) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise explained(error, what, sent=bool(sent)) from error
        except httpx.InvalidURL as error:
            raise PlatformError(Kind.UNREACHABLE, N_("{what}: o endereço não serve.", what=what)) from error
        finally:
            ctx.forget(stop)

    def another(self) -> Line:
        """The same for another thread."""
        return Line(self._ca, self._timeout)

    def close(self) -> None:
        """Let go of the connections."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._let_go())
            self._loop.close()

    async def _let_go(self) -> None:
        """Everything that a stop or an error left half done ends in this loop, or it would never be closed."""
        await self._outside.aclose()
        await self._here.aclose()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        for _ in range(TURNS):
            await asyncio.sleep(0)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _settle(self, task: asyncio.Task[Reply]) -> None:
        task.cancel()
        self._loop.run_until_complete(asyncio.gather(task, return_exceptions=True))

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: Any,
                        query: Mapping[str, Any] | None, sent: list[str]) -> Reply:
        async def trace(event: str, info: Mapping[str, Any]) -> None:
            """Note that the request itself leaves; the one that opens a proxy's tunnel is not it."""
            asked = getattr(info.get("request"), "method", b"CONNECT")
            if event.endswith("send_request_headers.started") and asked != b"CONNECT":
                sent.append(event)

        began = time.monotonic()
        client = self._here if on_this_computer(httpx.URL(url).host) else self._outside
        async with asyncio.timeout(WHOLE), client.stream(
                method, url, headers=dict(headers), json=body, params=dict(query) if query else None,
                extensions={"trace": trace}) as answer:
            content = bytearray()
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > LARGEST:
                    raise _TooLargeError
        return Reply(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, bytes(content),
                     time.monotonic() - began)


class _TooLargeError(Exception):
    """More came than anybody would read."""


def explained(error: Exception, what: Text, *, sent: bool) -> PlatformError:
    """The typed error of a request that got no answer. Once it was `sent` nobody knows what came of it."""
    if sent:
        return PlatformError(
            Kind.LOST, N_("{what}: a conexão caiu antes de a resposta chegar inteira.", what=what),
            N_("Não se sabe se a plataforma fez o que foi pedido. O programa confere antes de repetir."),
            said=str(error))
    secure = _cause(error, ssl.SSLError)
    if isinstance(secure, ssl.SSLCertVerificationError):
        return PlatformError(
            Kind.UNTRUSTED,
            N_("{what}: este computador não confia no certificado do servidor ({said}).", what=what,
               said=secure.verify_message),
            N_("Se a rede inspeciona o tráfego, peça à TI o certificado dela e informe-o em “certificado adicional”. "
               "Confira também a data do computador. Nada foi enviado."), said=secure.verify_message)
    if secure is not None:
        return PlatformError(
            Kind.UNTRUSTED, N_("{what}: a conexão segura não se estabeleceu ({said}).", what=what,
                               said=getattr(secure, "reason", "") or str(secure)),
            N_("Confira o endereço e a porta. Nada foi enviado."))
    if isinstance(error, httpx.ProxyError):
        return PlatformError(
            Kind.PROXY, N_("{what}: o proxy da rede não deixou passar ({said}).", what=what, said=str(error)),
            N_("Peça à TI o acesso ao endereço da plataforma."), said=str(error))
    return PlatformError(
        Kind.UNREACHABLE, N_("{what}: a plataforma não respondeu neste endereço.", what=what),
        N_("Confira a rede, o proxy e o endereço. Nada foi enviado."), said=str(error))


def _cause(error: BaseException | None, wanted: type[BaseException]) -> Any:
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, wanted):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None
