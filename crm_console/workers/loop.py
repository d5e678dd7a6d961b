"""The event loop that Qt and asyncio share, made once by the program's start."""

from __future__ import annotations

import asyncio
from typing import Any

from PySide6.QtWidgets import QApplication


def event_loop(app: QApplication) -> Any:
    """A qasync loop on the application; closing the last window does not end it."""
    from qasync import QEventLoop  # noqa: PLC0415 - costs a tenth of a second: the caller chooses when

    app.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(app, already_running=False)
    asyncio.set_event_loop(loop)
    return loop
