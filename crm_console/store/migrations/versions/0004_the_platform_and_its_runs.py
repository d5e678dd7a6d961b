"""Sign-ins, what was proved on a tenant, runs with their journal, Mega's settings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str, length: int = 0, *, empty: bool = False) -> Any:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=empty)


def _table(name: str, keys: tuple[str, ...], *columns: Any) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")))


def _run(name: str = "run") -> Any:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def upgrade() -> None:
    """Bring the schema one revision further."""
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.add_column(_text("mega_url", 300, empty=True))
    op.create_table(
        "property", _text("uid", 32), _text("identity", 700), sa.Column("revision", sa.Integer(), nullable=False),
        _text("name", 160, empty=True), sa.Column("confidential", sa.Boolean(), nullable=True),
        _text("value", 1000, empty=True), _text("secret", 32, empty=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_property")),
        sa.UniqueConstraint("identity", name=op.f("uq_property_identity")))
    _table(
        "connection", ("role",), _text("role", 20), _text("url", 300), _text("dialect", 20), _text("client_id", 120),
        _text("kind", 20), _text("user", 255), _text("tenant", 120), _text("domain", 255), _text("fingerprint", 64),
        _text("environment", 20), _text("ca", 1000), _text("catalogue"), _text("token", 700), _text("secret", 32),
        _text("by", 255), _text("at", 32))
    _table("proof", ("fingerprint", "call"), _text("fingerprint", 64), _text("call", 80), _text("how", 20),
           _text("by", 255), _text("at", 32))
    _table("ability", ("fingerprint", "call"), _text("fingerprint", 64), _text("call", 80), _text("state", 20),
           _text("said"), _text("at", 32))
    _table("run", ("number",), sa.Column("number", sa.Integer(), autoincrement=True, nullable=False), _text("kind", 20),
           _text("route", 20), _text("fingerprint", 64), _text("state", 20), _text("by", 255), _text("started", 32),
           _text("ended", 32, empty=True))
    _table("run_step", ("run", "step"), _run(), _text("step", 80), _text("mode", 20), _text("state", 20),
           _text("said"), _text("by", 255), _text("started", 32, empty=True), _text("ended", 32, empty=True),
           _text("evidence", 64, empty=True))
    _table("run_item", ("run", "step", "uid"), _run(), _text("step", 80), _text("uid", 64), _text("state", 20),
           _text("said"), _text("remote", 255), _text("by", 255), _text("at", 32), _text("evidence", 64, empty=True))
    _table("run_event", ("number",), sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
           _run(), _text("step", 80), _text("uid", 64), _text("kind", 20), _text("by", 255), _text("at", 32),
           _text("content"))
    op.create_index(op.f("ix_run_event_run"), "run_event", ["run"], unique=False)
