"""The sandbox under test is a real child process."""

import pytest

from tests.sandbox.raw import Raw, customer, deploy
from tests.servers.fixtures import twin  # noqa: F401


@pytest.fixture
def fresh(twin):  # noqa: F811
    """The shared twin as new."""
    twin.reset()
    return twin


@pytest.fixture
def deployed(fresh):
    """The shared twin with the CRM on the customer's tenant."""
    deploy(fresh)
    return fresh


@pytest.fixture
def raw(fresh) -> Raw:
    return customer(fresh)


@pytest.fixture
def crm(deployed) -> Raw:
    return customer(deployed)
