"""A small customer beside the twin, whose jobs take almost no time."""

from tests.servers.deploying import lab, platform_twin, prepared  # noqa: F401
