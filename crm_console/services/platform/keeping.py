"""The tokens of one sign-in, shared by all jobs: one renewal at a time, which no job's stop can tear apart.

A refresh token is good once. A renewal that was stopped after it had left would lose the sign-in, so it runs in a
thread of its own with a line of its own, and jobs only wait for it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from crm_console.core.errors import FailedError
from crm_console.core.jobs import Context
from crm_console.core.text import N_
from crm_console.services.platform.failures import Kind, PlatformError
from crm_console.services.platform.sign_in import SignIn, over
from crm_console.services.platform.tokens import Tokens

PATIENCE = 45.0  # seconds; a renewal's own timeouts end before


class TokenKeeper:
    """`keep` stores a new pair before anything uses it."""

    def __init__(self, tokens: Tokens, tenant: str, keep: Callable[[Tokens], None] | None,
                 clock: Callable[[], float] = time.time) -> None:
        """Without `keep` nothing is renewed: a pair that cannot be kept would be lost, and the old one with it."""
        self.tokens, self._tenant, self._keep, self._clock = tokens, tenant, keep, clock
        self._lock = threading.Lock()
        self._flight: Future[Tokens] | None = None
        self._over: PlatformError | None = None

    def access(self, ctx: Context, sign_in: SignIn, refused: str = "") -> str:
        """A token for the next call; a new one where the old one ends soon or was refused just now."""
        with self._lock:
            if self._usable(refused):
                return self.tokens.access
            if self._keep is None:
                if self.tokens.access != refused and self._clock() < self.tokens.ends:
                    return self.tokens.access  # the last minute is still good
                raise over(self.tokens.user, N_("esta pasta de trabalho está aberta só para leitura e não a renova"))
            if self._over is not None:  # refused once, it is refused for ever
                raise self._over
            flight = self._flight or self._begin(sign_in, self._keep)
        return self._arrived(ctx, flight).access

    def settle(self) -> None:
        """Wait until a renewal under way has kept what it got: the workspace is about to close."""
        flight = self._flight
        if flight is not None:
            flight.exception(PATIENCE)

    def _usable(self, refused: str) -> bool:
        return self.tokens.access != refused and self.tokens.fresh(self._clock())

    def _arrived(self, ctx: Context, flight: Future[Tokens]) -> Tokens:
        done = threading.Event()
        flight.add_done_callback(lambda _: done.set())
        ctx.on_stop(done.set)
        try:
            with ctx.resting():
                arrived = done.wait(PATIENCE)
        finally:
            ctx.forget(done.set)
        ctx.check()
        if not arrived:
            raise FailedError(N_("A renovação da entrada não terminou."), N_("Tente de novo."))
        return flight.result()

    def _begin(self, sign_in: SignIn, keep: Callable[[Tokens], None]) -> Future[Tokens]:
        flight: Future[Tokens] = Future()
        self._flight = flight
        threading.Thread(target=self._fly, args=(flight, sign_in, keep), name="renewal").start()
        return flight

    def _fly(self, flight: Future[Tokens], sign_in: SignIn, keep: Callable[[Tokens], None]) -> None:
        try:
            with sign_in.apart() as alone:
                made = alone.renewed(Context(), self.tokens, self._tenant)
            keep(made)
        except BaseException as error:  # it is raised where the token is wanted
            with self._lock:
                self._flight = None
                if isinstance(error, PlatformError) and error.kind is Kind.SIGN_IN:
                    self._over = error
            flight.set_exception(error)
            return
        with self._lock:
            self.tokens, self._flight = made, None
        flight.set_result(made)
