"""The real servers that the commands test."""

from tests.servers.deploying import lab, platform_twin, prepared  # noqa: F401
from tests.servers.fixtures import postfix, sshd  # noqa: F401
