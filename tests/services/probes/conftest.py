"""The servers that the probes are tried on."""

from tests.servers.fixtures import authority, postfix, sshd, twin  # noqa: F401
