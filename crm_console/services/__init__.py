"""Use cases; no Qt."""
