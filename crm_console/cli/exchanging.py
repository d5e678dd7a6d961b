"""`import` and `export`: workbooks and CSV files in, the blank workbook out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_console.cli.output import File, Json, Lang, opened, output
from crm_console.core.errors import UsageError
from crm_console.core.text import N_
from crm_console.services.exchange import errors_workbook, importing, template

Sources = Annotated[list[Path], typer.Argument(metavar="SOURCE…")]
Type = Annotated[str, typer.Option("--type", help=str(N_("O tipo de registro de uma planilha ambígua.")))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=str(N_("Só dizer o que aconteceria, sem gravar.")))]
Whole = Annotated[bool, typer.Option("--all-or-nothing", help=str(N_("Uma linha com erro: nada é gravado.")))]
Errors = Annotated[Path | None, typer.Option("--errors", help=str(N_("Uma planilha para as linhas com erro.")))]


def import_(
    file: File, sources: Sources, type_name: Type = "", dry_run: DryRun = False, all_or_nothing: Whole = False,
    errors: Errors = None,
    json: Json = False, lang: Lang = "",
) -> int:
    """Write good rows and name every bad one."""
    out = output(json, lang)
    with opened(file, write=not dry_run) as workspace:
        result = importing.run(
            workspace, sources, type_name or None, dry_run=dry_run, all_or_nothing=all_or_nothing)
    if errors is not None and result.errors:
        errors_workbook.write(errors, result.bad, out.language)
    rows = [{"sheet": e.sheet, "row": e.row, "column": e.column, "value": e.value, "cause": out.say(e.cause)}
            for e in result.errors]
    out.data(
        {"created": result.created, "updated": result.updated, "unchanged": result.unchanged, "errors": rows,
         "notes": [out.say(note) for note in result.notes], "skipped": list(result.skipped)},
        lambda: [
            out.say("{created} criados, {updated} alterados, {unchanged} iguais, {errors} com erro.",
                    created=result.created, updated=result.updated, unchanged=result.unchanged, errors=len(rows)),
            *(f"{r['sheet']}:{r['row']} {r['column']} “{str(r['value'])[:60]}”: {r['cause']}" for r in rows),
            *map(out.say, result.notes), *(out.say("“{sheet}” não foi lida: nenhuma linha dela tem os títulos que o "
                                                   "programa conhece.", sheet=sheet) for sheet in result.skipped)])
    if result.skipped and not (result.errors or result.created or result.updated or result.unchanged):
        return 2  # nothing in it was understood
    return 1 if result.errors else 0


def export(
    template_to: Annotated[Path | None, typer.Option("--template", metavar="OUT.xlsx")] = None,
    json: Json = False, lang: Lang = "",
) -> int:
    """Write the blank workbook that a customer fills in and `import` reads."""
    out = output(json, lang)
    if template_to is None:
        raise UsageError(N_("Diga o que exportar: --template OUT.xlsx."))
    template.write(template_to, out.language)
    out.data({"template": str(template_to)}, lambda: [out.say("Planilha em branco: {path}.", path=template_to)])
    return 0


