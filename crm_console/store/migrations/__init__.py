"""Alembic's folder: one self-contained revision a file; none imports the models."""
