"""The sample customer: a workspace filled from resources/samples, pointing at the twin's servers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm_console.core.errors import FailedError
from crm_console.core.fields import Field
from crm_console.core.paths import resources
from crm_console.core.text import N_
from crm_console.services.customers import create_customer
from crm_console.services.entry import setting
from crm_console.store import host_keys
from crm_console.store.change import Rejected
from crm_console.store.workspace import Workspace

FORMER_KEY = "SHA256:o6dLGBtAeW1sYkN3Zl0gQmVtLXRlLXZpLCBtYW5ndWU"  # of a server that was replaced since
MADE_UP = {"wrong": "senha-errada", "initial": "Trocar-1234"}
_NAME = re.compile(r"\{(\w+)\.(\w+)\}")


def create_sample(place: Path, by: str, servers: Mapping[str, Any]) -> Workspace:
    """A new workspace at `place` with the sample customer's records."""
    with (resources() / "samples" / "serra-azul.toml").open("rb") as file:
        sample = tomllib.load(file)
    workspace = create_customer(str(place), sample["customer"], by, package="starter")
    workspace.trusts = str(servers["smtp"]["ca"])
    sftp = servers["sftp"]
    host_keys.keep(workspace.store, sftp["host"], sftp["port"], sftp["host_key"], "ssh-ed25519", confirmed=True)
    host_keys.keep(workspace.store, "localhost", sftp["port"], FORMER_KEY, "ssh-ed25519", confirmed=True)
    for row in sample["record"]:
        words = [_NAME.sub(lambda found: str(servers[found[1]][found[2]]), word) for word in row["set"]]
        secret = next((word.partition("=-")[2] for word in words if "=-" in word), "")
        words = [word.partition("=-")[0] + "=-" if "=-" in word else word for word in words]
        value = str(servers[secret]["password"]) if secret in servers else MADE_UP.get(secret, "")
        changes, _ = setting(workspace.store, row["type"], row["key"], words, _keeper(workspace, value))
        outcome = workspace.store.apply(changes, N_("Cliente de exemplo"), "sample")
        if isinstance(outcome, Rejected):
            raise FailedError(N_("O cliente de exemplo não passou nas regras: {said}", said=outcome.problems[0].text))
    return workspace


def _keeper(workspace: Workspace, value: str) -> Any:
    def keep(_: Field) -> str:
        return workspace.keep_secret(value)

    return keep
