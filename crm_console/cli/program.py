"""Puts the commands together and turns how they end into exit codes. One module per command group."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

from crm_console import __version__
from crm_console.cli.output import output
from crm_console.core.errors import UserError
from crm_console.core.jobs import StoppedError

USAGE: Any = typer.BadParameter.__base__  # wrong words: Typer gives this class no public name

# command -> module and function; only the module of the command that is run is imported
COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("records", "new"),
    "import": ("exchanging", "import_"),
    "export": ("exchanging", "export"),
    "list": ("records", "list_"),
    "show": ("records", "show"),
    "set": ("records", "set_"),
    "remove": ("records", "remove"),
    "check": ("records", "check"),
    "test": ("testing", "run_tests"),
    "probe smtp": ("testing", "probe_smtp"),
    "probe ftp": ("testing", "probe_ftp"),
    "probe sftp": ("testing", "probe_sftp"),
    "demo": ("demonstrating", "demo"),
    "selftest": ("demonstrating", "selftest"),
}


def program(only: str = "") -> typer.Typer:
    """The command line with all its commands, or with the one (group) that is going to be run."""
    made = typer.Typer(
        name="crm-console", no_args_is_help=True, add_completion=False, rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help="Prepara, prova, implanta e entrega o Gestão de Relacionamento | CRM de um cliente. "
             "Sem comando, abre a janela.")
    probes = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Test a server named on the spot.")
    made.callback()(lambda: None)
    for words, (module, name) in COMMANDS.items():
        group, _, command = words.rpartition(" ")
        if only in ("", words, group):
            function = getattr(import_module(f"crm_console.cli.{module}"), name)
            (probes if group else made).command(command)(function)
    if only in ("", "probe"):
        made.add_typer(probes, name="probe")
    return made


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code (design.md section 6)."""
    if "--version" in arguments:
        print(__version__)
        return 0
    words = _options_last(list(arguments))
    try:
        done: Any = program(_command(words))(words, standalone_mode=False)
    except UserError as error:
        return output("--json" in words, _language(words)).fail(error)
    except USAGE as error:
        error.show(sys.stderr)
        return 2
    except (typer.Abort, KeyboardInterrupt, StoppedError):
        return 130
    return int(done or 0)


def _command(words: Sequence[str]) -> str:
    known = {*COMMANDS, "probe"}
    return words[0] if words and words[0] in known else ""


def _options_last(words: list[str]) -> list[str]:
    """`--json` and `--lang X` may also stand before the command."""
    front: list[str] = []
    while words and words[0].startswith("--") and words[0].partition("=")[0] in ("--json", "--lang"):
        word = words.pop(0)
        front.append(word)
        if word == "--lang" and words:
            front.append(words.pop(0))
    return [*words[:1], *front, *words[1:]]


def _language(words: Sequence[str]) -> str:
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return ""
