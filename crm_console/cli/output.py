"""What every command prints and how it ends: people's text or one JSON document; sentences for what went wrong."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from crm_console.core.errors import RefusedError, UserError
from crm_console.core.paths import resources
from crm_console.core.problem import Problem
from crm_console.core.text import N_, Language, Text, from_code
from crm_console.models import TYPES, fields
from crm_console.store.change import Applied, Rejected
from crm_console.store.workspace import Workspace, open_workspace

Json = Annotated[bool, typer.Option("--json", help=str(N_("Um documento JSON na saída padrão.")))]
Lang = Annotated[str, typer.Option("--lang", help=str(N_("pt-BR, en ou es.")))]
File = Annotated[str, typer.Argument(help=str(N_("A pasta de trabalho: um arquivo .crmc ou a URL de um banco.")))]


@dataclass(frozen=True)
class Output:
    """One command's way of speaking."""

    json: bool
    language: Language

    def data(self, content: Any, lines: Callable[[], Sequence[str]]) -> None:
        """Print the answer: the document, or its lines for people."""
        if self.json:
            print(json.dumps(content, ensure_ascii=False, indent=2, default=str))
        else:
            for line in lines():
                print(line)

    def say(self, text: Text | str, /, **values: object) -> str:
        """The text in the command's language."""
        return self.language.say(text, **values)

    def fail(self, error: UserError) -> int:
        """Print what happened and what to do; returns the exit code."""
        message, hint = self.say(error.message), self.say(error.hint) if error.hint else ""
        problems = getattr(error, "problems", ())
        if self.json:
            self.document(message, hint, error.exit_code, problems)
        print(" ".join(part for part in (message, hint) if part), file=sys.stderr)
        return error.exit_code

    def document(self, message: str, hint: str, code: int, problems: Sequence[Problem] = ()) -> None:
        """The JSON document of an error."""
        print(json.dumps({"error": {"message": message, "hint": hint, "exit": code, "problems": [
            {"field": p.field, "rule": p.rule, "message": self.say(p.text)} for p in problems]}},
            ensure_ascii=False, indent=2))


class RejectedError(RefusedError):
    """The store refused the changes; all its problems in one sentence each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        named = {f"p{i}": _named(p) for i, p in enumerate(problems)}
        super().__init__(Text(" ".join(f"{{{name}}}" for name in named), named))
        self.problems = tuple(problems)


def _named(problem: Problem) -> Text:
    """The sentence with its field in front, as a command line has no field for it to stand beside."""
    known = fields(TYPES[problem.record[0]]) if problem.record[0] else {}
    if problem.field not in known:
        return problem.text
    return N_("{label}: {said}", label=known[problem.field].label, said=problem.text)


def output(as_json: bool, lang: str) -> Output:
    """The way of speaking that the options ask for."""
    chosen = lang or os.environ.get("CRM_CONSOLE_LANG", "") or "pt-BR"
    return Output(as_json, Language(from_code(chosen), resources() / "i18n"))


def person() -> str:
    """Who runs this, for the audit trail."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


def opened(place: str, *, write: bool) -> Workspace:
    """The workspace; for a command that writes, refused when somebody else holds it."""
    made = open_workspace(place, person(), write=write)
    if write and made.read_only:
        holder = made.held_by
        made.close()
        raise RefusedError(
            N_("A pasta de trabalho está aberta por {by} em {computer}; nada foi gravado.",
               by=holder.by if holder else "?", computer=holder.computer if holder else "?"),
            N_("Feche-a lá e repita."))
    return made


def written(outcome: Applied | Rejected) -> Applied:
    """The commit, or a RejectedError."""
    if isinstance(outcome, Rejected):
        raise RejectedError(outcome.problems)
    return outcome
