"""Why a folder cannot be entered by FTP. All is asked on the control connection: no data connection, no firewall."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from crm_console.core.text import N_
from crm_console.services.probes import faults_files as faults
from crm_console.services.probes.dialogue import Dialogue, ForeignError
from crm_console.services.probes.stages import Fault, FaultError
from crm_console.services.probes.wire import DroppedError, SilentError

STAT_WITHIN = 3.0  # the failure is known already; what is seen around it only helps to mend it
MOST_NAMED = 8
_ENTRY = re.compile(r"\s?([-dl])[-rwxsStT]{9}\S?\s+\d+\s+\S+\s+\S+\s+\d+\s+\w+\s+\d+\s+[\d:]+\s(.+)")

Fill = Callable[..., Fault]


def search(dialogue: Dialogue, folder: str, start: str, refusal: Fault, fill: Fill) -> FaultError:
    """What is wrong with `folder`, for an account that begins in `start`; `refusal` is what the server's words mean."""
    if not start.startswith("/"):
        return FaultError(fill(refusal, start=start))
    for inside in _other_places(folder, start):
        if dialogue.ask(f"CWD {inside}").good:
            fault = faults.OTHER_ROOT if start == "/" else faults.OTHER_PATH
            return FaultError(fill(fault, inside=inside), works=[{"folder": inside}])
    if refusal is not faults.FOLDER_MISSING:
        return FaultError(fill(refusal, start=start))
    parent, name = posixpath.split(posixpath.join(start, folder).rstrip("/"))
    beside = entries(dialogue, parent)
    if name in beside:  # it is there: vsftpd refuses what is closed with the words for what is missing
        return FaultError(fill({"d": faults.FOLDER_CLOSED, "-": faults.NOT_A_FOLDER}.get(beside[name], refusal),
                               start=start))
    alike = [posixpath.join(parent, each) for each in beside if each.casefold() == name.casefold()]
    works = [{"folder": path} for path in alike if dialogue.ask(f"CWD {path}").good]
    here = beside if parent == start else entries(dialogue, start)
    folders = sorted(each for each, kind in here.items() if kind == "d")[:MOST_NAMED]
    shown = N_("{start}, que contém {folders}", start=start, folders=", ".join(folders)) if folders else start
    found = FaultError(fill(refusal, start=shown))
    if works:
        found.facts["works"] = works
    return found


def _other_places(folder: str, start: str) -> list[str]:
    """A locked-in account sees its own area as the whole; another one means its area and writes the whole's root."""
    if not folder.startswith("/"):
        return []
    parts = [part for part in folder.split("/") if part]
    return [posixpath.join(start, *parts[skipped:]) for skipped in range(int(start == "/"), len(parts))]


def entries(dialogue: Dialogue, folder: str) -> dict[str, str]:
    """What the folder shows, each with its kind (d, - or l); nothing where the server does not tell it here."""
    try:
        reply = dialogue.ask(f"STAT {folder}", min(STAT_WITHIN, dialogue.timeout))
    except (ForeignError, SilentError, DroppedError):
        return {}
    found = (_ENTRY.fullmatch(line) for line in reply.lines)
    return {entry[2]: entry[1] for entry in found if entry and entry[2] not in (".", "..")}
