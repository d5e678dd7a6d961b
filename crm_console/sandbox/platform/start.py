"""The platform as a whole: started, described, closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crm_console.sandbox.platform import catalog, seed
from crm_console.sandbox.platform.control import Control
from crm_console.sandbox.platform.faults import Faults
from crm_console.sandbox.platform.http_server import Server
from crm_console.sandbox.platform.jobs import Jobs
from crm_console.sandbox.platform.storage import Storage
from crm_console.sandbox.platform.work import Settings, World


class Platform:
    """The running platform; `port` is its own, before any delay."""

    def __init__(self, folder: Path, host: str, port: int, settings: Settings, faults: Faults) -> None:
        self.catalog = catalog.write(folder)
        self.world = World(Storage(folder), settings)
        self._secrets = seed.Secrets()
        self._fill()
        self._jobs = Jobs(self.world, faults)
        self._server = Server(host, port, self.world, faults, Control(self.world, faults, self._fill))
        self.port = self._server.port
        self._server.start()

    def _fill(self) -> None:
        seed.fill(self.world)
        self._secrets.allow(self.world)

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
