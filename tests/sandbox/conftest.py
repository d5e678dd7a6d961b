"""The sandbox under test is a real child process."""

from tests.servers.fixtures import twin  # noqa: F401
