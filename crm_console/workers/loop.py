"""The event loop that Qt and asyncio share, made once by the program's start."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from PySide6.QtWidgets import QApplication

SWITCH = 0.001  # seconds that a computing thread may keep the window waiting; Python's own 5 ms add up


def event_loop(app: QApplication) -> Any:
    """A qasync loop on the application; closing the last window does not end it."""
    from qasync import QEventLoop  # noqa: PLC0415 - costs a tenth of a second: the caller chooses when

    app.setQuitOnLastWindowClosed(False)
    sys.setswitchinterval(SWITCH)
    loop = QEventLoop(app, already_running=False)
    asyncio.set_event_loop(loop)
    return loop
