"""The real servers that the commands test."""

from tests.servers.fixtures import postfix, sshd  # noqa: F401
