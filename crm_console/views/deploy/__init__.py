"""Leading a deployment: guided work, integrations, the calls of the platform."""
