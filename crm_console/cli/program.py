"""Puts the commands together and turns how they end into exit codes. One module per command group."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

from crm_console import __version__
from crm_console.cli.output import Output, output
from crm_console.core.errors import UsageError, UserError
from crm_console.core.jobs import StoppedError
from crm_console.core.text import N_, Text

USAGE: Any = typer.BadParameter.__base__  # wrong words: Typer gives this class no public name

# command -> module, function and what it does; only the module of the command that is run is imported
COMMANDS: dict[str, tuple[str, str, Text]] = {
    "new": ("records", "new", N_("Cria a pasta de trabalho de um cliente.")),
    "bring": ("starting", "bring", N_("Traz seções de um modelo ou de outro cliente.")),
    "import": ("exchanging", "import_", N_("Importa planilhas: grava as linhas boas e nomeia cada linha com erro.")),
    "export": ("exchanging", "export", N_("Grava a planilha em branco que o cliente preenche.")),
    "list": ("records", "list_", N_("Lista os registros de um tipo.")),
    "show": ("records", "show", N_("Mostra um registro.")),
    "set": ("records", "set_", N_("Grava campos de um registro; o que falta é criado.")),
    "remove": ("records", "remove", N_("Exclui um registro; recusa enquanto algo se refere a ele.")),
    "check": ("records", "check", N_("Diz tudo o que está errado ou falta antes de ir ao ar.")),
    "test": ("testing", "run_tests", N_("Testa os servidores da pasta de trabalho.")),
    "probe smtp": ("testing", "probe_smtp", N_("Testa um servidor de e-mail.")),
    "probe ftp": ("testing", "probe_ftp", N_("Testa um servidor de arquivos por FTP.")),
    "probe sftp": ("testing", "probe_sftp", N_("Testa um servidor de arquivos por SFTP.")),
    "connect": ("connecting", "connect", N_("Entra num tenant da plataforma e lembra a entrada.")),
    "catalog": ("connecting", "catalog", N_("Lista as chamadas da plataforma, com situação e fonte.")),
    "deploy": ("deploying", "deploy", N_("Executa ou continua a implantação pela rota do cliente.")),
    "reload": ("reloading", "reload", N_("Traz do ERP empresas e filiais; mostra antes o que mudaria.")),
    "demo": ("demonstrating", "demo", N_("Abre o cliente de exemplo sobre servidores locais.")),
    "selftest": ("demonstrating", "selftest", N_("Prova que as partes desta instalação funcionam.")),
}


def program(only: str, out: Output) -> Any:
    """The command line with all its commands, or with the one (group) that is going to be run, its help in words."""
    made = typer.Typer(
        name="crm-console", no_args_is_help=True, add_completion=False, rich_markup_mode=None,
        pretty_exceptions_enable=False, help=out.say(
            "Prepara, prova, implanta e entrega o Gestão de Relacionamento | CRM de um cliente. "
            "Sem comando, abre a janela."))
    probes = typer.Typer(
        no_args_is_help=True, rich_markup_mode=None, help=out.say("Testa um servidor nomeado na hora."))
    made.callback()(lambda: None)
    for words, (module, name, what) in COMMANDS.items():
        group, _, command = words.rpartition(" ")
        if only in ("", words, group):
            function = getattr(import_module(f"crm_console.cli.{module}"), name)
            (probes if group else made).command(command, help=out.say(what))(function)
    if only in ("", "probe"):
        made.add_typer(probes, name="probe")
    whole = typer.main.get_command(made)
    _translate(whole, out)
    return whole


def _translate(command: Any, out: Output) -> None:
    """Say every option's help in the language of the command line."""
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = out.say(Text(parameter.help))
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, out)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code (design.md section 6)."""
    if "--version" in arguments:
        print(__version__)
        return 0
    words = _options_last(list(arguments))
    out = output("--json" in arguments, _language(arguments))
    try:
        _refuse_unreadable(words)
        done: Any = program(_command(words), out)(words, standalone_mode=False)
    except UserError as error:
        return out.fail(error)
    except USAGE as error:
        error.show(sys.stderr)
        if out.json:
            out.document(error.format_message(), "", 2)
        return 2
    except (typer.Abort, KeyboardInterrupt, StoppedError):
        return 130
    return int(done or 0)


def _refuse_unreadable(words: Sequence[str]) -> None:
    """Words that are no text in this system's encoding: nothing could store or show them."""
    for word in words:
        try:
            word.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UsageError(N_("Um dos argumentos não é texto em UTF-8."),
                             N_("Confira a codificação do terminal ou do script.")) from error


def _command(words: Sequence[str]) -> str:
    known = {*COMMANDS, "probe"}
    return words[0] if words and words[0] in known else ""


def _options_last(words: list[str]) -> list[str]:
    """`--json` and `--lang X` may also stand before the command, or between its two words."""
    front: list[str] = []
    named: list[str] = []
    while words and (_everywhere(words[0]) or (_command([*named, *words]) and len(named) < _length([*named, *words]))):
        word = words.pop(0)
        if not _everywhere(word):
            named.append(word)
            continue
        front.append(word)
        if word == "--lang" and words:
            front.append(words.pop(0))
    return [*named, *front, *words] if _command(named) else [*named, *words]


def _everywhere(word: str) -> bool:
    return word.partition("=")[0] in ("--json", "--lang")


def _length(words: Sequence[str]) -> int:
    """How many words name the command."""
    return 2 if words[:1] == ["probe"] else 1


def _language(words: Sequence[str]) -> str:
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return ""
