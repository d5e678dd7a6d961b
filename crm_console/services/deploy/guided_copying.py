"""What a person copies from a guided record: in the vendor's order, one key a field; passwords only for a moment.

A password on the clipboard is on a leash: it is taken away after some seconds, and only if it is still that one.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from crm_console.core.errors import RefusedError
from crm_console.core.text import N_, Text
from crm_console.services.deploy.steps import Value

SECONDS = 20.0
KEYS = "1234567890"
PASSWORD = "password"
# By these formats a clipboard's history is asked to leave a text out. Windows: learn.microsoft.com, "Clipboard
# Formats", section on the history; the two that begin with Can hold a DWORD. Linux: KDE's Klipper (phabricator D12539),
# which others follow; GTK takes only names with a slash.
_ONE, _ZERO = b"\x01\x00\x00\x00", b"\x00\x00\x00\x00"
_WINDOWS = {"ExcludeClipboardContentFromMonitorProcessing": _ONE, "Clipboard Viewer Ignore": _ONE,
            "CanIncludeInClipboardHistory": _ZERO, "CanUploadToCloudClipboard": _ZERO}
_LINUX = {"x-kde-passwordManagerHint": b"secret", "text/x-kde-passwordManagerHint": b"secret"}


def exclusions(system: str) -> Mapping[str, bytes]:
    """The formats that keep a text out of the clipboard's history on this system (`sys.platform`)."""
    return _WINDOWS if system == "win32" else _LINUX


@dataclass(frozen=True)
class Copy:
    """What goes onto the clipboard."""

    place: int
    label: Text
    text: str
    secret: bool

    def __repr__(self) -> str:
        return f"Copy({self.place})"  # never the text: it may be a password


class Copying:
    """One record's values: what was copied, what comes next."""

    def __init__(self, values: Sequence[Value], find: Callable[[str | None], str | None]) -> None:
        self.values, self._find = values, find
        self.copied: set[int] = set()
        self.next = 0

    @property
    def all_copied(self) -> bool:
        """Whether the key for the next one has nothing left."""
        return self.next >= len(self.values)

    def take(self, place: int) -> Copy:
        """Copy one value; the next one is what follows it. Raises RefusedError for a secret that is not here."""
        value = self.values[place]
        text = value.text
        if value.reference:
            kept = self._find(value.reference)
            if kept is None:
                raise RefusedError(N_("{label}: o valor não está no cofre deste computador.", label=value.label),
                                   N_("Digite-o de novo no registro e continue."))
            text = kept
        self.copied.add(place)
        self.next = place + 1
        return Copy(place, value.label, text, bool(value.reference))

    def take_next(self) -> Copy | None:
        """Copy what comes next; None after the last one."""
        return None if self.all_copied else self.take(self.next)

    def place_of(self, key: str) -> int | None:
        """Which value a figure's key stands for."""
        place = KEYS.find(key) if key else -1
        return place if 0 <= place < len(self.values) else None


class Leash:
    """Holds on to a password that was copied, by a digest that is good for this process only."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._salt = secrets.token_bytes(16)
        self._digest: bytes | None = None
        self._until = 0.0

    def hold(self, text: str) -> None:
        """This one was copied now."""
        self._digest, self._until = self._of(text), self._clock() + self._seconds

    @property
    def holds(self) -> bool:
        """Whether a password may be out there."""
        return self._digest is not None

    @property
    def left(self) -> int:
        """Whole seconds until it is taken away."""
        return max(0, ceil(self._until - self._clock())) if self.holds else 0

    @property
    def over(self) -> bool:
        """Whether its time has come."""
        return self.holds and self._clock() >= self._until

    def is_it(self, text: str) -> bool:
        """Whether this text is the password that was copied."""
        return self._digest is not None and hmac.compare_digest(self._digest, self._of(text))

    def drop(self) -> None:
        """It is gone, or somebody copied something else."""
        self._digest = None

    def _of(self, text: str) -> bytes:
        return hmac.digest(self._salt, text.encode("utf-8", "surrogatepass"), "sha256")


def shown(value: Value) -> Text:
    """A value as a screen shows it: a secret never, a choice as what is to be chosen."""
    if value.reference:
        return N_("senha guardada no cofre") if value.field == PASSWORD else N_("valor guardado no cofre")
    if value.choice:
        return N_("escolher: {text}", text=value.text)
    return Text("{text}", {"text": value.text})
