"""What every view of an open workspace is given: how things look and read, where records live, what runs jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_console.core.text import Language, Text
from crm_console.store.workspace import Workspace
from crm_console.workers.runner import Runner

if TYPE_CHECKING:
    from crm_console.views.look.look import Look


@dataclass(frozen=True)
class Kit:
    """Built once per opened workspace by `app.py`."""

    look: Look
    language: Language
    runner: Runner
    workspace: Workspace

    def say(self, text: Text | str, /, **values: object) -> str:
        """The text in the window's language."""
        return self.language.say(text, **values)
