"""The demonstration: the twin's servers as a child process, and the sample customer that points at them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_
from crm_console.store.workspace import Workspace

if TYPE_CHECKING:
    from crm_console.services.twin import Twin

FILE = "serra-azul.crmc"


@dataclass
class Demonstration:
    """An open sample customer and its servers; `ca_file` is the authority that the servers' certificates come from."""

    workspace: Workspace
    twin: Twin
    folder: tempfile.TemporaryDirectory[str]

    @property
    def ca_file(self) -> str:
        """Whom to trust while testing."""
        return str(self.twin.servers["smtp"]["ca"])

    def stop(self) -> None:
        """End the servers and throw the folder away; the workspace is closed by then."""
        self.twin.stop()
        self.folder.cleanup()


def starting(by: str) -> Job[Demonstration]:
    """Start everything in the background."""

    def work(context: Context) -> Demonstration:
        from crm_console.services.sample import create_sample  # noqa: PLC0415 - start-up is measured
        from crm_console.services.twin import Twin  # noqa: PLC0415

        context.check()
        folder = tempfile.TemporaryDirectory(prefix="crm-console-demo-", ignore_cleanup_errors=True)
        twin = Twin(Path(folder.name) / "twin")
        try:
            context.on_stop(twin.stop)
            workspace = create_sample(Path(folder.name) / FILE, by, twin.servers)
            context.forget(twin.stop)
            return Demonstration(workspace, twin, folder)
        except BaseException:
            twin.stop()
            folder.cleanup()
            raise

    return Job(N_("Preparando a demonstração"), work, "demonstration")
