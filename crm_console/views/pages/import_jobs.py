"""The jobs behind the import page: dry run, import, the workbook of bad rows, the blank template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_console.core.jobs import Context, Job
from crm_console.core.text import N_, Language
from crm_console.store.workspace import Workspace

if TYPE_CHECKING:
    from crm_console.services.exchange.result import ImportResult


def importing(workspace: Workspace, sources: Sequence[Path], *, dry_run: bool) -> Job[ImportResult]:
    """Read the files; without `dry_run` write the good rows in one transaction."""

    def work(context: Context) -> ImportResult:
        from crm_console.services.exchange.importing import run  # noqa: PLC0415 - start-up is measured

        return run(workspace, sources, dry_run=dry_run, ctx=context)

    return Job(N_("Conferindo a planilha") if dry_run else N_("Importando a planilha"), work, "import")


def saving_errors(result: ImportResult, place: Path, language: Language) -> Job[Path]:
    """Write the bad rows as the customer sent them, with the causes beside."""

    def work(context: Context) -> Path:
        from crm_console.services.exchange.errors_workbook import write  # noqa: PLC0415

        context.check()
        write(place, result.bad, language)
        return place

    return Job(N_("Gravando as linhas com problema"), work)


def saving_template(place: Path, language: Language) -> Job[Path]:
    """Write the blank workbook that a customer fills in."""

    def work(context: Context) -> Path:
        from crm_console.services.exchange.template import write  # noqa: PLC0415

        context.check()
        write(place, language)
        return place

    return Job(N_("Gravando a planilha em branco"), work)


def bad_rows(result: ImportResult) -> int:
    """How many rows will not be written."""
    return len({(error.sheet, error.row) for error in result.errors})


def written(result: ImportResult) -> int:
    """How many records the import writes."""
    return result.created + result.updated
