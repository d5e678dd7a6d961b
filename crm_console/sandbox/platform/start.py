"""The platform as a whole: started, described, closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crm_console.sandbox.platform import catalog, seed
from crm_console.sandbox.platform.answer import Answer
from crm_console.sandbox.platform.http_server import Server
from crm_console.sandbox.platform.jobs import Jobs
from crm_console.sandbox.platform.storage import Storage
from crm_console.sandbox.platform.work import Settings, World


class Platform:
    """The running platform; `port` is its own, before any delay."""

    def __init__(self, folder: Path, host: str, port: int, settings: Settings) -> None:
        self.catalog = catalog.write(folder)
        self.world = World(Storage(folder), settings)
        self._secrets = seed.Secrets()
        seed.fill(self.world)
        self._secrets.allow(self.world)
        self._jobs = Jobs(self.world)
        self._server = Server(host, port, self.world, self._control)
        self.port = self._server.port
        self._server.start()

    def _control(self, method: str, path: str, raw: bytes) -> Answer:
        return Answer(404, {"message": "not yet"})

    def told(self, host: str, port: int) -> dict[str, Any]:
        """For the first line."""
        url = f"http://{host}:{port}"
        return {"url": url, **self._secrets.told(), "effects": str(self.world.storage.effects),
                "control": f"{url}/sandbox"}

    def close(self) -> None:
        """Stop serving."""
        self._server.close()
        self._jobs.close()
        self.world.storage.close()
