"""Whether there is a screen to open a window on. Qt ends the process without a sentence when there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from crm_console.core.text import N_, Text

SCREENLESS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def no_display() -> Text | None:
    """Why no window can be opened, or None."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in SCREENLESS:
        return None
    if os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("QT_QPA_PLATFORM"):
        return None
    display = os.environ.get("DISPLAY", "")
    if not display:
        return N_("Não há tela para abrir a janela. Sem tela, use os comandos: crm-console --help.")
    if not _answers(display):
        return N_("A tela {display} não responde. Sem tela, use os comandos: crm-console --help.", display=display)
    return None


def _answers(display: str) -> bool:
    """Whether a server listens on a local display; one on another computer is left to Qt."""
    import re  # noqa: PLC0415 - start-up is measured

    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    if local is None:
        return True
    path = f"/tmp/.X11-unix/X{local[1]}"
    return _connects("\0" + path) or (Path(path).exists() and _connects(path))


def _connects(address: str) -> bool:
    import socket  # noqa: PLC0415 - start-up is measured

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as made:
        try:
            made.connect(address)
        except OSError:
            return False
        return True
