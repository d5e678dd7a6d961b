"""The demonstration: the sample customer on the twin's servers and signed in to its platform, made anew each time."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm_console.core.errors import FailedError
from crm_console.core.jobs import Context
from crm_console.core.text import N_
from crm_console.services.deploy.engine import Deployer
from crm_console.services.platform.connecting import Platform, Wanted
from crm_console.services.platform.sign_in import SignedIn
from crm_console.services.sample import create_sample
from crm_console.services.twin import Twin
from crm_console.store.attempts import at_the_platform
from crm_console.store.change import Change, Edited
from crm_console.store.connections import CUSTOMER, MASTER
from crm_console.store.workspace import Workspace

OTHER_ROUTES: Mapping[str, Mapping[str, object]] = {
    "erpx": {"route": "erpx", "package": None},
    "mega": {"route": "mega", "package": "freemium", "mega_url": "https://mega.serraazul.example:8443/"}}


def place(folder: Path) -> Path:
    """Where the demonstration's workspace lies."""
    return folder / "demonstration" / "serra-azul.crmc"


def open_demonstration(folder: Path, by: str) -> Workspace:
    """Start the twin and open the sample customer; the twin goes when the workspace is closed."""
    target = place(folder)
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir(parents=True)
    twin = Twin(target.parent / "twin")
    try:
        workspace = create_sample(target, by, twin.servers)
        sign_in(workspace, twin.servers, folder)
    except BaseException:
        twin.stop()
        raise
    workspace.accompany(twin.stop)
    return workspace


def sign_in(workspace: Workspace, servers: Mapping[str, Any], folder: Path, *, master: bool = True) -> None:
    """Enter the twin's platform as the customer and, with `master`, as the vendor, with the twin's own catalogue."""
    known = servers["platform"]
    platform = Platform(workspace, at_the_platform(folder))
    calls = Path(servers["catalog"]).read_text(encoding="utf-8")
    for role, prefix in ((CUSTOMER, ""), *([(MASTER, "master_")] if master else [])):
        wanted = Wanted(known["url"], role, known[f"{prefix}user"], catalogue=calls)
        answer = platform.begin(Context(), wanted, known[f"{prefix}password"])
        if not isinstance(answer, SignedIn):
            raise FailedError(N_("O ensaio pediu mais que usuário e senha."))
        platform.finish(Context(), wanted, answer)


def deploy(workspace: Workspace, folder: Path) -> str:
    """Carry the route out as far as it goes without a person; returns how the run stands."""
    return Deployer(workspace, Platform(workspace, at_the_platform(folder))).run(Context(), {}).state


def other_routes(folder: Path, by: str) -> list[Path]:
    """The same customer by the other two routes, each on a twin of its own and under way: for the pictures."""
    made = []
    for route, values in OTHER_ROUTES.items():
        target = folder / f"rota-{route}.crmc"
        with Twin(folder / f"twin-{route}") as twin, create_sample(target, by, twin.servers) as workspace:
            record = workspace.store.where("deployment")[0]
            changes: list[Change] = [Edited("deployment", record.uid, name, record[name], value)
                                     for name, value in values.items() if record[name] != value]
            workspace.store.apply(changes, N_("Rota da demonstração"), "sample")
            sign_in(workspace, twin.servers, folder, master=route == "mega")
            deploy(workspace, folder)
        made.append(target)
    return made
