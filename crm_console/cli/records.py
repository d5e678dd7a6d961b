"""`new`, `list`, `show`, `set`, `remove`, `check`: records by the same rules as the window."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crm_console.cli.output import File, Json, Lang, opened, output, person, written
from crm_console.cli.starting import Sections, summary, summary_lines
from crm_console.core.codecs import show as shown
from crm_console.core.errors import FailedError, UsageError
from crm_console.core.fields import Field
from crm_console.core.problem import Severity
from crm_console.core.text import N_, Language
from crm_console.models import TYPES, fields
from crm_console.services import entry, starting_from
from crm_console.services.bringing import Plan
from crm_console.services.customers import create_customer
from crm_console.services.findings import findings
from crm_console.services.records import removing
from crm_console.store.keys import Keys
from crm_console.store.workspace import Workspace

ROUTES = ("standard", "erpx", "mega")
PACKAGES = ("freemium", "starter", "advanced")
TypeName = Annotated[str, typer.Argument(metavar="TYPE")]
Key = Annotated[str, typer.Argument(metavar="KEY")]


def new(
    file: File,
    customer: Annotated[str, typer.Option("--customer", help=str(N_("O nome do cliente.")))],
    route: Annotated[str, typer.Option("--route", help=str(N_("standard, erpx ou mega.")))] = "",
    package: Annotated[str, typer.Option("--package", help=str(N_("freemium, starter ou advanced.")))] = "",
    source: Annotated[str, typer.Option("--from", metavar="OTHER.crmc|NAME", help=str(N_(
        "De onde começar: a pasta de trabalho de outro cliente ou o nome de um modelo.")))] = "",
    sections: Sections = "",
    json: Json = False, lang: Lang = "",
) -> int:
    """Create a customer's workspace, empty or from a template or another customer."""
    out = output(json, lang)
    chosen = starting_from.known_sections(sections.split(","))
    if sections and not source:
        raise UsageError(N_("--sections diz o que trazer, mas não de onde."), N_("Diga de onde com --from."))
    for word, allowed in ((route, ROUTES), (package, PACKAGES)):
        if word and word not in allowed:
            raise UsageError(N_("“{word}” não é uma das opções: {allowed}.", word=word, allowed=", ".join(allowed)))
    plan: Plan | None = None
    if source:
        made, plan = starting_from.start(
            file, customer, person(), source, chosen, route=route or None, package=package or None)
    else:
        made = create_customer(file, customer, person(), route=route or None, package=package or None)
    with made:
        row = {"file": file, "customer": made.about.customer, "id": made.about.id}
    out.data({**row, **(summary(out, plan) if plan else {})},
             lambda: [out.say("Criada: {file}, para {customer}.", file=file, customer=customer),
                      *(summary_lines(out, plan) if plan else [])])
    return 1 if plan and plan.left else 0


def list_(file: File, type_name: TypeName, json: Json = False, lang: Lang = "") -> int:
    """List the records of a type."""
    out = output(json, lang)
    entry.known_type(type_name)
    with opened(file, write=False) as workspace:
        rows = entry.listed(workspace.store, type_name)
    names = [f for f in fields(TYPES[type_name]).values() if f.listed]
    out.data(rows, lambda: ["\t".join(["#", *(out.say(f.label) for f in names)]), *(
        "\t".join([row["key"], *("" if row[f.name] is None else _cell(out.language, f, row[f.name]) for f in names)])
        for row in rows)])
    return 0


def _cell(language: Language, f: Field, value: object) -> str:
    return shown(f, value, language)


def show(file: File, type_name: TypeName, key: Key, json: Json = False, lang: Lang = "") -> int:
    """Show one record."""
    out = output(json, lang)
    with opened(file, write=False) as workspace:
        record = entry.wanted(workspace.store, type_name, key)
        with workspace.store.reading() as connection:
            row = entry.as_json(connection, record, Keys(connection))
    specs = fields(TYPES[type_name])
    out.data(row, lambda: [f"{out.say(f.label)}: {'' if row[n] is None else _cell(out.language, f, row[n])}"
                           for n, f in specs.items()])
    return 0


def set_(
    file: File, type_name: TypeName, key: Key,
    words: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…")],
    json: Json = False, lang: Lang = "",
) -> int:
    """Set fields of a record; what is missing is created."""
    out = output(json, lang)
    with opened(file, write=True) as workspace:
        changes, record = entry.setting(
            workspace.store, type_name, key, words, lambda field: _kept(workspace, type_name, field))
        if changes:
            written(workspace.store.apply(changes, N_("Gravar {type} {key}", type=type_name, key=key), "cli"))
        stored = workspace.store.get(type_name, record.uid)
        assert stored is not None
        with workspace.store.reading() as connection:
            row = entry.as_json(connection, stored, Keys(connection))
    notes = [{"field": field.name, "message": out.say(
        "{label}: faltava “{ending}” no fim; foi gravado {value}", label=field.label, ending=field.ending, value=value)}
        for field, value in entry.completed(words, stored)]
    out.data({"changed": len(changes), **row, "notes": notes},
             lambda: [out.say("Gravado: {type} {key}.", type=type_name, key=row["key"])
                      if changes else out.say("Nada mudou: {type} {key}.", type=type_name, key=row["key"]),
                      *(note["message"] for note in notes)])
    return 0


def _kept(workspace: Workspace, type_name: str, field: Field) -> str:
    if workspace.secrets.missing is not None:
        raise FailedError(
            N_("Este computador não tem um cofre de senhas; a senha não foi guardada e nada foi gravado."),
            N_("Nos testes, informe-a por CRM_CONSOLE_SECRET_SMTP ou CRM_CONSOLE_SECRET_FTP.")
            if type_name in ("smtp", "ftp") else N_("Grave-a num computador que tenha um cofre."))
    value = sys.stdin.readline().rstrip("\r\n")
    if not value:
        raise UsageError(N_("A entrada padrão não trouxe a senha de {label}.", label=field.label))
    return workspace.keep_secret(value)


def remove(file: File, type_name: TypeName, key: Key, json: Json = False, lang: Lang = "") -> int:
    """Delete a record; refused while anything refers to it."""
    out = output(json, lang)
    with opened(file, write=True) as workspace:
        record = entry.wanted(workspace.store, type_name, key)
        written(workspace.store.apply(
            removing(record), N_("Excluir {type} {key}", type=type_name, key=key), "cli"))
    out.data({"removed": key, "type": type_name}, lambda: [out.say("Excluído: {type} {key}.", type=type_name, key=key)])
    return 0


def check(file: File, json: Json = False, lang: Lang = "") -> int:
    """Name everything wrong or missing before going live."""
    out = output(json, lang)
    with opened(file, write=False) as workspace:
        found = findings(workspace.store)
    rows = [{
        "type": f.type, "key": f.key, "field": f.judged.problem.field,
        "severity": "warning" if f.judged.problem.severity is Severity.WARNING else "error",
        "message": out.say(f.judged.problem.text), "who": str(f.judged.problem.who),
        "rule": f.judged.problem.rule, "missing": f.judged.problem.severity is Severity.MISSING,
        "accepted": {"by": f.judged.accepted.by, "at": f.judged.accepted.at} if f.judged.accepted else None,
    } for f in found]
    out.data(rows, lambda: [f"{r['severity']}\t{r['type']} {r['key']}\t{r['message']}\t{r['who']}" for r in rows]
             or [out.say("Nada falta e nada está errado.")])
    return 1 if any(row["severity"] == "error" for row in rows) else 0
