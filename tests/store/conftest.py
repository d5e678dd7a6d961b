"""The real PostgreSQL that a team's workspace lies in."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from tests.servers.postgres import running_postgres


@pytest.fixture(scope="session")
def postgres():
    with running_postgres() as url:
        yield url


@pytest.fixture
def schema(postgres, request):
    """A fresh schema, as a workspace's URL."""
    name = f"crm_{abs(hash(request.node.nodeid)) % 10**8}"
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    return f"{postgres}?schema={name}"
