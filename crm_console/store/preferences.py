"""What one person chose on this computer: language, theme, name, recent customers. One small JSON file, no Qt.

A damaged file never stops the program: it is kept beside the new one under another name.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crm_console.core.errors import FailedError
from crm_console.core.text import N_

FILE = "preferences.json"
THEMES = ("system", "light", "dark", "high")
TEXT_SIZES = (100, 110, 125)
RECENT_KEPT = 20


@dataclass(frozen=True)
class Recent:
    """A workspace that was open before."""

    place: str
    customer: str
    at: str

    @property
    def missing(self) -> bool:
        """Whether its file is gone (a database is never looked for here)."""
        return "://" not in self.place and not Path(self.place).is_file()


@dataclass(frozen=True)
class Choices:
    """The values as they stand in the file. An empty language or name means the computer's."""

    language: str = ""
    theme: str = "system"
    text_size: int = 100
    name: str = ""
    relay_to: str = ""
    geometry: str = ""
    guided_place: str = ""
    recent: tuple[Recent, ...] = ()


class Preferences:
    """Reads the file once and writes it at each change, telling who listens."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._listeners: list[Callable[[Choices], None]] = []
        self.damaged: Path | None = None  # where a file that could not be read was put
        self.choices = self._read()

    @property
    def by(self) -> str:
        """Whose name stands beside every commit."""
        return self.choices.name or account_name()

    def change(self, **values: Any) -> None:
        """Give choices new values and write them."""
        changed = replace(self.choices, **values)
        if changed == self.choices:
            return
        self._write(changed)
        self.choices = changed
        for listener in list(self._listeners):
            listener(changed)

    def opened(self, place: str, customer: str) -> None:
        """Put a workspace at the top of the recent ones."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        others = [recent for recent in self.choices.recent if recent.place != place]
        self.change(recent=(Recent(place, customer, at), *others)[:RECENT_KEPT])

    def forget(self, place: str) -> None:
        """Take a workspace off the recent ones; its file stays where it is."""
        self.change(recent=tuple(recent for recent in self.choices.recent if recent.place != place))

    def listen(self, listener: Callable[[Choices], None]) -> None:
        """Call `listener` with the new choices after each change."""
        self._listeners.append(listener)

    def _read(self) -> Choices:
        try:
            return _choices(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Choices()
        except (OSError, ValueError, TypeError, AttributeError):
            self._set_aside()
            return Choices()

    def _set_aside(self) -> None:
        kept = self._path.with_name(f"preferences-{datetime.now():%Y%m%d-%H%M%S}.damaged.json")
        try:
            os.replace(self._path, kept)
        except OSError:
            return  # it cannot be moved: the next write says why
        self.damaged = kept

    def _write(self, choices: Choices) -> None:
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(json.dumps(asdict(choices), ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(beside, self._path)
        except OSError as error:
            raise FailedError(
                N_("As preferências não foram gravadas: {said}.", said=error.strerror or ""),
                N_("Confira o espaço e as permissões da pasta do usuário.")) from error


def _choices(found: Mapping[str, Any]) -> Choices:
    """The values that can be used; one that cannot gets its default, one that is unknown is left out."""
    plain = Choices()
    taken = {f.name: found[f.name] for f in fields(Choices)
             if f.name in found and type(found[f.name]) is type(getattr(plain, f.name))}
    if taken.get("theme") not in THEMES:
        taken.pop("theme", None)
    if taken.get("text_size") not in TEXT_SIZES:
        taken.pop("text_size", None)
    recent = tuple(Recent(str(r["place"]), str(r.get("customer", "")), str(r.get("at", "")))
                   for r in found.get("recent", ()) if isinstance(r, dict) and r.get("place"))
    return replace(plain, **{**taken, "recent": recent})


def account_name() -> str:
    """The person's name as the computer knows it, or the account's."""
    try:
        import pwd  # noqa: PLC0415 - not on Windows

        full = pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
    except (ImportError, KeyError, AttributeError):
        full = ""
    try:
        return full or getpass.getuser()
    except OSError:
        return "?"
