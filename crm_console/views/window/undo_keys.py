"""Ctrl+Z in a field whose text has nothing to take back reaches the window, which undoes the last saved change."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class UndoKeys(QObject):
    """An event filter of the application."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a field from taking a key that it has no use for."""
        if (event.type() == QEvent.Type.ShortcutOverride and isinstance(watched, QLineEdit)
                and isinstance(event, QKeyEvent) and _useless(watched, event)):
            event.ignore()
            return True
        return False


def _useless(field: QLineEdit, event: QKeyEvent) -> bool:
    if event.matches(QKeySequence.StandardKey.Undo):
        return not field.isUndoAvailable()
    return event.matches(QKeySequence.StandardKey.Redo) and not field.isRedoAvailable()
