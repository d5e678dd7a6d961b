"""Imports workbooks and CSV files: every good row is written in one commit, every bad one is named with its causes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crm_console.core.errors import RefusedError
from crm_console.core.jobs import Context
from crm_console.core.text import N_, Text
from crm_console.services.entry import known_type
from crm_console.services.exchange.lines import Line, Reading, read
from crm_console.services.exchange.result import BadRow, Ignored, ImportResult, RowError
from crm_console.services.exchange.settling import Settler
from crm_console.services.exchange.shares import settle_shares
from crm_console.services.exchange.writing import Writer
from crm_console.store.change import Applied
from crm_console.store.workspace import Workspace

__all__ = ["BadRow", "Ignored", "ImportResult", "RowError", "run"]


def run(
    workspace: Workspace, sources: Sequence[Path], type_name: str | None = None, dry_run: bool = False,
    all_or_nothing: bool = False, ctx: Context | None = None,
) -> ImportResult:
    """Import the sources; with `dry_run` say what would happen, with `all_or_nothing` write only a faultless lot.

    Raises UnreadableError for a file that is no table, and UsageError for a sheet that could be of several types.
    """
    if workspace.read_only and not dry_run:
        raise RefusedError(N_("Esta pasta de trabalho está aberta só para leitura; nada foi gravado."),
                           N_("Feche-a no outro console e abra de novo."))
    ctx = ctx or Context()
    reading = read(sources, known_type(type_name) if type_name else None, ctx)
    settle_shares(reading.lines)
    with workspace.store.reading() as connection:
        settler = Settler(connection, reading.lines, ctx)
        settler.settle()
    reading.notes += settler.codes.notes()
    writer = Writer(workspace, reading.lines)
    if dry_run or all_or_nothing or any(line.secrets for line in reading.lines):
        writer.rehearse()
    writer.judge_secrets()
    if dry_run:
        return _result(reading, writer, None)
    if all_or_nothing and _faulty(reading):
        return _nothing(reading, writer)
    ctx.check()
    writer.keep_secrets()
    if all_or_nothing and _faulty(reading):
        return _nothing(reading, writer)
    ctx.progress(N_("Gravando"), len(reading.lines), len(reading.lines))
    applied = writer.apply(_label(sources))
    return _result(reading, writer, applied)


def _label(sources: Sequence[Path]) -> Text:
    return N_("Importar {file}", file=", ".join(path.name for path in sources))


def _faulty(reading: Reading) -> bool:
    return any(line.errors or line.unkept for line in reading.lines)


def _nothing(reading: Reading, writer: Writer) -> ImportResult:
    reading.notes.append(N_("Nada foi gravado, porque há linhas com erro."))
    found = _result(reading, writer, None)
    return ImportResult(0, 0, 0, found.errors, found.notes, found.skipped, found.ignored, None, found.bad)


def _result(reading: Reading, writer: Writer, applied: Applied | None) -> ImportResult:
    good = writer.good
    created = sum(line.before is None for line in good)
    updated = sum(line.before is not None and (line.before != line.after or line in writer.secrets_changed)
                  for line in good)
    bad = [_in_order(line) for line in reading.lines if line.errors or line.unkept]
    return ImportResult(
        created, updated, len(good) - created - updated, [cause for row in bad for cause in row.causes],
        reading.notes, reading.skipped, reading.ignored, applied, bad)


def _in_order(line: Line) -> BadRow:
    """The row with its causes in the order of its columns."""
    row = line.as_bad()
    places = {title: place for place, title in reversed(list(enumerate(row.titles)))}
    causes = tuple(sorted(row.causes, key=lambda cause: places.get(cause.column, len(places))))
    return BadRow(row.sheet, row.row, row.titles, row.cells, causes)
