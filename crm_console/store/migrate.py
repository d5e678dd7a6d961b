"""Brings a workspace to the schema of this program; refuses a newer one, copies an older one first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from crm_console.core.errors import UnreadableError
from crm_console.core.text import N_

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0004"


def revision(connection: Connection) -> str | None:
    """The schema's revision, or None where there is none (not a workspace)."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def refuse_newer(found: str) -> None:
    """Raise when the schema comes from a later version of this program. Revisions are numbered, so they compare."""
    if found > HEAD:
        raise UnreadableError(
            N_("Esta pasta de trabalho foi gravada por uma versão mais nova do CRM Console (esquema {found}; este "
               "programa conhece até {head}).", found=found, head=HEAD),
            N_("Atualize o CRM Console neste computador e abra de novo."))


def upgrade(engine: Engine, target: str = "head") -> None:
    """Run the revisions that are missing, all in one transaction."""
    from alembic import command  # noqa: PLC0415 - only where there is something to migrate: start-up is measured

    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.upgrade(configuration(connection), target)


def configuration(connection: Connection | None) -> Any:
    """Alembic's settings, without a file."""
    from alembic.config import Config  # noqa: PLC0415

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
