"""Turns what a database says into a sentence: full disk, damaged file, somebody else's lock. The rest is a bug."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from crm_console.core.errors import FailedError, RefusedError, UnreadableError, UserError
from crm_console.core.text import N_


@contextmanager
def explained() -> Iterator[None]:
    """Raise a UserError in place of a database error that the world caused."""
    try:
        yield
    except DBAPIError as error:
        known = known_failure(error.orig if error.orig is not None else error)
        if known is None:
            raise
        raise known from error


def known_failure(error: BaseException) -> UserError | None:
    """The sentence for an environment's error, None for anything else."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return FailedError(
            N_("O disco está cheio: nada foi gravado."),
            N_("Libere espaço e salve de novo; o que você digitou continua aqui."))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return RefusedError(
            N_("Outro programa está gravando nesta pasta de trabalho."), N_("Espere um instante e tente de novo."))
    if name.startswith("SQLITE_READONLY"):
        return RefusedError(
            N_("O arquivo está protegido contra gravação: nada foi gravado."), N_("Confira as permissões da pasta."))
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return UnreadableError(
            N_("O arquivo está danificado ou não é uma pasta de trabalho do CRM Console."),
            N_("Abra a última cópia que está ao lado dele."))
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return FailedError(
            N_("O disco não respondeu como devia ({name}): nada foi gravado.", name=name),
            N_("Confira o disco e o espaço livre."))
    if not isinstance(error, sqlite3.Error) and "connect" in str(error).lower():
        return FailedError(
            N_("O banco de dados não respondeu: {said}", said=str(error).splitlines()[0]),
            N_("Confira a rede e o endereço do banco."))
    return None
